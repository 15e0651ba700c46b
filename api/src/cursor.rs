//! Cursors of lists: where the next page begins, opaque to the client and signed, so that nobody can
//! make one up or use one list's cursor on another.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use uuid::Uuid;

use crate::keys::Keys;

/// The position after which a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When the last entry of the page before was made.
    pub at: Timestamp,
    /// Its id, for entries of the same instant.
    pub id: Uuid,
}

/// Bytes of a position: microseconds and UUID.
const BODY: usize = 8 + 16;

/// Bytes of the signature that are kept.
const TAG: usize = 16;

/// Signs and reads the cursors of one list.
pub struct Cursors<'a> {
    key: &'a [u8; 64],
    /// Keys of before, whose cursors are still read.
    former: Vec<&'a [u8; 64]>,
    list: &'static str,
}

impl<'a> Cursors<'a> {
    /// Cursors of the list with this name: written with the key that signs, read with any of ours.
    #[must_use]
    pub fn of(keys: &'a Keys, list: &'static str) -> Self {
        Self {
            key: keys.cursor_key(),
            former: keys.former().iter().map(Keys::cursor_key).collect(),
            list,
        }
    }

    /// The cursor of a position.
    #[must_use]
    pub fn write(&self, position: Position) -> String {
        let mut bytes = Vec::with_capacity(BODY + TAG);
        bytes.extend_from_slice(&position.at.as_microsecond().to_be_bytes());
        bytes.extend_from_slice(position.id.as_bytes());
        let tag = self.mac(self.key, &bytes).finalize().into_bytes();
        bytes.extend(tag.iter().take(TAG));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position of a cursor that this list has written.
    #[must_use]
    pub fn read(&self, cursor: &str) -> Option<Position> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (body, tag) = bytes.split_at_checked(BODY)?;
        if tag.len() != TAG {
            return None;
        }
        let keys = std::iter::once(self.key).chain(self.former.iter().copied());
        let holds = |key| self.mac(key, body).verify_truncated_left(tag).is_ok();
        keys.into_iter().any(holds).then_some(())?;
        let (micros, id) = body.split_at_checked(8)?;
        Some(Position {
            at: Timestamp::from_microsecond(i64::from_be_bytes(micros.try_into().ok()?)).ok()?,
            id: Uuid::from_slice(id).ok()?,
        })
    }

    fn mac(&self, key: &[u8; 64], body: &[u8]) -> Hmac<Sha256> {
        // A key of exactly one block of SHA-256 needs no preparation that could fail.
        let mut mac = Hmac::<Sha256>::new(key.into());
        mac.update(self.list.as_bytes());
        mac.update(&[0]);
        mac.update(body);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 64] = [7; 64];

    impl<'a> Cursors<'a> {
        fn new(key: &'a [u8; 64], list: &'static str) -> Self {
            let former = Vec::new();
            Self { key, former, list }
        }
    }

    fn position() -> Position {
        Position {
            at: "2026-10-05T07:10:00.123456Z".parse().unwrap(),
            id: Uuid::from_u128(0x0199_b1c2_3d4e_7000_8000_0000_0000_0001),
        }
    }

    #[test]
    fn a_cursor_leads_back_to_its_position() {
        let cursors = Cursors::new(&KEY, "referrals");
        assert_eq!(cursors.read(&cursors.write(position())), Some(position()));
    }

    #[test]
    fn a_changed_cursor_is_refused_whichever_character_it_is() {
        let cursors = Cursors::new(&KEY, "referrals");
        let cursor = cursors.write(position());
        for index in 0..cursor.len() {
            let mut changed: Vec<u8> = cursor.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                cursors.read(&String::from_utf8(changed).unwrap()),
                None,
                "{index}"
            );
        }
        for text in [
            "",
            "AAAA",
            &cursor[..cursor.len() - 1],
            &format!("{cursor}A"),
        ] {
            assert_eq!(cursors.read(text), None);
        }
    }

    #[test]
    fn another_list_or_key_does_not_take_it() {
        let cursor = Cursors::new(&KEY, "referrals").write(position());
        assert_eq!(Cursors::new(&KEY, "assignments").read(&cursor), None);
        assert_eq!(Cursors::new(&[8; 64], "referrals").read(&cursor), None);
    }
}
