//! The house's own rules: arrows between rooms run one way, libraries stay behind their doors, and the two copies of
//! the Leptos configuration agree.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which rooms a room may name. A room that is not listed here is a fault of its own.
const ARROWS: [(&str, &[&str]); 13] = [
    ("model", &[]),
    ("config", &["model"]),
    ("mail", &[]),
    ("telemetry", &["model"]),
    ("media", &["model", "telemetry"]),
    ("store", &["model", "telemetry"]),
    ("live", &["model", "store", "telemetry"]),
    ("services", &["config", "live", "mail", "media", "model", "store", "telemetry"]),
    ("server_fns", &["model", "services"]),
    ("app", &["model", "services"]),
    ("jobs", &["config", "model", "services", "store", "telemetry"]),
    ("http", &["app", "config", "model", "server_fns", "services", "store", "telemetry"]),
    ("server", &["config", "http", "jobs", "live", "mail", "model", "services", "store", "telemetry"]),
];

/// Libraries, and the one place that may name each.
const DOORS: [(&str, &[&str]); 28] = [
    ("sqlx::query", &["store/db"]),
    ("object_store", &["store/blobs"]),
    ("recloser", &["store/blobs"]),
    ("moka", &["store/blobs/cache.rs", "http/media/memory.rs"]),
    ("image::", &["media"]),
    ("webp::", &["media"]),
    ("libwebp_sys", &["media"]),
    ("mozjpeg", &["media"]),
    ("fast_image_resize", &["media"]),
    ("re_rav1d", &["media"]),
    ("moxcms", &["media"]),
    ("argon2::", &["services/passwords.rs"]),
    ("axum::", &["http", "server.rs"]),
    ("leptos", &["app", "server_fns", "http", "lib.rs", "server.rs"]),
    ("hydration_context", &["app/served"]),
    ("matchit", &["app/served/routes.rs"]),
    ("web_sys", &["app"]),
    ("lettre", &["mail"]),
    ("jsonwebtoken", &["services/programs.rs"]),
    ("governor", &["services/limits/in_process.rs"]),
    ("use redis::", &["store/redis.rs", "store/redis"]),
    ("woothee", &["services/sessions.rs"]),
    ("pulldown_cmark", &["services/messages/markdown.rs"]),
    ("ammonia", &["services/messages/markdown.rs"]),
    ("utoipa", &["http/api"]),
    ("metrics_exporter_prometheus", &["telemetry"]),
    ("opentelemetry", &["telemetry"]),
    ("graphile_worker", &["jobs", "store/db/jobs.rs", "store/db/owner.rs", "store/queue.rs", "server.rs"]),
];

fn sources() -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix("src").unwrap().to_owned(), text);
            }
        }
    }
    found
}

fn room(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file, without comments and tests.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms that a file names through `crate::`, one by one or in braces.
fn named_rooms(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 && c == ',' {
                    rooms.push(std::mem::take(&mut name));
                } else if depth == 0 {
                    name.push(c);
                }
            }
            rooms.push(name);
        } else {
            rooms.push(rest.to_owned());
        }
    }
    let name = |text: &String| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    rooms.iter().map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn arrows_run_one_way() {
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = room(&path);
        if from == "lib" || from == "main" {
            continue;
        }
        let Some(allowed) = allowed.get(from.as_str()) else {
            wrong.push(format!("{}: the room {from} is not on the plan", path.display()));
            continue;
        };
        for to in named_rooms(&code(&text)) {
            if to != from && !allowed.contains(&to.as_str()) {
                wrong.push(format!("{}: {from} → {to}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that run up:\n{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_behind_their_doors() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        // In the browser, IndexedDB has object stores as well.
        let code = code(&text).replace(".object_store(", "(").replace(".create_object_store(", "(");
        for (library, doors) in DOORS {
            let inside = doors.iter().any(|door| path.starts_with(door));
            if !inside && code.contains(library) {
                wrong.push(format!("{}: {library}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "libraries named outside their door:\n{}", wrong.join("\n"));
}

#[test]
fn a_wrong_arrow_would_be_seen() {
    assert_eq!(named_rooms("use crate::{\n    http::x,\n    model::{errors::Problem, ids},\n};"), ["http", "model"]);
    assert_eq!(named_rooms("crate::services::pins::pin()"), ["services"]);
}

#[test]
fn files_fit_in_the_head() {
    let long: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.lines().count() > 400).map(|(path, _)| path).collect();
    assert!(long.is_empty(), "files of more than 400 lines: {long:?}");
}

#[test]
fn the_servers_copy_of_the_leptos_configuration_agrees() {
    let read = |file: &str| {
        let text = fs::read_to_string(file).unwrap();
        let section = text.split("\n[package.metadata.leptos]\n").nth(1).unwrap().to_owned();
        let lines = section.lines().take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
        lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>()
    };
    let (built, run) = (read("Cargo.toml"), read("Leptos.toml"));
    assert!(!run.is_empty());
    for (key, value) in run {
        assert_eq!(built.get(&key), Some(&value), "{key}");
    }
}
