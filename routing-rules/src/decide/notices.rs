//! What to show beside a decision: the rule's notices, then the situation's, each once.

use std::sync::Arc;

use super::Ground;
use crate::{Notice, rules::NoticeUse};

pub(super) fn notices(ground: &Ground<'_>) -> Vec<Arc<Notice>> {
    let of_situation: &[NoticeUse] = ground.row.map_or(&[], |row| &row.notices);
    let of_rule = &ground.rule.then.notices;
    let mut notices: Vec<Arc<Notice>> = Vec::with_capacity(of_rule.len() + of_situation.len());
    for used in of_rule.iter().chain(of_situation) {
        let shown = notices.iter().any(|notice| notice.code == used.code);
        if shown || !used.when.holds(&ground.case) {
            continue;
        }
        notices.extend(ground.network.notice(&used.code).cloned());
    }
    notices
}
