//! `tessera config`: what is set, what could be, and nothing that is secret.

use serde_json::Value;
use std::process::{Command, Output, Stdio};

fn tessera(words: &[&str], keys: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    command.args(words).env_clear().envs(keys.iter().copied()).stdin(Stdio::null()).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const KEYS: [(&str, &str); 3] = [
    ("DATABASE_URL", "postgres://ana:s3cret@db.example.com/tessera"),
    ("SMTP_URL", "smtps://mailer:s3cret@mail.example.com"),
    ("SIGNUP", "invite"),
];

#[test]
fn settings_are_printed_as_a_table_without_passwords() {
    let table = tessera(&["config"], &KEYS);
    let text = printed(&table);
    assert!(table.status.success() && !text.contains("s3cret"), "{text}");
    let line = |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key}: {text}"));
    assert!(line("DATABASE_URL").contains(" postgres://ana:***@db.example.com/tessera "), "{text}");
    assert!(line("SIGNUP").contains(" invite "), "{text}");
    assert!(line("LOG_FORMAT").contains(" (default) ") && line("LOG_FORMAT").contains(" text "), "{text}");
}

#[test]
fn settings_are_printed_as_json_for_programs() {
    let json = tessera(&["config", "--json"], &KEYS);
    let text = printed(&json);
    assert!(json.status.success() && !text.contains("s3cret"), "{text}");
    let settings: Vec<Value> = serde_json::from_str(&text).unwrap();
    let of = |key: &str| settings.iter().find(|setting| setting["key"] == key).unwrap();
    assert_eq!(of("SMTP_URL")["value"], "smtps://mailer:***@mail.example.com");
    assert_eq!((&of("RATE_LIMITS")["value"], &of("RATE_LIMITS")["default"]), (&Value::Null, &Value::from("on")));
    assert!(settings.iter().all(|setting| !setting["meaning"].as_str().unwrap().is_empty()));
}

#[test]
fn a_value_that_cannot_be_used_is_printed_and_complained_of() {
    let wrong = tessera(&["config"], &[("MEDIA_MEMORY", "lots"), ("REDIS_URL", "http://:s3cret@x")]);
    let errors = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && printed(&wrong).contains(" lots "), "{}", printed(&wrong));
    assert!(errors.contains("must be") && !errors.contains("s3cret"), "{errors}");
}
