//! Which column of a file is what.

use std::fmt;

use super::field::Field;

/// Columns by what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    headers: Vec<String>,
    /// For each field its columns, the surest first: the first one with a value counts.
    columns: Vec<(Field, Vec<usize>)>,
}

/// What the user says about a column: `Header=field`, or `Header=-` to leave it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The header, as in the file.
    pub header: String,
    /// What it holds; absent: nothing that is wanted.
    pub field: Option<Field>,
}

/// The columns of a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MappingError(pub String);

impl std::str::FromStr for Override {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        let known = || Field::keys().collect::<Vec<_>>().join(", ");
        let Some((header, key)) = text.rsplit_once('=') else {
            return Err(MappingError(format!(
                "write `Header=field`, or `Header=-` to leave a column out; fields: {}",
                known()
            )));
        };
        let (header, key) = (header.trim().to_owned(), key.trim());
        if key == "-" {
            return Ok(Self { header, field: None });
        }
        match Field::from_key(key) {
            Some(field) => Ok(Self { header, field: Some(field) }),
            None => Err(MappingError(format!("`{key}` is no field; fields: {}", known()))),
        }
    }
}

impl Mapping {
    /// Recognises the headers of a file.
    ///
    /// # Errors
    /// An override names a header that is not there, or no column tells how to reach a lead.
    pub fn new(headers: &[String], overrides: &[Override]) -> Result<Self, MappingError> {
        let mapping = Self::recognise(headers, overrides)?;
        if mapping.is_reachable() { Ok(mapping) } else { Err(MappingError(mapping.unreachable())) }
    }

    fn recognise(headers: &[String], overrides: &[Override]) -> Result<Self, MappingError> {
        let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
        for wanted in overrides {
            if !headers.iter().any(|header| same(header, &wanted.header)) {
                let message =
                    format!("the file has no column `{}`; columns: {}", wanted.header, headers.join(", "));
                return Err(MappingError(message));
            }
        }
        let mut found: Vec<(Field, usize, usize)> = Vec::new();
        for (column, header) in headers.iter().enumerate() {
            let said = overrides.iter().find(|wanted| same(header, &wanted.header));
            let field = match said {
                Some(said) => said.field.map(|field| (field, 0)),
                // Surer than any name is only what the user says.
                None => Field::from_header(header).map(|(field, place)| (field, place + 1)),
            };
            found.extend(field.map(|(field, place)| (field, place, column)));
        }
        found.sort_unstable();
        let mut columns: Vec<(Field, Vec<usize>)> = Vec::new();
        for (field, _, column) in found {
            match columns.last_mut() {
                Some((last, places)) if *last == field => places.push(column),
                _ => columns.push((field, vec![column])),
            }
        }
        Ok(Self { headers: headers.to_vec(), columns })
    }

    /// How many columns are recognised: for finding out the delimiter.
    pub(super) fn recognised_count(headers: &[String]) -> usize {
        headers.iter().filter(|header| Field::from_header(header).is_some()).count()
    }

    fn is_reachable(&self) -> bool {
        self.has(Field::Email)
            || self.has(Field::Phone)
            || (self.has(Field::City) && (self.has(Field::Street) || self.has(Field::PostalCode)))
    }

    fn unreachable(&self) -> String {
        let names = |field: Field| field.names()[..3].join(", ");
        format!(
            "no column says how to reach a lead; the file has: {}. Understood are among others, without regard to \
             case, blanks and punctuation: {} for an e-mail address; {} for a phone number; street, zip, city for a \
             postal address. Name a column with --mapping \"Header=email\"",
            self.headers.join(", "),
            names(Field::Email),
            names(Field::Phone),
        )
    }

