//! How deep a TOML text goes, before anything is parsed: a parser that builds what it reads, and
//! whoever drops that again, goes down as deep as the text does.

use std::ops::Range;

use toml_parser::{Source, lexer::TokenKind};

use super::MAX_DEPTH;

/// Where tables, lists and dotted keys first stand inside each other too often.
pub(super) fn too_deep(text: &str) -> Option<Range<usize>> {
    // The dots of the keys around, and of the key that is being read.
    let (mut around, mut dots): (Vec<usize>, usize) = (Vec::new(), 0);
    let mut above = 0;
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                above += dots + 1;
                around.push(dots);
                dots = 0;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                dots = around.pop().map_or(0, |outer| {
                    above -= outer + 1;
                    outer
                });
            }
            TokenKind::Comma | TokenKind::Newline => dots = 0,
            TokenKind::Dot => dots += 1,
            _ => {}
        }
        if above + dots > MAX_DEPTH {
            let at = token.span();
            return Some(at.start()..at.end());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_dots_count_and_texts_do_not() {
        let lists = |depth| format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(too_deep(&lists(MAX_DEPTH)), None);
        assert_eq!(too_deep(&lists(MAX_DEPTH + 1)), Some(68..69));
        let key = vec!["a"; MAX_DEPTH + 2].join(".");
        assert!(too_deep(&format!("x = 1\n{key} = 1")).is_some());
        assert_eq!(
            too_deep(&format!("\"{key}\" = '''{}'''", "[".repeat(100))),
            None
        );
        assert_eq!(too_deep(&"a.b.c = { d = [1.5, 2.5] }\n".repeat(100)), None);
        assert_eq!(too_deep("]]]}}}"), None);
    }
}
