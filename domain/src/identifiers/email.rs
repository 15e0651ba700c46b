//! E-mail addresses, checked conservatively.

use std::fmt;

use super::{IdentifierError, checked_text};

checked_text! {
    /// An e-mail address that any mail server accepts: no quoted names, no address literals, ASCII
    /// only. Whether somebody reads it, only a message can tell.
    ///
    /// `Debug` hides it: it may be personal data.
    EmailAddress
}

const EXPECTED: &str = "an e-mail address is a name, one @ and a domain with a dot, without spaces";
const LENGTH: &str = "an e-mail address has at most 254 characters, 64 of them before the @";

impl EmailAddress {
    /// Checks the form and keeps the text as it was written.
    ///
    /// # Errors
    /// When the text is too long or not a plain address.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.len() > 254 {
            return Err(IdentifierError::length(LENGTH));
        }
        let Some((local, domain)) = text.split_once('@') else {
            return Err(IdentifierError::format(EXPECTED));
        };
        if local.len() > 64 {
            return Err(IdentifierError::length(LENGTH));
        }
        if is_local_part(local) && is_domain(domain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdentifierError::format(EXPECTED))
        }
    }

    /// What stands behind the `@`, in small letters: two addresses with the same are of the same house.
    #[must_use]
    pub fn domain(&self) -> String {
        let domain = self.0.rsplit_once('@').map_or("", |(_, domain)| domain);
        domain.to_ascii_lowercase()
    }
}

/// The unquoted characters of RFC 5322; none of them can break out of a mail header.
fn is_local_part(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom.chars().all(|symbol| {
                symbol.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(symbol)
            })
    })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_domain_label)
}

fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_pass() {
        for good in [
            "accueil@example.org",
            "a.b+psl@mairie.example.org",
            "O'Neil_1@xn--val-d-odre.example.org",
        ] {
            assert_eq!(EmailAddress::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn all_others_are_refused() {
        for bad in [
            "",
            "accueil",
            "accueil@example",
            "@example.org",
            "accueil@",
            "a@b@example.org",
            "a b@example.org",
            "accueil@exa mple.org",
            "accueil@example.org\r\nBcc: x@example.org",
            "accueil@.org",
            "accueil@example.org.",
            "accueil@-example.org",
            ".accueil@example.org",
            "a..b@example.org",
            "Accueil <accueil@example.org>",
            "\"a b\"@example.org",
            "a@[127.0.0.1]",
            "é@example.org",
        ] {
            assert_eq!(
                EmailAddress::parse(bad).unwrap_err().code(),
                "bad_format",
                "{bad}"
            );
        }
        let long_name = format!("{}@example.org", "a".repeat(65));
        let long_whole = format!("a@{}example.org", "aaaaaaaaa.".repeat(25));
        for bad in [long_name, long_whole] {
            assert_eq!(EmailAddress::parse(&bad).unwrap_err().code(), "bad_length");
        }
    }
}
