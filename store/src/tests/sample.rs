//! Rows to test with: fictional, complete, and in whole microseconds.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::*;
use serde_json::json;

use crate::{
    Conn, StoreError,
    assignments::AssignmentRecord,
    clients::{ClientRecord, Credential, FormerSecret},
    colleagues::ColleagueRecord,
    comments::CommentRecord,
    decisions::DecisionRecord,
    events::NewEvent,
    follow_ups::FollowUpRecord,
    kept_answers::KeptAnswer,
    meetings::MeetingRecord,
    outbox::NewMessage,
    person_links::PersonLinkRecord,
    referrals::ReferralRecord,
    related::RelatedRecord,
    rulesets::RuleSetRecord,
    timers::NewTimer,
};
use crate::{clients, communes, partners, rulesets};

/// `minutes` after the first moment of the tests.
pub(super) fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-10-05T07:10:00.123456Z".parse().unwrap();
    start + SignedDuration::from_mins(minutes)
}

/// Ten bytes that were not handed out before.
pub(super) fn random() -> [u8; 10] {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let mut bytes = [0; 10];
    bytes[..4].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    bytes
}

fn reference() -> Reference {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    loop {
        let drawn = Reference::draw(2026, NEXT.fetch_add(1, Ordering::Relaxed));
        if let Some(reference) = drawn {
            return reference;
        }
    }
}

pub(super) fn partner(code: &str, kind: PartnerKind) -> Partner {
    Partner {
        id: PartnerId::new(at(0), random()),
        code: code.to_owned(),
        kind,
        name: format!("Partenaire {code}"),
        key: None,
        coverage: vec![Coverage::Commune(CommuneCode::parse("00001").unwrap())],
        situations: Vec::new(),
        languages: Vec::new(),
        opening_hours: None,
        capacity: None,
        pauses: Vec::new(),
        entitlement: Disclosure::L2,
        operator: false,
        in_prison_session: false,
        availability: Availability::Open,
        email: Some(EmailAddress::parse("contact@example.org").unwrap()),
        language: Lang::Fr,
    }
}

/// A landlord that sends, a mediation team that receives, a client of the landlord, a rule set.
pub(super) struct Network {
    pub(super) landlord: PartnerId,
    pub(super) team: PartnerId,
}

impl Network {
    pub(super) fn insert(conn: &mut Conn) -> Result<Self, StoreError> {
        let landlord = partner("p-bail", PartnerKind::SocialLandlord);
        let team = partner("p-med", PartnerKind::MediationTeam);
        partners::insert(conn, &landlord)?;
        partners::insert(conn, &team)?;
        clients::insert(conn, &client(landlord.id))?;
        communes::insert(
            conn,
            &CommuneCode::parse("00001").unwrap(),
            "Saint-Avenin-sur-Odre",
        )?;
        rulesets::insert(conn, &ruleset(1), DOCUMENT)?;
        Ok(Self {
            landlord: landlord.id,
            team: team.id,
        })
    }

    /// A referral that the landlord sent `minutes` after the start.
    pub(super) fn referral(&self, minutes: i64) -> ReferralRecord {
        ReferralRecord {
            id: ReferralId::new(at(minutes), random()),
            reference: reference(),
            external_reference: None,
            sender: self.landlord,
            entered_by: "demo-landlord".to_owned(),
            referrer: Some(self.landlord),
            need: self.need(),
            details: Details::from_iter([
                ("lift", Detail::YesNo(true)),
                ("floor", Detail::Number(3)),
                ("noise", Detail::Code("works".to_owned())),
            ]),
            priority: Priority::P2,
            state: ReferralState::Routed,
            sequence: 1,
            outcome_comment: None,
            created_at: at(minutes),
            updated_at: at(minutes),
        }
    }

