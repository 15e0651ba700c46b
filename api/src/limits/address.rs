//! Where a request comes from. A proxy hides that and says it in `X-Forwarded-For`, a field that anybody can send:
//! it is believed of the proxies that are set alone.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies in front of the service.
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Those of these networks.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// The address of whoever sent a request to us, or to the first of our proxies.
    #[must_use]
    pub fn caller(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip().to_canonical();
        let fields = request.headers().get_all(FORWARDED_FOR);
        let hops: Vec<&str> = fields
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        Some(self.first_stranger(peer, &hops))
    }

    /// From the nearest hop back: each proxy of ours has written down who sent it the request, and what stands
    /// before the first stranger is the stranger's own word.
    fn first_stranger(&self, peer: IpAddr, hops: &[&str]) -> IpAddr {
        let mut caller = peer;
        for hop in hops.iter().rev() {
            if !self.0.iter().any(|network| network.contains(&caller)) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => caller = address.to_canonical(),
                Err(_) => break,
            }
        }
        caller
    }
}

/// The part of an address by which callers are told apart: one line has a whole /64 of IPv6 to itself.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => {
            let prefix = u128::from(long) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_field_is_believed_of_our_proxies_alone() {
        let proxies = Proxies(vec![
            "127.0.0.1/32".parse().unwrap(),
            "10.0.0.0/8".parse().unwrap(),
        ]);
        let told = |peer: &str, hops: &[&str]| proxies.first_stranger(ip(peer), hops);
        assert_eq!(told("198.51.100.7", &["203.0.113.9"]), ip("198.51.100.7"));
        assert_eq!(told("127.0.0.1", &["203.0.113.9"]), ip("203.0.113.9"));
        assert_eq!(
            told("127.0.0.1", &["1.2.3.4", " 203.0.113.9", "10.1.1.1"]),
            ip("203.0.113.9")
        );
        assert_eq!(told("127.0.0.1", &["nonsense"]), ip("127.0.0.1"));
        assert_eq!(told("127.0.0.1", &[]), ip("127.0.0.1"));
        assert_eq!(
            Proxies(Vec::new()).first_stranger(ip("127.0.0.1"), &["1.2.3.4"]),
            ip("127.0.0.1")
        );
    }

    #[test]
    fn one_line_is_one_caller() {
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(network(ip("192.0.2.1")), ip("192.0.2.1"));
    }
}
