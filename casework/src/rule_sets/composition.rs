//! The documents that are laid together: a base, and overlays over it.

use passerelle_domain::RuleSetKind;
use passerelle_routing_rules::{OverlaySource, RuleFault, RuleSet};
use passerelle_store::{
    Conn,
    editions::{self, Edition, Member},
    rulesets,
};

use crate::CaseworkError;

/// The documents of an edition, or of one that may come to be.
#[derive(Debug, Clone)]
pub(crate) struct Composition {
    /// The edition that it is, or begins from; 0 where there is none.
    pub(crate) edition: i32,
    base: Option<Source>,
    overlays: Vec<Source>,
}

/// A version with its document.
#[derive(Debug, Clone)]
struct Source {
    member: Member,
    text: String,
}

impl Source {
    /// How faults name the document.
    fn file(&self) -> String {
        file(&self.member)
    }
}

/// How faults name the document of a version.
pub(crate) fn file(member: &Member) -> String {
    format!("{}@{}", member.name, member.version)
}

impl Composition {
    /// What decides now; without a base where nothing was ever put in force.
    pub(crate) fn in_force(conn: &mut Conn) -> Result<Self, CaseworkError> {
        match editions::latest(conn)? {
            Some(edition) => Self::of(conn, &edition),
            None => Ok(Self {
                edition: 0,
                base: None,
                overlays: Vec::new(),
            }),
        }
    }

    /// The documents of `edition`, as they were when it began.
    pub(crate) fn of(conn: &mut Conn, edition: &Edition) -> Result<Self, CaseworkError> {
        let mut sources = Vec::with_capacity(edition.members.len());
        for member in &edition.members {
            sources.push(Source {
                text: text(conn, member)?,
                member: member.clone(),
            });
        }
        let mut sources = sources.into_iter();
        Ok(Self {
            edition: edition.number,
            base: sources.next(),
            overlays: sources.collect(),
        })
    }

    /// One base that stands alone.
    pub(crate) fn alone(conn: &mut Conn, member: Member) -> Result<Self, CaseworkError> {
        let text = text(conn, &member)?;
        Ok(Self {
            edition: 0,
            base: Some(Source { member, text }),
            overlays: Vec::new(),
        })
    }

    /// The same with another version: a base in the place of the base, an overlay in the place of
    /// the one of its name, or beside the others.
    pub(crate) fn with(mut self, kind: RuleSetKind, member: Member, text: String) -> Self {
        let source = Source { member, text };
        match kind {
            RuleSetKind::Base => self.base = Some(source),
            RuleSetKind::Overlay => {
                self = self.without(&source.member.name);
                self.overlays.push(source);
                self.overlays
                    .sort_by(|one, other| one.member.cmp(&other.member));
            }
        }
        self
    }

    /// The same without an overlay.
    pub(crate) fn without(mut self, overlay: &str) -> Self {
        self.overlays.retain(|source| source.member.name != overlay);
        self
    }

    /// The versions, the base first.
    pub(crate) fn members(&self) -> Vec<Member> {
        let all = self.base.iter().chain(&self.overlays);
        all.map(|source| source.member.clone()).collect()
    }

    /// The version of the base.
    pub(crate) fn version(&self) -> Result<u32, CaseworkError> {
        let base = self.base.as_ref().ok_or_else(nothing_in_force)?;
        u32::try_from(base.member.version)
            .map_err(|error| CaseworkError::because("reading the rule set's version", error))
    }

    /// The rules that they make together; all the faults of all documents otherwise.
    pub(crate) fn rules(&self) -> Result<Result<RuleSet, Vec<RuleFault>>, CaseworkError> {
        let base = self.base.as_ref().ok_or_else(nothing_in_force)?;
        let files: Vec<String> = self.overlays.iter().map(Source::file).collect();
        let overlays: Vec<OverlaySource<'_>> = files
            .iter()
            .zip(&self.overlays)
            .map(|(file, source)| OverlaySource {
                file,
                text: &source.text,
            })
            .collect();
        Ok(RuleSet::from_toml(&base.file(), &base.text)
            .and_then(|rules| rules.with_overlays(&overlays)))
    }
}

fn text(conn: &mut Conn, member: &Member) -> Result<String, CaseworkError> {
    rulesets::document(conn, &member.name, member.version)?
        .ok_or_else(|| CaseworkError::internal("an edition names a version that is not there"))
}

/// Nothing was ever put in force.
pub(crate) fn nothing_in_force() -> CaseworkError {
    CaseworkError::UnusableRules(vec!["no rule set is active".to_owned()])
}

/// Rules that are in force, or ship with the product, and cannot be used.
pub(crate) fn unusable(faults: &[RuleFault]) -> CaseworkError {
    CaseworkError::UnusableRules(faults.iter().map(ToString::to_string).collect())
}
