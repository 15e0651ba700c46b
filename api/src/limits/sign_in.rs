//! Attempts to sign in: of one address, and of one client from one address. A client that somebody else tries to
//! guess from elsewhere signs in as ever, and a client that does not exist is counted like one that does.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;

use actix_web::HttpRequest;

use super::address::{Proxies, network};
use super::{Limit, Standing};
use crate::problems::Problem;
use crate::settings::LimitSettings;

/// The limits of sign-in.
pub struct SignIn {
    proxies: Proxies,
    address: Option<Limit<IpAddr>>,
    /// By address and a digest of the client's id, which may be of any length.
    client: Option<Limit<(IpAddr, u64)>>,
    digest: RandomState,
}

impl SignIn {
    /// The limits as they are set, with callers known as `proxies` tell them.
    #[must_use]
    pub fn new(settings: &LimitSettings, proxies: Proxies) -> Self {
        let per_client = settings.sign_ins;
        let per_address = settings.sign_ins_of_an_address;
        Self {
            proxies,
            address: per_address.map(|quota| Limit::new("sign-in-address", quota)),
            client: per_client.map(|quota| Limit::new("sign-in", quota)),
            digest: RandomState::new(),
        }
    }

    /// Counts an attempt against its address, before anything of it is read.
    ///
    /// # Errors
    /// 429 where too many came from there.
    pub fn from_address(&self, request: &HttpRequest) -> Result<(), Problem> {
        let address = self.proxies.caller(request).map(network);
        let standing = self.address.as_ref().zip(address);
        let standing = standing.map(|(limit, address)| limit.take(&address));
        standing.and_then(|one| one.refusal()).map_or(Ok(()), Err)
    }

    /// Counts an attempt against the client that it names, before its secret is looked at.
    ///
    /// # Errors
    /// 429 where too many came for it from there.
    pub fn of_client(
        &self,
        request: &HttpRequest,
        client: &str,
    ) -> Result<Option<Standing>, Problem> {
        let address = self.proxies.caller(request).map(network);
        let Some((limit, address)) = self.client.as_ref().zip(address) else {
            return Ok(None);
        };
        let standing = limit.take(&(address, self.digest.hash_one(client)));
        match standing.refusal() {
            Some(problem) => Err(problem),
            None => Ok(Some(standing)),
        }
    }
}
