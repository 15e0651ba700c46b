//! How an enumeration of the vocabulary is made: the [`Code`] trait, the `codes!` macro that
//! implements it, and the one error of a code that does not exist.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Visitor};

use crate::language::Label;

/// A closed list of values, each with a stable code and a label in both languages.
///
/// The enumerations have the same functions as inherent ones; the trait serves whoever treats
/// all of them alike, as the database columns and `GET /v1/vocabulary` do.
pub trait Code: Copy + Eq + 'static {
    /// The name of the vocabulary, in `snake_case`.
    const VOCABULARY: &'static str;
    /// Every value, in the order of the catalogue.
    const ALL: &'static [Self];
    /// The stable code of the value.
    fn code(self) -> &'static str;
    /// What people read.
    fn label(self) -> Label;
    /// The value of a code.
    ///
    /// # Errors
    /// [`UnknownCode`] when the vocabulary has no such code. Letter case counts.
    fn parse(code: &str) -> Result<Self, UnknownCode>;
}

/// A code that its vocabulary does not have.
///
/// It does not say what was given: a form filled in by mistake may hold a name there, and
/// errors end up in logs and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCode {
    /// The vocabulary in which the code was looked up.
    pub vocabulary: &'static str,
    /// Every code of that vocabulary.
    pub allowed: &'static [&'static str],
}

/// The longest vocabulary that an error lists in full; a longer one is better read in the
/// catalogue than in one line.
const LISTED: usize = 20;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a code of the vocabulary `{}`", self.vocabulary)?;
        if self.allowed.len() <= LISTED {
            write!(f, "; its codes are {}", self.allowed.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownCode {}

/// Reads a code from any serde format, without ever repeating what it read in an error.
///
/// serde's own messages quote a number or a boolean found in place of a string, and a telephone
/// number sent as a number must not come back that way. Hence the visitor of every scalar, asked
/// for by `deserialize_any`: serde_json refuses a number before the visitor sees it when a string
/// is asked for. It follows that codes are read from self-describing formats only.
pub(crate) struct CodeVisitor<T>(PhantomData<T>);

impl<T> CodeVisitor<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Code> CodeVisitor<T> {
    fn not_a_string<E: de::Error>() -> Result<T, E> {
        Err(E::custom(format_args!(
            "a code of the vocabulary `{}` is a string",
            T::VOCABULARY
        )))
    }
}

impl<T: Code> Visitor<'_> for CodeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a code of the vocabulary `{}`", T::VOCABULARY)
    }

    fn visit_str<E: de::Error>(self, code: &str) -> Result<T, E> {
        T::parse(code).map_err(E::custom)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<T, E> {
        Self::not_a_string()
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<T, E> {
        Self::not_a_string()
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<T, E> {
        Self::not_a_string()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<T, E> {
        Self::not_a_string()
    }
}

/// Makes one enumeration of the vocabulary.
///
/// ```text
/// codes! {
///     /// What the enumeration is.
///     pub enum Period: "period" {
///         Day = "day", "jour (7 h – 18 h)", "day (7:00–18:00)";
///     }
/// }
/// ```
///
/// The first string is the name of the vocabulary; then, for each value, its stable code, its
/// French label and its English label. The enumeration gets the usual derives, `VOCABULARY`,
/// `ALL`, `CODES`, `code`, `label` and `parse`, [`Code`], `Display` and `FromStr`, and serde as
/// the code string. `Ord` follows the order in which the values are written.
macro_rules! codes {
    (
        $(#[$about:meta])*
        pub enum $name:ident: $vocabulary:literal {
            $( $(#[$note:meta])* $variant:ident = $code:literal, $fr:literal, $en:literal; )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(
                #[doc = concat!("`", $code, "`: ", $fr, " — ", $en, ".")]
                $(#[$note])*
                $variant,
            )+
        }

        impl $name {
            #[doc = concat!("The name of this vocabulary: `", $vocabulary, "`.")]
            pub const VOCABULARY: &'static str = $vocabulary;

            /// Every value, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Every code, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code, as it stands in the API, in rule sets and in the database.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What people read.
            #[must_use]
            pub const fn label(self) -> $crate::language::Label {
                match self {
                    $(Self::$variant => $crate::language::Label { fr: $fr, en: $en }),+
                }
            }

            /// The value of a code.
            ///
            /// # Errors
            /// `UnknownCode` when there is no such code. Letter case counts.
            pub fn parse(code: &str) -> Result<Self, $crate::vocabulary::UnknownCode> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::vocabulary::UnknownCode {
                        vocabulary: $vocabulary,
                        allowed: Self::CODES,
                    }),
                }
            }
        }

        impl $crate::vocabulary::Code for $name {
            const VOCABULARY: &'static str = $vocabulary;
            const ALL: &'static [Self] = Self::ALL;

            fn code(self) -> &'static str {
                Self::code(self)
            }

            fn label(self) -> $crate::language::Label {
                Self::label(self)
            }

            fn parse(code: &str) -> Result<Self, $crate::vocabulary::UnknownCode> {
                Self::parse(code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::parse(code)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($crate::vocabulary::CodeVisitor::<Self>::new())
            }
        }
    };
}

pub(crate) use codes;

#[cfg(test)]
mod tests {
    use crate::vocabulary::{CaseKind, PartnerKind, Situation};

    #[test]
    fn an_unknown_code_is_refused_without_repeating_it() {
        let error = CaseKind::parse("Mme Lefèvre").unwrap_err();
        assert_eq!(
            error.to_string(),
            "not a code of the vocabulary `case_kind`; its codes are individual, interpersonal, \
             collective, place"
        );
        assert!(!format!("{error:?}").contains("Lefèvre"));
        assert!(CaseKind::parse("").is_err());
        assert!(CaseKind::parse("Individual").is_err());
        assert!(CaseKind::parse(" individual").is_err());
    }

    #[test]
    fn a_long_vocabulary_is_not_listed() {
        let error = Situation::parse("noise").unwrap_err();
        assert_eq!(
            error.to_string(),
            "not a code of the vocabulary `situation`"
        );
    }

    #[test]
    fn json_errors_do_not_repeat_what_was_sent() {
        for sent in [
            r#""0612345678""#,
            "612345678",
            "-612345678",
            "612345678.5",
            r#"{"x": 612345678}"#,
            "[612345678]",
        ] {
            let error = serde_json::from_str::<PartnerKind>(sent).unwrap_err();
            assert!(!error.to_string().contains("12345678"), "{error}");
        }
        let error = serde_json::from_str::<PartnerKind>("true").unwrap_err();
        assert!(error.to_string().contains("is a string"), "{error}");
    }
}