    /// Whether there is a column for it.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(known, _)| *known == field)
    }

    /// Columns that hold it, the surest first.
    pub(super) fn columns(&self, field: Field) -> &[usize] {
        self.columns.iter().find(|(known, _)| *known == field).map_or(&[], |(_, columns)| columns)
    }

    /// The headers, as in the file.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The header of a column in which problems with a field of the domain show.
    pub(super) fn header_of(&self, domain_field: &str) -> Option<(usize, &str)> {
        let of = |(field, columns): &(Field, Vec<usize>)| {
            (field.domain_field() == domain_field).then(|| columns.first().copied()).flatten()
        };
        let column = self.columns.iter().find_map(of)?;
        Some((column, self.headers.get(column)?))
    }

    /// Recognised headers, each with its field, in the order of the file.
    pub fn recognised(&self) -> Vec<(&str, Field)> {
        let mut all: Vec<_> = self
            .columns
            .iter()
            .flat_map(|(field, columns)| columns.iter().map(move |column| (*column, *field)))
            .collect();
        all.sort_unstable();
        all.into_iter()
            .filter_map(|(column, field)| Some((self.headers.get(column)?.as_str(), field)))
            .collect()
    }

    /// Headers that are not understood: their columns are left out.
    pub fn unknown(&self) -> Vec<&str> {
        let known = |column: &usize| self.columns.iter().any(|(_, columns)| columns.contains(column));
        let unknown = self.headers.iter().enumerate().filter(|(column, _)| !known(column));
        // Our own column of a file of rejected rows is no surprise.
        unknown
            .map(|(_, header)| header.as_str())
            .filter(|header| *header != super::rejected::ERROR_COLUMN)
            .collect()
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<_> =
            self.recognised().iter().map(|(header, field)| format!("{header} → {}", field.key())).collect();
        f.write_str(&pairs.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> Vec<String> {
        line.split(',').map(|header| header.trim().to_owned()).collect()
    }

    fn keys(line: &str) -> Vec<&'static str> {
        let mapping = Mapping::new(&headers(line), &[]).expect("reachable");
        mapping.recognised().into_iter().map(|(_, field)| field.key()).collect()
    }

    #[test]
    fn the_leads_of_salesforce_are_understood() {
        let line = "Salutation,First Name,Last Name,Title,Company / Account,Email,Phone,Mobile,Lead Source,\
                    Lead Status,Street,City,State/Province,Zip/Postal Code,Country,Website,Annual Revenue,Lead Owner,\
                    Rating,Description,Email Opt Out";
        assert_eq!(
            keys(line),
            [
                "first_name",
                "last_name",
                "job_title",
                "company",
                "email",
                "phone",
                "phone",
                "source",
                "status",
                "street",
                "city",
                "region",
                "postal_code",
                "country",
                "website",
                "owner",
                "interest",
                "email_opt_out"
            ]
        );
        let mapping = Mapping::new(&headers(line), &[]).expect("reachable");
        assert_eq!(mapping.unknown(), ["Salutation", "Annual Revenue", "Rating"]);
        let by_api = "FirstName,LastName,Company,Email,MobilePhone,LeadSource,Status,PostalCode,CountryCode,\
                      HasOptedOutOfEmail,CurrencyIsoCode";
        assert_eq!(keys(by_api).len(), 11);
    }

    #[test]
    fn the_contacts_of_hubspot_are_understood() {
        let line = "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Company Name,Job Title,\
                    Website URL,Lifecycle Stage,Lead Status,Original Source,Contact owner,Street Address,City,\
                    State/Region,Postal Code,Country/Region,Preferred language,Unsubscribed from all email,Time Zone";
        let mapping = Mapping::new(&headers(line), &[]).expect("reachable");
        assert_eq!(mapping.unknown(), ["Record ID", "Lifecycle Stage"]);
    }

    #[test]
    fn the_pipeline_of_odoo_is_understood_in_english_and_german() {
        let line = "Opportunity,Contact Name,Company Name,Email,Phone,Mobile,Street,City,Zip,Country,Salesperson,\
                    Expected Revenue,Probability,Source,Stage,Priority,Lost Reason,Expected Closing,Job Position,Title";
        let mapping = Mapping::new(&headers(line), &[]).expect("reachable");
        assert!(mapping.unknown().is_empty(), "{:?}", mapping.unknown());
        // `Title` is a form of address there: it must not hide the position.
        let position = headers(line).iter().position(|header| header == "Job Position").expect("there");
        assert_eq!(mapping.columns(Field::JobTitle)[0], position);
        let german = "Vorname,Nachname,Firma,E-Mail,Telefon,Straße,PLZ,Ort,Land,Verkäufer";
        assert_eq!(keys(german).len(), 10);
    }

    #[test]
    fn a_file_without_a_way_to_reach_anybody_is_refused_with_what_is_understood() {
        let error = Mapping::new(&headers("First Name,Shoe size"), &[]).expect_err("unreachable");
        for expected in ["Shoe size", "emailaddress", "phonenumber", "--mapping"] {
            assert!(error.0.contains(expected), "{error}");
        }
        assert!(Mapping::new(&headers("Name,Zip,City"), &[]).is_ok());
    }

    #[test]
    fn what_the_user_says_counts_more_than_names() {
        let said: Vec<Override> =
            ["Contact point=email", "Email=-"].map(|text| text.parse().expect("good")).into();
        let mapping = Mapping::new(&headers("Email,Contact point"), &said).expect("reachable");
        assert_eq!(mapping.columns(Field::Email), [1]);
        assert!("Email".parse::<Override>().is_err());
        assert!("Email=mail".parse::<Override>().expect_err("unknown").0.contains("first_name"));
        let missing: Override = "Mail=email".parse().expect("good");
        assert!(
            Mapping::new(&headers("Email"), &[missing]).expect_err("missing").0.contains("no column `Mail`")
        );
    }
}
