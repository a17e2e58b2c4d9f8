//! Comments: read and written where their pin is seen, changed by who wrote them, taken away by them, the pin's owner and admins.

use super::{Person, World, gone, made};
use crate::{
    comments::{add, delete, edit, put},
    harness::{TestSite, post},
    multipart::Form,
};
use serde_json::json;
use tessera::model::ids::PinId;

/// How one kind of person is answered about a comment on one kind of pin, and about writing one there.
struct Cell {
    pins: &'static [&'static str],
    who: &'static str,
    see: u16,
    write: u16,
    edit: u16,
    delete: u16,
    report: u16,
}

const SEEN: &[&str] = &["public", "unlisted"];
const HIDDEN: &[&str] = &["private"];

/// The promise. Whoever sees the pin sees what is said about it, and members say more. Who wrote a comment changes it; they, the
/// pin's owner and an admin take it away; others report it. Where the pin is not theirs to see, there is nothing.
#[rustfmt::skip]
const TABLE: [Cell; 10] = [
    Cell { pins: SEEN,   who: "author",  see: 200, write: 200, edit: 200, delete: 200, report: 403 },
    Cell { pins: SEEN,   who: "owner",   see: 200, write: 200, edit: 403, delete: 200, report: 200 },
    Cell { pins: SEEN,   who: "admin",   see: 200, write: 200, edit: 403, delete: 200, report: 200 },
    Cell { pins: SEEN,   who: "other",   see: 200, write: 200, edit: 403, delete: 403, report: 200 },
    Cell { pins: SEEN,   who: "visitor", see: 200, write: 401, edit: 401, delete: 401, report: 401 },
    Cell { pins: HIDDEN, who: "author",  see: 404, write: 404, edit: 404, delete: 404, report: 404 },
    Cell { pins: HIDDEN, who: "owner",   see: 200, write: 200, edit: 403, delete: 200, report: 200 },
    Cell { pins: HIDDEN, who: "admin",   see: 404, write: 404, edit: 404, delete: 404, report: 404 },
    Cell { pins: HIDDEN, who: "other",   see: 404, write: 404, edit: 404, delete: 404, report: 404 },
    Cell { pins: HIDDEN, who: "visitor", see: 404, write: 401, edit: 401, delete: 401, report: 401 },
];

#[tokio::test]
async fn comments_are_seen_written_changed_deleted_and_reported_as_promised() {
    let World { site, pins, mut people, .. } = World::new().await;
    people.insert("author", Person::member(&site, "author").await);
    for cell in &TABLE {
        for kind in cell.pins {
            let at = format!("{} on a {kind} pin", cell.who);
            let person = people.get_mut(cell.who).unwrap();
            looks(&site, cell, person, &pins[kind], &at).await;
            acts(&site, cell, person, &pins[kind], &at).await;
        }
    }
}

async fn looks(site: &TestSite, cell: &Cell, Person { browser, program }: &mut Person, pin: &str, at: &str) {
    let comment = put(site, pin, "author", "Between us").await;
    let (page, at_comment) = (format!("/pin/{pin}"), format!("/pin/{pin}?comment={comment}"));
    let (part, api) = (browser.part(&at_comment, "comment").await, program.get(&format!("/comments/{comment}")).await);
    let lists = [
        browser.get(&page).await,
        browser.part(&page, "comments").await,
        program.get(&format!("/pins/{pin}/comments")).await,
    ];
    for answer in lists.iter().chain([&part, &api]) {
        assert_eq!((answer.status, answer.text().contains("Between us")), (cell.see, cell.see == 200), "{at}");
    }
    if cell.see == 200 {
        let comments = "select count(*) from comments where pin_id = $1";
        let pin_id: PinId = pin.parse().unwrap();
        let count: i64 = sqlx::query_scalar(comments).bind(pin_id.uuid()).fetch_one(&site.rows).await.unwrap();
        assert_eq!(program.see(pin).await["comment_count"], count, "{at}: the count");
        let counted = format!(">{count} comment{}<", if count == 1 { "" } else { "s" });
        assert!(lists[0].text().contains(&counted), "{at}: the count on the page");
        for (right, action, status) in [("editable", "edit", cell.edit), ("removable", "delete", cell.delete)] {
            assert_eq!(api.json()[right], json!(status == 200), "{at}");
            let way = format!("href=\"/comments/{comment}/{action}\"");
            assert_eq!(part.text().contains(&way), status == 200, "{at}: the way to {action}");
        }
    }
    // To a visitor the part says no more than that it is not theirs.
    let form = browser.part(&at_comment, "comment-form").await;
    let expected = match (cell.edit, cell.see) {
        (401, 200) => 403,
        (401, see) => see,
        (edit, _) => edit,
    };
    assert_eq!((form.status, form.text().contains("Between us")), (expected, cell.edit == 200), "{at}: the form");
    for (page, status) in [("edit", cell.edit), ("delete", cell.delete), ("report", cell.report)] {
        let shown = browser.get(&format!("/comments/{comment}/{page}")).await;
        assert_eq!(shown.status, status, "{at}: the page to {page}");
    }
}

async fn acts(site: &TestSite, cell: &Cell, Person { browser, program }: &mut Person, pin: &str, at: &str) {
    let (one, another) = (put(site, pin, "author", "One").await, put(site, pin, "author", "Another").await);
    let body = json!({"body": "Hello"});
    assert_eq!(add(browser, pin, "Hello").await.status, cell.write, "{at}: written by form");
    let written = program.post(&format!("/pins/{pin}/comments"), body.clone()).await;
    assert_eq!(written.status, made(cell.write), "{at}: written by program");

    assert_eq!(edit(browser, &one, "Changed").await.status, cell.edit, "{at}: changed by form");
    let changed = program.json("PATCH", &format!("/comments/{another}"), body).await;
    assert_eq!(changed.status, cell.edit, "{at}: changed by program");

    let reason = Form::default().text("comment", &one).text("reason", "Rude");
    let reported = post(browser, "/fn/report_comment", reason).await;
    assert_eq!(reported.status, cell.report, "{at}: reported by form");
    let reported = program.post("/reports", json!({"comment_id": another, "reason": "Rude"})).await;
    assert_eq!(reported.status, made(cell.report), "{at}: reported by program");

    assert_eq!(delete(browser, &one).await.status, cell.delete, "{at}: deleted by form");
    let deleted = program.delete(&format!("/comments/{another}")).await;
    assert_eq!(deleted.status, gone(cell.delete), "{at}: deleted by program");
}
