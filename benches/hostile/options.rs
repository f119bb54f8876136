//! What the command line says.

use std::path::PathBuf;

/// How to run.
pub struct Options {
    pub binary: PathBuf,
    pub database_url: Option<String>,
    pub count: u64,
    pub seed: u64,
    pub connections: usize,
    pub family: Option<String>,
    pub only: Option<u64>,
}

impl Options {
    pub fn read(arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            // A bench is built into the profile's `deps`.
            binary: std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("leadline"),
            database_url: None,
            count: 100_000,
            seed: 1,
            connections: 8,
            family: None,
            only: None,
        };
        let mut arguments = arguments;
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_else(|| panic!("{name} needs a value"));
            let number = || value.parse::<u64>().unwrap_or_else(|_| panic!("{name} needs a number"));
            match name.as_str() {
                "--binary" => options.binary = value.into(),
                "--database-url" => options.database_url = Some(value),
                "--count" => options.count = number(),
                "--seed" => options.seed = number(),
                "--connections" => options.connections = usize::try_from(number()).unwrap(),
                "--family" => options.family = Some(value),
                "--only" => options.only = Some(number()),
                _ => panic!("{name} is not known: see the head of benches/hostile/main.rs"),
            }
        }
        assert!(options.binary.exists(), "there is no {}: cargo build --release", options.binary.display());
        options
    }
}
