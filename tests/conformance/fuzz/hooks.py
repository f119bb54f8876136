"""What schemathesis cannot know of Leadline: how its scalars look, ids that exist, and what a fault is."""

import atexit
import collections
import json
import os
import sys
import urllib.request

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

# Codes that say that the server, not the caller, did wrong.
FAULTS = {"INTERNAL", "INTERNAL_SERVER_ERROR", "TIMEOUT"}

# What came of the cases, so that a run that only ever met refusals is seen for what it is.
OUTCOMES = collections.Counter()

DOCUMENT = """{
  viewer { id }
  leads(first: 30) { edges { node { id leadType { id } history { id } events(first: 1) { edges { node { id } } }
    communications(first: 2) { edges { node { id trigger { id } attempts { id } } } } } } }
  leadSources { id } lostReasons { id }
}"""


def ids_that_exist():
    request = urllib.request.Request(
        os.environ["LEADLINE_URL"],
        json.dumps({"query": DOCUMENT}).encode(),
        {
            "content-type": "application/json",
            "accept": "application/json",
            "authorization": f"Bearer {os.environ['LEADLINE_AGENT_TOKEN']}",
        },
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer["errors"]
    found = set()

    def collect(value):
        if isinstance(value, list):
            for item in value:
                collect(item)
        elif isinstance(value, dict):
            if isinstance(value.get("id"), str):
                found.add(value["id"])
            for item in value.values():
                collect(item)

    collect(answer["data"])
    return sorted(found)


def text(*examples, also=st.text(max_size=40)):
    return st.one_of(st.sampled_from(examples), also).map(nodes.String)


schemathesis.graphql.scalar("ID", text(*ids_that_exist(), "lead_01h455vb4pex5vsknk084sn02q"))
schemathesis.graphql.scalar("Date", text("2026-11-22", "9999-12-31", "0000-01-01", also=st.dates().map(str)))
schemathesis.graphql.scalar(
    "DateTime",
    text(
        "2026-11-22T09:30:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999+14:00",
        "2026-11-22T09:30:60Z",
        also=st.datetimes().map(lambda time: time.isoformat() + "Z"),
    ),
)
schemathesis.graphql.scalar(
    "Decimal",
    st.one_of(
        text("0", "12500.00", "-1", "79228162514264337593543950335", "0.0000000001", "1e9", "NaN"),
        st.decimals(allow_nan=True, allow_infinity=True).map(str).map(nodes.String),
        st.integers().map(nodes.Int),
        st.floats(allow_nan=False, allow_infinity=False).map(nodes.Float),
    ),
)
schemathesis.graphql.scalar("CurrencyCode", text("EUR", "JPY", "KWD", "eur", "XXX"))
schemathesis.graphql.scalar("CountryCode", text("AT", "US", "at", "ZZ"))
schemathesis.graphql.scalar("EmailAddress", text("ann@acme.example", "a@b", also=st.emails()))
schemathesis.graphql.scalar("PhoneNumber", text("+43 1 234567", "0043 1 234567", "1"))
schemathesis.graphql.scalar("URL", text("https://acme.example", "javascript:alert(1)", "//"))
schemathesis.graphql.scalar("Locale", text("de-AT", "en", "x-y"))
schemathesis.graphql.scalar("TimeZone", text("Europe/Vienna", "UTC", "Mars/Olympus"))
schemathesis.graphql.scalar("JSON", st.one_of(st.just(nodes.Object(fields=[])), st.text().map(nodes.String)))


@schemathesis.check
def no_fault(ctx, response, case):
    """An answer is GraphQL's, below 500, and no error is the server's own."""
    assert response.status_code < 500, f"status {response.status_code}"
    answer = response.json()
    assert isinstance(answer, dict) and ("data" in answer or "errors" in answer), "no answer of GraphQL"
    if not answer.get("errors"):
        payloads = [value for value in answer["data"].values() if isinstance(value, dict)]
        OUTCOMES["refused by userErrors" if any(value.get("userErrors") for value in payloads) else "answered"] += 1
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        OUTCOMES[f"error {code}"] += 1
        assert isinstance(code, str) and code, f"an error without a code: {error}"
        assert code not in FAULTS, f"a fault: {error}"
        assert "non-nullable" not in error["message"].lower(), f"the schema promised a value: {error}"


@atexit.register
def tell():
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in OUTCOMES.most_common())
    print(f"answers, by what they were: {outcomes}", file=sys.stderr)
