//! The codes of the field.

use actix_web::get;
use actix_web::web::{Data, Json};

use crate::auth::Caller;
use crate::contract::question::QuestionsResponse;
use crate::contract::vocabulary::VocabularyResponse;
use crate::desk::Desk;
use crate::problems::Problem;

/// Read the vocabulary
///
/// Every code that requests and answers use, with its French and English label.
#[utoipa::path(
    tag = "Vocabulary",
    operation_id = "readVocabulary",
    responses((status = 200, description = "Every code.", body = VocabularyResponse)),
    security(("oauth" = []))
)]
#[get("/vocabulary")]
pub async fn read_vocabulary(_: Caller) -> Json<VocabularyResponse> {
    let items = passerelle_domain::catalogue()
        .into_iter()
        .map(Into::into)
        .collect();
    Json(VocabularyResponse { items, next: None })
}

/// Read the questions of the rules
///
/// What the active rule set asks about a case beyond the fields of every case, with French and
/// English labels: the answers go into `details` of a referral. For every client.
#[utoipa::path(
    tag = "Vocabulary",
    operation_id = "listQuestions",
    responses((status = 200, description = "Every question.", body = QuestionsResponse)),
    security(("oauth" = []))
)]
#[get("/questions")]
pub async fn list_questions(
    _: Caller,
    desk: Data<Desk>,
) -> Result<Json<QuestionsResponse>, Problem> {
    let questions = desk.run(|casework| casework.questions()).await?;
    Ok(Json(questions.into()))
}
