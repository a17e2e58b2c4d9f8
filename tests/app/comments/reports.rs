//! What members find should be looked at.

use super::{pin_of, put, say};
use crate::{
    api::Program,
    client::Client,
    harness::{TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::json;

/// What can be reported.
struct Thing<'a> {
    /// The page with the form.
    page: String,
    function: &'static str,
    /// The field that names it, and its id.
    field: (&'static str, &'a str),
}

impl<'a> Thing<'a> {
    fn pin(id: &'a str) -> Self {
        Self { page: format!("/pin/{id}/report"), function: "/fn/report_pin", field: ("pin", id) }
    }

    fn comment(id: &'a str) -> Self {
        Self { page: format!("/comments/{id}/report"), function: "/fn/report_comment", field: ("comment", id) }
    }

    fn form(&self, reason: &str) -> Form {
        Form::default().text(self.field.0, self.field.1).text("reason", reason)
    }
}

async fn report(client: &mut Client, thing: &Thing<'_>, reason: &str) -> (u16, String) {
    let answer = post(client, thing.function, thing.form(reason)).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn each_reports_a_thing_once_and_nothing_of_their_own() {
    let site = TestSite::start().await;
    let (mut ana, mut bob, mut cyd) = (site.member("ana").await, site.member("bob").await, site.member("cyd").await);
    let pin = pin_of(&site, &mut ana, "public").await;
    let comment = say(&mut bob, &pin, "Hm").await;
    let (the_pin, the_comment) = (Thing::pin(&pin), Thing::comment(&comment));
    for thing in [&the_pin, &the_comment] {
        let page = &thing.page;
        assert_eq!(site.visitor().get(page).await.status, 401);
        assert_eq!(report(&mut site.visitor(), thing, "Rude").await.0, 401);
        let form = cyd.get(page).await.text();
        assert!(form.contains("name=\"reason\"") && form.contains(&format!("action=\"{}\"", thing.function)));
        let turned_away = post_plain(&mut site.visitor(), thing.function, thing.form("Rude")).await;
        assert_eq!(turned_away.header("location"), Some(format!("/login?next={page}").as_str()));
        for (reason, words) in [(" \n", "say what is wrong"), (&"x".repeat(1001), "1,000 characters")] {
            let (status, text) = report(&mut cyd, thing, reason).await;
            assert!(status == 422 && text.contains(words), "{text}");
        }
        let (status, text) = report(&mut cyd, thing, " Rude\r\nand more ").await;
        assert!(status == 200 && text.contains(&format!("/pin/{pin}?reported=1")), "{text}");
        let (status, text) = report(&mut cyd, thing, "Once more").await;
        assert!(status == 409 && text.contains("already reported this"), "{text}");
    }
    for (who, thing) in [(&mut ana, &the_pin), (&mut bob, &the_comment)] {
        let (status, text) = report(who, thing, "My own").await;
        assert!(status == 403 && text.contains("your own"), "{text}");
        let page = who.get(&thing.page).await;
        assert!(page.status == 403 && page.text().contains("This is your own"));
    }
    let kept = "select reason || ': ' || username from reports join users on users.id = reporter_id";
    let kept: Vec<String> = sqlx::query_scalar(kept).fetch_all(&site.rows).await.unwrap();
    assert_eq!(kept, ["Rude\nand more: cyd", "Rude\nand more: cyd"]);
    let thanks = cyd.get(&format!("/pin/{pin}?reported=1")).await.text();
    assert!(thanks.contains("The moderators of this site will review it."));
}

#[tokio::test]
async fn programs_report_as_pages_do() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut bob = Program::sign_up(&site, "bob").await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let hidden = pin_of(&site, &mut ana, "private").await;
    let comment = put(&site, &pin, "ana", "Hm").await;
    for (thing, id) in [("pin_id", &pin), ("comment_id", &comment)] {
        let wish = json!({thing: id, "reason": "Rude"});
        let made = bob.post("/reports", wish.clone()).await;
        assert_eq!((made.status, made.json()["id"].as_str().map(str::len)), (201, Some(22)), "{}", made.text());
        let again = bob.post("/reports", wish.clone()).await;
        assert_eq!((again.status, again.header("content-type")), (409, Some("application/problem+json")));
        assert!(again.json()["detail"].as_str().unwrap().contains("already reported this"));
        assert_eq!(Program::visitor(&site).post("/reports", wish).await.status, 401);
    }
    for (wish, status) in [
        (json!({"pin_id": hidden, "reason": "Rude"}), 404),
        (json!({"pin_id": pin, "comment_id": comment, "reason": "Rude"}), 422),
        (json!({"reason": "Rude"}), 422),
        (json!({"pin_id": pin}), 422),
        (json!({"pin_id": pin, "reason": " "}), 422),
        (json!({"pin_id": "nonsense", "reason": "Rude"}), 422),
        (json!({"pin_id": pin, "reason": "Rude", "more": 1}), 422),
    ] {
        assert_eq!(bob.post("/reports", wish.clone()).await.status, status, "{wish}");
    }
    assert_eq!(site.count("reports").await, 2);
}

#[tokio::test]
async fn without_script_the_form_says_what_was_wrong_and_keeps_what_was_typed() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let pin = pin_of(&site, &mut ana, "public").await;
    let comment = say(&mut ana, &pin, "Hm").await;
    let long = "y".repeat(1001);
    for thing in [Thing::pin(&pin), Thing::comment(&comment)] {
        let refused = post_plain(&mut bob, thing.function, thing.form(&long)).await;
        let page = refused.text();
        assert!(refused.status == 422 && page.contains(&long) && page.contains(thing.field.1), "{page}");
        let done = post_plain(&mut bob, thing.function, thing.form("Rude")).await;
        assert_eq!((done.status, done.header("location")), (303, Some(format!("/pin/{pin}?reported=1").as_str())));
        let again = post_plain(&mut bob, thing.function, thing.form("Rude")).await;
        assert!(again.status == 409 && again.text().contains("already reported this"));
    }
}
