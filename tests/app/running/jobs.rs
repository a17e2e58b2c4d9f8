//! Jobs: seen, tried again, cancelled, asked for again.

use super::{audited, browser, sql};
use crate::{
    api::{Program, wrong_fields},
    harness::{TestSite, post_plain},
    mailbox::Mailbox,
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use std::path::PathBuf;

async fn jobs(admin: &mut Program, query: &str) -> Value {
    let answer = admin.get(&format!("/admin/jobs{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn id(job: &Value) -> &str {
    job["id"].as_str().unwrap()
}

/// The one job of a kind.
async fn only(admin: &mut Program, kind: &str) -> Value {
    let found = jobs(admin, &format!("?kind={kind}")).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    found["items"][0].clone()
}

/// The file of a picture of these bytes, in the store.
fn file_of(site: &TestSite, bytes: &[u8]) -> PathBuf {
    let name = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(bytes));
    site.folder.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(&name)
}

/// As if it had failed as often as it is tried.
async fn exhaust(site: &TestSite, kind: &str) {
    let statement = format!(
        "update graphile_worker._private_jobs as jobs set attempts = max_attempts
         from graphile_worker._private_tasks as tasks where tasks.id = jobs.task_id and tasks.identifier = '{kind}'"
    );
    sql(site, &statement).await;
}

#[tokio::test]
async fn a_letter_that_cannot_be_sent_says_why_and_to_whom_and_is_tried_again() {
    let down = Mailbox::open().url();
    let site = TestSite::start_with(&[("SMTP_URL", &down)]).await;
    let mut admin = Program::admin(&site, "root").await;
    let waiting = only(&mut admin, "send_letter").await;
    assert_eq!(
        (&waiting["state"], &waiting["attempts"], &waiting["error"]),
        (&json!("waiting"), &json!(0), &Value::Null)
    );
    site.server.work_off().await.unwrap();
    let job = only(&mut admin, "send_letter").await;
    assert_eq!((&job["state"], &job["attempts"], &job["attempts_most"]), (&json!("retrying"), &json!(1), &json!(10)));
    assert_eq!((&job["does"], &job["about"]["username"]), (&json!("Sends an e-mail"), &json!("root")));
    let why = job["error"].as_str().unwrap();
    assert!(why.starts_with("The e-mail could not be sent: mail server error:"), "{why}");

    // It is due later; tried again now, it fails again.
    site.work_off().await;
    assert_eq!(only(&mut admin, "send_letter").await["attempts"], 1);
    assert_eq!(admin.post(&format!("/admin/jobs/{}/retry", id(&job)), json!({})).await.status, 204);
    site.work_off().await;
    assert_eq!(only(&mut admin, "send_letter").await["attempts"], 2);

    exhaust(&site, "send_letter").await;
    let failed = only(&mut admin, "send_letter").await;
    assert_eq!((&failed["state"], &failed["by_clock"]), (&json!("failed"), &json!(false)));
    let retried = admin.post("/admin/jobs/retry", json!({})).await;
    assert_eq!((retried.status, retried.json()), (200, json!({"retried": 1})));
    let again = only(&mut admin, "send_letter").await;
    assert_eq!((&again["state"], &again["attempts"]), (&json!("waiting"), &json!(0)), "as often as a new one");
    let acts = audited(&site).await;
    assert_eq!(acts[0], ("retry_job".to_owned(), "Sends an e-mail: @root".to_owned()));
    assert_eq!(acts[1].0, "retry_jobs");
}

#[tokio::test]
async fn the_work_on_a_picture_whose_file_is_missing_succeeds_once_the_file_is_back() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let bytes = pictures::png(300, 200, 1);
    let pin = ana.pin("a.png", &bytes, "public").await;
    let file = file_of(&site, &bytes);
    std::fs::remove_file(&file).unwrap();
    site.server.work_off().await.unwrap();
    exhaust(&site, "process_picture").await;
    let job = only(&mut admin, "process_picture").await;
    assert_eq!(
        (&job["state"], &job["error"]),
        (&json!("failed"), &json!("The original file is missing from storage."))
    );
    assert_eq!((&job["about"]["pin_id"], &job["about"]["username"]), (&json!(pin), &json!("ana")));
    assert_eq!(jobs(&mut admin, "").await["images_without_job"], json!([]), "it has a job, be it failed");

    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(admin.post(&format!("/admin/jobs/{}/retry", id(&job)), json!({})).await.status, 204);
    site.work_off().await;
    assert_eq!(ana.see(&pin).await["state"], "ready");
    assert_eq!(admin.post(&format!("/admin/jobs/{}/retry", id(&job)), json!({})).await.status, 404);
}

#[tokio::test]
async fn a_picture_whose_job_is_cancelled_waits_until_it_is_asked_for_again() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(300, 200, 1), "private").await;
    let job = only(&mut admin, "process_picture").await;
    assert_eq!(job["about"]["pin_id"], Value::Null, "what is private is private before admins, too");
    let image = job["about"]["image_id"].as_str().unwrap().to_owned();
    assert_eq!(admin.delete(&format!("/admin/jobs/{}", id(&job))).await.status, 204);
    assert_eq!(admin.delete(&format!("/admin/jobs/{}", id(&job))).await.status, 404);
    site.work_off().await;
    assert_eq!(ana.see(&pin).await["state"], "waiting");
    assert_eq!(jobs(&mut admin, "").await["images_without_job"], json!([image]));

    let ask = format!("/admin/images/{image}/job");
    assert_eq!(ana.post(&ask, json!({})).await.status, 404);
    assert_eq!(admin.post(&ask, json!({})).await.status, 202);
    assert_eq!(admin.post(&ask, json!({})).await.status, 409, "there is a job now");
    site.work_off().await;
    assert_eq!(ana.see(&pin).await["state"], "ready");
    assert_eq!(admin.post(&ask, json!({})).await.status, 409, "it is done");
    assert_eq!(admin.post("/admin/images/1C3XR6Gzv21Kf3E2ZpLk9B/job", json!({})).await.status, 404);
    let acts: Vec<_> = audited(&site).await;
    let about = "a picture by @ana";
    let expected = [("cancel_job", format!("Processes a picture: {about}")), ("ask_for_picture", about.to_owned())];
    assert_eq!(acts, expected.map(|(act, about)| (act.to_owned(), about)));
}

