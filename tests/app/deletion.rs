//! Leaving for good: nothing of an account is left, and nothing of anybody else's is touched.

use crate::{
    harness::{PASSWORD, TestSite, post, upload},
    multipart::Form,
    pictures,
};
use sqlx::{AssertSqlSafe, Row};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use tessera::model::ids::{PictureId, PinId, UserId};

/// Every row of every table, the queue's among them, as text.
async fn all_rows(site: &TestSite) -> Vec<(String, String)> {
    let tables = "select format('%I.%I', table_schema, table_name) from information_schema.tables
                  where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&site.rows).await.unwrap();
    assert!(tables.len() >= 14, "{tables:?}");
    let mut rows = Vec::new();
    for table in tables {
        let sql = AssertSqlSafe(format!("select row_to_json(t)::text from {table} as t"));
        for row in sqlx::query(sql).fetch_all(&site.rows).await.unwrap() {
            rows.push((table.clone(), row.get::<String, _>(0)));
        }
    }
    rows
}

/// Every file of the blob store with its bytes.
fn all_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(all_files(&entry.path()));
        } else {
            found.insert(entry.path(), std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// The ways in which an account or its things could still be named somewhere.
async fn traces(site: &TestSite, name: &str) -> Vec<String> {
    let ids = "select id, 'user' as kind from users where username = $1
               union all select pins.id, 'pin' from pins join users on users.id = owner_id where username = $1
               union all select pictures.id, 'picture' from pictures join users on users.id = owner_id where username = $1";
    let rows = sqlx::query(ids).bind(name).fetch_all(&site.rows).await.unwrap();
    let mut traces = vec![name.to_owned(), format!("{name}@example.com")];
    for row in rows {
        let id: uuid::Uuid = row.get(0);
        traces.push(id.to_string());
        traces.push(match row.get::<&str, _>(1) {
            "user" => UserId::from_uuid(id).to_string(),
            "pin" => PinId::from_uuid(id).to_string(),
            _ => PictureId::from_uuid(id).to_string(),
        });
    }
    traces
}

#[tokio::test]
async fn nothing_is_left_of_a_deleted_account_and_others_keep_every_byte() {
    let site = TestSite::start().await;
    let mut bo = site.member("bobby").await;
    let shared = pictures::png(300, 200, 0);
    upload(&mut bo, "shared.png", &shared, "public").await;
    let bos = upload(&mut bo, "mine.png", &pictures::png(320, 200, 200), "private").await;
    site.work_off().await;
    let before = all_files(&site.folder.path().join("blobs"));

    let mut ana = site.visitor();
    let form = Form::default()
        .text("email", "analeaves@example.com")
        .text("username", "analeaves")
        .text("password", PASSWORD)
        .file("avatar", "me.png", &pictures::png(240, 240, 99));
    assert_eq!(post(&mut ana, "/signup", form).await.status, 200);
    let mut batch = Form::default();
    for n in 0..30u8 {
        // The first has the very bytes of a picture of somebody else's.
        let bytes = if n == 0 { shared.clone() } else { pictures::png(300, 200, n) };
        batch = batch.file("file", &format!("{n}.png"), &bytes);
    }
    assert_eq!(post(&mut ana, "/upload", batch).await.status, 202);
    let token = Form::default().text("name", "a script").text("scopes", "read");
    assert_eq!(post(&mut ana, "/settings/tokens", token).await.status, 200);
    site.work_off().await;
    let traces = traces(&site, "analeaves").await;
    assert_eq!(traces.len(), 2 + 2 * (1 + 30 + 31), "the account, 30 pins, 30 pictures and the avatar");
    assert!(site.files() > before.len() + 90);

    let wrong = post(&mut ana, "/settings/delete", Form::default().text("password", "not mine")).await;
    assert_eq!((wrong.status, wrong.json()["errors"][0]["field"].as_str()), (422, Some("password")));
    // One more that is still waiting for its work, so that a job is left behind.
    upload(&mut ana, "late.png", &pictures::png(500, 200, 123), "public").await;
    let gone = post(&mut ana, "/settings/delete", Form::default().text("password", PASSWORD)).await;
    assert_eq!(gone.json()["location"], "/?goodbye=1");
    // At once, however much there is to be taken away.
    assert_eq!((ana.get("/settings").await.status, site.visitor().get("/@analeaves").await.status), (401, 404));
    assert!(!site.visitor().get("/").await.text().contains("analeaves"));
    site.work_off().await;

    let left: Vec<_> = all_rows(&site)
        .await
        .into_iter()
        .filter(|(_, row)| traces.iter().any(|trace| row.contains(trace.as_str())))
        .collect();
    assert!(left.is_empty(), "rows that still name the account: {left:#?}");
    let after = all_files(&site.folder.path().join("blobs"));
    assert!(after == before, "{} files before, {} after", before.len(), after.len());
    assert_eq!(site.spooled(), 0);
    assert_eq!(site.visitor().get("/@analeaves").await.status, 404);
    assert_eq!(ana.get("/settings").await.status, 401);
    assert!(crate::harness::pin(&mut bo, &bos).await.is_some());
}

#[tokio::test]
async fn the_only_admin_cannot_leave() {
    let site = TestSite::start().await;
    let path = site.server.first_admin_path().await.unwrap().unwrap();
    let form = Form::default()
        .text("email", "admin@example.com")
        .text("username", "admin")
        .text("password", PASSWORD)
        .text("first_admin", path.split_once('=').unwrap().1);
    let mut admin = site.visitor();
    assert_eq!(post(&mut admin, "/signup", form).await.status, 200);
    let answer = post(&mut admin, "/settings/delete", Form::default().text("password", PASSWORD)).await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("only admin"));
    assert_eq!(admin.get("/settings").await.status, 200);
}

/// What a visitor is answered at each of these addresses.
async fn statuses(site: &TestSite, paths: &[String]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(site.visitor().get(path).await.status);
    }
    statuses
}

