//! Notices: what is shown to whoever enters a case. Showing a number is not routing: nobody is told
//! by it, and no text may say so.

use jiff::civil::Date;
use passerelle_domain::Text;

use super::Condition;

/// A notice, as data: numbers and hours change, and the date says when somebody last looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText {
    /// Stable code.
    pub code: String,
    /// The number to call, where it is about one.
    pub number: Option<String>,
    /// The text.
    pub text: Text,
    /// The date of the source in which the number was read; `None` where it was not checked.
    pub verified_on: Option<Date>,
}

/// Where a notice is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeUse {
    /// The code of the notice.
    pub code: String,
    /// The cases in which it is shown.
    pub when: Condition,
}
