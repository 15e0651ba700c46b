//! The checks themselves. None of them changes anything, or prints a secret.

use std::os::unix::fs::PermissionsExt as _;

use jiff::{SignedDuration, Timestamp};
use passerelle_casework::Clock as _;
use passerelle_notifications::check::{self, NoPost};
use passerelle_store::{Backend, Store, StoreError, clock};

use super::finding::{CLOCK, DATABASE, Finding, KEYS, MAIL, SETTINGS};
use crate::{
    cli::{causes, serve::mail_settings},
    clock::SystemClock,
    keys::Keys,
    settings::{Settings, SettingsError},
};

/// Clocks that are further apart than this disagree: deadlines and tokens are counted in minutes.
const APART: SignedDuration = SignedDuration::from_secs(5);

/// What can be told of settings that cannot be read.
pub(super) fn unreadable(faults: &SettingsError) -> Vec<Finding> {
    let lines = faults.0.iter();
    lines
        .map(|line| Finding::fault(SETTINGS, line.clone(), line.clone()))
        .collect()
}

/// Everything, in the order in which a service needs it.
pub(super) fn all(settings: &Settings) -> Vec<Finding> {
    let mut findings = address(settings);
    findings.extend(keys(settings));
    match reached(settings) {
        Ok((store, pending)) => {
            findings.extend(database(&store, &pending));
            findings.extend(times(&store));
        }
        Err(error) => findings.push(unavailable(&error)),
    }
    findings.extend(mail(settings));
    findings
}

/// Whether partners can open what is sent to them.
fn address(settings: &Settings) -> Vec<Finding> {
    let exposed = !settings.listen.ip().is_loopback();
    let url = settings.public_url(settings.listen);
    let finding = if settings.public_url.is_none() {
        let (fr, en) = (
            format!("les liens des courriels commencent par {url}"),
            format!("links in mails begin with {url}"),
        );
        Finding::warning(SETTINGS, fr, en).advise(
            "donnez dans PASSERELLE_PUBLIC_URL l’adresse que vos partenaires ouvrent",
            "give the address that your partners open in PASSERELLE_PUBLIC_URL",
        )
    } else if exposed && url.starts_with("http://") {
        Finding::warning(
            SETTINGS,
            format!("{url} n’est pas chiffrée"),
            format!("{url} is not encrypted"),
        )
        .advise(
            "placez un proxy avec TLS devant le service, et donnez son adresse https:// dans PASSERELLE_PUBLIC_URL",
            "put a proxy with TLS before the service, and give its https:// address in PASSERELLE_PUBLIC_URL",
        )
    } else {
        let (fr, en) = (
            format!("le service se présente sous {url}"),
            format!("the service is known as {url}"),
        );
        Finding::good(SETTINGS, fr, en)
    };
    vec![finding]
}

fn keys(settings: &Settings) -> Vec<Finding> {
    let path = &settings.signing_key_file;
    let shown = path.display();
    let loaded = Keys::load(path).and_then(|keys| {
        keys.map(|keys| keys.after(&settings.former_signing_key_files))
            .transpose()
    });
    match loaded {
        Err(error) => vec![
            Finding::fault(
                KEYS,
                format!("la clé de signature ne peut pas être lue ({shown}) : {}", whole(&error)),
                format!("the signing key cannot be read ({shown}): {}", whole(&error)),
            )
            .advise(
                "rendez le fichier au compte du service ; s’il est perdu, ôtez-le : une nouvelle clé sera faite, et les liens et jetons déjà donnés ne vaudront plus",
                "give the file to the account of the service; if it is lost, take it away: a new key is made, and links and tokens that were given out are void",
            ),
        ],
        Ok(None) => vec![Finding::warning(
            KEYS,
            format!("pas encore de clé de signature ; elle sera faite au premier démarrage ({shown})"),
            format!("no signing key yet; it is made at the first start ({shown})"),
        )],
        Ok(Some(_)) => vec![readers(settings)],
    }
}

/// Whether others on the machine may read the key.
fn readers(settings: &Settings) -> Finding {
    let path = &settings.signing_key_file;
    let shown = path.display();
    let open = std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
    if open {
        return Finding::warning(
            KEYS,
            format!("d’autres comptes de la machine peuvent lire {shown}"),
            format!("other accounts of the machine may read {shown}"),
        )
        .advise(format!("chmod 600 {shown}"), format!("chmod 600 {shown}"));
    }
    Finding::good(
        KEYS,
        format!("la clé de signature est en place ({shown})"),
        format!("the signing key is in place ({shown})"),
    )
}

