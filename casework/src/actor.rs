//! Who acts: a signed-in client of an organisation, with what its token grants.

use std::collections::BTreeSet;

use passerelle_domain::{PartnerId, UnknownCode};

/// A client that has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The client's id.
    pub client: String,
    /// The organisation that it acts for.
    pub organisation: PartnerId,
    /// What its token grants.
    pub scopes: BTreeSet<Scope>,
    /// What the client is within its organisation.
    pub roles: BTreeSet<Role>,
}

macro_rules! named {
    ($vocabulary:literal, $(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of every value.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// Its name in tokens and settings.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value of that name, if there is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCode;

            fn from_str(code: &str) -> Result<Self, UnknownCode> {
                Self::from_code(code).ok_or(UnknownCode {
                    vocabulary: $vocabulary,
                    allowed: Self::CODES,
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

named! {
    "scope",
    /// One kind of action that a token may grant.
    Scope {
        /// Enter, preview, withdraw and close referrals.
        ReferralsWrite = "referrals:write",
        /// Read referrals, their events and the directory.
        ReferralsRead = "referrals:read",
        /// Answer for a partner, and record its work.
        AssignmentsAnswer = "assignments:answer",
        /// Change the partner directory.
        PartnersManage = "partners:manage",
        /// Look after the clients and the people of one's organisation.
        ClientsManage = "clients:manage",
        /// Change the rules.
        RulesManage = "rules:manage",
        /// Read the figures.
        StatisticsRead = "statistics:read",
    }
}

named! {
    "role",
    /// What a client is within its organisation. It counts only where the organisation operates
    /// the mediation service.
    Role {
        /// Carries cases.
        Mediator = "mediator",
        /// Chooses where no rule does, and keeps the directory.
        Coordinator = "coordinator",
    }
}

impl Actor {
    /// Whether the token grants `scope`.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether the client has `role`.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
