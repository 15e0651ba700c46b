//! For tests: an SMTP server on the loopback that behaves as it is told.

use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer},
};

/// What the server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Takes every message, without encryption.
    Accept,
    /// Takes every message after STARTTLS.
    StartTls,
    /// Takes every message, encrypted from the first byte.
    Tls,
    /// Answers `MAIL FROM` with this status.
    AnswerSender(u16),
    /// Answers `RCPT TO` with this status.
    AnswerRecipient(u16),
    /// Answers the end of the content with this status.
    AnswerData(u16),
    /// Closes the connection when the content begins.
    HangUpOnData,
    /// Speaks another protocol.
    Babble,
    /// Accepts the connection and says nothing.
    Silence,
}

/// A running server; it ends with the test's runtime.
pub(crate) struct SmtpScript {
    port: u16,
    state: Arc<State>,
    authority: String,
}

struct State {
    behaviour: Mutex<Behaviour>,
    received: Mutex<Vec<String>>,
    acceptor: TlsAcceptor,
}

impl SmtpScript {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (authority, acceptor) = certificates();
        let state = Arc::new(State {
            behaviour: Mutex::new(behaviour),
            received: Mutex::default(),
            acceptor,
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    let behaviour = *state.behaviour.lock().unwrap();
                    match behaviour {
                        Behaviour::Tls => {
                            if let Ok(stream) = state.acceptor.accept(stream).await {
                                converse(stream, behaviour, &state, true).await;
                            }
                        }
                        Behaviour::StartTls => {
                            let Some(stream) = before_starttls(stream).await else {
                                return;
                            };
                            if let Ok(stream) = state.acceptor.accept(stream).await {
                                converse(stream, behaviour, &state, false).await;
                            }
                        }
                        Behaviour::Silence => std::future::pending::<()>().await,
                        _ => {
                            converse(stream, behaviour, &state, true).await;
                        }
                    }
                });
            }
        });
        Self {
            port,
            state,
            authority,
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The certificate of the server's authority, in PEM.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The messages taken so far.
    pub(crate) fn received(&self) -> Vec<String> {
        self.state.received.lock().unwrap().clone()
    }

    /// From now on, new connections meet this behaviour.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.state.behaviour.lock().unwrap() = behaviour;
    }
}

async fn before_starttls(stream: tokio::net::TcpStream) -> Option<tokio::net::TcpStream> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 script\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line.starts_with("STARTTLS") {
            stream.write_all(b"220 go ahead\r\n").await.ok()?;
            return Some(stream.into_inner());
        }
        stream
            .write_all(b"250-script\r\n250 STARTTLS\r\n")
            .await
            .ok()?;
    }
}

/// The conversation of one connection; `None` when the client has gone.
async fn converse<S>(stream: S, behaviour: Behaviour, state: &State, greet: bool) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    if behaviour == Behaviour::Babble {
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .ok()?;
        return Some(());
    }
    if greet {
        stream.write_all(b"220 script\r\n").await.ok()?;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), behaviour) {
            ("MAIL", Behaviour::AnswerSender(status))
            | ("RCPT", Behaviour::AnswerRecipient(status)) => {
                format!("{status} no such luck for <med@example.org>\r\n")
            }
            ("DATA", Behaviour::HangUpOnData) => return None,
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                let content = content(&mut stream).await?;
                if let Behaviour::AnswerData(status) = behaviour {
                    format!("{status} no such luck for <med@example.org>\r\n")
                } else {
                    state.received.lock().unwrap().push(content);
                    "250 taken\r\n".to_owned()
                }
            }
            ("QUIT", _) => {
                stream.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => "250 fine\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
}

async fn content<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(content);
        }
        content.push_str(&line);
    }
}

/// An authority of this one server, and what the server needs to prove itself as `localhost`.
fn certificates() -> (String, TlsAcceptor) {
    let authority_key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = parameters.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(parameters, authority_key);

    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    (authority.pem(), TlsAcceptor::from(Arc::new(config)))
}