    /// A need in which nothing is left out.
    fn need(&self) -> Need {
        Need {
            setting: Setting::Housing,
            situation: Situation::NeighbourNoise,
            case_kind: CaseKind::Interpersonal,
            received_at: at(-30),
            referrer_role: Some("gardien d'immeuble".to_owned()),
            safety: SafetyAnswers {
                violence: true,
                ..SafetyAnswers::default()
            },
            place: Place {
                commune_code: CommuneCode::parse("00001").unwrap(),
                qpv_code: Some(QpvCode::parse("QN00001M").unwrap()),
                tenure: Some(Tenure::Social),
                landlord: Some(LandlordRef::Partner(self.landlord)),
                uai: Some(Uai::parse("0000002C").unwrap()),
                facility: Some("Maison des projets".to_owned()),
                address: Some("3 rue du Lavoir".to_owned()),
                label: Some("place du Lavoir".to_owned()),
                period: Some(Period::Night),
                time_context: Some(TimeContext::AfterSchool),
            },
            parties: vec![self.named_party(), self.unnamed_party()],
            prior_attempts: vec![PriorAttempt::RulesRecalled, PriorAttempt::DirectTalk],
            deadline_event: Some(DeadlineEvent {
                kind: DeadlineEventKind::Hearing,
                date: "2026-11-02".parse().unwrap(),
            }),
            narrative: Some("Musique après 23 h, quatre soirs par semaine.".to_owned()),
        }
    }

    fn named_party(&self) -> Party {
        Party {
            role: PartyRole::Concerned,
            age_band: AgeBand::From16To17,
            minor: Some(true),
            enrolled: Some(false),
            language: Some(LanguageTag::parse("fr").unwrap()),
            identity: Identity {
                name: Some("Jeanne Exemple".to_owned()),
                phone: Some(Phone::parse("+33639980123").unwrap()),
                email: Some(EmailAddress::parse("jeanne@example.org").unwrap()),
            },
            consent: Consent {
                state: ConsentState::Given,
                scope: Some(vec![self.team]),
            },
            guardian_consent: Some(Consent {
                state: ConsentState::Hesitant,
                scope: Some(Vec::new()),
            }),
        }
    }

    fn unnamed_party(&self) -> Party {
        Party {
            role: PartyRole::OtherParty,
            age_band: AgeBand::Unknown,
            minor: None,
            enrolled: None,
            language: None,
            identity: Identity::default(),
            consent: Consent::default(),
            guardian_consent: None,
        }
    }

    /// The team, asked `minutes` after the start.
    pub(super) fn assignment(&self, referral: ReferralId, minutes: i64) -> AssignmentRecord {
        AssignmentRecord {
            id: AssignmentId::new(at(minutes), random()),
            referral_id: referral,
            partner: self.team,
            role: AssignmentRole::Lead,
            rank: 0,
            bounds: Disclosure::L2,
            exception: Some(LegalException::Art226_14_1),
            state: AssignmentState::Proposed {
                answer_due_at: Some(at(minutes + 60)),
            },
            answer_due_at: Some(at(minutes + 60)),
            first_contact_due_at: Some(at(minutes + 120)),
            delivery: DeliveryState::Queued,
            created_at: at(minutes),
            updated_at: at(minutes),
        }
    }

    pub(super) fn message(&self, assignment: &AssignmentRecord, minutes: i64) -> NewMessage {
        NewMessage {
            id: MessageId::new(at(minutes), random()),
            kind: MessageKind::AnswerRequested,
            referral_id: assignment.referral_id,
            assignment_id: Some(assignment.id),
            recipient: self.team,
            colleague: None,
            bundle: None,
            available_at: at(minutes),
            created_at: at(minutes),
        }
    }

    pub(super) fn event(&self, referral: ReferralId, sequence: i64) -> NewEvent {
        NewEvent {
            id: EventId::new(at(sequence), random()),
            referral_id: referral,
            assignment_id: None,
            sequence,
            kind: EventKind::ReferralRouted,
            at: at(sequence),
            actor_kind: ActorKind::Client,
            actor_organisation: Some(self.landlord),
            data: json!({"rule": "R50", "nested": {"list": [1, null, true]}}),
        }
    }

    pub(super) fn decision(&self, referral: ReferralId, minutes: i64) -> DecisionRecord {
        DecisionRecord {
            id: DecisionId::new(at(minutes), random()),
            referral_id: referral,
            ruleset_name: "default".to_owned(),
            ruleset_version: 1,
            rule: "R50".to_owned(),
            decided_at: at(minutes),
            document: json!({"rule": "R50", "explanation": {"fr": "é", "en": "e"}}),
        }
    }

    pub(super) fn comment(&self, assignment: &AssignmentRecord, minutes: i64) -> CommentRecord {
        let when = at(minutes);
        CommentRecord {
            id: CommentId::new(when, random()),
            referral_id: assignment.referral_id,
            assignment_id: Some(assignment.id),
            audience: CommentAudience::OperatorAndLead,
            body: "commentaire".to_owned(),
            written_by: self.team,
            created_at: when,
        }
    }

