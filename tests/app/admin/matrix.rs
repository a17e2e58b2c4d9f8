//! Every address that is for admins and moderators, out of a list made from the router itself, called as everybody else.

use super::{Person, log, world::World};
use crate::harness::TestSite;
use std::{collections::BTreeSet, fs, path::Path};
use tessera::http::admin_addresses;

/// How the addresses begin that are for moderators, too.
const FOR_MODERATORS: [&str; 6] = [
    "/admin/pins",
    "/admin/reports",
    "/fn/moderator_",
    "/api/v1/admin/pins",
    "/api/v1/admin/reports",
    "/api/v1/admin/comments",
];

/// How those of the API end that are for moderators, too, though they stand below what is the admins'.
const ABOUT_MEMBERS: [&str; 2] = ["/warnings", "/suspension"];

fn is_for_moderators(path: &str) -> bool {
    let below_members = path.starts_with("/api/v1/admin/users/{name}/");
    FOR_MODERATORS.iter().any(|begin| path.starts_with(begin))
        || below_members && ABOUT_MEMBERS.iter().any(|end| path.ends_with(end))
}

#[tokio::test]
async fn to_everybody_else_nothing_of_the_admins_is_there() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let mut ana = Person::member(&site, "ana").await;
    let world = World::new(&site, &mut ana, &mut admin, 0).await;
    let mut visitor = Person::visitor(&site).await;
    let mut moderator = Person::of_role(&site, "mia", "moderator").await;
    let before =
        (log(&site).await, site.count("one_time_links").await, site.count("graphile_worker._private_jobs").await);
    let mut wrong = Vec::new();
    for (method, path) in admin_addresses() {
        for (who, person) in [("visitor", &mut visitor), ("member", &mut ana), ("moderator", &mut moderator)] {
            if who == "moderator" && is_for_moderators(&path) {
                continue;
            }
            for json in [true, false] {
                let answer = person.ask(&world, method.as_str(), &path, json).await;
                let silent = !answer.text().contains("victim0@example.com");
                if answer.status != 404 || !silent {
                    wrong.push(format!("{method} {path} as {who}, JSON {json}: {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let after =
        (log(&site).await, site.count("one_time_links").await, site.count("graphile_worker._private_jobs").await);
    assert_eq!(before, after);
}

#[tokio::test]
async fn nothing_of_a_request_is_read_before_it_is_refused() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let mut ana = Person::member(&site, "ana").await;
    let world = World::new(&site, &mut ana, &mut admin, 0).await;
    for (method, path) in admin_addresses() {
        let filled = world.fill(&path);
        let bare = filled.split('?').next().unwrap().to_owned();
        let broken = [("content-type", "application/json")];
        let answer = match bare.strip_prefix("/api/v1") {
            Some(path) => ana.program.send(method.as_str(), path, &broken, b"{\"no").await,
            None => ana.browser.send(method.as_str(), &bare, &broken, b"{\"no").await,
        };
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text());
    }
}

#[tokio::test]
async fn admins_find_all_of_it_and_moderators_what_is_theirs() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let mut ana = Person::member(&site, "ana").await;
    let mut moderator = Person::of_role(&site, "mia", "moderator").await;
    let mut wrong = Vec::new();
    for (n, (method, path)) in admin_addresses().into_iter().enumerate() {
        for (who, round) in [("admin", 0), ("moderator", 1)] {
            if who == "moderator" && !is_for_moderators(&path) {
                continue;
            }
            // Its own for each, as some of these delete what they are about.
            let world = World::new(&site, &mut ana, &mut admin, 2 * n + round).await;
            let person = if who == "admin" { &mut admin } else { &mut moderator };
            let answer = person.ask(&world, method.as_str(), &path, true).await;
            if matches!(answer.status, 401 | 403..=405 | 500..) {
                wrong.push(format!("{method} {path} as {who}: {} {}", answer.status, answer.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_token_without_the_scope_for_it_is_refused_everywhere() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let mut ana = Person::member(&site, "ana").await;
    let world = World::new(&site, &mut ana, &mut admin, 0).await;
    let (plain, _) = admin.program.with_scopes(&["read", "write", "account"]).await;
    let mut plain = Person { browser: site.visitor(), program: plain };
    for (method, path) in admin_addresses() {
        if path.starts_with("/api/") {
            let answer = plain.ask(&world, method.as_str(), &path, true).await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert!(answer.text().contains("“admin”"), "{method} {path}");
        }
    }
}

/// How often a text stands in the files below a folder, or in a file, with how it goes on to the next quote.
fn found(place: &str, begin: &str) -> Vec<String> {
    let mut files = vec![Path::new(place).to_owned()];
    let mut found = Vec::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).unwrap().flatten().map(|entry| entry.path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let rest = |at: usize| text[at + begin.len()..].split('"').next().unwrap().to_owned();
        found.extend(text.match_indices(begin).map(|(at, _)| rest(at)));
    }
    found
}

#[tokio::test]
async fn the_list_has_all_that_the_code_has() {
    // Whose pages are looked for.
    let _site = TestSite::start().await;
    let addresses = admin_addresses();
    let pages = found("src/app/served/routes.rs", "\"/admin");
    let files = found("src/http/admin", "AdminRoute::get(\"");
    let called =
        [found("src/server_fns", "endpoint = \"admin_"), found("src/server_fns", "endpoint = \"moderator_")].concat();
    let operations = found("src/http/api/admin", "path = \"/admin");
    let of = |test: &dyn Fn(&str, &str) -> bool| {
        addresses.iter().filter(|(method, path)| test(method.as_str(), path)).count()
    };
    assert_eq!(of(&|method, path| method == "POST" && path.starts_with("/fn/")), called.len());
    assert_eq!(of(&|_, path| path.starts_with("/api/v1/admin/")), operations.len());
    assert_eq!(addresses.len(), pages.len() + files.len() + called.len() + operations.len());
    let unique: BTreeSet<_> = addresses.iter().map(|(method, path)| (method.as_str(), path)).collect();
    assert_eq!(unique.len(), addresses.len());

    // Nor does anything stand beside these rooms.
    assert_eq!(found("src/server_fns/admin", "endpoint = \"").len(), called.len());
    for begin in [".route(\"/admin", "path = \"/admin"] {
        assert_eq!(found("src/http", begin).len(), found("src/http/api/admin", begin).len(), "{begin}");
    }
    for page in
        ["", "/members", "/plans", "/pins", "/reports", "/categories", "/jobs", "/storage", "/settings", "/audit"]
    {
        let path = format!("/admin{page}");
        assert!(unique.contains(&("GET", &path)), "{path}");
    }
}