#[tokio::test]
async fn what_a_worker_has_in_its_hands_is_left_alone() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    admin.pin("a.png", &pictures::png(300, 200, 1), "public").await;
    sql(&site, "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'another worker'").await;
    let job = only(&mut admin, "process_picture").await;
    assert_eq!(job["state"], "running");
    let path = format!("/admin/jobs/{}", id(&job));
    assert_eq!(admin.post(&format!("{path}/retry"), json!({})).await.status, 409);
    assert_eq!(admin.delete(&path).await.status, 409);
    assert_eq!(admin.post("/admin/jobs/retry", json!({})).await.json()["retried"], 0);
    assert_eq!(only(&mut admin, "process_picture").await["state"], "running");
    assert_eq!(audited(&site).await.len(), 1, "only what was done");
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_walked_page_by_page() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    for n in 0..5 {
        admin.pin("a.png", &pictures::png(30, 20, n), "public").await;
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = jobs(&mut admin, &format!("?kind=process_picture&state=waiting&limit=2{next}")).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|job| id(job).to_owned()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    let oldest = jobs(&mut admin, "?kind=process_picture&sort=oldest").await;
    let oldest: Vec<_> = oldest["items"].as_array().unwrap().iter().map(|job| id(job).to_owned()).collect();
    assert_eq!((seen.len(), seen.into_iter().rev().collect::<Vec<_>>()), (5, oldest));
    assert_eq!(jobs(&mut admin, "?state=failed").await["items"], json!([]));
    assert_eq!(wrong_fields(&admin.get("/admin/jobs?kind=nothing").await), ["kind"]);
    assert_eq!(wrong_fields(&admin.get("/admin/jobs?sort=oldest&cursor=j1C3XR6Gzv21Kf3E2ZpLk9B").await), ["cursor"]);
    for query in ["?state=lost", "?sort=best", "?limit=0", "?x=1", "?cursor=x"] {
        assert_eq!(admin.get(&format!("/admin/jobs{query}")).await.status, 400, "{query}");
    }
    for path in ["/admin/jobs/1C3XR6Gzv21Kf3E2ZpLk9B", "/admin/jobs/x"] {
        assert_eq!(admin.delete(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_page_does_it_all_without_script() {
    let site = TestSite::start().await;
    let mut program = Program::admin(&site, "root").await;
    let pin = program.pin("a.png", &pictures::png(300, 200, 1), "public").await;
    let mut admin = browser(&site, "root").await;
    let page = admin.get("/admin/jobs?kind=process_picture").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(html.contains("Processes a picture") && html.contains(&format!("href=\"/pin/{pin}\"")), "{html}");
    let job = id(&only(&mut program, "process_picture").await).to_owned();
    let named = || Form::default().text("job", &job);
    let listed = named().text("kind", "process_picture").text("state", "");
    let retried = post_plain(&mut admin, "/fn/admin_retry_job", listed).await;
    assert_eq!(retried.header("location"), Some("/admin/jobs?retried=1&kind=process_picture"));
    let question = admin.get(&format!("/admin/jobs/{job}/cancel")).await.text();
    assert!(question.contains("Sizes of the picture that have not been made yet"), "what that means is said first");
    let cancelled = post_plain(&mut admin, "/fn/admin_cancel_job", named()).await;
    assert_eq!(cancelled.header("location"), Some("/admin/jobs?cancelled=1"));
    assert_eq!(admin.get(&format!("/admin/jobs/{job}/cancel")).await.status, 404);
    let again = post_plain(&mut admin, "/fn/admin_cancel_job", named()).await;
    assert!(again.status == 404 && again.text().contains("<h1 class=\"page__title\">Jobs<"), "{}", again.text());
    let failed = Form::default().text("state", "failed").text("sort", "oldest");
    let retried = post_plain(&mut admin, "/fn/admin_retry_failed_jobs", failed).await;
    assert_eq!(retried.header("location"), Some("/admin/jobs?retried=1&state=failed&sort=oldest"));
    assert!(admin.get("/admin/jobs").await.text().contains("Unprocessed pictures"));
    let image = jobs(&mut program, "").await["images_without_job"][0].as_str().unwrap().to_owned();
    let asked = post_plain(&mut admin, "/fn/admin_process_picture", Form::default().text("picture", &image)).await;
    assert_eq!(asked.header("location"), Some("/admin/jobs?asked=1"));

    let csv = admin.get("/admin/jobs.csv?kind=process_picture").await;
    assert_eq!(csv.status, 200);
    let text = csv.text();
    assert!(text.starts_with("\"id\",\"kind\",\"about\",\"state\","), "{text}");
    assert!(
        text.lines().nth(1).unwrap().contains(",\"process_picture\",\"a (@root)\",\"waiting\",\"0\",\"10\","),
        "{text}"
    );
    assert_eq!(admin.get("/admin/jobs.csv?state=lost").await.status, 422);
}
