//! What people answered when their case was over: counters that tell of nobody.

use diesel::prelude::*;
use passerelle_domain::{FeedbackAnswer, FeedbackQuestion, Situation};

use crate::{Conn, StoreError, conn::Both, parse::column, schema::feedback_counts};

/// Counts one answer of a case of that situation, in a month (`2026-11`).
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn count(
    conn: &mut Conn,
    month: &str,
    situation: Situation,
    question: FeedbackQuestion,
    answer: FeedbackAnswer,
) -> Result<(), StoreError> {
    let statement = diesel::insert_into(feedback_counts::table)
        .values((
            feedback_counts::month.eq(month),
            feedback_counts::situation.eq(situation.code()),
            feedback_counts::question.eq(question.code()),
            feedback_counts::answer.eq(answer.code()),
            feedback_counts::answers.eq(1_i64),
        ))
        .on_conflict((
            feedback_counts::month,
            feedback_counts::situation,
            feedback_counts::question,
            feedback_counts::answer,
        ))
        .do_update()
        .set(feedback_counts::answers.eq(feedback_counts::answers + 1_i64));
    Both(statement).execute(conn.db())?;
    Ok(())
}

/// How often each answer was given to each question, from the month `since` to the month `until`,
/// both included.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn totals(
    conn: &mut Conn,
    since: &str,
    until: &str,
) -> Result<Vec<(FeedbackQuestion, FeedbackAnswer, i64)>, StoreError> {
    let rows: Vec<(String, String, i64)> = feedback_counts::table
        .filter(feedback_counts::month.ge(since))
        .filter(feedback_counts::month.le(until))
        .select((
            feedback_counts::question,
            feedback_counts::answer,
            feedback_counts::answers,
        ))
        .load(conn.db())?;
    let at = |name| column("feedback_counts", name);
    rows.into_iter()
        .map(|(question, answer, answers)| {
            Ok((
                at("question").code(&question)?,
                at("answer").code(&answer)?,
                answers,
            ))
        })
        .collect()
}
