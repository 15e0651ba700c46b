//! What every worker of the server shares.

use std::sync::Arc;

use passerelle_casework::{Clock, LinkSigner};

use crate::keys::Keys;
use crate::oauth::access_token::AccessTokens;

/// The parts of the service that handlers use beside the use cases.
pub struct State {
    /// The address under which others reach the service.
    pub public_url: String,
    /// The service's own key.
    pub keys: Keys,
    /// Issues and verifies access tokens.
    pub tokens: AccessTokens,
    /// Makes the codes of links to persons' pages.
    pub links: LinkSigner,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}
