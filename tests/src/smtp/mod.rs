//! A real SMTP server that keeps what it is given, and misbehaves when it is told to: in the clear, with STARTTLS, or
//! with TLS from the first byte.
//!
//! The protocol is the crate `mailin`'s; TLS is rustls with certificates made for this one server.

mod certificate;
mod conversation;
mod fault;

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex};

use certificate::Authority;
pub use fault::Fault;
use fault::Temper;
use socket2::{Domain, Socket, Type};

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
    authority: Option<Authority>,
    /// The address, kept for a server that does not answer yet.
    asleep: Option<Socket>,
}

/// One message as it was handed over.
#[derive(Debug, Clone)]
pub struct Received {
    /// The sender of the envelope.
    pub envelope_from: String,
    /// The recipients of the envelope.
    pub envelope_to: Vec<String>,
    /// Whether it came through TLS.
    pub encrypted: bool,
    /// The message.
    pub mail: Mail,
}

/// What a server was given, and how it behaves.
#[derive(Debug, Clone, Default)]
pub struct Inbox(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub(crate) struct State {
    received: Vec<Received>,
    temper: Temper,
    /// Recipients that greylisting knows.
    tried: HashSet<String>,
    faults: usize,
}

impl Inbox {
    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.with(|state| state.received.clone())
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().expect("the inbox"))
    }
}

impl Sink {
    /// Starts a server on a free port of the loopback interface; the certificate that vouches for it goes to `dir`.
    pub fn start(security: Security, dir: &Path) -> Self {
        let mut sink = Self::asleep(security, dir);
        sink.wake();
        sink
    }

    /// A server that is down: its port is its own, and whoever connects to it is refused.
    pub fn asleep(security: Security, dir: &Path) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        socket.bind(&any.into()).expect("a free port");
        let address = socket.local_addr().expect("its number").as_socket();
        Self {
            address: address.expect("an address of IPv4"),
            security,
            inbox: Inbox::default(),
            authority: (security != Security::None).then(|| Authority::new(dir)),
            asleep: Some(socket),
        }
    }

    /// The server comes up.
    pub fn wake(&mut self) {
        let Some(socket) = self.asleep.take() else {
            return;
        };
        socket.listen(128).expect("a port to listen on");
        let listener = TcpListener::from(socket);
        let (security, inbox) = (self.security, self.inbox.clone());
        let tls = self.authority.as_ref().map(Authority::shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (inbox, tls) = (inbox.clone(), tls.clone());
                // A client that hangs up in the middle is its own business.
                std::thread::spawn(move || {
                    drop(conversation::hold(stream, security, tls, &inbox));
                });
            }
        });
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
        self.authority().file()
    }

    /// From now on it shows a certificate that is good until this day.
    pub fn certificate_until(&self, year: i32, month: u8, day: u8) {
        self.authority().certify_until(year, month, day);
    }

    /// From now on it misbehaves like this.
    pub fn misbehave(&self, fault: Fault) {
        self.inbox.with(|state| state.temper = Temper::Bad(fault));
    }

    /// From now on it takes every message, as at the start.
    pub fn behave(&self) {
        self.inbox.with(|state| state.temper = Temper::Good);
    }

    /// How often it misbehaved.
    pub fn faults(&self) -> usize {
        self.inbox.with(|state| state.faults)
    }

    /// What came so far.
    pub fn received(&self) -> Vec<Received> {
        self.inbox.received()
    }

    /// What it is given, for whoever looks at it after the server's time.
    pub fn inbox(&self) -> Inbox {
        self.inbox.clone()
    }

    /// Waits for a message to this address.
    pub fn message_to(&self, address: &str) -> Received {
        crate::wait_for(&format!("a message to {address}"), || {
            self.received()
                .into_iter()
                .find(|message| message.is_to(address))
        })
    }

    fn authority(&self) -> &Authority {
        let authority: Option<&Authority> = self.authority.as_ref();
        authority.expect("only a server with TLS has a certificate")
    }
}

impl Received {
    /// Whether it is for this address.
    pub fn is_to(&self, address: &str) -> bool {
        self.envelope_to.iter().any(|to| to == address)
    }
}
