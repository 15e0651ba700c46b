//! Reads where, when and in which languages a document speaks.

use passerelle_domain::Lang;

use super::{interval, node::Table, reader::Reader, test};
use crate::rules::Scope;

/// The fields `languages`, `territory`, `valid_from` and `valid_until` of a document.
pub(super) fn scope(root: &mut Table<'_>, reader: &mut Reader<'_>) -> Option<Scope> {
    let languages: Option<Vec<Lang>> = match root.optional("languages") {
        Some(node) => node.codes(reader),
        None => Some(Lang::ALL.to_vec()),
    };
    let territory = match root.optional("territory") {
        Some(node) => test::zones(&node, reader),
        None => Some(Scope::default().territory),
    };
    let valid = interval::date_range(root, ["valid_from", "valid_until"], reader);
    Some(Scope {
        languages: languages?,
        territory: territory?,
        valid: valid?,
    })
}
