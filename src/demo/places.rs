//! Where the invented people live. Phone numbers come from ranges that are set aside for fiction where the country
//! has one: `XX` and longer stand for digits. Where it has none, people have no number.

/// A country as the demo knows it.
#[derive(Debug)]
pub struct Place {
    pub country: &'static str,
    pub currency: &'static str,
    pub locale: &'static str,
    pub time_zone: &'static str,
    /// City, region, and the beginning of its postal codes.
    pub cities: &'static [(&'static str, &'static str, &'static str)],
    pub streets: &'static [&'static str],
    /// Numbers set aside for fiction.
    pub phones: &'static [&'static str],
    pub first_names: &'static [&'static str],
    pub last_names: &'static [&'static str],
    pub company_ends: &'static [&'static str],
}

/// All of them, with how often they are met.
pub const PLACES: &[(i64, Place)] = &[
    (
        24,
        Place {
            country: "US",
            currency: "USD",
            locale: "en-US",
            time_zone: "America/New_York",
            cities: &[
                ("New York", "NY", "100XX"),
                ("Boston", "MA", "021XX"),
                ("Denver", "CO", "802XX"),
                ("Seattle", "WA", "981XX"),
                ("Austin", "TX", "787XX"),
            ],
            streets: &["Maple Avenue", "Harbor Street", "Lincoln Road", "Oak Street"],
            // 555-0100 to 555-0199 (North American Numbering Plan).
            phones: &["+1 212 555 01XX", "+1 617 555 01XX", "+1 303 555 01XX"],
            first_names: &[
                "Emily", "James", "Olivia", "Michael", "Grace", "Daniel", "Hannah", "Marcus", "Rosa", "Tyler",
            ],
            last_names: &[
                "Carter", "Nguyen", "Brooks", "Ramirez", "Sullivan", "Hayes", "Okafor", "Bennett", "Kim",
                "Foster",
            ],
            company_ends: &["Inc.", "LLC", "Corp."],
        },
    ),
    (
        18,
        Place {
            country: "GB",
            currency: "GBP",
            locale: "en-GB",
            time_zone: "Europe/London",
            cities: &[
                ("London", "Greater London", "EC2A 4XX"),
                ("Manchester", "Greater Manchester", "M1 2XX"),
                ("Leeds", "West Yorkshire", "LS1 4XX"),
                ("Bristol", "Bristol", "BS1 5XX"),
            ],
            streets: &["Station Road", "Mill Lane", "Queen Street", "Canal Street"],
            // Set aside for drama by Ofcom.
            phones: &["+44 20 7946 0XXX", "+44 161 496 0XXX", "+44 113 496 0XXX"],
            first_names: &[
                "Amelia", "Oliver", "Priya", "George", "Isla", "Harry", "Zara", "Callum", "Fiona", "Rhys",
            ],
            last_names: &[
                "Whitfield",
                "Patel",
                "Hughes",
                "MacLeod",
                "Ashworth",
                "Barnes",
                "Khan",
                "Fletcher",
                "Doyle",
                "Pritchard",
            ],
            company_ends: &["Ltd", "plc", "Group"],
        },
    ),
    (
        22,
        Place {
            country: "DE",
            currency: "EUR",
            locale: "de",
            time_zone: "Europe/Berlin",
            cities: &[
                ("Berlin", "Berlin", "101XX"),
                ("Hamburg", "Hamburg", "203XX"),
                ("München", "Bayern", "803XX"),
                ("Köln", "Nordrhein-Westfalen", "506XX"),
            ],
            streets: &["Lindenstraße", "Bahnhofstraße", "Gartenweg", "Schillerstraße"],
            // Set aside for film and television by the Bundesnetzagentur.
            phones: &["+49 30 23125 XXX", "+49 40 66969 XXX", "+49 89 99998 XXX", "+49 221 4710 XXX"],
            first_names: &[
                "Anna",
                "Jürgen",
                "Sabine",
                "Lukas",
                "Katharina",
                "Björn",
                "Mehmet",
                "Ulrike",
                "Felix",
                "Jana",
            ],
            last_names: &[
                "Schneider",
                "Weiß",
                "Köhler",
                "Yılmaz",
                "Brandt",
                "Schröder",
                "Vogel",
                "Lüders",
                "Hoffmann",
                "Krüger",
            ],
            company_ends: &["GmbH", "AG", "KG", "GmbH & Co. KG"],
        },
    ),
    (
        10,
        Place {
            country: "AT",
            currency: "EUR",
            locale: "de-AT",
            time_zone: "Europe/Vienna",
            cities: &[
                ("Wien", "Wien", "10X0"),
                ("Graz", "Steiermark", "80X0"),
                ("Linz", "Oberösterreich", "40X0"),
            ],
            streets: &["Mariahilfer Gasse", "Hauptplatz", "Donaulände", "Schubertring"],
            phones: &[],
            first_names: &[
                "Theresa",
                "Florian",
                "Magdalena",
                "Stefan",
                "Elif",
                "Johannes",
                "Viktoria",
                "Georg",
            ],
            last_names: &["Huber", "Gruber", "Steiner", "Moser", "Leitner", "Fuchs", "Demir", "Pichler"],
            company_ends: &["GmbH", "OG", "AG"],
        },
    ),
    (
        6,
        Place {
            country: "CH",
            currency: "CHF",
            locale: "de-CH",
            time_zone: "Europe/Zurich",
            cities: &[
                ("Zürich", "Zürich", "80XX"),
                ("Bern", "Bern", "30XX"),
                ("Basel", "Basel-Stadt", "40XX"),
            ],
            streets: &["Seestrasse", "Marktgasse", "Rheinweg"],
            phones: &[],
            first_names: &["Reto", "Nadine", "Urs", "Céline", "Beat", "Livia"],
            last_names: &["Meier", "Zbinden", "Frei", "Brunner", "Rossi", "Keller"],
            company_ends: &["AG", "GmbH"],
        },
    ),
    (
        8,
        Place {
            country: "FR",
            currency: "EUR",
            locale: "fr",
            time_zone: "Europe/Paris",
            cities: &[
                ("Paris", "Île-de-France", "7500X"),
                ("Lyon", "Auvergne-Rhône-Alpes", "6900X"),
                ("Nantes", "Pays de la Loire", "4400X"),
            ],
            streets: &["rue des Lilas", "avenue de la Gare", "quai du Port"],
            // Set aside for fiction by the ARCEP.
            phones: &["+33 1 99 00 XX XX", "+33 4 65 71 XX XX"],
            first_names: &["Camille", "Julien", "Amélie", "Théo", "Inès", "Mathieu"],
            last_names: &["Lefèvre", "Moreau", "Benali", "Girard", "Fontaine", "Dubreuil"],
            company_ends: &["SARL", "SAS", "SA"],
        },
    ),
    (
        6,
        Place {
            country: "SE",
            currency: "SEK",
            locale: "sv",
            time_zone: "Europe/Stockholm",
            cities: &[("Stockholm", "Stockholms län", "111 XX"), ("Malmö", "Skåne län", "211 XX")],
            streets: &["Björkgatan", "Hamngatan", "Skolvägen"],
            // Set aside for books and films by the PTS.
            phones: &["+46 8 465 004 XX"],
            first_names: &["Elin", "Gustav", "Åsa", "Nils", "Saga"],
            last_names: &["Lindqvist", "Öberg", "Sjöström", "Nyström", "Hedlund"],
            company_ends: &["AB"],
        },
    ),
    (
        6,
        Place {
            country: "IE",
            currency: "EUR",
            locale: "en-IE",
            time_zone: "Europe/Dublin",
            cities: &[("Dublin", "Leinster", "D02 XX45"), ("Cork", "Munster", "T12 XX12")],
            streets: &["Abbey Street", "Bridge Street", "Harbour View"],
            // Set aside for drama by ComReg.
            phones: &["+353 20 911 XXXX"],
            first_names: &["Aoife", "Cian", "Niamh", "Declan", "Saoirse"],
            last_names: &["Byrne", "O'Sullivan", "Gallagher", "Kavanagh", "Nolan"],
            company_ends: &["Ltd", "DAC"],
        },
    ),
];