/// The database, and the names of the changes that it lacks.
fn reached(settings: &Settings) -> Result<(Store, Vec<String>), StoreError> {
    let options = settings.database.options(settings.database_url.expose());
    let store = Store::open(&options.existing())?;
    let pending = store.pending_migrations()?;
    Ok((store, pending))
}

fn database(store: &Store, pending: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if pending.is_empty() {
        findings.push(Finding::good(
            DATABASE,
            "elle répond, et elle est à jour",
            "it answers, and is up to date",
        ));
    } else {
        let count = pending.len();
        findings.push(
            Finding::warning(
                DATABASE,
                format!("elle répond ; changements qui lui manquent : {count}"),
                format!("it answers; changes that it lacks: {count}"),
            )
            .advise(
                "`passerelle migrate`, ou le prochain démarrage du service, les fera ; faites d’abord `passerelle backup`",
                "`passerelle migrate`, or the next start of the service, makes them; do `passerelle backup` first",
            ),
        );
    }
    if store.kind() == Backend::Postgres {
        findings.extend(walls(store, pending.is_empty()));
    }
    findings
}

fn walls(store: &Store, up_to_date: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if up_to_date && !store.has_walls() {
        findings.push(
            Finding::warning(
                DATABASE,
                "la sécurité par lignes n’est pas en place : seules les vérifications du service protègent les dossiers",
                "row-level security is not in place: only the checks of the service protect the cases",
            )
            .advise(
                "donnez au compte du service le droit CREATEROLE, puis `passerelle migrate`",
                "give the account of the service the right CREATEROLE, then `passerelle migrate`",
            ),
        );
    }
    if let Ok(None) = store.encryption() {
        findings.push(
            Finding::warning(
                DATABASE,
                "la liaison avec PostgreSQL n’est pas chiffrée",
                "the connection to PostgreSQL is not encrypted",
            )
            .advise(
                "sans importance sur une même machine ; sinon ajoutez sslmode=verify-full à l’adresse",
                "no matter on one machine; else add sslmode=verify-full to the URL",
            ),
        );
    }
    findings
}

fn unavailable(error: &StoreError) -> Finding {
    let (fr, en) = (whole(error), whole(error));
    let finding = Finding::fault(DATABASE, fr, en);
    match error {
        StoreError::SchemaNewer { .. } => finding.advise(
            "une version plus récente du programme a mis la base à jour : installez celle-ci, ou restaurez une sauvegarde",
            "a newer version of the program has brought the database up to date: install that one, or restore a backup",
        ),
        StoreError::InvalidUrl { .. } => finding.advise(
            "corrigez PASSERELLE_DATABASE_URL",
            "mend PASSERELLE_DATABASE_URL",
        ),
        _ => finding.advise(
            "vérifiez PASSERELLE_DATABASE_URL, que le serveur tourne, et qu’il accepte ce compte ; une base SQLite neuve est faite par `passerelle serve` ou `passerelle migrate`",
            "look at PASSERELLE_DATABASE_URL, whether the server runs, and whether it takes this account; a new SQLite database is made by `passerelle serve` or `passerelle migrate`",
        ),
    }
}

/// Whether this machine, the database server and what is stored agree on the time.
fn times(store: &Store) -> Vec<Finding> {
    let told = store.read(|conn| -> Result<_, StoreError> {
        Ok((clock::of_the_server(conn)?, clock::of_the_last_event(conn)?))
    });
    // A database without tables yet has nothing to say; that it lacks them was told.
    let Ok((server, last)) = told else {
        return Vec::new();
    };
    clocks(SystemClock.now(), server, last)
}

