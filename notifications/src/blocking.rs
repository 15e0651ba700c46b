//! Use cases block on the database; they run where blocking is allowed.

use passerelle_casework::CaseworkError;

/// Runs `work` on a thread that may block.
///
/// # Errors
/// What `work` says, or that its thread ended without a result.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CaseworkError> + Send + 'static,
) -> Result<T, CaseworkError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| {
            Err(CaseworkError::Internal {
                context: "a background task ended",
                source: Some(Box::new(error)),
            })
        })
}
