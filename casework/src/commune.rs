//! The name of a commune, for people to read.

use passerelle_domain::{CommuneCode, territory::Territory};
use passerelle_store::{Conn, communes};

use crate::CaseworkError;

/// The network's own name for it, else that of the territory which ships with the product; `None`
/// for a commune that neither knows, which is then shown by its code.
pub(crate) fn commune_name(
    conn: &mut Conn,
    code: &CommuneCode,
) -> Result<Option<String>, CaseworkError> {
    if let Some(name) = communes::name(conn, code)? {
        return Ok(Some(name));
    }
    let territory = Territory::in_use().map_err(|error| {
        tracing::error!(%error, "the territory that ships cannot be read");
        CaseworkError::internal("reading the territory")
    })?;
    Ok(territory.commune_name(code).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[test]
    fn the_networks_own_names_come_before_those_of_the_territory() {
        let world = World::new();
        let name = |code: &str| {
            let code = CommuneCode::parse(code).unwrap();
            world
                .casework
                .read(|conn| commune_name(conn, &code))
                .unwrap()
        };
        assert_eq!(name("00001").as_deref(), Some("Saint-Avenin-sur-Odre"));
        assert_eq!(name("35238").as_deref(), Some("Rennes"));
        assert_eq!(name("00999"), None);
    }
}
