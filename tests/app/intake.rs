//! What comes in is judged before it is kept: whoever sends it, however it is put together, and whatever goes wrong on the way.

use crate::{
    api::Program,
    client::Client,
    harness::{JSON, TestSite, pin, post, upload},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const FORM: (&str, &str) = ("content-type", CONTENT_TYPE);

/// How much is sent of what never ends, in bytes.
const ENDLESS: usize = 64 << 20;

#[tokio::test]
async fn a_head_of_a_part_that_never_ends_is_cut_off_on_every_route() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pin = upload(&mut ana, "a.png", &pictures::png(8, 8, 1), "public").await;
    let mut program = Program::sign_in(&site, "ana").await;
    let token = format!("Bearer {}", program.token.take().unwrap());
    let edit = format!("/pin/{pin}/edit");
    let picture = format!("/api/v1/pins/{pin}/picture");
    let begin = format!("--{}\r\ncontent-disposition: form-data; name=\"", crate::multipart::BOUNDARY);
    for (method, path) in [
        ("POST", "/signup"),
        ("POST", "/settings"),
        ("POST", edit.as_str()),
        ("POST", "/upload"),
        ("POST", "/api/v1/pins"),
        ("PUT", "/api/v1/me/avatar"),
        ("PUT", picture.as_str()),
    ] {
        let mut client = if path == "/signup" || path.starts_with("/api") { site.visitor() } else { ana.clone() };
        let headers = if path.starts_with("/api") { [FORM, ("authorization", token.as_str())] } else { [FORM, JSON] };
        for begin in ["", begin.as_str()] {
            let (answer, taken) = client.send_much(method, path, &headers, begin.as_bytes(), ENDLESS).await;
            assert_eq!(answer.status, 400, "{method} {path}: {}", answer.text());
            // What lies in the buffers of the connection is none of the site's.
            assert!(taken < ENDLESS / 2, "{method} {path} took {taken} bytes");
        }
    }
    assert_eq!(site.spooled(), 0);
}

#[tokio::test]
async fn whoever_may_not_send_a_body_hears_so_before_it_is_read() {
    let site = TestSite::start_with(&[("SIGNUP", "closed")]).await;
    let mut admin = Program::admin(&site, "root").await;
    let pin = admin.pin("a.png", &pictures::png(8, 8, 1), "public").await;
    let (mut reader, _) = admin.with_scopes(&["read"]).await;
    let token = format!("Bearer {}", reader.token.take().unwrap());
    let edit = format!("/pin/{pin}/edit");
    for (method, path, status) in [
        ("POST", "/signup", 403),
        ("POST", "/settings", 401),
        ("POST", edit.as_str(), 401),
        ("POST", "/upload", 401),
        ("POST", "/api/v1/pins", 403),
        ("PUT", "/api/v1/me/avatar", 403),
    ] {
        let headers = if path.starts_with("/api") { [FORM, ("authorization", token.as_str())] } else { [FORM, JSON] };
        // A body is announced, and not a byte of it comes.
        let answer = site.visitor().announce(method, path, &headers, 1_000_000).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    }
}

/// Nothing but this many blobs is anywhere: no hold, no file beside them, nothing that waits. No sweep has run.
async fn only(site: &TestSite, blobs: i64) {
    assert_eq!((site.count("blobs").await, site.count("blob_holds").await), (blobs, 0));
    assert_eq!((site.files() as i64, site.spooled()), (blobs, 0));
}

