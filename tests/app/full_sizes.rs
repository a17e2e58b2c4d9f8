//! Large pictures: their full size comes last, after the small sizes of everybody's.

use crate::{
    api::Program,
    harness::{TestSite, pin},
    pictures,
};
use serde_json::{Value, json};

/// More than a million pixels.
fn large(seed: u8) -> Vec<u8> {
    pictures::png(1250, 850, seed)
}

/// Full sizes that are asked for from now on are due in an hour.
async fn put_off_full_sizes(site: &TestSite) {
    let later = "create function later() returns trigger language plpgsql as
                     'begin new.run_at := now() + interval ''1 hour''; return new; end';
                 create trigger later before insert on graphile_worker._private_jobs
                 for each row when (new.priority > 0) execute function later()";
    sqlx::raw_sql(later).execute(&site.rows).await.unwrap();
}

fn sizes(pin: &Value) -> Vec<u64> {
    pin["qualities"].as_array().unwrap().iter().map(|quality| quality["n"].as_u64().unwrap()).collect()
}

async fn job(admin: &mut Program, kind: &str) -> Value {
    let jobs = admin.get(&format!("/admin/jobs?kind={kind}")).await.json();
    jobs["items"][0].clone()
}

#[tokio::test]
async fn the_small_sizes_of_all_pictures_come_before_the_full_size_of_any() {
    let site = TestSite::start_with(&[("MEDIA_WORKERS", "1")]).await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let noted = "create table noted (place serial, n smallint not null);
                 create function note() returns trigger language plpgsql as
                     'begin insert into noted (n) values (new.n); return new; end';
                 create trigger note after insert on qualities for each row execute function note()";
    sqlx::raw_sql(noted).execute(&site.rows).await.unwrap();
    for seed in 0..3 {
        ana.pin("a.png", &large(seed), "public").await;
    }
    site.work_off().await;
    let noted: Vec<i16> = sqlx::query_scalar("select n from noted order by place").fetch_all(&site.rows).await.unwrap();
    assert_eq!(noted, [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0, 0, 0]);
    assert_eq!(site.count("pictures where state = 'ready'").await, 3);
}

#[tokio::test]
async fn all_that_is_there_is_shown_while_the_full_size_is_not() {
    let site = TestSite::start().await;
    put_off_full_sizes(&site).await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &large(1), "public").await;
    site.work_off().await;
    let scaled = ana.see(&id).await;
    assert_eq!((&scaled["state"], sizes(&scaled)), (&json!("scaled"), vec![1, 2, 3, 4, 5]));
    let picture = site.picture_of(&id).await;
    let mut visitor = site.visitor();
    for (n, status) in [(0, 404), (1, 200), (5, 200)] {
        assert_eq!(visitor.get(&format!("/media/{picture}-{n}")).await.status, status, "{n}");
    }
    let page = visitor.get(&format!("/pin/{id}")).await.text();
    assert!(page.contains(&format!("/media/{picture}-5 1200w")), "its page shows the largest of them");
    assert!(!page.contains(&format!("/media/{picture}-0")));
    assert_eq!(pin(&mut visitor, &id).await.unwrap().state, "early", "and looks for more");

    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(&site.rows).await.unwrap();
    site.work_off().await;
    let ready = ana.see(&id).await;
    assert_eq!((&ready["state"], sizes(&ready)), (&json!("ready"), vec![0, 1, 2, 3, 4, 5]));
    assert_eq!(visitor.get(&format!("/media/{picture}-0")).await.status, 200);
    assert_eq!(pin(&mut visitor, &id).await.unwrap().state, "ready");
}

#[tokio::test]
async fn a_full_size_whose_job_is_lost_is_asked_for_again_and_made_once() {
    let site = TestSite::start().await;
    put_off_full_sizes(&site).await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &large(1), "public").await;
    site.work_off().await;
    let image = ana.see(&id).await["image_id"].as_str().unwrap().to_owned();
    let ask = format!("/admin/images/{image}/job");
    assert_eq!(admin.post(&ask, json!({})).await.status, 409, "there is a job for it");
    let full = job(&mut admin, "process_full_size").await;
    assert_eq!((&full["does"], &full["about"]["pin_id"]), (&json!("Makes the full size of a picture"), &json!(id)));

    assert_eq!(admin.delete(&format!("/admin/jobs/{}", full["id"].as_str().unwrap())).await.status, 204);
    assert_eq!(admin.get("/admin/jobs").await.json()["images_without_job"], json!([image]));
    // As an older version asks, or a backup that is restored: for all of it.
    assert_eq!(admin.post(&ask, json!({})).await.status, 202);
    site.work_off().await;
    assert_eq!(ana.see(&id).await["state"], "scaled");
    assert_eq!(admin.get("/admin/jobs").await.json()["images_without_job"], json!([]));
    // Twice makes no second one.
    let again = "select graphile_worker.add_job('process_picture', json_build_object('picture', $1::text))";
    sqlx::query(again).bind(&image).execute(&site.rows).await.unwrap();
    site.work_off().await;
    let jobs = admin.get("/admin/jobs?kind=process_full_size").await.json();
    assert_eq!(jobs["items"].as_array().unwrap().len(), 1);
    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!(ana.see(&id).await["state"], "ready");
}
