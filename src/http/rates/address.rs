//! Where a request comes from: from the peer, or from whom a trusted proxy names.

use std::{
    hash::{Hash, Hasher},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Once,
};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::config::ForwardedHeader;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A client's address. Two are equal when they stand for the same customer: one IPv4 address, or a network of 2⁶⁴ IPv6
/// addresses, the least that a customer gets.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    customer: IpAddr,
    exact: IpAddr,
}

impl Address {
    /// The address itself; none when it is not known, as without a connection.
    pub fn exact(self) -> Option<IpAddr> {
        Some(self.exact).filter(|address| !address.is_unspecified())
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.customer == other.customer
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.customer.hash(state);
    }
}

impl From<IpAddr> for Address {
    fn from(address: IpAddr) -> Self {
        let exact = address.to_canonical();
        let customer = match exact {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            address @ IpAddr::V4(_) => address,
        };
        Self { customer, exact }
    }
}

/// Which proxies are believed.
pub struct Proxies {
    trusted: Vec<IpNet>,
    header: ForwardedHeader,
}

impl Proxies {
    /// Proxies in these networks, who say it in this header.
    pub fn new(trusted: Vec<IpNet>, header: ForwardedHeader) -> Self {
        Self { trusted, header }
    }

    /// Where a request comes from: the last address of the chain that no trusted proxy has. What stands before it is
    /// what a client may have made up.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Address {
        if !self.trusts(peer) {
            if headers.contains_key(self.name()) && !peer.is_unspecified() {
                advise();
            }
            return peer.into();
        }
        let mut client = peer;
        for hop in self.hops(headers).into_iter().rev() {
            let Some(address) = address_in(&hop) else { break };
            client = address;
            if !self.trusts(address) {
                break;
            }
        }
        client.into()
    }

    /// Whether an address is that of a proxy.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|network| network.contains(&address))
    }

    fn name(&self) -> HeaderName {
        match self.header {
            ForwardedHeader::XForwardedFor => X_FORWARDED_FOR,
            ForwardedHeader::Forwarded => header::FORWARDED,
        }
    }

    /// What each proxy wrote about the one before it, the nearest last.
    fn hops(&self, headers: &HeaderMap) -> Vec<String> {
        let values = headers.get_all(self.name());
        let elements = values.iter().flat_map(|value| value.to_str().unwrap_or("?").split(','));
        match self.header {
            ForwardedHeader::XForwardedFor => elements.map(str::to_owned).collect(),
            ForwardedHeader::Forwarded => elements.map(|element| named_in(element).to_owned()).collect(),
        }
    }
}

/// The value of `for` in one element of `Forwarded`.
fn named_in(element: &str) -> &str {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let mut named = pairs.filter(|(key, _)| key.eq_ignore_ascii_case("for"));
    named.next().map_or("", |(_, value)| value.trim_matches('"'))
}

/// With or without port and brackets.
fn address_in(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let alone = text.trim_start_matches('[').trim_end_matches(']').parse();
    alone.ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// Behind a proxy that is not named, all clients would share one limit.
fn advise() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::warn!(
            "requests come through a proxy that `http.trusted_proxies` does not name: if it is yours, name it, or all \
             its clients share one rate limit"
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(header: ForwardedHeader, peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec();
        let proxies = Proxies::new(trusted, header);
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(proxies.name(), line.parse().unwrap());
        }
        // The other header must not count.
        headers.append("x-real-ip", "192.0.2.66".parse().unwrap());
        let other = if header == ForwardedHeader::Forwarded { X_FORWARDED_FOR } else { header::FORWARDED };
        headers.append(other, "192.0.2.66".parse().unwrap());
        proxies.client(peer.parse().unwrap(), &headers).customer.to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let x = |peer, lines| client(ForwardedHeader::XForwardedFor, peer, lines);
        assert_eq!(x("203.0.113.1", &["192.0.2.1"]), "203.0.113.1");
        assert_eq!(x("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(x("10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(x("::ffff:10.0.0.1", &["192.0.2.1:4711"]), "192.0.2.1");
        // The client made up the first.
        assert_eq!(x("10.0.0.1", &["198.51.100.1, 192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(x("10.0.0.1", &["198.51.100.1", "192.0.2.1", "10.0.0.2"]), "192.0.2.1");
        assert_eq!(x("10.0.0.1", &["nonsense, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(x("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }

    #[test]
    fn the_standard_header_is_read_where_it_is_asked_for() {
        let standard = |lines| client(ForwardedHeader::Forwarded, "fd00::1", lines);
        assert_eq!(standard(&["for=192.0.2.1;proto=https;by=10.0.0.1"]), "192.0.2.1");
        assert_eq!(standard(&["proto=https; For=\"[2001:db8:1:2:3:4:5:6]:8080\""]), "2001:db8:1:2::");
        assert_eq!(standard(&["for=198.51.100.1, for=192.0.2.1", "for=10.0.0.2"]), "192.0.2.1");
        assert_eq!(standard(&["for=_hidden"]), "fd00::");
        assert_eq!(standard(&["for=unknown, for=10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn ipv6_counts_by_network() {
        let address = |text: &str| Address::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
        assert_ne!(address("192.0.2.2"), address("192.0.2.1"));
        assert_eq!(address("2001:db8:1:2::1").exact().unwrap().to_string(), "2001:db8:1:2::1");
        assert_eq!(address("0.0.0.0").exact(), None);
    }
}