#[tokio::test]
async fn what_is_refused_never_reaches_the_store() {
    let site = TestSite::start_with(&[("SIGNUP", "invite")]).await;
    for (field, value, status) in [("first_admin", "made-up", 410), ("invitation", "made-up", 410), ("bio", "", 403)] {
        let form = Form::default()
            .text("email", "eve@example.com")
            .text("username", "eve")
            .text("password", crate::harness::PASSWORD)
            .text(field, value)
            .file("avatar", "a.png", &pictures::png(50, 50, 1));
        assert_eq!(post(&mut site.visitor(), "/signup", form).await.status, status, "{field}");
        only(&site, 0).await;
    }
    let mut admin = Program::admin(&site, "root").await;
    admin.pin("taken.png", &pictures::png(50, 50, 2), "public").await;
    let taken = Form::default().text("on_duplicate", "refuse").text("title", "TAKEN").file(
        "file",
        "b.png",
        &pictures::png(50, 50, 3),
    );
    assert!(admin.upload(taken).await.json()["items"][0]["error"].is_string());
    let wrong = Form::default().text("source_url", "javascript:x").file("file", "c.png", &pictures::png(50, 50, 4));
    assert!(admin.upload(wrong).await.json()["items"][0]["error"].is_string());
    only(&site, 1).await;
}

#[tokio::test]
async fn a_key_makes_no_room_and_what_is_over_the_quota_is_not_stored() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let first = pictures::png(50, 50, 1);
    let pin = ana.pin("a.png", &first, "public").await;
    sqlx::query("update plans set quota = $1").bind(first.len() as i64 + 10).execute(&site.rows).await.unwrap();
    let key = "f0000000-0000-4000-8000-000000000001";
    let form = Form::default().text("key", key).file("file", "b.png", &pictures::png(300, 200, 2));
    let answer = ana.upload(form).await.json();
    assert!(answer["items"][0]["error"].as_str().unwrap().contains("not enough storage"), "{answer}");
    let body = Form::default().file("file", "c.png", &pictures::png(300, 200, 3)).finish();
    assert_eq!(ana.send("PUT", &format!("/pins/{pin}/picture"), &[FORM], &body).await.status, 403);
    only(&site, 1).await;
    // What is on its way for them counts: here for another request of theirs that is under way.
    let on_its_way =
        "with blob as (insert into blobs (sha256, byte_size) values (sha256('held'), 1000) returning sha256)
         insert into blob_holds (id, sha256, owner_id) select gen_random_uuid(), sha256, users.id from blob, users";
    sqlx::query(on_its_way).execute(&site.rows).await.unwrap();
    let small = pictures::png(40, 40, 4);
    let quota = (first.len() + small.len()) as i64;
    sqlx::query("update plans set quota = $1").bind(quota).execute(&site.rows).await.unwrap();
    let upload = || Form::default().file("file", "d.png", &small);
    let refused = ana.upload(upload()).await.json();
    assert!(refused["items"][0]["error"].as_str().unwrap().contains("not enough storage"), "{refused}");
    sqlx::query("delete from blob_holds").execute(&site.rows).await.unwrap();
    assert!(ana.upload(upload()).await.json()["items"][0]["id"].is_string());
}

#[tokio::test]
async fn a_full_disk_is_said_in_words_and_leaves_no_hold() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    sqlx::raw_sql(
        "create function no_room() returns trigger language plpgsql as
             $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
         create trigger no_room before insert on pictures for each statement execute function no_room();",
    )
    .execute(&site.rows)
    .await
    .unwrap();
    let answer = ana.upload(Form::default().file("file", "a.png", &pictures::png(50, 50, 1))).await;
    assert_eq!(answer.status, 507);
    assert_eq!(answer.json()["title"], "Disk full");
    assert!(answer.json()["detail"].as_str().unwrap().contains("disk is full"));
    no_holds(&site).await;
    site.work_off().await;
    only(&site, 0).await;
}

/// Waits until no hold is left: what ends them after a failure runs beside the answer.
async fn no_holds(site: &TestSite) {
    let ended = async {
        // The sweep of what they held is asked for after that.
        let sweeps = "select count(*) from graphile_worker.jobs where task_identifier = 'sweep_blobs'";
        while site.count("blob_holds").await > 0
            || sqlx::query_scalar::<_, i64>(sweeps).fetch_one(&site.rows).await.unwrap() == 0
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended).await.expect("the hold should end");
}

