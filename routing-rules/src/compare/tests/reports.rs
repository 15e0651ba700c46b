//! What a coordinator reads.

use insta::assert_snapshot;
use jiff::ToSpan;
use passerelle_domain::{Lang, Tenure};

use super::*;
use crate::compare::words;

/// Another agreement on noise, slower answers, two partners gone and no copy to the landlord.
fn reform() -> Network {
    let overlay = r#"
name = "odre"
overlay_of = "default"
title = { fr = "essai", en = "trial" }
territory = ["commune:00001"]
switch_off = ["I50"]
[[rules]]
id = "SA50"
replaces = "R50"
label = { fr = "convention avec le conciliateur", en = "agreement with the conciliator" }
because.fr = "la convention locale confie d'abord le bruit au conciliateur"
because.en = "the local agreement gives noise to the conciliator first"
when.situation = ["neighbour_noise"]
when.tenure = ["social"]
then.lead = ["justice_conciliator"]
then.fallbacks = ["mediation_team"]
then.max = "L1"
"#;
    let rules = slower_rules().with_overlays(&[OverlaySource {
        file: "odre.toml",
        text: overlay,
    }]);
    let mut partners = directory();
    partners.retain(|partner| partner.code != "p-ml" && partner.code != "p-clg");
    Network::new(rules.unwrap(), 2, partners)
}

fn autumn() -> Vec<Told> {
    let mut landlord = a01();
    landlord.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    let mut owner = a01();
    owner.place.tenure = Some(Tenure::Owner);
    let needs = [a01(), a02(), a03(), a04(), a05(), landlord, owner];
    let mut cases = told(needs.into_iter().cycle().take(1_400));
    for (days, case) in (0_i64..).zip(&mut cases) {
        case.at = monday().checked_add((days / 20 * 24).hours()).unwrap();
    }
    cases
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn a_reform_in_both_languages() {
    let comparison = compared(&network(), &reform(), &autumn());
    assert_snapshot!("reform_fr", plain(&comparison.text(Lang::Fr)));
    assert_snapshot!("reform_en", plain(&comparison.text(Lang::En)));
}

#[test]
fn a_reform_as_data() {
    let comparison = compared(&network(), &reform(), &told([a01()]));
    insta::assert_json_snapshot!("reform_data", comparison);
}

#[test]
fn nothing_to_tell() {
    let same = compared(&network(), &network(), &told([a01()]));
    let empty = compared(&network(), &network(), &[]);
    let both = [same, empty].map(|one| {
        let [fr, en] = [Lang::Fr, Lang::En].map(|lang| plain(&one.text(lang)));
        format!("{fr}\n\n{en}")
    });
    assert_snapshot!("nothing_to_tell", both.join("\n\n"));
}

#[test]
fn figures_are_written_as_people_write_them() {
    let written = [0, 999, 1_000, 1_234_567].map(|one| words::number(one, Lang::En));
    assert_eq!(written, ["0", "999", "1,000", "1,234,567"]);
    assert_eq!(words::number(100_000, Lang::Fr), "100\u{202f}000");
    assert_eq!(words::cases(1, Lang::En), "1 case");
    assert_eq!(plain(&words::percent(1, 8, Lang::Fr)), "12,5 %");
    assert_eq!(words::percent(3, 3, Lang::En), "100.0%");
    let spans = [40, 60, 150, 47 * 60, 48 * 60, 76 * 60 + 5];
    let spans = spans.map(|minutes| {
        let span = jiff::SignedDuration::from_mins(minutes);
        plain(&words::duration(span, Lang::Fr))
    });
    assert_eq!(
        spans,
        ["40 min", "1 h", "2 h 30", "47 h", "2 jours", "3 jours 4 h"]
    );
}
