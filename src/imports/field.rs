//! What a column may hold, and what other systems call it.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words of `field` say what each is")]
pub enum Field {
    FirstName,
    LastName,
    FullName,
    Company,
    JobTitle,
    Email,
    Phone,
    Website,
    Street,
    PostalCode,
    City,
    Region,
    Country,
    Locale,
    TimeZone,
    Source,
    Subject,
    Interest,
    Products,
    Amount,
    Currency,
    Priority,
    Probability,
    ExpectedCompletion,
    Owner,
    Status,
    LostReason,
    EmailOptOut,
    DoNotContact,
}

/// Field, its key for `--mapping`, the field of the domain that problems name, and what it is called elsewhere, the
/// surest names first: lower case, without blanks and punctuation.
type Entry = (Field, &'static str, &'static str, &'static [&'static str]);

// The names are those of the standard exports (in English, and the API names of Salesforce), and of German
// versions of Odoo and Outlook.
const FIELDS: &[Entry] = &[
    (Field::FirstName, "first_name", "first_name", &["firstname", "givenname", "forename", "vorname"]),
    (
        Field::LastName,
        "last_name",
        "last_name",
        &["lastname", "surname", "familyname", "nachname", "familienname"],
    ),
    (
        Field::FullName,
        "full_name",
        "last_name",
        &["contactname", "fullname", "leadname", "contact", "name", "kontaktname", "ansprechpartner"],
    ),
    (
        Field::Company,
        "company",
        "company",
        &[
            "companyname",
            "companyaccount",
            "company",
            "accountname",
            "account",
            "associatedcompany",
            "customer",
            "organization",
            "organisation",
            "business",
            "firma",
            "firmenname",
            "unternehmen",
            "unternehmensname",
            "kunde",
        ],
    ),
    (
        Field::JobTitle,
        "job_title",
        "job_title",
        &[
            "jobtitle",
            "jobposition",
            "position",
            "function",
            "role",
            "title",
            "stelle",
            "stellenbezeichnung",
            "funktion",
        ],
    ),
    (
        Field::Email,
        "email",
        "email",
        &[
            "email",
            "emailaddress",
            "workemail",
            "businessemail",
            "mail",
            "emailfrom",
            "primaryemail",
            "emailadresse",
        ],
    ),
    (
        Field::Phone,
        "phone",
        "phone",
        &[
            "phone",
            "phonenumber",
            "businessphone",
            "workphone",
            "telephone",
            "telefon",
            "telefonnummer",
            "mobilephone",
            "mobile",
            "mobilephonenumber",
            "mobilenumber",
            "cellphone",
            "mobil",
            "handy",
            "mobiltelefon",
        ],
    ),
    (
        Field::Website,
        "website",
        "website",
        &["website", "websiteurl", "url", "homepage", "webseite", "companydomainname"],
    ),
    (
        Field::Street,
        "street",
        "street",
        &[
            "street",
            "streetaddress",
            "address",
            "addressline1",
            "mailingstreet",
            "address1",
            "strasse",
            "adresse",
        ],
    ),
    (
        Field::PostalCode,
        "postal_code",
        "postal_code",
        &[
            "postalcode",
            "zippostalcode",
            "zip",
            "zipcode",
            "postcode",
            "mailingzippostalcode",
            "plz",
            "postleitzahl",
        ],
    ),
    (Field::City, "city", "city", &["city", "town", "mailingcity", "ort", "stadt"]),
    (
        Field::Region,
        "region",
        "region",
        &[
            "state",
            "stateprovince",
            "stateregion",
            "province",
            "region",
            "county",
            "bundesland",
            "mailingstateprovince",
        ],
    ),
    (
        Field::Country,
        "country",
        "country",
        &["country", "countrycode", "countryregion", "mailingcountry", "land", "countryname"],
    ),
    (Field::Locale, "locale", "locale", &["locale", "language", "preferredlanguage", "lang", "sprache"]),
    (Field::TimeZone, "time_zone", "time_zone", &["timezone", "zeitzone"]),
    (
        Field::Source,
        "source",
        "source_key",
        &[
            "leadsource",
            "source",
            "originalsource",
            "originaltrafficsource",
            "latestsource",
            "herkunft",
            "quelle",
        ],
    ),
    (
        Field::Subject,
        "subject",
        "initial_interest",
        &["opportunity", "dealname", "subject", "topic", "betreff", "chance"],
    ),
    (
        Field::Interest,
        "interest",
        "initial_interest",
        &[
            "initialinterest",
            "interest",
            "description",
            "notes",
            "message",
            "comments",
            "internalnotes",
            "productinterest",
            "beschreibung",
            "notizen",
            "nachricht",
            "anfrage",
        ],
    ),
    (Field::Products, "products", "products_of_interest", &["productsofinterest", "products", "produkte"]),
    (
        Field::Amount,
        "amount",
        "target_amount",
        &[
            "targetamount",
            "expectedrevenue",
            "amount",
            "dealamount",
            "estimatedvalue",
            "erwarteterumsatz",
            "betrag",
        ],
    ),
    (
        Field::Currency,
        "currency",
        "target_amount",
        &["currency", "currencyisocode", "leadcurrency", "currencycode", "waehrung", "wahrung"],
    ),
    (Field::Priority, "priority", "priority", &["priority", "hubspotpriority", "prioritat", "prioritaet"]),
    (
        Field::Probability,
        "probability",
        "probability",
        &["probability", "winprobability", "wahrscheinlichkeit"],
    ),
    (
        Field::ExpectedCompletion,
        "expected_completion_date",
        "expected_completion_date",
        &["expectedcompletiondate", "expectedclosing", "expectedclose", "closedate", "expectedclosedate"],
    ),
    (
        Field::Owner,
        "owner",
        "assignee_id",
        &[
            "leadowner",
            "contactowner",
            "salesperson",
            "owner",
            "assignee",
            "assignedto",
            "leadowneremail",
            "owneremail",
            "leadowneralias",
            "hubspotowner",
            "verkaufer",
            "verkaeufer",
            "vertriebsmitarbeiter",
        ],
    ),
    (Field::Status, "status", "status", &["leadstatus", "status", "stage", "phase", "stufe"]),
    (
        Field::LostReason,
        "lost_reason",
        "lost_reason_key",
        &["lostreason", "closedlostreason", "unqualifiedreason", "disqualificationreason", "grundfurverlust"],
    ),
    (
        Field::EmailOptOut,
        "email_opt_out",
        "email_consent",
        &[
            "emailoptout",
            "hasoptedoutofemail",
            "unsubscribedfromallemail",
            "optedoutofemail",
            "unsubscribed",
            "optout",
            "blacklist",
            "blacklisted",
            "optedoutofallemail",
        ],
    ),
    (
        Field::DoNotContact,
        "do_not_contact",
        "do_not_contact",
        &["donotcontact", "donotcontactme", "gesperrt"],
    ),
];

