//! Watches free text for words that it must not hold: diagnoses, offences, origins, insults.
//!
//! A narrative tells what happens, not what somebody is. The guard reads whole words, in French
//! and English, whatever their accents and capitals, and only ever warns: the writer may confirm
//! the text, because a list of words does not understand a sentence. What it says about the text
//! never repeats the words, so that a warning can be logged and sent.
//!
//! It is silent about facts that must be told (violence, a threat of suicide, fear) and about
//! words that more often mean something harmless (`vol`, `fou`, `étranger`).

pub(crate) mod fold;
mod lexicon;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use fold::Word;

/// Why these words are watched, for the pages that explain a warning.
///
/// After the guidance of the CNIL on free-text fields ("zones bloc-notes et commentaires").
pub const SOURCE: &str = "CNIL, zones bloc-notes et commentaires: free text is relevant, adequate \
    and not excessive; no subjective judgement; no health, sex life or offence data; no ambiguous \
    abbreviations. Nationality, origin and religion are never collected.";

/// What a watched word would say about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// An illness, a disorder, an addiction.
    Diagnosis,
    /// A crime or its punishment.
    Offence,
    /// Nationality, origin, religion or immigration status.
    Origin,
    /// A judgement meant to hurt.
    Insult,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 4] = [Self::Diagnosis, Self::Offence, Self::Origin, Self::Insult];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Diagnosis => "diagnosis",
            Self::Offence => "offence",
            Self::Origin => "origin",
            Self::Insult => "insult",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A place in the text where a watched word stands. It does not hold the word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    /// What the word would say.
    pub category: Category,
    /// Where it stands, in bytes of the text as it was given.
    pub range: Range<usize>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.range;
        write!(f, "{}: bytes {start} to {end}", self.category)
    }
}

/// All watched words of a text, in the order of the text.
#[must_use]
pub fn review(text: &str) -> Vec<Finding> {
    let words = fold::words(text);
    let mut findings = Vec::new();
    let mut at = 0;
    while let Some((before, rest)) = words
        .split_at_checked(at)
        .filter(|(_, rest)| !rest.is_empty())
    {
        let Some(found) = lexicon::longest_at(rest) else {
            at += 1;
            continue;
        };
        at += found.length;
        if let Some(category) = found.category
            && !(category == Category::Origin && names_a_language(before))
            && let Some((first, last)) = ends(rest, found.length)
        {
            findings.push(Finding {
                category,
                range: first.range.start..last.range.end,
            });
        }
    }
    findings
}

fn ends(words: &[Word], length: usize) -> Option<(&Word, &Word)> {
    let phrase = words.get(..length)?;
    Some((phrase.first()?, phrase.last()?))
}

/// Whether the words before announce a language: somebody who needs an interpreter must be able
/// to say so. "Parle le turc" does, "parle du Turc" does not.
fn names_a_language(before: &[Word]) -> bool {
    let mut nearest = before.iter().rev().map(|word| word.folded.as_str());
    match nearest.find(|word| !matches!(*word, "l" | "le" | "que")) {
        Some("d" | "de") => nearest.next() == Some("cours"),
        Some(word) => lexicon::announces_a_language(word),
        None => false,
    }
}

#[cfg(test)]
mod tests;
