//! One conversation, from the greeting to the end, or to the fault.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use mailin::response::{self, Response};
use mailin::{Action, Handler, Session, SessionBuilder};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::certificate::SharedConfig;
use super::{Fault, Inbox, Received, Security, State};
use crate::mail::Mail;

/// The lines of content after which a server that cuts does so: the headers are through by then.
const LINES_BEFORE_THE_CUT: usize = 12;

pub(super) fn hold(
    stream: TcpStream,
    security: Security,
    tls: Option<SharedConfig>,
    inbox: &Inbox,
) -> std::io::Result<()> {
    if inbox.misbehaves(&Fault::Silent) {
        while inbox.with(|state| state.temper.is(&Fault::Silent)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        return Ok(());
    }
    let peer = stream
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
    let mut builder = SessionBuilder::new("sink.example.org");
    if security == Security::StartTls {
        builder.enable_start_tls();
    }
    let tls = tls.map(|shown| Arc::clone(&shown.lock().expect("the certificate")));
    let mut mailbox = Mailbox {
        inbox: inbox.clone(),
        from: String::new(),
        to: Vec::new(),
        bytes: Vec::new(),
        encrypted: security == Security::Tls,
    };
    match (security, tls) {
        (Security::Tls, Some(config)) => {
            let mut secured = BufReader::new(secure(stream, config));
            let mut session = builder.build(peer, &mut mailbox);
            reply(&mut secured, inbox, &session.greeting())?;
            talk(&mut session, &mut secured, inbox).map(drop)
        }
        (_, tls) => {
            let mut plain = BufReader::new(stream);
            let upgraded = {
                let mut session = builder.build(peer, &mut mailbox);
                reply(&mut plain, inbox, &session.greeting())?;
                talk(&mut session, &mut plain, inbox)?
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
                inbox,
            )
            .map(drop)
        }
    }
}

fn talk<S: Read + Write>(
    session: &mut Session<&mut Mailbox>,
    stream: &mut BufReader<S>,
    inbox: &Inbox,
) -> std::io::Result<Action> {
    let mut line = Vec::new();
    // Lines of content, which alone are not answered one by one.
    let mut content = 0;
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line)? == 0 {
            return Ok(Action::Close);
        }
        let answer = session.process(&line);
        match answer.action {
            Action::NoReply => {
                content += 1;
                if content == LINES_BEFORE_THE_CUT && inbox.misbehaves(&Fault::CutsInContent) {
                    return Ok(Action::Close);
                }
            }
            Action::Reply if std::mem::take(&mut content) > 0 => {
                if inbox.misbehaves(&Fault::CutsAfterContent) {
                    return Ok(Action::Close);
                }
                // Not by the handler: after an error of its own the session would wait for the content once more.
                let refusal = inbox.with(|state| state.refuses_content());
                reply(stream, inbox, &refusal.unwrap_or(answer))?;
            }
            Action::Reply => reply(stream, inbox, &answer)?,
            Action::Close | Action::UpgradeTls => {
                reply(stream, inbox, &answer)?;
                return Ok(answer.action);
            }
        }
    }
}

fn reply<S: Read + Write>(
    stream: &mut BufReader<S>,
    inbox: &Inbox,
    answer: &Response,
) -> std::io::Result<()> {
    if let Some(delay) = inbox.with(|state| state.temper.delay()) {
        std::thread::sleep(delay);
    }
    stream.get_mut().write_all(&answer.buffer()?)?;
    stream.get_mut().flush()
}

impl Inbox {
    /// Whether this is how it misbehaves; if so, it counts.
    fn misbehaves(&self, fault: &Fault) -> bool {
        self.with(|state| {
            let so = state.temper.is(fault);
            state.faults += usize::from(so);
            so
        })
    }
}

struct Mailbox {
    inbox: Inbox,
    from: String,
    to: Vec<String>,
    bytes: Vec<u8>,
    encrypted: bool,
}

impl Handler for &mut Mailbox {
    fn rcpt(&mut self, to: &str) -> Response {
        self.inbox
            .with(|state| match state.temper.refusal(to, &mut state.tried) {
                Some(status) => {
                    state.faults += 1;
                    Response::custom(status, "not this one".to_owned())
                }
                None => response::OK,
            })
    }

    fn data_start(&mut self, _: &str, from: &str, _: bool, to: &[String]) -> Response {
        from.clone_into(&mut self.from);
        self.to = to.to_vec();
        self.bytes.clear();
        response::OK
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let message = Received {
            envelope_from: self.from.clone(),
            envelope_to: self.to.clone(),
            encrypted: self.encrypted,
            mail: Mail::parse(&self.bytes),
        };
        self.inbox.with(|state| {
            if !matches!(state.temper.fault(), Some(Fault::RefusesContent(_))) {
                state.received.push(message);
            }
        });
        response::OK
    }
}

impl State {
    fn refuses_content(&mut self) -> Option<Response> {
        let Some(Fault::RefusesContent(status)) = self.temper.fault() else {
            return None;
        };
        self.faults += 1;
        Some(Response::custom(*status, "not this content".to_owned()))
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
