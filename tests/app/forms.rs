//! Forms that a browser sends by itself, and what a person sees who sent one that is refused.

use crate::{
    admin::{Person, world::World},
    channels,
    client::{Answer, Client},
    harness::{TestSite, upload},
    links::{BROWSER, give_plan},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;
use std::{fs, path::PathBuf};

/// What follows an expiring link has tests of its own: most of what it answers is no page.
const LINKS: &str = "/l/{token}";

/// The page of it says without any form that this site sends no mail.
const WITHOUT_MAIL: &str = "/forgot";

/// The one route of all server functions, which are found by themselves.
const FUNCTIONS: &str = "/fn/{name}";

/// Every address that the form of a page is sent to, out of the code of the routers, and of the server functions. What deletes something
/// comes after what needs it, and what signs out comes last.
fn form_addresses() -> Vec<String> {
    let mut found: Vec<_> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let mut places = vec![PathBuf::from("src/http")];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            let inside = fs::read_dir(&place).unwrap().flatten().map(|entry| entry.path());
            places.extend(inside.filter(|path| !path.ends_with("api")));
            continue;
        }
        for route in fs::read_to_string(&place).unwrap().split(".route(\"").skip(1) {
            let (path, handler) = route.split_once('"').unwrap();
            if handler.split(';').next().unwrap().contains("post(") && ![LINKS, FUNCTIONS].contains(&path) {
                found.push(path.to_owned());
            }
        }
    }
    found.sort_by_key(|path| (path == "/logout", path.contains("delete"), path.clone()));
    found
}

async fn send(client: &mut Client, path: &str, form: Form) -> Answer {
    client.send("POST", path, &[("content-type", CONTENT_TYPE), BROWSER], &form.finish()).await
}

/// Whether an answer is a page that says what is wrong, and not that the page is missing.
fn says_what_is_wrong(answer: &Answer) -> bool {
    let html = answer.text();
    // What scripts copy to say it stands at the end of every page.
    let html = html.split("<template ").next().unwrap_or_default();
    let is_page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    let says = html.contains("class=\"alert\"") || html.contains("class=\"notice\"");
    is_page && says && answer.status < 500 && !html.contains("Page not found")
}

#[tokio::test]
async fn an_empty_form_is_answered_with_a_page_wherever_it_is_sent() {
    let site = TestSite::start().await;
    let mut root = Person::admin(&site).await;
    give_plan(&site, "root", "Enterprise").await;
    let pin = upload(&mut root.browser, "Heron.png", &pictures::png(300, 200, 5), "public").await;
    let mut ana = Person::member(&site, "ana").await;
    let comment = root.program.post(&format!("/pins/{pin}/comments"), json!({"body": "Look!"})).await.json();
    let board = root.program.post("/boards", json!({"title": "Birds"})).await.json();
    let community = channels::community(&mut root.program, "Birds", "public").await;
    let channel = channels::first_channel(&mut root.program, &community).await;
    let direct = root.program.post("/conversations", json!({"members": ["ana"]})).await.json();
    let direct = direct["id"].as_str().unwrap();
    let invited = root.program.post(&format!("/communities/{community}/invitations"), json!({})).await.json();
    let [invitation, token] = [&invited["id"], &invited["url"]].map(|text| text.as_str().unwrap());
    let token = token.rsplit('/').next().unwrap();
    let world = World::new(&site, &mut ana, &mut root, 0).await;
    let addresses = form_addresses();
    assert!(addresses.len() > 50 && addresses.iter().any(|path| path == "/fn/like"), "{addresses:?}");
    let mut wrong = Vec::new();
    for path in addresses {
        let filled = path.replace("/c/{id}", &format!("/c/{community}")).replace("{id}", &pin);
        let filled =
            filled.replace("/messages/{channel}", &format!("/messages/{direct}")).replace("{channel}", &channel);
        let opened = root.browser.get_with(&filled, &[BROWSER]).await;
        if !matches!(opened.status, 200 | 303) {
            wrong.push(format!("GET {path}: {}", opened.status));
        }
        // What their own address does not say: what the form is about.
        let form = if path.starts_with("/fn/") {
            let [comment, board] = [&comment, &board].map(|thing| thing["id"].as_str().unwrap());
            let form = world.form().text("pin", &pin).text("comment", comment).text("board", board);
            let form = form.text("community", &community).text("channel", &channel);
            form.text("invitation", invitation).text("token", token)
        } else {
            Form::default()
        };
        let answer = send(&mut root.browser, &filled, form).await;
        if answer.status >= 400 && path != WITHOUT_MAIL && !says_what_is_wrong(&answer) {
            wrong.push(format!("POST {path}: {} {}", answer.status, answer.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_member_reads_why_a_form_without_a_page_of_its_own_was_refused() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pin = upload(&mut ana, "Heron.png", &pictures::png(300, 200, 5), "public").await;
    site.member("bob").await;
    for (path, form, page, status, opened) in [
        ("/fn/like", Form::default().text("pin", &pin), "pin__title", 422, "/"),
        ("/fn/save", Form::default().text("pin", &pin).text("want", "keep"), "pin__title", 422, "/"),
        ("/fn/follow", Form::default().text("name", "bob"), "@bob", 422, "/"),
        ("/fn/comment", Form::default().text("pin", &pin), "pin__title", 422, "/"),
        ("/fn/pin_boards", Form::default().text("pin", &pin), "pin__title", 422, "/"),
        ("/uploads/restore", Form::default(), "Your uploads", 404, "/uploads"),
    ] {
        let refused = send(&mut ana, path, form).await;
        assert_eq!(refused.status, status, "{path}");
        assert!(says_what_is_wrong(&refused) && refused.text().contains(page), "{path}: {}", refused.text());
        let answer = ana.get_with(path, &[BROWSER]).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(opened)), "{path}");
    }
    assert_eq!(ana.get("/logout").await.header("location"), Some("/"));
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_answered_with_a_page_for_a_person_and_a_problem_for_a_program() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let with_file = || Form::default().file("file", "a.png", b"This form has texts alone.");
    let page = send(&mut ana, "/fn/add_board", with_file()).await;
    assert_eq!(page.status, 400);
    assert!(says_what_is_wrong(&page) && page.text().contains("<h1"), "{}", page.text());
    let kind = [("content-type", CONTENT_TYPE)];
    let problem = ana.send("POST", "/fn/add_board", &kind, &with_file().finish()).await;
    assert_eq!((problem.status, problem.header("content-type")), (400, Some("application/problem+json")));
    // What a field is called comes back in the detail, as text.
    let long = Form::default().text("<b>title</b>", &"a".repeat(100_000));
    let page = send(&mut ana, "/fn/add_board", long).await;
    assert!(page.status == 400 && page.text().contains("&lt;b&gt;title"), "{}", page.text());
    for (path, form) in [
        ("/fn/comment", Form::default().text("pin", "nothing").text("body", "Hm")),
        ("/fn/like", Form::default().text("pin", "nothing")),
        ("/fn/nothing", Form::default()),
    ] {
        let nowhere = send(&mut ana, path, form).await;
        assert!(nowhere.status == 404 && nowhere.text().contains("Explore pictures"), "{path}: {}", nowhere.text());
    }
    let nested = send(&mut ana, "/fn/like", Form::default().text("pin[a]", "b")).await;
    assert!(nested.status == 400 && nested.text().contains("cannot be understood"), "{}", nested.text());
}
