//! The identifiers that the outside world hands us. Each is a text that has been checked once, by
//! `parse`; what exists is valid, and stays text (a commune code is not a number).

mod commune;
mod email;
mod epci;
mod error;
mod language_tag;
mod phone;
mod qpv;
mod reference;
mod region;
mod siren;
mod uai;

pub use commune::{CommuneCode, DepartementCode};
pub use email::EmailAddress;
pub use epci::EpciCode;
pub use error::IdentifierError;
pub use language_tag::LanguageTag;
pub use phone::Phone;
pub use qpv::QpvCode;
pub use reference::Reference;
pub use region::RegionCode;
pub use siren::{Siren, Siret};
pub use uai::Uai;

/// Declares a checked text; the type's own file gives it `parse`. `Debug` is left to that file,
/// because the identifiers of persons must not print themselves.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The canonical text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::identifiers::IdentifierError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::identifiers::IdentifierError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }
    };
}
use checked_text;
use error::Fault;

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn travels_as_a_string_and_is_checked_on_the_way_in() {
        let code: CommuneCode = serde_json::from_str("\"00001\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"00001\"");
        let refusal = serde_json::from_str::<Uai>("\"9876543A\"").unwrap_err();
        assert!(!refusal.to_string().contains("9876543A"));
    }

    #[test]
    fn personal_identifiers_do_not_print_themselves_in_debug() {
        let phone = Phone::parse("+33639980123").unwrap();
        let email = EmailAddress::parse("jeanne@example.org").unwrap();
        assert_eq!(format!("{phone:?} {email:?}"), "Phone(…) EmailAddress(…)");
    }
}