#[tokio::test]
async fn an_avatar_is_small() {
    let site = TestSite::start_with(&[("MAX_UPLOAD_BYTES", "20MB")]).await;
    let mut ana = site.member("ana").await;
    let large = vec![0; 8_000_001];
    let answer = post(&mut ana, "/settings", Form::default().file("avatar", "a.png", &large)).await;
    assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some("avatar")));
    assert!(answer.text().contains("8 MB"), "{}", answer.text());
    let mut program = Program::sign_in(&site, "ana").await;
    let body = Form::default().file("file", "a.png", &large).finish();
    assert_eq!(program.send("PUT", "/me/avatar", &[FORM], &body).await.status, 413);
    only(&site, 0).await;
}

/// What came of a form: the status, and of each file its visibility, or "refused".
async fn visibilities(ana: &mut Program, form: Form) -> (u16, Vec<String>) {
    let answer = ana.upload(form).await;
    let mut seen = Vec::new();
    for item in answer.json()["items"].as_array().unwrap_or(&Vec::new()) {
        seen.push(match item["id"].as_str() {
            Some(id) => ana.see(id).await["visibility"].as_str().unwrap().to_owned(),
            None => "refused".to_owned(),
        });
    }
    (answer.status, seen)
}

#[tokio::test]
async fn words_after_a_file_count_or_are_refused_and_nothing_private_becomes_public() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let file = |form: Form, seed| form.file("file", "a.png", &pictures::png(8, 8, seed));
    let private = |form: Form| form.text("visibility", "private");
    let public = |form: Form| form.text("visibility", "public");
    let begin = Form::default;
    let after_one = private(file(begin(), 1));
    assert_eq!(visibilities(&mut ana, after_one).await, (202, vec!["private".to_owned()]));
    let after_all = private(file(file(begin(), 2), 3));
    assert_eq!(visibilities(&mut ana, after_all).await, (202, vec!["private".to_owned(); 2]));
    let between = file(private(file(begin(), 4)), 5);
    assert_eq!(visibilities(&mut ana, between).await, (202, vec!["private".to_owned(); 2]));
    let each = file(public(file(private(begin()), 6)), 7);
    assert_eq!(visibilities(&mut ana, each).await, (202, vec!["private".to_owned(), "public".to_owned()]));
    let pins = site.count("pins").await;
    // Whoever sends words after each file means the first one to be private; whoever sends them before, another.
    for unclear in [
        public(file(private(file(begin(), 8)), 9)),
        private(file(public(begin()), 10)),
        file(file(begin(), 11), 12).text("title", "Whose?"),
        file(begin(), 13).text("colour", "red"),
        file(begin().text("title", "Before"), 14).text("title", "After"),
    ] {
        assert_eq!(visibilities(&mut ana, unclear).await.0, 422);
    }
    assert_eq!(site.count("pins").await, pins, "nothing was made of them");
    let all = file(begin(), 15)
        .text("title", "After")
        .text("description", "All of it")
        .text("tags", "late")
        .text("key", "f0000000-0000-4000-8000-000000000002")
        .text("visibility", "unlisted");
    let answer = ana.upload(all).await.json();
    let seen = ana.see(answer["items"][0]["id"].as_str().unwrap()).await;
    assert_eq!((&seen["title"], &seen["description"]), (&json!("After"), &json!("All of it")));
    assert_eq!((&seen["tags"], &seen["visibility"]), (&json!(["late"]), &json!("unlisted")));
    // What was wrong with the one file is its own answer.
    let bad = ana.upload(begin().file("file", "bad.png", b"nothing").text("title", "Bad")).await;
    assert_eq!((bad.status, bad.json()["items"][0]["file"].as_str()), (202, Some("bad.png")));
}

