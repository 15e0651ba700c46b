//! What to show beside a decision: the rule's notices, then the situation's, each once.

use super::Ground;
use crate::{Notice, rules::NoticeUse};

pub(super) fn notices(ground: &Ground<'_>) -> Vec<Notice> {
    let of_situation: &[NoticeUse] = ground.row.map_or(&[], |row| &row.notices);
    let mut notices: Vec<Notice> = Vec::new();
    for used in ground.rule.then.notices.iter().chain(of_situation) {
        let shown = notices.iter().any(|notice| notice.code == used.code);
        if shown || !used.when.holds(&ground.case) {
            continue;
        }
        let texts = ground.network.rules().notices().iter();
        notices.extend(
            texts
                .filter(|text| text.code == used.code)
                .map(|text| Notice {
                    code: text.code.clone(),
                    number: text.number.clone(),
                    text: text.text.clone(),
                }),
        );
    }
    notices
}
