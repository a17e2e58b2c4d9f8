//! Figures: how the site is doing, now and day by day.

use super::{browser, sql};
use crate::{api::Program, harness::TestSite, mailbox::Mailbox, pictures};
use serde_json::{Value, json};
use tessera::services::figures;

async fn figures_of(admin: &mut Program, days: u16) -> Value {
    let answer = admin.get(&format!("/admin/figures?days={days}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A figure of each day, the oldest first.
fn each(figures: &Value, name: &str) -> Vec<u64> {
    figures["days"].as_array().unwrap().iter().map(|day| day[name].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn what_there_is_now_is_counted_when_it_is_asked_for() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let bytes = pictures::png(30, 20, 1);
    ana.pin("a.png", &bytes, "private").await;
    let now = figures_of(&mut admin, 30).await;
    let expected = json!({"members": 2, "pins": 1, "upload_bytes": bytes.len(), "file_bytes": bytes.len()});
    assert_eq!(now["now"], expected);
    assert!(now["jobs"]["waiting"].as_u64().unwrap() > 0);
    let days = now["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[29]["members"], &days[28]["members"]), (30, &json!(2), &json!(0)));

    let mut bob = Program::sign_up(&site, "bob").await;
    bob.pin("b.png", &bytes, "public").await;
    let later = figures_of(&mut admin, 30).await;
    let expected = json!({"members": 3, "pins": 2, "upload_bytes": 2 * bytes.len(), "file_bytes": bytes.len()});
    assert_eq!(later["now"], expected, "the same bytes are kept once");
    assert_eq!(later["days"][29]["pins"], 2, "today is counted as well");
}

#[tokio::test]
async fn days_on_which_nobody_counted_are_filled_in_and_those_that_were_counted_stay() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    sql(&site, "update users set created_at = now() - interval '5 days' where username = 'root'").await;
    sql(&site, "update users set created_at = now() - interval '2 days' where username = 'ana'").await;
    sql(&site, "update pins set created_at = now() - interval '1 day'").await;
    let found = figures_of(&mut admin, 7).await;
    assert_eq!(each(&found, "members"), [0, 1, 1, 1, 2, 2, 2]);
    assert_eq!(each(&found, "pins"), [0, 0, 0, 0, 0, 1, 1]);

    // Twice is the same as once; and what was counted is not changed by what is left of it later.
    for _ in 0..2 {
        figures::keep(&site.server.site).await.unwrap();
    }
    sql(&site, "delete from users where username = 'ana'").await;
    sql(&site, "delete from figures where day = (now() at time zone 'UTC')::date - 3").await;
    let found = figures_of(&mut admin, 7).await;
    assert_eq!(each(&found, "members"), [0, 1, 1, 1, 2, 2, 1]);
    let kept: i64 = sqlx::query_scalar("select members from figures order by day desc limit 1")
        .fetch_one(&site.rows)
        .await
        .unwrap();
    assert_eq!(kept, 2, "today's row is written by the job alone");
    figures::keep(&site.server.site).await.unwrap();
    assert_eq!(site.count("figures where members = 1").await, 4);
}

#[tokio::test]
async fn jobs_that_are_done_and_tries_that_fail_are_counted() {
    let down = Mailbox::open().url();
    let site = TestSite::start_with(&[("SMTP_URL", &down)]).await;
    let mut admin = Program::admin(&site, "root").await;
    site.server.work_off().await.unwrap();
    let failed = figures_of(&mut admin, 1).await;
    assert_eq!(each(&failed, "jobs_failed"), [1], "the letter to confirm the address");
    let done = each(&failed, "jobs_done")[0];
    admin.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    site.server.work_off().await.unwrap();
    let later = figures_of(&mut admin, 1).await;
    assert!(each(&later, "jobs_done")[0] > done);
    assert_eq!((&later["jobs"]["retrying"], &later["jobs"]["failed"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn reports_that_nobody_has_handled_are_counted() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    let reported = bob.post("/reports", json!({"pin_id": pin, "reason": "Not a cat."})).await;
    assert_eq!(reported.status, 201, "{}", reported.text());
    assert_eq!(figures_of(&mut admin, 7).await["open_reports"], 1);
    sql(&site, "delete from reports").await;
    assert_eq!(figures_of(&mut admin, 7).await["open_reports"], 0);
}

#[tokio::test]
async fn one_looks_back_over_a_day_to_a_year_and_others_not_at_all() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for days in ["0", "366", "-1", "many"] {
        assert_eq!(admin.get(&format!("/admin/figures?days={days}")).await.status, 400, "{days}");
    }
    assert_eq!(figures_of(&mut admin, 365).await["days"].as_array().unwrap().len(), 365);
    assert_eq!(admin.get("/admin/figures").await.json()["days"].as_array().unwrap().len(), 30);
    assert_eq!(ana.get("/admin/figures").await.status, 404);
    let page = browser(&site, "root").await.get("/admin?days=400").await;
    let days = page.text().matches("class=\"table__row\"").count();
    assert_eq!((page.status, days), (200, 30), "as if nothing was asked for");
}

#[tokio::test]
async fn the_page_draws_them_without_script_and_tells_them_to_whoever_cannot_see() {
    let site = TestSite::start().await;
    Program::admin(&site, "root").await;
    Program::sign_up(&site, "ana").await;
    sql(&site, "update users set created_at = now() - interval '3 days'").await;
    let mut admin = browser(&site, "root").await;
    let page = admin.get("/admin?days=7").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    assert_eq!(html.matches("role=\"img\"").count(), 6, "a drawing for each figure");
    assert!(html.contains("<title id=\"members-title\">Members</title>"), "{html}");
    assert!(html.contains("from 0 to 2."), "what it shows, in words");
    assert_eq!(html.matches("class=\"table__row\"").count(), 7, "a row for each day");
    assert!(html.contains("href=\"/admin?days=365\""));
    assert_eq!(browser(&site, "ana").await.get("/admin").await.status, 404);

    let csv = admin.get("/admin/figures.csv?days=7").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = csv.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        (lines.len(), lines[0]),
        (8, "\"day\",\"members\",\"pins\",\"upload_bytes\",\"file_bytes\",\"jobs_done\",\"jobs_failed\"")
    );
    assert!(lines[7].contains(",\"2\",\"0\",\"0\",\"0\","), "{}", lines[7]);
}
