use super::*;

fn notice(kind: MessageKind, lang: Lang) -> Notice {
    Notice {
        kind,
        lang,
        reference: "PSL-2026-7K3F9B".to_owned(),
        situation: Situation::NeighbourNoise,
        commune: "Saint-Avenin-sur-Odre".to_owned(),
        answer_due_at: Some("2026-10-08T07:10:00Z".parse().unwrap()),
        link: match kind {
            MessageKind::PersonLink => Some("person/ABCD-EFGH-JKMN-PQRS-TVWX"),
            _ => asks(kind).then_some("answer/abc.def.ghi"),
        }
        .map(|path| AnswerLink {
            url: format!("https://passerelle.example.org/{path}"),
            expires_at: "2026-10-19T07:10:00Z".parse().unwrap(),
        }),
        unreachable: (kind == MessageKind::MailboxDead).then(|| "CCAS de Saint-Avenin".to_owned()),
        public_url: "https://passerelle.example.org".to_owned(),
    }
}

fn every_notice() -> impl Iterator<Item = Notice> {
    MessageKind::ALL
        .iter()
        .flat_map(|kind| Lang::ALL.iter().map(|lang| notice(*kind, *lang)))
}

#[test]
fn every_mail_reads_as_agreed() {
    for notice in every_notice() {
        let mail = compose(&notice).unwrap();
        let name = format!("{}_{}", notice.kind.code(), notice.lang.code());
        insta::assert_snapshot!(
            format!("{name}_text"),
            format!("Subject: {}\n\n{}", mail.subject, mail.text)
        );
        insta::assert_snapshot!(format!("{name}_html"), mail.html);
    }
}

#[test]
fn the_subject_and_the_preview_are_silent_about_the_situation() {
    for notice in every_notice() {
        let mail = compose(&notice).unwrap();
        let situation = notice.situation.label().get(notice.lang);
        let (head, _) = mail.html.split_once("<h1").unwrap();
        for place in [mail.subject.as_str(), head] {
            assert!(!place.contains(situation), "{}", notice.kind.code());
            assert!(!place.contains(&notice.commune), "{}", notice.kind.code());
        }
        assert!(mail.subject.contains(&notice.reference));
    }
}

#[test]
fn both_parts_say_the_same() {
    for notice in every_notice() {
        let mail = compose(&notice).unwrap();
        let situation = notice.situation.label().get(notice.lang);
        // A party's mailbox may be read by somebody else: the mail says nothing of the case.
        let to_a_partner = notice.kind != MessageKind::PersonLink;
        for part in [&mail.text, &mail.html] {
            assert_eq!(part.contains(situation), to_a_partner);
            assert_eq!(part.contains(&notice.commune), to_a_partner);
            assert!(part.contains(&notice.reference));
            assert_eq!(part.contains("/answer/"), asks(notice.kind));
            assert_eq!(part.contains("/person/"), !to_a_partner);
            assert!(part.contains("112"));
        }
    }
}

#[test]
fn markup_in_data_stays_text_in_html() {
    let mut notice = notice(MessageKind::AnswerRequested, Lang::Fr);
    notice.commune = "<b>L'Odre & Fils</b>".to_owned();
    let mail = compose(&notice).unwrap();
    assert!(!mail.html.contains("<b>"));
    assert!(mail.text.contains("<b>L'Odre & Fils</b>"));
}

#[test]
fn a_question_without_a_link_is_not_sent() {
    let mut notice = notice(MessageKind::AnswerRequested, Lang::Fr);
    notice.link = None;
    assert!(matches!(compose(&notice), Err(ComposeError::LinkMissing)));
}

#[test]
fn links_do_not_show_in_debug_output() {
    let notice = notice(MessageKind::AnswerRequested, Lang::Fr);
    assert!(!format!("{notice:?}").contains("abc.def.ghi"));
}

fn several(lang: Lang, digest: bool) -> BundleNotice {
    let kinds = if digest {
        vec![
            MessageKind::AnswerRequested,
            MessageKind::Released,
            MessageKind::AnswerReminder,
            MessageKind::MailboxDead,
        ]
    } else {
        vec![MessageKind::AnswerReminder, MessageKind::AnswerReminder]
    };
    let entries = kinds.into_iter().enumerate().map(|(number, kind)| {
        let one = notice(kind, lang);
        BundleEntry {
            kind,
            reference: [
                "PSL-2026-7K3F9B",
                "PSL-2026-94G6V9",
                "PSL-2026-5M2T8C",
                "PSL-2026-3D8H1R",
            ][number]
                .to_owned(),
            situation: one.situation,
            commune: one.commune,
            answer_due_at: one.answer_due_at,
            link: one.link,
            unreachable: one.unreachable,
        }
    });
    BundleNotice {
        lang,
        entries: entries.collect(),
        preferences: digest.then(|| "https://passerelle.example.org/preferences/1/abc".to_owned()),
        public_url: "https://passerelle.example.org".to_owned(),
    }
}

#[test]
fn several_messages_in_one_mail_read_as_agreed() {
    for lang in Lang::ALL {
        for digest in [true, false] {
            let mail = compose_bundle(&several(*lang, digest)).unwrap();
            let what = if digest { "digest" } else { "reminders" };
            let name = format!("{what}_{}", lang.code());
            insta::assert_snapshot!(
                format!("{name}_text"),
                format!("Subject: {}\n\n{}", mail.subject, mail.text)
            );
            insta::assert_snapshot!(format!("{name}_html"), mail.html);
        }
    }
}

#[test]
fn the_subject_of_several_is_silent_about_the_situations() {
    for lang in Lang::ALL {
        let notice = several(*lang, true);
        let mail = compose_bundle(&notice).unwrap();
        let (head, _) = mail.html.split_once("<h1").unwrap();
        for entry in &notice.entries {
            for place in [mail.subject.as_str(), head] {
                assert!(!place.contains(entry.situation.label().get(*lang)));
                assert!(!place.contains(&entry.commune));
            }
            for part in [&mail.text, &mail.html] {
                assert!(part.contains(&entry.reference));
            }
        }
    }
}
