//! Where a request came from, for limits: the peer's address, or what a trusted proxy says of it.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// The address that counts as one client, an extension of every request that came over a listener. It is for
/// limits only: it is no evidence of who somebody is, and it is never written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// The client at this address. An IPv6 address counts by its /64, which is what one household or one rented
    /// machine holds; an IPv4 address inside an IPv6 one counts as itself.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => Self(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()),
            address @ IpAddr::V4(_) => Self(address),
        }
    }

    /// The client behind `peer`: the peer itself or, when it is one of the `proxies`, the rightmost address of
    /// `X-Forwarded-For` that is not. What stands further left was written by the client and proves nothing.
    pub fn behind(peer: IpAddr, proxies: &[IpAddr], headers: &HeaderMap) -> Self {
        let trusted = |address: &IpAddr| proxies.contains(&address.to_canonical());
        let mut nearest = peer;
        let said: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();

        for hop in said.iter().flat_map(|line| line.split(',')).rev() {
            if !trusted(&nearest) {
                break;
            }
            // what cannot be read was not written by a proxy of ours: the last one that is known counts
            let Some(address) = hop_address(hop.trim()) else { break };
            nearest = address;
        }
        Self::of(nearest)
    }

    /// The address, or the first one of its /64.
    pub fn address(self) -> IpAddr {
        self.0
    }
}

/// Some proxies add the port.
fn hop_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(address, _)| address);
    bare.parse().ok().or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn behind(peer: &str, proxies: &[&str], forwarded: &[&'static str]) -> String {
        let proxies: Vec<IpAddr> = proxies.iter().map(|p| p.parse().expect("an address")).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        Client::behind(peer.parse().expect("an address"), &proxies, &headers).address().to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(behind("192.0.2.1", &[], &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(behind("192.0.2.1", &["192.0.2.9"], &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(behind("192.0.2.9", &["192.0.2.9"], &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(behind("192.0.2.9", &["192.0.2.9"], &[]), "192.0.2.9");
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxy_counts() {
        let proxies = &["192.0.2.9", "192.0.2.8"];
        assert_eq!(behind("192.0.2.9", proxies, &["203.0.113.1, 198.51.100.7, 192.0.2.8"]), "198.51.100.7");
        assert_eq!(behind("192.0.2.9", proxies, &["203.0.113.1", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(behind("192.0.2.9", proxies, &["203.0.113.1, unknown"]), "192.0.2.9");
        assert_eq!(behind("192.0.2.9", proxies, &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(behind("::ffff:192.0.2.9", proxies, &["198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        assert_eq!(behind("2001:db8:1:2:3:4:5:6", &[], &[]), "2001:db8:1:2::");
        assert_eq!(behind("192.0.2.9", &["192.0.2.9"], &["[2001:db8:1:2::7]:443"]), "2001:db8:1:2::");
        assert_eq!(behind("::ffff:192.0.2.1", &[], &[]), "192.0.2.1");
    }
}
