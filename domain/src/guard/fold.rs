//! Cuts a text into words and brings them to one spelling: small letters without accents.

use std::ops::Range;

/// A word of the text.
pub(crate) struct Word {
    /// In small letters, without accents.
    pub folded: String,
    /// Whether it had no accents to begin with; English words have none.
    pub plain: bool,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

/// The words of a text. Apostrophes and hyphens separate: `l'abri` is two words, so is `abri-bus`.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, symbol) in text.char_indices() {
        let end = start + symbol.len_utf8();
        let invisible = is_invisible(symbol);
        if !symbol.is_alphanumeric() && !invisible {
            open = false;
            continue;
        }
        match words.last_mut().filter(|_| open) {
            Some(word) => {
                word.range.end = end;
                word.plain &= symbol.is_ascii();
                fold_into(&mut word.folded, symbol);
            }
            None if invisible => {}
            None => {
                open = true;
                let mut folded = String::new();
                fold_into(&mut folded, symbol);
                words.push(Word {
                    folded,
                    plain: symbol.is_ascii(),
                    range: start..end,
                });
            }
        }
    }
    words
}

/// Folds a text of the lexicon as the words of a narrative are folded.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars()
        .for_each(|symbol| fold_into(&mut folded, symbol));
    folded
}

/// Accents typed apart from their letter, and what word processors put inside words without
/// showing it.
fn is_invisible(symbol: char) -> bool {
    matches!(
        symbol,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

fn fold_into(folded: &mut String, symbol: char) {
    for symbol in symbol.to_lowercase() {
        match symbol {
            'à'..='å' | 'ā' | 'ă' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'è'..='ë' | 'ē' | 'ě' => folded.push('e'),
            'ì'..='ï' | 'ī' | 'ı' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' => folded.push('o'),
            'š' | 'ş' => folded.push('s'),
            'ù'..='ü' | 'ū' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ž' => folded.push('z'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            other if is_invisible(other) => {}
            other => folded.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn one_spelling() {
        assert_eq!(
            folded("L'Été à Noël, ŒUVRE"),
            ["l", "ete", "a", "noel", "oeuvre"]
        );
        assert_eq!(folded("e\u{301}te\u{301}"), ["ete"]);
        assert_eq!(folded("mé\u{ad}di\u{200b}ation"), ["mediation"]);
        assert_eq!(folded("ÉTÉ sans-abri ’’ 3e"), ["ete", "sans", "abri", "3e"]);
        assert!(folded(" …\u{301} ").is_empty());
    }

    #[test]
    fn ranges_are_those_of_the_text() {
        let text = "Œuvre\u{301}, été !";
        let found: Vec<&str> = words(text)
            .iter()
            .map(|word| &text[word.range.clone()])
            .collect();
        assert_eq!(found, ["Œuvre\u{301}", "été"]);
        assert!(words("rape").iter().all(|word| word.plain));
        assert!(!words("râpe").iter().any(|word| word.plain));
    }
}
