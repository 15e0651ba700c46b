//! What one client may ask of the API. The client is that of the token: a caller without one is told 401 by its
//! handler, which costs little.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::Limits;
use crate::auth::actor;

/// Counts a request against its client's bucket, refuses it where that is empty, and says on the answer what is left.
///
/// # Errors
/// None of its own.
pub async fn fair<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let limits = request.app_data::<Data<Limits>>();
    let limit = limits.and_then(|limits| limits.client.as_ref());
    let standing = limit
        .zip(actor(request.request()).ok())
        .map(|(limit, actor)| limit.take(&actor.client));
    let Some(standing) = standing else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    if let Some(problem) = standing.refusal() {
        return Ok(request.error_response(problem));
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    for (name, value) in standing.fields() {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
