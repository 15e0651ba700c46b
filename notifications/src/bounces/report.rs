//! A report that a mail will not arrive (RFC 3464), and the message of ours that it speaks of.

use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use passerelle_domain::MessageId;

use crate::mail::envelope::Stationery;

/// A message that will never arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub message: MessageId,
    /// The status that the mail server gives, such as `5.1.1` (RFC 3463).
    pub status: String,
}

/// What the mail reports, where it reports that a message of this service failed for good.
pub(crate) fn read(bytes: &[u8], stationery: &Stationery) -> Option<Report> {
    let mail = MessageParser::default().parse(bytes)?;
    let kind = mail.content_type()?;
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind
            .subtype()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("report"));
    let status = is_report
        .then(|| {
            mail.parts
                .iter()
                .filter_map(contents_of_status)
                .find_map(failed)
        })
        .flatten()?;
    let message = returned_to(&mail, stationery).or_else(|| quoted(&mail, stationery))?;
    Some(Report { message, status })
}

fn contents_of_status<'a>(part: &'a MessagePart<'_>) -> Option<&'a [u8]> {
    let kind = part.content_type()?;
    let is_status = kind.ctype().eq_ignore_ascii_case("message")
        && kind
            .subtype()
            .is_some_and(|kind| kind.to_ascii_lowercase().ends_with("delivery-status"));
    match &part.body {
        PartType::Text(text) if is_status => Some(text.as_bytes()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) if is_status => Some(bytes),
        _ => None,
    }
}

/// The status of a recipient for whom delivery failed for good. Every mail has one recipient, and
/// what is said of it has the form of headers.
fn failed(fields: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(fields).replace("\r\n", "\n");
    text.split("\n\n").find_map(|group| {
        let group = format!("{}\n\n", group.trim());
        let group = MessageParser::default().parse_headers(group.as_bytes())?;
        let field = |name: &'static str| group.header_raw(name).map(str::trim);
        let gone = field("Action")?.eq_ignore_ascii_case("failed");
        let status = field("Status")?;
        let code: String = status
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .take(11)
            .collect();
        (gone && code.starts_with('5')).then_some(code)
    })
}

/// By the address that the report was sent to.
fn returned_to(mail: &Message<'_>, stationery: &Stationery) -> Option<MessageId> {
    mail.to()
        .into_iter()
        .flat_map(Address::iter)
        .filter_map(|to| to.address())
        .find_map(|address| stationery.returned_to(address))
}

/// By the headers of the message that the report quotes, whole or in part.
fn quoted(mail: &Message<'_>, stationery: &Stationery) -> Option<MessageId> {
    mail.parts.iter().find_map(|part| match &part.body {
        PartType::Message(quoted) => stationery.named_by(quoted.message_id()?),
        PartType::Text(text) => {
            let headers = format!("{}\n\n", text.trim());
            let quoted = MessageParser::default().parse_headers(headers.as_bytes())?;
            stationery.named_by(quoted.message_id()?)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01a10ae5-e140-7325-856f-dd3d0c85cd81";

    fn stationery() -> Stationery {
        Stationery::new(
            "Passerelle <passerelle@example.org>",
            Some("bounces@example.org"),
            "https://odre.example.org",
        )
        .unwrap()
    }

    fn report(to: &str, fields: &str, last: &str) -> Option<Report> {
        let text = format!(
            "From: MAILER-DAEMON@mx.example.org\n\
             To: {to}\n\
             Subject: Undelivered Mail Returned to Sender\n\
             MIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
             --b\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system.\n\n\
             --b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mx.example.org\n\n{fields}\n\
             --b\n{last}\n--b--\n"
        );
        let crlf = text.replace('\n', "\r\n");
        let found = read(text.as_bytes(), &stationery());
        assert_eq!(found, read(crlf.as_bytes(), &stationery()));
        found
    }

    const GONE: &str = "Final-Recipient: rfc822; med@example.org\nAction: failed\nStatus: 5.1.1\n\
                        Diagnostic-Code: smtp; 550 5.1.1 <med@example.org>: User unknown\n";

    fn whole(id: &str) -> String {
        format!(
            "Content-Type: message/rfc822\n\nFrom: passerelle@example.org\n\
             Message-ID: <{id}@odre.example.org>\nSubject: Passerelle\n\nBonjour\n"
        )
    }

    #[test]
    fn a_report_names_the_message_that_it_quotes() {
        let expected = Some(Report {
            message: ID.parse().unwrap(),
            status: "5.1.1".to_owned(),
        });
        let headers = format!(
            "Content-Type: text/rfc822-headers\n\nFrom: passerelle@example.org\n\
             Message-ID: <{ID}@odre.example.org>\n"
        );
        for last in [whole(ID), headers] {
            assert_eq!(
                report("passerelle@example.org", GONE, &last),
                expected,
                "{last}"
            );
        }
    }

    #[test]
    fn a_report_that_quotes_nothing_is_told_by_its_address() {
        let to = format!("bounces+{ID}@example.org");
        let found = report(&to, GONE, "Content-Type: text/plain\n\nNothing.\n");
        assert_eq!(found.unwrap().message.to_string(), ID);
    }

    #[test]
    fn what_is_no_failure_of_ours_is_none() {
        let to = "passerelle@example.org";
        let fields = |action: &str, status: &str| {
            format!("Final-Recipient: rfc822; a@example.org\nAction: {action}\nStatus: {status}\n")
        };
        for fields in [
            fields("delayed", "4.4.1"),
            fields("delivered", "2.0.0"),
            fields("failed", "4.4.7"),
        ] {
            assert_eq!(report(to, &fields, &whole(ID)), None, "{fields}");
        }
        let foreign = whole(ID).replace("odre.", "elsewhere.");
        assert_eq!(report(to, GONE, &foreign), None);
        assert_eq!(report(to, GONE, &whole("not-one-of-ours")), None);
        let out_of_office = format!(
            "From: a@example.org\nTo: {to}\nIn-Reply-To: <{ID}@odre.example.org>\n\nJe suis absent.\n"
        );
        assert_eq!(read(out_of_office.as_bytes(), &stationery()), None);
        for bytes in [
            &b""[..],
            b"\0\xff",
            b"Content-Type: multipart/report\n\n--\n",
        ] {
            assert_eq!(read(bytes, &stationery()), None);
        }
    }
}
