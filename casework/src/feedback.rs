//! How it went for the persons concerned: counters for the operator, cut so that they tell of nobody.

use passerelle_domain::{
    FeedbackAnswer, FeedbackQuestion,
    statistics::{Breakdown, Cell},
};
use passerelle_store::feedback;

use crate::{
    Actor, Casework, CaseworkError,
    person::month,
    rights::{Deed, in_network, need_scope, need_standing},
};

/// What was answered in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackFigures {
    /// From this month on.
    pub since: String,
    /// Up to this one, which is included.
    pub until: String,
    /// Each question.
    pub questions: Vec<FeedbackQuestionFigures>,
}

/// What was answered to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackQuestionFigures {
    /// The question.
    pub question: FeedbackQuestion,
    /// How many answered.
    pub total: Cell,
    /// The answers that were given, in the order of the form.
    pub answers: Vec<(FeedbackAnswer, Cell)>,
}

impl Casework {
    /// How often each answer was given, month by month; left out, from the first month to this one.
    ///
    /// # Errors
    /// When the token does not grant it, and to everybody but the operator.
    pub fn feedback(
        &self,
        actor: &Actor,
        since: Option<&str>,
        until: Option<&str>,
    ) -> Result<FeedbackFigures, CaseworkError> {
        need_scope(actor, Deed::ReadStatistics)?;
        let since = since.unwrap_or("1970-01").to_owned();
        let until = match until {
            Some(until) => until.to_owned(),
            None => month(self.now())?,
        };
        let counted = self.read(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ReadStatistics)?;
            Ok(feedback::totals(conn, &since, &until)?)
        })?;
        let of = |question| {
            let given: Vec<(FeedbackAnswer, u64)> = FeedbackAnswer::ALL
                .iter()
                .map(|answer| {
                    let rows = counted
                        .iter()
                        .filter(|(asked, given, _)| *asked == question && given == answer);
                    let count: i64 = rows.map(|(_, _, count)| count).sum();
                    (*answer, u64::try_from(count).unwrap_or(0))
                })
                .filter(|(_, count)| *count > 0)
                .collect();
            let counts: Vec<u64> = given.iter().map(|(_, count)| *count).collect();
            let Breakdown { total, parts } = Breakdown::of(&counts);
            FeedbackQuestionFigures {
                question,
                total,
                answers: given
                    .into_iter()
                    .map(|(answer, _)| answer)
                    .zip(parts)
                    .collect(),
            }
        };
        let questions = FeedbackQuestion::ALL.iter().copied().map(of).collect();
        Ok(FeedbackFigures {
            since,
            until,
            questions,
        })
    }
}
