//! GraphiQL from a CDN: pinned versions with the hashes of what npm has, and a policy that lets nothing else in. These
//! are the last of each that are one script: newer ones are many modules, of which a page can pin only the first.

use std::{fmt::Write, sync::LazyLock};

use super::Source;

struct Pinned {
    url: &'static str,
    hash: &'static str,
}

const STYLE: Pinned = Pinned {
    url: "https://unpkg.com/graphiql@4.1.2/graphiql.min.css",
    hash: "sha384-1el1QShFBnnXTx9x/Cprg82hZWKt0ry29OAYIXt05swbi0KcZDFoj0CWguMpopJr",
};

const SCRIPTS: [Pinned; 3] = [
    Pinned {
        url: "https://unpkg.com/react@18.3.1/umd/react.production.min.js",
        hash: "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
    },
    Pinned {
        url: "https://unpkg.com/react-dom@18.3.1/umd/react-dom.production.min.js",
        hash: "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
    },
    Pinned {
        url: "https://unpkg.com/graphiql@4.1.2/graphiql.min.js",
        hash: "sha384-9XdHu7ajgGJziD4J1zNBKQ842Q/+zZfDv+ib1eMhZWBH6hPAs806x+Jbcf0yNO6B",
    },
];

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let scripts = SCRIPTS.map(|script| script.url).join(" ");
    format!(
        "default-src 'none'; script-src 'self' {scripts}; style-src 'unsafe-inline' {}; font-src data:; \
         img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        STYLE.url
    )
});

const UNAVAILABLE: &str = "<p>This page fetches GraphiQL from unpkg.com, which cannot be reached from here. Build it into \
                           the server instead: <code>npm ci &amp;&amp; npm run build</code> in \
                           <code>tools/graphiql</code>, then load this page again.</p>";

pub fn source() -> Source {
    let Pinned { url, hash } = STYLE;
    let mut tags =
        format!("<link rel=\"stylesheet\" href=\"{url}\" integrity=\"{hash}\" crossorigin=\"anonymous\">\n");
    for Pinned { url, hash } in SCRIPTS {
        let _ = writeln!(
            tags,
            "<script src=\"{url}\" integrity=\"{hash}\" crossorigin=\"anonymous\" defer></script>"
        );
    }
    tags.push_str("<script src=\"/graphiql-cdn.js\" defer></script>\n");
    Source { tags, policy: &POLICY, unavailable: UNAVAILABLE }
}