#[tokio::test]
async fn of_more_files_than_become_pins_at_once_none_is_shown_before_it_is_sure_who_may_see_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let many = |form: Form, seed: u32| {
        (0..60).fold(form, |form, n| form.file("file", "a.png", &pictures::numbered_png(seed + n)))
    };
    let late = many(Form::default(), 0).text("visibility", "private");
    assert_eq!(visibilities(&mut ana, late).await, (202, vec!["private".to_owned(); 60]));
    let unclear = many(Form::default(), 100).text("title", "Whose?");
    assert_eq!(visibilities(&mut ana, unclear).await.0, 422);
    assert_eq!(site.count("pins").await, 60);
    // Where it was sure, those before may be pins by then; what waited is refused.
    let sure = many(Form::default().text("visibility", "private"), 200).text("title", "Whose?");
    let (status, seen) = visibilities(&mut ana, sure).await;
    assert_eq!((status, seen.len()), (202, 60));
    assert!(seen[..50].iter().all(|seen| seen == "private") && seen[50..].iter().all(|seen| seen == "refused"));
}

#[tokio::test]
async fn a_file_is_called_as_browsers_and_programs_write_it_or_not_at_all() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let named: [(&[u8], &str); 7] = [
        (b"; filename=\"a.png\"", "a"),
        (b"", "Untitled"),
        (b"; filename*=UTF-8''na%C3%AFve.png", "naïve"),
        (b"; filename=\"B\xe4r.png\"", "Bär"),
        (b"; filename=\"say %22hi%22.png\"", "say \"hi\""),
        (b"", "Untitled 2"),
        (b"; filename=\"\"", "Untitled 3"),
    ];
    let form = named.iter().zip(1..).fold(Form::default(), |form, ((name, _), seed)| {
        let head = [b"content-disposition: form-data; name=\"file\"", *name].concat();
        form.part(&head, &pictures::png(8, 8, seed))
    });
    let answer = ana.upload(form).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let titles: Vec<_> = answer.json()["items"].as_array().unwrap().iter().map(|item| item["title"].clone()).collect();
    assert_eq!(titles, named.map(|(_, title)| json!(title)));
}

#[tokio::test]
async fn a_program_learns_why_a_picture_was_refused_after_it_was_taken_in() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let id = ana.pin("Elephants.png", &pictures::rubbish_png(), "public").await;
    let second = ana.pin("Rubbish.png", &pictures::rubbish_png(), "public").await;
    site.work_off().await;
    let failed = ana.see(&id).await;
    assert_eq!(
        (&failed["id"], &failed["state"], &failed["title"]),
        (&json!(id), &json!("failed"), &json!("Elephants"))
    );
    assert!(failed["error"].as_str().unwrap().contains("PNG"), "{failed}");
    let listed = |answer: Value| -> Vec<String> {
        answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(ana.get("/uploads/failed").await.json()), [second.clone(), id.clone()], "the latest first");
    let page = ana.get("/uploads/failed?limit=1").await.json();
    let next = page["next"].as_str().unwrap().to_owned();
    assert_eq!(listed(page), [second]);
    assert_eq!(
        listed(ana.get(&format!("/uploads/failed?limit=1&cursor={next}")).await.json()),
        std::slice::from_ref(&id)
    );
    // It is there for nobody else, nor for a token that may not read, nor in any list.
    assert_eq!(bob.get(&format!("/pins/{id}")).await.status, 404);
    assert_eq!(Program::visitor(&site).get(&format!("/pins/{id}")).await.status, 404);
    assert_eq!(listed(bob.get("/uploads/failed").await.json()), Vec::<String>::new());
    assert_eq!(Program::visitor(&site).get("/uploads/failed").await.status, 401);
    let (mut writer, _) = ana.with_scopes(&["write"]).await;
    assert_eq!(writer.get(&format!("/pins/{id}")).await.status, 404);
    for list in ["/pins", "/pins?owner=ana", "/me/pins"] {
        assert_eq!(listed(ana.get(list).await.json()), Vec::<String>::new(), "{list}");
    }
    sqlx::query("update refusals set created_at = now() - interval '8 days'").execute(&site.rows).await.unwrap();
    sqlx::query("select graphile_worker.add_job('sweep_blobs', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!(ana.get(&format!("/pins/{id}")).await.status, 404, "after a week it is forgotten");
}