/// What invented companies are called, and what they do.
pub const COMPANIES: &[(&str, &str)] = &[
    ("Alder & Finch", "law firm"),
    ("Bluewater", "shipping company"),
    ("Copperfield", "publisher"),
    ("Driftwood", "design studio"),
    ("Evergreen", "landscape planner"),
    ("Falkenstein", "engineering office"),
    ("Greystone", "architects' office"),
    ("Hollowell", "university institute"),
    ("Ironbridge", "machine builder"),
    ("Juniper", "clinic"),
    ("Kestrel", "airline caterer"),
    ("Lighthouse", "insurance broker"),
    ("Morgenrot", "bakery chain"),
    ("Northgate", "logistics company"),
    ("Oakhurst", "private school"),
    ("Pinnacle", "consultancy"),
    ("Quarry Lane", "co-working operator"),
    ("Redwood", "software house"),
    ("Silverbirch", "tax adviser"),
    ("Tidewater", "ferry line"),
    ("Umbra", "film production"),
    ("Vantage", "media agency"),
    ("Windmill", "energy supplier"),
    ("Yellowhammer", "event agency"),
    ("Zenith", "laboratory"),
];

/// Second words of their names.
pub const COMPANY_WORDS: &[&str] = &[
    "Partners",
    "Works",
    "Systems",
    "Studio",
    "Holding",
    "Services",
    "Labs",
    "Trading",
    "Solutions",
    "Brothers",
];

/// What they do there.
pub const JOBS: &[&str] = &[
    "Office Manager",
    "Head of Facilities",
    "Managing Director",
    "IT Manager",
    "Chief Operating Officer",
    "Workplace Lead",
    "Purchasing Manager",
    "Assistant to the Board",
];
