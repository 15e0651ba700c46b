//! What a typing error most likely meant.

/// How far a word may be from what was meant: two letters to insert, drop, replace or exchange.
const FAR: usize = 2;

/// The words of which the distance is worth a look.
const LONGEST: usize = 80;

/// " (did you mean `social`?)", or nothing when no word is near.
pub(super) fn hint<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> String {
    if text.len() > LONGEST {
        return String::new();
    }
    let near = words
        .map(|word| (strsim::osa_distance(text, word), word))
        .min()
        .filter(|(distance, word)| *distance <= FAR && *distance < word.chars().count());
    near.map_or_else(String::new, |(_, word)| {
        format!(" (did you mean `{word}`?)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_word() {
        let words = || ["social", "co_ownership", "owner", "no"].into_iter();
        assert_eq!(hint("socal", words()), " (did you mean `social`?)");
        assert_eq!(
            hint("co_owenrship", words()),
            " (did you mean `co_ownership`?)"
        );
        assert_eq!(hint("tower block", words()), "");
        assert_eq!(hint("x", words()), "");
    }
}