#[tokio::test]
async fn another_server_that_starts_takes_nothing_of_an_upload_under_way() {
    let site = TestSite::start().await;
    let ana = site.member("ana").await;
    let file = pictures::png(200, 200, 1);
    let body = Form::default().file("file", "a.png", &file).finish();
    let cookie = format!("session={}", ana.cookie("session").unwrap());
    let mut connection = TcpStream::connect(site.server.address).await.unwrap();
    let head = format!(
        "POST /upload HTTP/1.0\r\nhost: {}\r\ncontent-length: {}\r\ncontent-type: {CONTENT_TYPE}\r\naccept: \
         application/json\r\ncookie: {cookie}\r\n\r\n",
        site.server.address,
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let (half, rest) = body.split_at(body.len() / 2);
    connection.write_all(half).await.unwrap();
    let begun = async {
        while site.spooled() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), begun).await.expect("the upload should begin");
    let other = site.another_server().await;
    connection.write_all(rest).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer.split(' ').nth(1), Some("202"), "{answer}");
    other.stop().await;
    let mut ana: Client = ana;
    let id = answer.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    site.work_off().await;
    assert_eq!(pin(&mut ana, &id).await.unwrap().state, "ready");
    assert_eq!(site.spooled(), 0);
}

#[tokio::test]
async fn an_upload_that_is_broken_off_leaves_nothing() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut body = Form::default().file("file", "a.png", &pictures::png(200, 200, 1)).finish();
    body.truncate(body.len() - 30);
    let answer = ana.send("POST", "/upload", &[FORM, JSON], &body).await;
    assert_eq!(answer.status, 400);
    only(&site, 0).await;
}

#[tokio::test]
async fn files_that_a_killed_process_was_writing_are_seen_and_swept() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let bytes = pictures::png(60, 60, 1);
    admin.pin("a.png", &bytes, "public").await;
    site.work_off().await;
    let folder = site.folder.path().join("blobs");
    let stored = walk(&folder).into_iter().next().unwrap();
    let left = |number: u32, age: Duration| {
        let path = format!("{}#{number}", stored.display());
        std::fs::write(&path, "half").unwrap();
        let then = std::time::SystemTime::now() - age;
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
        std::path::PathBuf::from(path)
    };
    let (old, young) = (left(1, Duration::from_secs(25 * 3600)), left(2, Duration::ZERO));
    assert_eq!(admin.post("/admin/storage/check", json!({})).await.status, 202);
    site.work_off().await;
    let found = admin.get("/admin/storage").await.json()["check"].clone();
    assert_eq!((&found["stray_files"], &found["stray_bytes"]), (&json!(1), &json!(4)));
    assert!(old.exists());
    assert_eq!(admin.post("/admin/storage/sweep", json!({})).await.status, 202);
    site.work_off().await;
    assert_eq!((old.exists(), young.exists()), (false, true));
    assert_eq!(admin.get("/admin/storage").await.json()["check"]["swept"], 1);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn admins_see_how_much_room_is_left_on_the_disk() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let disks = admin.get("/admin/figures").await.json()["disks"].clone();
    let disks = disks.as_array().unwrap();
    assert_eq!(disks.len(), 1, "both folders are on one disk here");
    let (free, total) = (disks[0]["free_bytes"].as_u64().unwrap(), disks[0]["total_bytes"].as_u64().unwrap());
    assert!(0 < free && free <= total, "{disks:?}");
    assert_eq!(disks[0]["low"], free < 2_000_000_000 || free < total / 10);
}
