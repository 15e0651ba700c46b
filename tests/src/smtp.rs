//! A real SMTP server that keeps what it is given: in the clear, with STARTTLS, or with TLS from the first byte.
//!
//! The protocol is the crate `mailin`'s; TLS is rustls with a certificate made for this one server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use mailin::response::{self, Response};
use mailin::{Action, Handler, Session, SessionBuilder};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::mail::Mail;

/// How the server wants to be spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In the clear.
    None,
    /// In the clear until the client asks for TLS.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A running SMTP server. It ends with the test process.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    security: Security,
    inbox: Inbox,
    certificate: Option<PathBuf>,
}

/// One message as it was handed over.
#[derive(Debug, Clone)]
pub struct Received {
    /// The recipients of the envelope.
    pub envelope_to: Vec<String>,
    /// Whether it came through TLS.
    pub encrypted: bool,
    /// The message.
    pub mail: Mail,
}

type Inbox = Arc<Mutex<State>>;

#[derive(Debug, Default)]
struct State {
    received: Vec<Received>,
    refuse_with: Option<u16>,
    refusals: usize,
}

impl Sink {
    /// Starts a server on a free port of the loopback interface; its certificate goes to `dir`.
    pub fn start(security: Security, dir: &Path) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its number");
        let inbox = Inbox::default();
        let (tls, certificate) = if security == Security::None {
            (None, None)
        } else {
            let (config, file) = throw_away_certificate(dir);
            (Some(config), Some(file))
        };
        let kept = Arc::clone(&inbox);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (inbox, tls) = (Arc::clone(&kept), tls.clone());
                // A client that hangs up in the middle is its own business.
                std::thread::spawn(move || drop(converse(stream, security, tls, &inbox)));
            }
        });
        Self {
            address,
            security,
            inbox,
            certificate,
        }
    }

    /// The URL under which lettre reaches this server.
    pub fn url(&self) -> String {
        let port = self.address.port();
        match self.security {
            Security::None => format!("smtp://localhost:{port}"),
            Security::StartTls => format!("smtp://localhost:{port}?tls=required"),
            Security::Tls => format!("smtps://localhost:{port}"),
        }
    }

    /// The certificate (PEM) that a client must trust.
    pub fn certificate(&self) -> &Path {
        self.certificate
            .as_deref()
            .expect("only a server with TLS has a certificate")
    }

    /// From now on, every recipient is refused with this status; `None` accepts again.
    pub fn refuse_with(&self, status: Option<u16>) {
        self.inbox.lock().expect("the inbox").refuse_with = status;
    }

    /// How many recipients were refused.
    pub fn refusals(&self) -> usize {
        self.inbox.lock().expect("the inbox").refusals
    }

    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.inbox.lock().expect("the inbox").received.clone()
    }

    /// Waits for a message to this address.
    pub fn message_to(&self, address: &str) -> Received {
        crate::wait_for(&format!("a message to {address}"), || {
            self.received()
                .into_iter()
                .find(|message| message.envelope_to.iter().any(|to| to == address))
        })
    }
}

/// One conversation, from the greeting to the end.
fn converse(
    stream: TcpStream,
    security: Security,
    tls: Option<Arc<ServerConfig>>,
    inbox: &Inbox,
) -> std::io::Result<()> {
    let peer = stream
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
    let mut builder = SessionBuilder::new("sink.example.org");
    if security == Security::StartTls {
        builder.enable_start_tls();
    }
    let mut mailbox = Mailbox {
        inbox: Arc::clone(inbox),
        to: Vec::new(),
        bytes: Vec::new(),
        encrypted: security == Security::Tls,
    };
    match (security, tls) {
        (Security::Tls, Some(config)) => {
            let mut secured = BufReader::new(secure(stream, config));
            let mut session = builder.build(peer, &mut mailbox);
            reply(&mut secured, &session.greeting())?;
            talk(&mut session, &mut secured).map(drop)
        }
        (_, tls) => {
            let mut plain = BufReader::new(stream);
            let upgraded = {
                let mut session = builder.build(peer, &mut mailbox);
                reply(&mut plain, &session.greeting())?;
                talk(&mut session, &mut plain)?
            };
            let (Action::UpgradeTls, Some(config)) = (upgraded, tls) else {
                return Ok(());
            };
            mailbox.encrypted = true;
            let mut secured = BufReader::new(secure(plain.into_inner(), config));
            // RFC 3207: after the handshake the conversation starts anew, without a second greeting.
            talk(
                &mut SessionBuilder::new("sink.example.org").build(peer, &mut mailbox),
                &mut secured,
            )
            .map(drop)
        }
    }
}

fn talk<S: Read + Write>(
    session: &mut Session<&mut Mailbox>,
    stream: &mut BufReader<S>,
) -> std::io::Result<Action> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line)? == 0 {
            return Ok(Action::Close);
        }
        let answer = session.process(&line);
        match answer.action {
            Action::NoReply => {}
            Action::Reply => reply(stream, &answer)?,
            Action::Close | Action::UpgradeTls => {
                reply(stream, &answer)?;
                return Ok(answer.action);
            }
        }
    }
}

fn reply<S: Read + Write>(stream: &mut BufReader<S>, answer: &Response) -> std::io::Result<()> {
    stream.get_mut().write_all(&answer.buffer()?)?;
    stream.get_mut().flush()
}

struct Mailbox {
    inbox: Inbox,
    to: Vec<String>,
    bytes: Vec<u8>,
    encrypted: bool,
}

impl Handler for &mut Mailbox {
    fn rcpt(&mut self, _: &str) -> Response {
        let mut inbox = self.inbox.lock().expect("the inbox");
        match inbox.refuse_with {
            Some(status) => {
                inbox.refusals += 1;
                Response::custom(status, "not now".to_owned())
            }
            None => response::OK,
        }
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, to: &[String]) -> Response {
        self.to = to.to_vec();
        self.bytes.clear();
        response::OK
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mut inbox = self.inbox.lock().expect("the inbox");
        let mail = Mail::parse(&self.bytes);
        inbox.received.push(Received {
            envelope_to: self.to.clone(),
            encrypted: self.encrypted,
            mail,
        });
        response::OK
    }
}

fn secure(
    stream: TcpStream,
    config: Arc<ServerConfig>,
) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(
        ServerConnection::new(config).expect("a TLS connection"),
        stream,
    )
}

/// A certificate for `localhost` that signs itself, and the file in which a client finds it.
fn throw_away_certificate(dir: &Path) -> (Arc<ServerConfig>, PathBuf) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let file = dir.join("smtp-certificate.pem");
    std::fs::write(&file, made.cert.pem()).expect("the certificate's file");
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the usual versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into())
            .expect("a key that fits its certificate");
    (Arc::new(config), file)
}
