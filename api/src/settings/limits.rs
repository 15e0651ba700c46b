//! How much one caller may ask for.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;

use super::read::Reader;

/// The settings of the limits; `None` is no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSettings {
    /// Requests of one client in a minute.
    pub requests: Option<NonZeroU32>,
    /// Attempts of one client to sign in from one address in a minute.
    pub sign_ins: Option<NonZeroU32>,
    /// Attempts to sign in from one address in a minute.
    pub sign_ins_of_an_address: Option<NonZeroU32>,
    /// How long a small body may take to come.
    pub body_timeout: Duration,
    /// The proxies whose word on where a request comes from is taken.
    pub trusted_proxies: Vec<IpNet>,
}

impl LimitSettings {
    pub(super) fn read(read: &mut Reader) -> Self {
        let mut limit = |key: &str, default: &str| {
            read.required(
                key,
                default,
                "a whole number from 1 to 1000000000, or off",
                quota,
            )
            .flatten()
        };
        Self {
            requests: limit("rate_limit", "6000"),
            sign_ins: limit("sign_in_limit", "600"),
            sign_ins_of_an_address: limit("sign_in_address_limit", "3000"),
            body_timeout: read
                .optional(
                    "body_timeout",
                    "a whole number of seconds from 1 to 3600",
                    |text| text.parse().ok().filter(|seconds| (1..=3600).contains(seconds)),
                )
                .map_or(Duration::from_secs(30), Duration::from_secs),
            trusted_proxies: read
                .optional(
                    "trusted_proxies",
                    "addresses or networks such as 127.0.0.1 or 10.0.0.0/8, with commas between them",
                    networks,
                )
                .unwrap_or_default(),
        }
    }
}

fn quota(text: &str) -> Option<Option<NonZeroU32>> {
    if text == "off" {
        return Some(None);
    }
    let quota: NonZeroU32 = text.parse().ok()?;
    (quota.get() <= 1_000_000_000).then_some(Some(quota))
}

fn networks(text: &str) -> Option<Vec<IpNet>> {
    let network = |part: &str| {
        let alone = part.parse::<IpAddr>().map(IpNet::from).ok();
        alone.or_else(|| part.parse().ok())
    };
    text.split(',').map(|part| network(part.trim())).collect()
}
