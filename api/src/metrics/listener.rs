//! The one address under which the figures can be read. It is none of the API's: a proxy that hands requests
//! on from outside reaches the API from this machine too, so that where a request comes from says nothing.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use passerelle_casework::{Casework, Clock as _};

use super::Metrics;
use crate::clock::SystemClock;

/// What Prometheus calls its text.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Serves `GET /metrics` on `listener`, and nothing else.
///
/// # Errors
/// When the system refuses the socket.
pub fn serve(
    listener: TcpListener,
    metrics: Metrics,
    casework: Casework,
) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(metrics.clone()))
            .app_data(Data::new(casework.clone()))
            .route("/metrics", web::get().to(tell))
    })
    .workers(1)
    .worker_max_blocking_threads(2)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

async fn tell(metrics: Data<Metrics>, casework: Data<Casework>) -> HttpResponse {
    let text = web::block(move || {
        let now = super::read(&casework, SystemClock.now())?;
        metrics.text(&now)
    })
    .await;
    match text {
        Ok(Ok(text)) => HttpResponse::Ok().content_type(FORMAT).body(text),
        Ok(Err(error)) => {
            tracing::error!(error = %error, "the metrics cannot be told");
            HttpResponse::InternalServerError().finish()
        }
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}