fn clocks(now: Timestamp, server: Option<Timestamp>, last: Option<Timestamp>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let apart = server.map(|server| server.duration_since(now));
    if let Some(apart) = apart.filter(|apart| apart.abs() > APART) {
        let seconds = apart.as_secs();
        findings.push(
            Finding::fault(
                CLOCK,
                format!(
                    "celle du serveur de la base a {seconds} s d’écart avec celle de cette machine"
                ),
                format!("that of the database server is {seconds} s from that of this machine"),
            )
            .advise(
                "réglez les deux par NTP (timedatectl set-ntp true)",
                "set both by NTP (timedatectl set-ntp true)",
            ),
        );
    }
    let ahead = last.map(|last| last.duration_since(now));
    if let Some(ahead) = ahead.filter(|ahead| *ahead > APART) {
        let seconds = ahead.as_secs();
        findings.push(
            Finding::fault(
                CLOCK,
                format!("le dernier fait enregistré est {seconds} s dans l’avenir : l’horloge retarde, ou elle a avancé"),
                format!("the last thing stored is {seconds} s in the future: the clock is slow, or was fast"),
            )
            .advise(
                "réglez l’horloge par NTP ; les délais comptés entre-temps sont à relire",
                "set the clock by NTP; look over the deadlines that were counted meanwhile",
            ),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::good(
            CLOCK,
            "elle s’accorde avec la base de données",
            "it agrees with the database",
        ));
    }
    findings
}

fn mail(settings: &Settings) -> Vec<Finding> {
    let mail = mail_settings(settings, &settings.public_url(settings.listen));
    let mut findings = vec![match actix_web::rt::System::new().block_on(check::post(&mail)) {
        Ok(place) if settings.smtp_url.is_none() => Finding::warning(
            MAIL,
            format!("sans serveur de courriel, les messages sont des fichiers dans {place} : personne ne les reçoit"),
            format!("without a mail server, messages are files in {place}: nobody receives them"),
        )
        .advise(
            "donnez un serveur dans PASSERELLE_SMTP_URL_FILE",
            "give a server in PASSERELLE_SMTP_URL_FILE",
        ),
        Ok(place) => Finding::good(
            MAIL,
            format!("{place} répond et accepte le service"),
            format!("{place} answers and takes the service"),
        ),
        Err(no_post) => no_mail(&no_post),
    }];
    if settings.smtp_url.is_some() && settings.mail_from.contains("@localhost") {
        findings.push(
            Finding::warning(
                MAIL,
                format!("l’expéditeur est {}", settings.mail_from),
                format!("the sender is {}", settings.mail_from),
            )
            .advise(
                "donnez dans PASSERELLE_MAIL_FROM une adresse de votre domaine, que SPF et DKIM couvrent",
                "give an address of your domain in PASSERELLE_MAIL_FROM that SPF and DKIM cover",
            ),
        );
    }
    findings
}

fn no_mail(no_post: &NoPost) -> Finding {
    let finding = Finding::fault(MAIL, no_post.to_string(), no_post.to_string());
    let code = match no_post {
        NoPost::Setting(_) => {
            return finding.advise("corrigez ce réglage", "mend this setting");
        }
        NoPost::Unreachable { code } => *code,
    };
    match code {
        "sign_in_refused" => finding.advise(
            "le nom ou le mot de passe dans l’adresse du serveur est refusé",
            "the name or the password in the server's URL is refused",
        ),
        "tls_failed" => finding.advise(
            "le certificat du serveur n’est pas reconnu : donnez son autorité dans PASSERELLE_SMTP_CA_FILE, ou faites-le renouveler",
            "the certificate of the server is not known: give its authority in PASSERELLE_SMTP_CA_FILE, or have it renewed",
        ),
        _ => finding.advise(
            "vérifiez l’adresse et le port du serveur, et le pare-feu ; les messages attendent et partiront quand il répondra",
            "look at the address and port of the server, and at the firewall; messages wait, and leave once it answers",
        ),
    }
}

/// An error with what it comes from.
fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let told = std::iter::once(error).chain(causes(error));
    told.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn clocks_that_agree_are_good_and_others_are_told() {
        let now: Timestamp = "2026-10-05T07:10:00Z".parse().unwrap();
        let after = |seconds| Some(now + SignedDuration::from_secs(seconds));
        let verdicts = |server, last| {
            let findings = clocks(now, server, last);
            findings.iter().map(|one| one.verdict).collect::<Vec<_>>()
        };
        assert_eq!(verdicts(None, None), [Verdict::Good]);
        assert_eq!(verdicts(after(5), after(-3_600)), [Verdict::Good]);
        assert_eq!(verdicts(after(-6), None), [Verdict::Fault]);
        assert_eq!(verdicts(after(3_600), after(3_600)), [Verdict::Fault; 2]);
    }
}
