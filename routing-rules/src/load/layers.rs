//! Lays overlays over a rule set, after a look at how they stand to each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    MAX_FAULTS,
    fault::RuleFault,
    node::Table,
    open,
    overlay::{Below, Target, overlay},
    reader::{Names, Reader},
    tree::{Entries, Form},
};
use crate::rules::{Edits, Rule, RuleSet};

/// The document of an overlay.
#[derive(Debug, Clone, Copy)]
pub struct OverlaySource<'a> {
    /// The name of the file in the faults.
    pub file: &'a str,
    /// What it holds, as TOML or as JSON.
    pub text: &'a str,
}

/// An overlay while it is read.
struct Draft<'a> {
    reader: Reader<'a>,
    document: Entries<'a>,
    /// Whether it can be read at all.
    is_read: bool,
    names: Names,
    targets: Vec<Target>,
    edits: Option<Edits>,
}

impl RuleSet {
    /// The rule set with overlays laid over it. Where several speak, the one with the narrowest
    /// territory wins.
    ///
    /// # Errors
    /// With the faults of all overlays, in the order of the documents: what one document alone can
    /// have, rules that do not exist, overlays that are laid over each other in a circle, and two
    /// of equal rank that change the same rule for the same place.
    pub fn with_overlays(mut self, sources: &[OverlaySource<'_>]) -> Result<Self, Vec<RuleFault>> {
        let mut drafts: Vec<Draft<'_>> = sources.iter().map(Draft::parse).collect();
        let chains = chains(&self.name, &mut drafts);
        let mut order: Vec<usize> = (0..drafts.len()).collect();
        order.sort_by_key(|index| chains.get(*index).map(Vec::len));
        for index in order {
            let chain = chains.get(index).map(Vec::as_slice).unwrap_or_default();
            self.read(index, chain, &mut drafts);
        }
        ambiguities(&mut drafts);
        self.collisions(&mut drafts);
        let mut faults = Vec::new();
        let mut all = Vec::new();
        for draft in drafts {
            faults.extend(draft.reader.into_faults());
            all.extend(draft.edits);
        }
        if !faults.is_empty() {
            faults.truncate(MAX_FAULTS);
            return Err(faults);
        }
        all.sort_by(|one, other| {
            let key = |edits: &Edits| (edits.overlay.rank, edits.overlay.name.clone());
            key(one).cmp(&key(other))
        });
        for edits in all {
            self.lay(edits);
        }
        Ok(self)
    }

    /// Notices and facts that another document has already: a name means one thing everywhere.
    fn collisions(&self, drafts: &mut [Draft<'_>]) {
        let notices = self
            .notices
            .iter()
            .map(|notice| ("notices", notice.code.clone()));
        let facts = self.facts.iter().map(|fact| ("facts", fact.id.clone()));
        let mut seen: BTreeSet<(&'static str, String)> = notices.chain(facts).collect();
        for draft in drafts {
            let mut own: Vec<(&'static str, String)> = Vec::new();
            if let Some(edits) = &draft.edits {
                let notices = edits.notices.iter();
                own.extend(notices.map(|notice| ("notices", notice.code.clone())));
                own.extend(edits.facts.iter().map(|fact| ("facts", fact.id.clone())));
            }
            for (section, name) in own {
                if !seen.insert((section, name.clone())) {
                    let message = format!("another document has `{name}` already");
                    draft.fault(section, "duplicate", message);
                }
            }
        }
    }

    /// Reads one overlay; `chain` are the overlays that it is laid over.
    fn read(&self, index: usize, chain: &[usize], drafts: &mut [Draft<'_>]) {
        let mut names = Names::default();
        names
            .rules
            .extend(self.rules.iter().map(|rule| rule.id.clone()));
        names.rules.insert(self.triage.id.clone());
        let codes = self.notices.iter().map(|notice| notice.code.clone());
        names.notices.extend(codes);
        let stages = self.stages.iter().map(|stage| stage.id.clone());
        names.stages.extend(stages);
        let mut facts = self.facts.clone();
        let mut between: Vec<Rule> = Vec::new();
        for draft in chain.iter().filter_map(|index| drafts.get(*index)) {
            names.rules.extend(draft.names.rules.iter().cloned());
            names.notices.extend(draft.names.notices.iter().cloned());
            let Some(edits) = &draft.edits else { continue };
            facts.extend(edits.facts.iter().cloned());
            let replaced = edits.replaced.iter().map(|(_, rule)| rule);
            between.extend(edits.added.iter().chain(replaced).cloned());
        }
        let rules = self.rules.iter().chain(&between);
        let others = drafts
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        let mut taken: BTreeSet<String> = names.rules.clone();
        taken.extend(others.flat_map(|(_, draft)| draft.names.rules.iter().cloned()));
        let Some(draft) = drafts.get_mut(index) else {
            return;
        };
        if !draft.is_read {
            return;
        }
        draft.reader.facts = facts;
        draft.reader.names = Names {
            below: names.rules.clone(),
            ..names.with(&draft.names)
        };
        let below = Below {
            stages: &self.stages,
            rules: rules.map(|rule| (rule.id.as_str(), rule)).collect(),
            triage: &self.triage.id,
            taken,
            depth: chain.len() + 1,
        };
        let root = Table::root(&draft.document);
        draft.edits = overlay(root, &below, &mut draft.targets, &mut draft.reader);
    }
}

impl<'a> Draft<'a> {
    fn parse(source: &OverlaySource<'a>) -> Self {
        let OverlaySource { file, text } = *source;
        let form = Form::of(text);
        let mut reader = Reader::new(file, text, form);
        let document = open(text, form, &mut reader);
        Self {
            reader,
            is_read: document.is_some(),
            names: document.as_ref().map(Names::of).unwrap_or_default(),
            document: document.unwrap_or_default(),
            targets: Vec::new(),
            edits: None,
        }
    }

    fn head(&self, key: &str) -> Option<String> {
        Table::root(&self.document)
            .peek_text(key)
            .map(str::to_owned)
    }

    fn fault(&mut self, key: &'static str, code: &'static str, message: String) {
        let node = Table::root(&self.document).optional(key);
        if let Some(node) = node {
            node.fault(&mut self.reader, code, message);
        }
    }
}

/// For each overlay the ones that it is laid over, by their numbers, down to the base.
fn chains(base: &str, drafts: &mut [Draft<'_>]) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (index, draft) in drafts.iter_mut().enumerate() {
        let Some(name) = draft.head("name") else {
            continue;
        };
        if name == base || by_name.contains_key(&name) {
            let message = format!("another document has the name `{name}`");
            draft.fault("name", "duplicate", message);
        } else {
            by_name.insert(name, index);
        }
    }
    let over: Vec<Option<String>> = drafts
        .iter()
        .map(|draft| draft.head("overlay_of"))
        .collect();
    let mut chains = Vec::new();
    for (index, draft) in drafts.iter_mut().enumerate() {
        let mut chain = Vec::new();
        let mut next = index;
        while let Some(name) = over.get(next).and_then(Option::as_ref) {
            if name == base {
                break;
            }
            let Some(below) = by_name.get(name) else {
                if next == index {
                    let message = format!("there is no rule set and no overlay `{name}`");
                    draft.fault("overlay_of", "unknown_rule_set", message);
                }
                break;
            };
            if *below == index || chain.contains(below) {
                if *below == index {
                    let message = "these overlays are laid over each other in a circle".to_owned();
                    draft.fault("overlay_of", "cycle", message);
                }
                chain.clear();
                break;
            }
            chain.push(*below);
            next = *below;
        }
        chains.push(chain);
    }
    chains
}

/// Overlays that would win over what they are laid over nowhere, or over each other by chance.
fn ambiguities(drafts: &mut [Draft<'_>]) {
    let mut found = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let Some(edits) = &draft.edits else { continue };
        for other in drafts.iter().take(index) {
            let Some(other_edits) = &other.edits else {
                continue;
            };
            let (one, two) = (&edits.overlay, &other_edits.overlay);
            if two.name == one.over && one.rank.narrowness < two.rank.narrowness
                || one.name == two.over && two.rank.narrowness < one.rank.narrowness
            {
                found.push((index, None, two.name.clone()));
            }
            if one.rank != two.rank || !one.scope.meets(&two.scope) {
                continue;
            }
            for (number, target) in draft.targets.iter().enumerate() {
                if other.targets.iter().any(|known| known.id == target.id) {
                    found.push((index, Some(number), two.name.clone()));
                }
            }
        }
    }
    for (index, number, other) in found {
        let Some(draft) = drafts.get_mut(index) else {
            continue;
        };
        let target = number.and_then(|number| draft.targets.get(number));
        match target {
            Some(Target { id, at, spot }) => {
                let message = format!(
                    "the overlay `{other}` changes the rule `{id}` for the same place and time, \
                     and neither is more specific"
                );
                let (at, spot) = (at.clone(), spot.clone());
                draft.reader.add(at, spot, "ambiguous", message);
            }
            None => {
                let message = format!(
                    "one of this overlay and `{other}` is laid over the other, and has the wider \
                     territory"
                );
                draft.fault("territory", "wider_territory", message);
            }
        }
    }
}