#[tokio::test]
async fn whoever_leaves_is_gone_at_once_and_the_rest_is_a_jobs() {
    let site = TestSite::start().await;
    let mut bo = site.member("bobby").await;
    let bos = upload(&mut bo, "his.png", &pictures::png(300, 200, 3), "public").await;
    let mut ana = site.visitor();
    let form = Form::default()
        .text("email", "ana@example.com")
        .text("username", "ana")
        .text("password", PASSWORD)
        .file("avatar", "me.png", &pictures::png(240, 240, 99));
    assert_eq!(post(&mut ana, "/signup", form).await.status, 200);
    let public = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let unlisted = upload(&mut ana, "b.png", &pictures::png(310, 200, 2), "unlisted").await;
    let comment = Form::default().text("pin", &bos).text("body", "How quiet it is");
    let said = post(&mut ana, "/fn/comment", comment).await;
    assert_eq!(said.status, 200, "{}", said.text());
    // More than fits into one batch.
    let many = "insert into comments (id, pin_id, author_id, body)
                select gen_random_uuid(), pins.id, users.id, 'How quiet it is' from pins, users, generate_series(1, 450)
                where pins.title = 'his' and users.username = 'ana'";
    sqlx::query(many).execute(&site.rows).await.unwrap();
    site.work_off().await;
    let seen = site.visitor().get("/api/v1/users/ana").await.json();
    let avatar = seen["avatar_url"].as_str().unwrap();
    let avatar = avatar[avatar.find("/media/").unwrap()..].to_owned();
    let picture = site.picture_of(&public).await;
    let paths = [
        format!("/pin/{public}"),
        format!("/pin/{unlisted}"),
        format!("/media/{picture}-1"),
        avatar,
        "/@ana".to_owned(),
    ];
    assert_eq!(statuses(&site, &paths).await, [200; 5]);

    let leave = || Form::default().text("password", PASSWORD);
    assert_eq!(post(&mut ana, "/settings/delete", leave()).await.status, 200);
    // Nothing of it has been taken away so far.
    assert_eq!((site.count("pins").await, site.count("comments").await, site.count("users").await), (3, 451, 2));
    assert_eq!(statuses(&site, &paths).await, [404; 5]);
    assert_eq!(post(&mut ana, "/settings/delete", leave()).await.status, 401);
    for path in ["/".to_owned(), "/search?q=ana".to_owned(), format!("/pin/{bos}")] {
        let page = bo.get(&path).await.text();
        for trace in ["@ana", "How quiet it is", public.as_str(), "Deleted account"] {
            assert!(!page.contains(trace), "{path} shows {trace}");
        }
    }
    // Who comes next may have the name and the address.
    let mut next = site.member("ana").await;
    assert_eq!(crate::settings::email(&mut next).await.address, "ana@example.com");

    // The server stops in the middle; another one goes on, and again.
    sqlx::query("delete from comments where id in (select id from comments limit 100)")
        .execute(&site.rows)
        .await
        .unwrap();
    let other = site.another_server().await;
    other.work_off().await.unwrap();
    site.work_off().await;
    let again = "select graphile_worker.add_job('purge_accounts', '{}'::json)";
    sqlx::query(again).execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!((site.count("pins").await, site.count("comments").await, site.count("users").await), (1, 0, 2));
    assert_eq!((site.count("pictures").await, next.get("/settings").await.status), (1, 200));
}
