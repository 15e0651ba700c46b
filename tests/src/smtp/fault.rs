//! The ways in which a mail server misbehaves.

use std::collections::HashSet;
use std::time::Duration;

/// One way to misbehave, kept up until the server is told otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Every answer comes this late.
    Slow(Duration),
    /// Takes connections and says nothing; those that wait are cut when it behaves again.
    Silent,
    /// Refuses every recipient with this status.
    Refuses(u16),
    /// Refuses this recipient with this status and takes all others.
    RefusesOne(String, u16),
    /// Reads the whole message and refuses it then, with this status.
    RefusesContent(u16),
    /// Greylisting: refuses the first try to each recipient for now, and takes the second.
    Greylists,
    /// Cuts the connection while the content is under way.
    CutsInContent,
    /// Takes the message and cuts the connection before it says so.
    CutsAfterContent,
}

/// How a server behaves at the moment.
#[derive(Debug, Default)]
pub(crate) enum Temper {
    #[default]
    Good,
    Bad(Fault),
}

impl Temper {
    pub(crate) fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Good => None,
            Self::Bad(fault) => Some(fault),
        }
    }

    pub(crate) fn is(&self, fault: &Fault) -> bool {
        self.fault() == Some(fault)
    }

    /// How long an answer takes.
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self.fault() {
            Some(Fault::Slow(delay)) => Some(*delay),
            _ => None,
        }
    }

    /// The status by which a recipient is refused. `known` are those who were tried before.
    pub(crate) fn refusal(&self, recipient: &str, known: &mut HashSet<String>) -> Option<u16> {
        match self.fault()? {
            Fault::Refuses(status) => Some(*status),
            Fault::RefusesOne(unlucky, status) => (unlucky == recipient).then_some(*status),
            Fault::Greylists => known.insert(recipient.to_owned()).then_some(451),
            _ => None,
        }
    }
}
