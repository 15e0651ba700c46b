//! Comments: what people of a case tell each other beside its data. Each is for a chosen audience,
//! and none may tell a reader more of a person than the case itself does.

use crate::{CommentAudience, Fault, Party, guard::fold, need::text_faults};

/// The longest comment, in characters.
pub const MAX_COMMENT: usize = 4_000;

/// The fewest letters of a name by which a text is said to name somebody.
const LEAST_OF_A_NAME: usize = 3;

/// What is wrong with a comment, at `/text`. One that leaves the operator may name no party: how much
/// a reader may know of each is for the case to say, and a sentence cannot be cut to it.
#[must_use]
pub fn comment_faults(text: &str, audience: CommentAudience, parties: &[Party]) -> Vec<Fault> {
    let mut faults = text_faults("/text", text, MAX_COMMENT);
    if text.trim().is_empty() {
        faults.push(Fault::at("/text", "required", "a comment says something"));
    }
    if audience != CommentAudience::Operator && parties.iter().any(|party| names(text, party)) {
        let detail = "the comment names a party; say `the person concerned` or `the other party`";
        faults.push(Fault::at("/text", "names_a_party", detail));
    }
    faults
}

/// Whether the text holds a name, a number or an address of the party, however it is written.
fn names(text: &str, party: &Party) -> bool {
    let identity = &party.identity;
    let words: Vec<String> = folded(text);
    let name = identity.name.as_deref().unwrap_or_default();
    let by_name = folded(name)
        .iter()
        .filter(|part| part.chars().count() >= LEAST_OF_A_NAME)
        .any(|part| words.contains(part));
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let by_phone = identity.phone.as_ref().is_some_and(|phone| {
        let number = digits(&phone.to_string());
        // Nine digits are what a French number has after its prefix, `+33` or `0`.
        let tail = number
            .get(number.len().saturating_sub(9)..)
            .unwrap_or_default();
        tail.len() == 9 && digits(text).contains(tail)
    });
    let by_mail = identity.email.as_ref().is_some_and(|email| {
        text.to_lowercase()
            .contains(&email.to_string().to_lowercase())
    });
    by_name || by_phone || by_mail
}

fn folded(text: &str) -> Vec<String> {
    fold::words(text)
        .into_iter()
        .map(|word| word.folded)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgeBand, Consent, EmailAddress, Identity, PartyRole, Phone};

    fn party() -> Party {
        Party {
            role: PartyRole::Concerned,
            age_band: AgeBand::From26To59,
            minor: None,
            enrolled: None,
            language: None,
            identity: Identity {
                name: Some("Zoé Fictivelle".to_owned()),
                phone: Some(Phone::parse("+33639980001").unwrap()),
                email: Some(EmailAddress::parse("zoe@example.org").unwrap()),
            },
            consent: Consent::default(),
            guardian_consent: None,
        }
    }

    fn codes(text: &str, audience: CommentAudience) -> Vec<&'static str> {
        let faults = comment_faults(text, audience, &[party()]);
        faults.iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn what_leaves_the_operator_names_nobody() {
        let naming = [
            "Vu ZOE ce matin",
            "chez M. fictivelle",
            "rappeler le 06 39 98 00 01",
            "écrire à Zoe@example.org",
        ];
        for text in naming {
            assert_eq!(
                codes(text, CommentAudience::Everybody),
                ["names_a_party"],
                "{text}"
            );
            assert_eq!(
                codes(text, CommentAudience::OperatorAndLead),
                ["names_a_party"]
            );
            assert!(codes(text, CommentAudience::Operator).is_empty());
        }
        assert!(
            codes(
                "La personne concernée rappelle demain.",
                CommentAudience::Everybody
            )
            .is_empty()
        );
    }

    #[test]
    fn empty_long_and_deceiving_texts_are_refused() {
        let all = CommentAudience::Everybody;
        assert_eq!(codes("  \n", all), ["required"]);
        assert_eq!(codes(&"<b>".repeat(MAX_COMMENT), all), ["too_long"]);
        assert_eq!(codes("a\u{0}b", all), ["control_character"]);
        for turned in ['\u{202e}', '\u{2066}', '\u{202a}'] {
            assert_eq!(codes(&format!("a{turned}b"), all), ["direction_override"]);
        }
        assert!(
            codes("<script>alert(1)</script>", all).is_empty(),
            "markup is text like any other"
        );
        assert!(
            codes("\u{627}\u{200f}: merci", all).is_empty(),
            "right to left is no trick"
        );
    }
}
