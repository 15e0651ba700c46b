//! Files that are checked together: rule sets, and the overlays that are laid over them and over each
//! other.

use std::path::PathBuf;

use passerelle_routing_rules::{
    DEFAULT_RULE_SET, OverlaySource, RuleFault, RuleSet, json_from_toml, text_of,
};
use serde_json::Value;

use super::rules::{FileError, read_some};

/// The code of the only fault of a document that is sound and has to be read with another.
const OVERLAY: &str = "overlay";

/// Files in the order in which they were named.
pub(super) struct Layers {
    files: Vec<Layer>,
}

/// One file.
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) text: String,
    bytes: Vec<u8>,
    head: Option<Head>,
}

/// The names by which overlays find each other.
struct Head {
    name: String,
    overlay_of: String,
}

impl Layers {
    pub(super) fn read(files: &[PathBuf]) -> Result<Self, FileError> {
        let layer = |path: &PathBuf| {
            let bytes = read_some(path)?;
            let name = path.display().to_string();
            let head = text_of(&name, &bytes).ok().and_then(head);
            Ok(Layer {
                text: String::from_utf8_lossy(&bytes).into_owned(),
                name,
                bytes,
                head,
            })
        };
        let files = files.iter().map(layer).collect::<Result<_, _>>()?;
        Ok(Self { files })
    }

    /// Each file with its rules: an overlay over the rule set before it, or over the one that ships,
    /// with the overlays below it wherever they stand among the files. Of the faults those are told
    /// that are its own.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&Layer, Result<RuleSet, Vec<RuleFault>>)> {
        let mut base: Option<RuleSet> = None;
        self.files.iter().map(move |layer| {
            let rules = match layer.load() {
                Err(faults) if faults.iter().all(|fault| fault.code == OVERLAY) => {
                    self.over(base.as_ref(), layer)
                }
                loaded => {
                    base = loaded.as_ref().ok().cloned();
                    loaded
                }
            };
            (layer, rules)
        })
    }

    fn over(&self, base: Option<&RuleSet>, layer: &Layer) -> Result<RuleSet, Vec<RuleFault>> {
        let base = match base {
            Some(base) => base.clone(),
            None => RuleSet::from_toml("default.toml", DEFAULT_RULE_SET)?,
        };
        let sources: Vec<OverlaySource<'_>> =
            self.below(layer).into_iter().map(Layer::source).collect();
        base.with_overlays(&sources).map_err(|mut faults| {
            faults.retain(|fault| fault.file == layer.name);
            faults
        })
    }

    /// An overlay, and those that it is laid over; each once, also where they go round in a circle.
    fn below<'l>(&'l self, layer: &'l Layer) -> Vec<&'l Layer> {
        let mut chain = vec![layer];
        let mut top = layer;
        while let Some(next) = self.files.iter().find(|other| top.lies_on(other)) {
            if chain.iter().any(|known| std::ptr::eq(*known, next)) {
                break;
            }
            chain.push(next);
            top = next;
        }
        chain
    }
}

impl Layer {
    fn load(&self) -> Result<RuleSet, Vec<RuleFault>> {
        RuleSet::from_text(&self.name, text_of(&self.name, &self.bytes)?)
    }

    fn lies_on(&self, other: &Self) -> bool {
        let heads = self.head.as_ref().zip(other.head.as_ref());
        heads.is_some_and(|(own, other)| own.overlay_of == other.name)
    }

    fn source(&self) -> OverlaySource<'_> {
        OverlaySource {
            file: &self.name,
            text: &self.text,
        }
    }
}

/// The head of an overlay; nothing of a document that is none, or that cannot be read.
fn head(text: &str) -> Option<Head> {
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).ok()?
    } else {
        json_from_toml("", text).ok()?
    };
    let told = |key: &str| Some(document.get(key)?.as_str()?.to_owned());
    Some(Head {
        name: told("name")?,
        overlay_of: told("overlay_of")?,
    })
}
