//! Which kinds of partner the rules ask, in each situation and place.

use std::collections::HashMap;

use jiff::Timestamp;
use passerelle_domain::{
    AgeBand, CaseKind, CommuneCode, ConsentState, PartnerKind, QpvCode, Situation, Tenure,
    territory::Commune,
};

use crate::{
    Network,
    rules::{Aim, Answer, CaseFacts, Step, Verdict},
    space::Space,
};

/// A situation for each bit.
pub(super) type Situations = u128;

const _: () = assert!(Situation::ALL.len() <= Situations::BITS as usize);

/// What the rules ask for, by classes of places that they do not tell apart.
pub(super) struct Reach {
    /// The class of each commune, in their order.
    classes: Vec<usize>,
    /// For each class and kind the situations in which the kind is asked.
    asked: Vec<HashMap<PartnerKind, Situations>>,
    /// For each class the situations in which anybody is to be asked.
    open: Vec<Situations>,
}

impl Reach {
    pub(super) fn of(
        network: &Network,
        at: Timestamp,
        communes: &[&Commune],
        qpv: Option<&QpvCode>,
    ) -> Self {
        let space = Space::exact(network.rules());
        let places = space.axes().and_then(|axes| axes.places.as_ref());
        let class = |commune: &&Commune| places.map_or(0, |places| places.class(commune.code()));
        let classes: Vec<usize> = communes.iter().map(class).collect();
        let count = classes.iter().max().map_or(0, |most| most + 1);
        let mut reach = Self {
            asked: vec![HashMap::new(); count],
            open: vec![0; count],
            classes,
        };
        let mut samples: Vec<Option<&CommuneCode>> = vec![None; count];
        for (commune, class) in communes.iter().zip(&reach.classes) {
            if let Some(sample) = samples.get_mut(*class) {
                sample.get_or_insert(commune.code());
            }
        }
        for (class, sample) in samples.iter().enumerate() {
            if let Some(sample) = sample {
                for situation in Situation::ALL {
                    reach.look(network, class, *situation, (sample, qpv), at);
                }
            }
        }
        reach
    }

    /// Asks the rules about every case without danger of a situation in a place: whom it is about,
    /// of which age, in which kind of dwelling.
    fn look(
        &mut self,
        network: &Network,
        class: usize,
        situation: Situation,
        place: (&CommuneCode, Option<&QpvCode>),
        at: Timestamp,
    ) {
        let rules = network.rules();
        let bit = 1 << (situation as u32);
        let Some(row) = rules.situation(situation) else {
            return;
        };
        if rules.service_level(row.priority).is_none() {
            // Such a case is an emergency: nobody of the network is asked.
            return;
        }
        if let Some(open) = self.open.get_mut(class) {
            *open |= bit;
        }
        for case in cases(situation, place, at) {
            let case = case.case();
            let Verdict::Rule(rule) = network.verdict(&case) else {
                continue;
            };
            let case = case.decided_by(&rule.id);
            let route: &[Step] = match rule.then.aim {
                Aim::SituationRoute { .. } => &row.route,
                _ => &[],
            };
            let own = match rule.then.aim {
                Aim::Inform { .. } => &[],
                _ => rule.then.aim.steps(),
            };
            for step in route.iter().chain(own) {
                let allowed = rule.then.only.as_ref();
                let allowed = allowed
                    .is_none_or(|only| only.works_in_prison || only.kinds.contains(&step.kind));
                let first = rule.then.law_enforcement.is_some() || !step.kind.is_law_enforcement();
                let party = row.parties.contains(&step.kind);
                let asked = allowed && first && !party && step.when.holds(&case);
                if let Some(kinds) = self.asked.get_mut(class).filter(|_| asked) {
                    *kinds.entry(step.kind).or_default() |= bit;
                }
            }
        }
    }

    /// The situations in which a kind of partner is asked, in the commune of this number.
    pub(super) fn situations(&self, commune: usize, kind: PartnerKind) -> Situations {
        let class = self.classes.get(commune);
        let asked = class.and_then(|class| self.asked.get(*class)?.get(&kind));
        asked.copied().unwrap_or_default()
    }

    /// Whether anybody is to be asked in a situation.
    pub(super) fn asks(&self, commune: usize, situation: Situation) -> bool {
        let class = self.classes.get(commune);
        let open = class.and_then(|class| self.open.get(*class));
        open.is_some_and(|open| open >> (situation as u32) & 1 == 1)
    }
}

/// Cases without danger, of a person who agrees.
fn cases(
    situation: Situation,
    (commune, qpv): (&CommuneCode, Option<&QpvCode>),
    at: Timestamp,
) -> impl Iterator<Item = CaseFacts> {
    let settings = situation.setting().into_iter();
    let anywhere = situation.setting().is_none();
    let all = passerelle_domain::Setting::ALL.iter().copied();
    let settings = settings.chain(all.filter(move |_| anywhere));
    settings.flat_map(move |setting| {
        let kinds = CaseKind::ALL.iter().copied();
        kinds.flat_map(move |kind| {
            let bands = AgeBand::ALL.iter().copied();
            bands.flat_map(move |age_band| {
                let tenures = Tenure::ALL.iter().copied();
                tenures.map(move |tenure| CaseFacts {
                    tenure,
                    age_band,
                    minor: Answer::from(age_band.minor()),
                    consent: Some(ConsentState::Given),
                    commune: Some(commune.clone()),
                    qpv: qpv.cloned(),
                    at: Some(at),
                    ..CaseFacts::of_a(setting, situation, kind)
                })
            })
        })
    })
}
