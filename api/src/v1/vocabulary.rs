//! The codes of the field.

use actix_web::get;
use actix_web::web::Json;

use crate::auth::Caller;
use crate::contract::vocabulary::VocabularyResponse;

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
