//! The server's life: it is put together, listens, and stops in good order.
//!
//! Asked to stop, it takes no new connections, finishes the requests that run and lets the mail
//! worker finish or give back what it has in hand. A second signal, or half a minute, ends it hard.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::rt::{self, SystemRunner};
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use passerelle_casework::{Casework, LinkSigner};
use passerelle_console::Console;
use passerelle_notifications::Notifier;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_actix_web::TracingLogger;

use crate::desk::Desk;
use crate::extract::path::path_config;
use crate::extract::time::timely;
use crate::followers::Followers;
use crate::headers::secure;
use crate::limits::Limits;
use crate::logging::RequestLog;
use crate::metrics::requests::measure;
use crate::metrics::{self, Metrics};
use crate::problems::{pages, render};
use crate::state::State;
use crate::{app, docs};

/// Threads that take requests; the work itself is done on the blocking pool beside each.
const WORKERS: usize = 2;

/// Use cases that one worker runs at the same time.
const BLOCKING_THREADS: usize = 8;

/// How long requests and mails under way may take once a stop is asked for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a connection is kept for the caller's next request: longer than proxies and HTTP clients keep their idle ones
/// (usually 15 to 60 seconds), since whoever closes first should be the one who sends next. A stop does not wait for it.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Everything that a running service is made of.
pub struct Parts {
    /// The use cases.
    pub casework: Casework,
    /// What handlers use beside them.
    pub state: State,
    /// Signs and recognises answer links.
    pub links: LinkSigner,
    /// Sends mails and moves the ladder on.
    pub notifier: Notifier,
    /// How much one caller may ask for.
    pub limits: Limits,
    /// What is counted.
    pub metrics: Metrics,
    /// Where it can be read, if anywhere.
    pub metrics_listener: Option<TcpListener>,
}

/// The address is taken, or not ours.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}")]
pub struct ListenError {
    address: SocketAddr,
    source: std::io::Error,
}

/// Takes the address, so that the real port is known before anybody is told of it.
///
/// # Errors
/// When it cannot be had.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).map_err(|source| ListenError { address, source })
}

/// Serves on `system` until told to stop. `ready` is called once requests are answered.
///
/// # Errors
/// When the system refuses signals or sockets, or `ready` fails.
pub fn run(
    system: &SystemRunner,
    mut parts: Parts,
    listener: TcpListener,
    ready: impl FnOnce() -> std::io::Result<()>,
) -> std::io::Result<ExitCode> {
    system.block_on(async move {
        let mut signals = Signals::new()?;
        let stop = CancellationToken::new();
        let mailing = rt::spawn({
            let (notifier, stop) = (parts.notifier.clone(), stop.clone());
            async move { notifier.run(stop).await }
        });
        let watched = match parts.metrics_listener.take() {
            Some(listener) => {
                let (metrics, casework) = (parts.metrics.clone(), parts.casework.clone());
                let server = metrics::listener::serve(listener, metrics, casework)?;
                let handle = server.handle();
                rt::spawn(server);
                Some(handle)
            }
            None => None,
        };
        let desk = Desk::new(parts.casework.clone());
        let followers = Followers::new(stop.clone());
        rt::spawn(followers.clone().watch(desk.clone()));
        let server = start(parts, desk, followers, listener)?;
        let handle = server.handle();
        let mut serving = rt::spawn(server);
        ready()?;
        tokio::select! {
            ended = &mut serving => {
                tracing::error!("the server ended by itself");
                ended.map_err(std::io::Error::other)??;
                return Ok(ExitCode::FAILURE);
            }
            () = signals.next() => tracing::info!("stopping"),
        }
        stop.cancel();
        tokio::select! {
            () = finish(handle, mailing) => {
                if let Some(watched) = watched {
                    watched.stop(false).await;
                }
                tracing::info!("stopped");
                Ok(ExitCode::SUCCESS)
            }
            () = signals.next() => Ok(cut_short("a second signal came")),
            () = tokio::time::sleep(PATIENCE) => Ok(cut_short("it took too long")),
        }
    })
}

async fn finish(handle: ServerHandle, mailing: rt::task::JoinHandle<()>) {
    let (_, mailing) = tokio::join!(handle.stop(true), mailing);
    if mailing.is_err() {
        tracing::error!("the mail worker had died");
    }
}

fn cut_short(why: &'static str) -> ExitCode {
    tracing::warn!(why, "stopped before everything was finished");
    ExitCode::FAILURE
}

fn start(
    parts: Parts,
    desk: Desk,
    followers: Followers,
    listener: TcpListener,
) -> std::io::Result<actix_web::dev::Server> {
    let methods = Data::new(app::methods().map_err(std::io::Error::other)?);
    let state = Data::new(parts.state);
    let metrics = Data::new(parts.metrics);
    let limits = Data::new(parts.limits);
    let desk = Data::new(desk);
    let followers = Data::new(followers);
    let public_url: Arc<str> = state.public_url.as_str().into();
    let (casework, links) = (parts.casework, parts.links);
    let server = HttpServer::new(move || {
        let console = Console::new(casework.clone(), links.clone(), &public_url);
        App::new()
            .configure(app::api)
            .configure(docs::routes)
            .configure(pages::routes)
            .configure(passerelle_console::routes(console))
            .app_data(methods.clone())
            .app_data(state.clone())
            .app_data(metrics.clone())
            .app_data(limits.clone())
            .app_data(desk.clone())
            .app_data(followers.clone())
            .app_data(path_config())
            .wrap(from_fn(timely))
            .wrap(from_fn(render::problems))
            .wrap(from_fn(secure))
            .wrap(TracingLogger::<RequestLog>::new())
            .wrap(from_fn(measure))
    })
    .workers(WORKERS)
    .worker_max_blocking_threads(BLOCKING_THREADS)
    .shutdown_timeout(PATIENCE.as_secs())
    .keep_alive(KEEP_ALIVE)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

/// The signals that ask for a stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
