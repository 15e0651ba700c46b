//! The areas around a commune, each by its code of today.

use passerelle_domain::{Area, CommuneCode, Territory};

/// The areas that [`Territory::contains`] finds around a commune, each by its code of today.
pub(crate) fn areas_around(commune: &CommuneCode, territory: Option<&Territory>) -> Vec<Area> {
    let own = Area::Commune(current(commune, territory).clone());
    let Some(territory) = territory else {
        return vec![own, Area::Departement(commune.departement())];
    };
    let Some(found) = territory.commune(commune) else {
        let code = commune.departement();
        let region = territory.departement(&code).map(|found| &found.region.code);
        let region = region.map(|code| Area::Region(code.clone()));
        return [own, Area::Departement(code)]
            .into_iter()
            .chain(region)
            .collect();
    };
    let mut areas = vec![
        Area::Departement(found.departement().code.clone()),
        Area::Region(found.region().code.clone()),
    ];
    areas.extend(found.epci().map(|epci| Area::Epci(epci.code.clone())));
    let whole = Area::Commune(found.code().clone());
    if whole != own {
        areas.push(whole);
    }
    areas.push(own);
    areas
}

/// The code of today: that of the successor of a commune that has merged.
pub(crate) fn current<'a>(
    commune: &'a CommuneCode,
    territory: Option<&'a Territory>,
) -> &'a CommuneCode {
    territory.map_or(commune, |territory| territory.current(commune))
}
