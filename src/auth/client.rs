//! Who is at the other end of the line.

/// From where, and with what, somebody comes: as they say, not as they prove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// An IPv4 address, or an IPv6 network of 2⁶⁴.
    pub address: Option<String>,
    /// What their program calls itself.
    pub user_agent: Option<String>,
}

/// Longest name of a program that is kept, in bytes.
const LONGEST_NAME: usize = 256;

impl Client {
    /// Cuts what a program says of itself to what can be kept and shown.
    pub fn new(address: Option<String>, user_agent: Option<&str>) -> Self {
        let clean = |name: &str| {
            let mut name: String = name.chars().filter(|c| !c.is_control()).collect();
            name.truncate(name.floor_char_boundary(LONGEST_NAME));
            name.trim().to_owned()
        };
        Self { address, user_agent: user_agent.map(clean).filter(|name| !name.is_empty()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Client;

    #[test]
    fn names_are_cut_and_cleaned() {
        let of = |name| Client::new(None, Some(name)).user_agent;
        assert_eq!(of("curl/8\u{7}.5"), Some("curl/8.5".to_owned()));
        assert_eq!(of(" \u{0} "), None);
        assert_eq!(of(&"ä".repeat(300)).map(|name| name.len()), Some(256));
    }
}
