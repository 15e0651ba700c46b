//! Where a partner works, as columns and back.

use diesel::prelude::*;
use passerelle_domain::{
    CommuneCode, Coverage, DepartementCode, EpciCode, PartnerId, QpvCode, RegionCode, Uai,
};

use crate::{StoreError, conn::Id, parse::column, schema::partner_coverage};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = partner_coverage, treat_none_as_default_value = false)]
pub(super) struct AreaRow {
    pub(super) partner_id: Id,
    position: i32,
    area_type: String,
    area_code: Option<String>,
}

impl AreaRow {
    pub(super) fn new(partner: PartnerId, position: i32, area: &Coverage) -> Self {
        let (area_type, area_code) = match area {
            Coverage::France => ("france", None),
            Coverage::Region(code) => ("region", Some(code.as_str())),
            Coverage::Departement(code) => ("departement", Some(code.as_str())),
            Coverage::Epci(code) => ("epci", Some(code.as_str())),
            Coverage::Qpv(code) => ("qpv", Some(code.as_str())),
            Coverage::Commune(code) => ("commune", Some(code.as_str())),
            Coverage::OwnStock => ("own_stock", None),
            Coverage::School(uai) => ("school", Some(uai.as_str())),
            Coverage::Prison(code) => ("prison", Some(code.as_str())),
        };
        Self {
            partner_id: partner.into(),
            position,
            area_type: area_type.to_owned(),
            area_code: area_code.map(str::to_owned),
        }
    }
}

pub(super) fn area(row: AreaRow) -> Result<Coverage, StoreError> {
    let at = column("partner_coverage", "area_code");
    let code = at.present(row.area_code);
    Ok(match row.area_type.as_str() {
        "france" => Coverage::France,
        "region" => Coverage::Region(at.text::<RegionCode>(code?)?),
        "departement" => Coverage::Departement(at.text::<DepartementCode>(code?)?),
        "epci" => Coverage::Epci(at.text::<EpciCode>(code?)?),
        "qpv" => Coverage::Qpv(at.text::<QpvCode>(code?)?),
        "commune" => Coverage::Commune(at.text::<CommuneCode>(code?)?),
        "own_stock" => Coverage::OwnStock,
        "school" => Coverage::School(at.text::<Uai>(code?)?),
        "prison" => Coverage::Prison(at.text::<CommuneCode>(code?)?),
        _ => return Err(column("partner_coverage", "area_type").corrupt()),
    })
}
