//! `passerelle rules gaps`: which situations have nobody to ask, and where.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use passerelle_casework::Clock;
use passerelle_domain::{Area, Lang, Partner, PartnerId, QpvCode};
use passerelle_routing_rules::{
    Circumstances, DEFAULT_RULE_SET, Network, RuleSet, gaps, rules::Zone,
};
use passerelle_store::{Store, StoreError, StoreOptions, assignments, partners};

use super::rules::{FileError, lines, read, rule_set};
use super::{Outcome, say};
use crate::clock::SystemClock;
use crate::settings::{DatabaseFlags, Settings};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The rule set, as a TOML file; left out, the one that ships
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The partners, as a JSON list of entries of the directory; left out, those of the database, with
    /// what they carry and whose mailbox gave a mail back
    #[arg(long, value_name = "FILE.json")]
    partners: Option<PathBuf>,
    /// Take the partners of the fictional network
    #[arg(long, conflicts_with = "partners")]
    demo: bool,
    /// Look at this part of the country only: region:53, departement:35, epci:243500139, commune:35238
    #[arg(long, value_name = "TERRITORY", default_value = "france", value_parser = territory)]
    territory: Area,
    /// Look at this priority district of it only; name its commune as the territory
    #[arg(long, value_name = "CODE", value_parser = QpvCode::parse)]
    qpv: Option<QpvCode>,
    /// Print everything for a machine
    #[arg(long)]
    json: bool,
    /// Report in this language: fr or en
    #[arg(
        long,
        value_name = "LANGUAGE",
        default_value = "fr",
        conflicts_with = "json"
    )]
    lang: Lang,
    #[command(flatten)]
    database: DatabaseFlags,
}

/// Partners, and what is known of them.
#[derive(Default)]
struct Directory {
    partners: Vec<Partner>,
    open: Vec<(PartnerId, u32)>,
    bounced: Vec<PartnerId>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let rules = match &arguments.file {
        Some(file) => rule_set(file)?,
        None => RuleSet::from_toml("default.toml", DEFAULT_RULE_SET)
            .map_err(|faults| FileError::Rules(lines(&faults)))?,
    };
    let directory = directory(arguments)?;
    let network = Network::new(rules, 1, directory.partners);
    let around = Circumstances {
        at: SystemClock.now(),
        open: &directory.open,
        bounced: &directory.bounced,
    };
    let part = gaps::Part {
        area: arguments.territory.clone(),
        qpv: arguments.qpv.clone(),
    };
    let found = gaps::gaps(&network, &part, around);
    say(if arguments.json {
        format!("{:#}\n", serde_json::to_value(&found)?)
    } else {
        format!("{}\n", found.text(arguments.lang))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn directory(arguments: &Arguments) -> Result<Directory, Box<dyn std::error::Error + Send + Sync>> {
    if let Some(path) = &arguments.partners {
        let partners = serde_json::from_str(&read(path)?).map_err(|source| FileError::NotJson {
            path: path.clone(),
            source,
        })?;
        return Ok(Directory {
            partners,
            ..Directory::default()
        });
    }
    if arguments.demo {
        return Ok(Directory {
            partners: passerelle_casework::demo_partners()?,
            ..Directory::default()
        });
    }
    let settings = Settings::load(&arguments.database.clone().into())?;
    let store = Store::open(&StoreOptions::new(settings.database_url.expose()))?;
    let directory = store.read(|conn| -> Result<Directory, StoreError> {
        let open = assignments::open_leads(conn)?.into_iter();
        Ok(Directory {
            partners: partners::all(conn)?,
            open: open
                .map(|(id, open)| (id, u32::try_from(open).unwrap_or(u32::MAX)))
                .collect(),
            bounced: assignments::bounced(conn)?,
        })
    })?;
    Ok(directory)
}

fn territory(text: &str) -> Result<Area, String> {
    match Zone::parse(text) {
        Ok(Zone::Area(area)) => Ok(area),
        Ok(Zone::Qpv(_)) => Err(
            "no official list tells the communes of a priority district: name its commune here, and the \
             district with --qpv"
                .to_owned(),
        ),
        Err(error) => Err(error.to_string()),
    }
}
