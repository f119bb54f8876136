//! Which proxies are believed when they say for whom they ask.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{ConfigError, HttpConfig, wrong};

/// The header in which proxies say for whom they ask. Only one is read: a proxy hands on the other as clients wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: 203.0.113.9, 10.0.0.2`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=203.0.113.9` (RFC 7239).
    Forwarded,
}

impl HttpConfig {
    /// The networks of the proxies that are believed.
    ///
    /// # Errors
    /// One is neither an address nor a network.
    pub fn trusted_networks(&self) -> Result<Vec<IpNet>, ConfigError> {
        let parse = |text: &String| {
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.or_else(|_| {
                wrong("http.trusted_proxies", "a list of addresses and networks, such as `[10.0.0.0/8, ::1]`")
            })
        };
        self.trusted_proxies.iter().map(parse).collect()
    }
}
