use std::collections::HashMap;

use super::*;

fn load(flags: &SettingFlags, environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let environment: HashMap<String, String> = environment
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Settings::from_reader(Reader::new(sources::gather_from(flags, environment)?))
}

fn from_file(path: PathBuf) -> SettingFlags {
    DatabaseFlags {
        config: Some(path),
        ..DatabaseFlags::default()
    }
    .into()
}

fn file(text: &str) -> (tempfile::TempDir, SettingFlags) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("passerelle.toml");
    std::fs::write(&path, text).unwrap();
    let flags = from_file(path);
    (dir, flags)
}

#[test]
fn everything_has_a_default() {
    let settings = load(&SettingFlags::default(), &[]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(
        settings.public_url(settings.listen),
        "http://127.0.0.1:8080"
    );
    assert!(!settings.demo);
}

#[test]
fn flags_beat_the_environment_which_beats_the_file() {
    let (_dir, mut flags) =
        file("listen = \"127.0.0.1:1\"\nanswer_link_days = 3\nmail_dir = \"a\"\n");
    flags.listen = Some("127.0.0.1:3".to_owned());
    let environment = [
        ("PASSERELLE_LISTEN", "127.0.0.1:2"),
        ("PASSERELLE_ANSWER_LINK_DAYS", "4"),
    ];
    let settings = load(&flags, &environment).unwrap();
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.answer_link_days, 4);
    assert_eq!(settings.mail_dir, PathBuf::from("a"));
}

#[test]
fn every_fault_comes_at_once_with_source_and_key() {
    let (_dir, flags) = file("lisen = \"x\"\nlog_format = \"xml\"\n");
    let flags = SettingFlags {
        public_url: Some("ftp://x".to_owned()),
        ..flags
    };
    let error = load(&flags, &[("PASSERELLE_ANSWER_LINK_DAYS", "soon")])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`lisen`") && error.contains("passerelle.toml"),
        "{error}"
    );
    assert!(error.contains("`log_format`"), "{error}");
    assert!(error.contains("PASSERELLE_ANSWER_LINK_DAYS"), "{error}");
    assert!(error.contains("--public-url"), "{error}");
}

#[test]
fn a_secret_can_stand_in_a_file_and_is_never_printed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("smtp");
    std::fs::write(&path, "smtps://user:hunter2@mail.example.org\n").unwrap();
    let settings = load(
        &SettingFlags::default(),
        &[("PASSERELLE_SMTP_URL_FILE", path.to_str().unwrap())],
    )
    .unwrap();
    assert_eq!(
        settings.smtp_url.as_ref().unwrap().expose(),
        "smtps://user:hunter2@mail.example.org"
    );
    assert!(!format!("{settings:?}").contains("hunter2"));
    let refused = load(
        &SettingFlags::default(),
        &[("PASSERELLE_DATABASE_URL", "mysql://u:hunter2@h/d")],
    );
    assert!(!refused.unwrap_err().to_string().contains("hunter2"));
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_named() {
    let missing = from_file("nowhere.toml".into());
    assert!(
        load(&missing, &[])
            .unwrap_err()
            .to_string()
            .contains("nowhere.toml")
    );
    let (_dir, flags) = file("listen = ");
    assert!(
        load(&flags, &[])
            .unwrap_err()
            .to_string()
            .contains("passerelle.toml")
    );
}