    pub(super) fn meeting(&self, assignment: &AssignmentRecord, minutes: i64) -> MeetingRecord {
        let when = at(minutes);
        MeetingRecord {
            id: MeetingId::new(when, random()),
            referral_id: assignment.referral_id,
            assignment_id: assignment.id,
            meeting: Meeting::new(MeetingState::Held, when, when).unwrap(),
            recorded_at: when,
            recorded_by: self.team,
        }
    }

    pub(super) fn person_link(&self, referral: ReferralId, minutes: i64) -> PersonLinkRecord {
        let when = at(minutes);
        let id = PersonLinkId::new(when, random());
        PersonLinkRecord {
            id,
            code_digest: format!("digest of {id}"),
            referral_id: referral,
            party: 0,
            guardian: false,
            channel: PersonChannel::Sheet,
            language: Lang::Fr,
            message_id: None,
            made_by: self.team,
            created_at: when,
            expires_at: at(minutes + 60),
            answered_at: None,
        }
    }

    pub(super) fn colleague(&self, minutes: i64) -> ColleagueRecord {
        let id = ColleagueId::new(at(minutes), random());
        ColleagueRecord {
            colleague: Colleague {
                id,
                organisation: self.team,
                name: "Ada Bureaufictif".to_owned(),
                email: EmailAddress::parse(&format!("{id}@example.org")).unwrap(),
                language: Lang::En,
                preference: MailPreference::DailyDigest,
                reachable: true,
            },
            created_at: at(minutes),
            revision: 1,
        }
    }

    pub(super) fn kept_answer(&self, case: ReferralId) -> KeptAnswer {
        KeptAnswer {
            client: "demo-landlord".to_owned(),
            key: "00ff".to_owned(),
            request: "ff00".to_owned(),
            case: Some(case),
            answer: Some(b"sealed".to_vec()),
            until: at(60),
        }
    }
}

pub(super) fn relation(referral: ReferralId, other: ReferralId) -> RelatedRecord {
    RelatedRecord {
        referral_id: referral,
        other_id: other,
        kind: RelationKind::Similar,
        reason: None,
        at: at(1),
    }
}

pub(super) fn client(organisation: PartnerId) -> ClientRecord {
    ClientRecord {
        id: "demo-landlord".to_owned(),
        organisation,
        name: Some("Logiciel de gestion".to_owned()),
        credential: Credential::Secret {
            hash: "00ff".to_owned(),
            former: Some(FormerSecret {
                hash: "11ee".to_owned(),
                until: at(9),
            }),
        },
        scopes: vec!["referrals:write".to_owned(), "referrals:read".to_owned()],
        roles: Vec::new(),
        demo: true,
        created_at: at(0),
        expires_at: Some(at(1000)),
        revoked_at: None,
        last_used_at: None,
        revision: 1,
    }
}

/// A version that decides, begun `version` minutes after the start by the product itself.
pub(super) fn ruleset(version: i32) -> RuleSetRecord {
    RuleSetRecord {
        id: RuleSetId::new(at(version.into()), random()),
        name: "default".to_owned(),
        version,
        kind: RuleSetKind::Base,
        status: RuleSetStatus::Active,
        revision: 1,
        head: None,
        author: None,
        approved_by: None,
        created_at: at(version.into()),
        updated_at: at(version.into()),
        check: None,
        active_from: Some(at(version.into())),
        active_until: None,
        supersedes: None,
        fault: None,
        tried_edition: None,
    }
}

/// The document of every version here.
pub(super) const DOCUMENT: &str = "name = \"default\"";

/// What became of the referral is to be asked.
pub(super) fn follow_up(referral_id: ReferralId, minutes: i64) -> FollowUpRecord {
    FollowUpRecord {
        id: FollowUpId::new(at(0), random()),
        referral_id,
        reason: FollowUpReason::Rule,
        due_at: at(minutes),
        status: FollowUpStatus::Open,
        result: None,
        finished_at: None,
        finished_by: None,
        created_at: at(0),
    }
}

/// The answer of `assignment` falls due.
pub(super) fn timer(assignment: &AssignmentRecord, minutes: i64) -> NewTimer {
    NewTimer {
        kind: TimerKind::AnswerDue,
        referral_id: assignment.referral_id,
        assignment_id: Some(assignment.id),
        due_at: at(minutes),
    }
}
