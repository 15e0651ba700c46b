//! Real use cases over a SQLite file of their own, at a moment that the test chooses. The tests of
//! `console` read this file too.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use passerelle_casework::{
    Casework, Clock, Entropy, LinkSigner, ReferralView, ReferrerClaim, Submission, trial,
};
use passerelle_domain::{
    AgeBand, AssignmentId, CaseKind, CommuneCode, Consent, ConsentState, DeliveryState, Details,
    EmailAddress, Identity, Need, Party, PartyRole, Phone, Place, ReferralId, SafetyAnswers,
    Setting, Situation, Tenure,
};

/// A Monday in October, ten past nine in Paris.
pub(crate) const MONDAY: &str = "2026-10-05T07:10:00Z";

/// An Ed25519 key made for tests.
const KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEILjevKlqr6hXnoDN0FFw3xCzyZjVD9NseZ8J81YTqhDU
-----END PRIVATE KEY-----
";

/// A word that stands in everything personal of [`World::sensitive`], and nowhere else.
pub(crate) const MARKER: &str = "zorglub";

/// The service without its front door.
pub(crate) struct World {
    pub casework: Casework,
    pub links: LinkSigner,
    pub clock: Arc<StillClock>,
    directory: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite:{}",
            directory.path().join("world.sqlite3").display()
        );
        let clock = Arc::new(StillClock(Mutex::new(MONDAY.parse().unwrap())));
        let casework = trial::open(&url, clock.clone(), Arc::new(Dice::default())).unwrap();
        let links = LinkSigner::new(KEY, clock.clone()).unwrap();
        Self {
            casework,
            links,
            clock,
            directory,
        }
    }

    pub(crate) fn mail_dir(&self) -> PathBuf {
        self.directory.path().join("mail")
    }

    /// A neighbour dispute of a social landlord's tenants, with [`MARKER`] in every place that
    /// may hold something personal.
    pub(crate) fn sensitive(&self) -> Submission {
        let mut place = Place::in_commune(CommuneCode::parse("00001").unwrap());
        place.tenure = Some(Tenure::Social);
        place.address = Some(format!("3 rue {MARKER}"));
        place.label = Some(format!("place {MARKER}"));
        place.facility = Some(format!("salle {MARKER}"));
        let need = Need {
            setting: Setting::Housing,
            situation: Situation::NeighbourNoise,
            case_kind: CaseKind::Interpersonal,
            received_at: self.clock.now(),
            referrer_role: Some(format!("gardien {MARKER}")),
            safety: SafetyAnswers::default(),
            place,
            parties: vec![
                person(PartyRole::Concerned, ConsentState::Given),
                person(PartyRole::OtherParty, ConsentState::NotAsked),
            ],
            prior_attempts: Vec::new(),
            deadline_event: None,
            narrative: Some(format!("Bruit le soir, dit {MARKER}.")),
        };
        Submission {
            need,
            received_now: false,
            details: Details::default(),
            external_reference: Some(format!("{MARKER}-1")),
            referrer: ReferrerClaim::Own,
            narrative_confirmed: true,
        }
    }

    /// Sends it in, as the demo client `client`.
    pub(crate) fn submit(&self, client: &str, submission: &Submission) -> ReferralView {
        let actor = trial::signed_in(&self.casework, client).unwrap();
        self.casework.submit(&actor, submission).unwrap()
    }

    /// The referral as the operator sees it.
    pub(crate) fn whole(&self, id: ReferralId) -> ReferralView {
        let actor = trial::signed_in(&self.casework, "demo-mediation").unwrap();
        self.casework.referral(&actor, id).unwrap()
    }

    /// The part of `partner` in the referral: its id, status and delivery.
    pub(crate) fn part(
        &self,
        id: ReferralId,
        partner: &str,
    ) -> (AssignmentId, &'static str, DeliveryState) {
        let whole = self.whole(id);
        let found = whole
            .assignments
            .iter()
            .find(|held| held.partner.code == partner);
        let found = found.unwrap_or_else(|| panic!("{partner} has no part in the referral"));
        (found.id, found.status.code(), found.delivery)
    }
}

fn person(role: PartyRole, consent: ConsentState) -> Party {
    Party {
        role,
        age_band: AgeBand::From26To59,
        minor: Some(false),
        enrolled: None,
        language: None,
        identity: Identity {
            name: Some(format!("Madame {MARKER}")),
            phone: Some(Phone::parse("+33639981234").unwrap()),
            email: Some(EmailAddress::parse(&format!("{MARKER}@example.org")).unwrap()),
        },
        consent: Consent::of(consent),
        guardian_consent: None,
    }
}

/// A clock that stands still until the test moves it.
pub(crate) struct StillClock(Mutex<Timestamp>);

impl StillClock {
    pub(crate) fn pass(&self, time: SignedDuration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Bytes that differ each time and are the same in each run.
#[derive(Default)]
pub(crate) struct Dice(AtomicU64);

impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        let throw = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let word = throw.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for (byte, turn) in bytes.iter_mut().zip(0_u32..) {
            *byte = word.rotate_left(turn * 7).to_le_bytes()[3];
        }
    }
}