impl Field {
    /// The word that stands for the field in `--mapping`.
    pub fn key(self) -> &'static str {
        entry(self).map_or("", |entry| entry.1)
    }

    /// The field of the domain in which problems with the value show.
    pub(super) fn domain_field(self) -> &'static str {
        entry(self).map_or("", |entry| entry.2)
    }

    /// The field that `--mapping` calls so.
    pub fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().find(|entry| entry.1 == key).map(|entry| entry.0)
    }

    /// Every key for `--mapping`.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|entry| entry.1)
    }

    /// The field that a header names, and how sure that is (0 is surest).
    pub(super) fn from_header(header: &str) -> Option<(Self, usize)> {
        let name = folded(header);
        let find = |entry: &Entry| {
            let own = folded(entry.1) == name;
            let place = if own { Some(0) } else { entry.3.iter().position(|known| *known == name) };
            place.map(|place| (entry.0, place))
        };
        FIELDS.iter().filter_map(find).min_by_key(|(_, place)| *place)
    }

    /// Names under which the field is recognised.
    pub(super) fn names(self) -> &'static [&'static str] {
        entry(self).map_or(&[], |entry| entry.3)
    }
}

fn entry(field: Field) -> Option<&'static Entry> {
    FIELDS.iter().find(|entry| entry.0 == field)
}

/// Without regard to case, blanks, punctuation and accents.
pub(super) fn folded(text: &str) -> String {
    let text = text.replace('ß', "ss");
    deunicode::deunicode(&text).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_fields_and_every_name_can_be_met() {
        let mut seen = std::collections::HashMap::new();
        for (field, key, _, names) in FIELDS {
            assert_eq!(Field::from_key(key), Some(*field));
            for name in *names {
                assert_eq!(&folded(name), name, "a header is never written so");
                assert_eq!(seen.insert(*name, *field), None, "`{name}` stands for two fields");
            }
        }
    }
}
