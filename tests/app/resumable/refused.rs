//! Who may send, what a request must look like, and how much may be on its way.

use super::{BYTES, FILES, TUS, begin, create, delete, head, metadata, nothing_is_left, offset, pin, place, send};
use crate::{api::Program, harness::TestSite, pictures};
use tessera::model::ids::UserId;
use uuid::Uuid;

#[tokio::test]
async fn a_file_is_its_senders_alone_and_who_asks_is_known_before_a_byte_is_read() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut bob = Program::sign_up(&site, "bob").await;
    let (mut reader, _) = ana.with_scopes(&["read"]).await;
    let path = begin(&mut ana, 1_000_000, &[]).await;
    for method in ["GET", "HEAD", "PATCH", "DELETE"] {
        let headers = [TUS, BYTES, ("upload-offset", "0")];
        assert_eq!(bob.send(method, &path, &headers, &[]).await.status, 404, "{method}");
        assert_eq!(reader.send(method, &path, &headers, &[]).await.status, 403, "{method}");
        assert_eq!(Program::visitor(&site).send(method, &path, &headers, &[]).await.status, 401, "{method}");
    }
    let [theirs, readers] = [bob.token.take(), reader.token.take()].map(|token| format!("Bearer {}", token.unwrap()));
    let whole = format!("/api/v1{path}");
    for (who, status) in [(theirs.as_str(), 404), (readers.as_str(), 403), ("Bearer nobody", 401)] {
        let headers = [TUS, BYTES, ("upload-offset", "0"), ("authorization", who)];
        // A body is announced, and not a byte of it comes.
        let answer = site.visitor().announce("PATCH", &whole, &headers, 1_000_000).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    assert_eq!(offset(&head(&mut ana, &path).await), 0);
}

#[tokio::test]
async fn a_page_of_the_site_sends_by_its_session_and_no_other_sites_page_does() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let ours = format!("http://{}", site.server.address);
    let me: Uuid = sqlx::query_scalar("select id from users").fetch_one(&site.rows).await.unwrap();
    let me = UserId::from_uuid(me).to_string();
    let picture = pictures::png(40, 30, 1);
    let length = picture.len().to_string();
    let said = metadata(&[("filename", "a.png")]);
    let all = [TUS, ("upload-length", length.as_str()), ("upload-metadata", said.as_str())];
    let files = "/api/v1/uploads/files";
    for (more, status) in [
        (vec![], 403),
        (vec![("origin", "https://evil.example")], 403),
        (vec![("origin", "null")], 403),
        (vec![("origin", ours.as_str()), ("x-upload-account", "1111111111111111111111")], 401),
        (vec![("origin", ours.as_str()), ("x-upload-account", me.as_str())], 201),
    ] {
        assert_eq!(ana.send("POST", files, &[&all[..], &more].concat(), &[]).await.status, status, "{more:?}");
    }
    let created = ana.send("POST", files, &[&all[..], &[("origin", ours.as_str())][..]].concat(), &[]).await;
    let path = created.header("location").unwrap().to_owned();
    let headers = [TUS, BYTES, ("upload-offset", "0"), ("origin", ours.as_str())];
    assert_eq!(ana.send("PATCH", &path, &headers[..3], &picture).await.status, 403);
    assert_eq!(ana.send("PATCH", &path, &headers, &picture).await.status, 204);
    // Reading needs no origin: browsers send none along.
    let id = ana.get(&path).await.json()["outcome"]["pin"]["id"].take();
    assert_eq!(ana.get(&format!("/pin/{}", id.as_str().unwrap())).await.status, 200);
    assert_eq!(ana.get("/api/v1/me").await.status, 401, "nothing else of the API takes a session");
    assert_eq!(ana.get("/api/v1/uploads/failed").await.status, 401);
}

#[tokio::test]
async fn a_request_that_is_not_as_the_protocol_has_it_is_refused_and_changes_nothing() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let path = begin(&mut ana, 100, &[]).await;
    assert_eq!(offset(&send(&mut ana, &path, 0, &[7; 40]).await), 40);
    let old = ("tus-resumable", "0.2.2");
    let at = |offset| ("upload-offset", offset);
    let json = ("content-type", "application/json");
    for (method, headers, status) in [
        ("PATCH", vec![BYTES, at("40")], 412),
        ("PATCH", vec![old, BYTES, at("40")], 412),
        ("HEAD", vec![old], 412),
        ("DELETE", vec![old], 412),
        ("PATCH", vec![TUS, json, at("40")], 415),
        ("PATCH", vec![TUS, at("40")], 415),
        ("PATCH", vec![TUS, BYTES], 400),
        ("PATCH", vec![TUS, BYTES, at("forty")], 400),
        ("PATCH", vec![TUS, BYTES, at("39")], 409),
        ("PATCH", vec![TUS, BYTES, at("41")], 409),
        ("PATCH", vec![TUS, BYTES, at("101")], 409),
    ] {
        let answer = ana.send(method, &path, &headers, &[]).await;
        assert_eq!((answer.status, answer.header("tus-version")), (status, Some("1.0.0")), "{method} {headers:?}");
        let continues = if status == 409 { Some("40") } else { None };
        assert_eq!(answer.header("upload-offset"), continues, "{method} {headers:?}");
    }
    assert_eq!(send(&mut ana, &path, 40, &[7; 61]).await.status, 413);
    assert_eq!(offset(&head(&mut ana, &path).await), 40);
    let length = ("upload-length", "100");
    for (headers, status) in [
        (vec![length], 412),
        (vec![TUS], 400),
        (vec![TUS, ("upload-length", "-1")], 400),
        (vec![TUS, length, json], 415),
        (vec![TUS, length, ("upload-metadata", "title *")], 422),
        (vec![TUS, length, ("upload-metadata", "visibilty cHJpdmF0ZQ==")], 422),
        (vec![TUS, length, ("upload-metadata", "visibility c2VjcmV0")], 422),
        (vec![TUS, length, ("upload-metadata", "key bm9uZQ==")], 422),
        (vec![TUS, length, ("upload-metadata", "visibility Y2hhbm5lbA==")], 422),
    ] {
        assert_eq!(ana.send("POST", FILES, &headers, &[]).await.status, status, "{headers:?}");
    }
    assert_eq!(site.count("resumable_uploads").await, 1);
}

#[tokio::test]
async fn files_on_their_way_count_as_room_and_there_is_an_end_to_them() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    sqlx::query("update plans set quota = 10000").execute(&site.rows).await.unwrap();
    let first = begin(&mut ana, 9000, &[]).await;
    let full = create(&mut ana, 2000, &[]).await;
    assert_eq!(full.status, 403);
    assert!(full.text().contains("not enough storage"), "{}", full.text());
    assert_eq!(create(&mut ana, 1000, &[]).await.status, 201);
    assert_eq!(delete(&mut ana, &first).await.status, 204);
    let picture = pictures::png(40, 30, 1);
    let second = begin(&mut ana, picture.len(), &[]).await;
    pin(&send(&mut ana, &second, 0, &picture).await);

    sqlx::query("update plans set quota = null").execute(&site.rows).await.unwrap();
    let many = "insert into resumable_uploads (id, owner_id, byte_size, metadata, expires_at)
                select gen_random_uuid(), users.id, 1, '', now() + interval '1 day' from users, generate_series(1, 99)";
    sqlx::query(many).execute(&site.rows).await.unwrap();
    let one_more = create(&mut ana, 1, &[]).await;
    assert_eq!(one_more.status, 403);
    assert!(one_more.text().contains("100 unfinished uploads"), "{}", one_more.text());
    sqlx::query("update resumable_uploads set expires_at = now()").execute(&site.rows).await.unwrap();
    assert_eq!(create(&mut ana, 1, &[]).await.status, 201);
}

#[tokio::test]
async fn what_does_not_fit_on_the_disk_now_waits_and_loses_nothing_that_has_come() {
    let site = TestSite::start_with(&[("UPLOAD_SPOOL_BYTES", "100000")]).await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::noise(200);
    assert!(picture.len() > 120_000, "{}", picture.len());
    let created = create(&mut ana, picture.len(), &[]).await;
    let path = place(&created);
    let bearer = format!("Bearer {}", ana.token.clone().unwrap());
    let headers = [TUS, BYTES, ("upload-offset", "0"), ("authorization", bearer.as_str())];
    let (busy, _) = site.visitor().send_much("PATCH", &format!("/api/v1{path}"), &headers, &[], picture.len()).await;
    assert_eq!(busy.status, 503, "{}", busy.text());
    assert!(busy.header("retry-after").is_some());
    let half = picture.len() / 2;
    assert_eq!(offset(&send(&mut ana, &path, 0, &picture[..half]).await), half);
    // All of it is there, but cannot be put together.
    assert_eq!(send(&mut ana, &path, half, &picture[half..]).await.status, 503);
    assert_eq!(site.spooled(), 0);
    let larger = site.another_server_with(&[("UPLOAD_SPOOL_BYTES", "1000000")]).await;
    let told = head(&mut ana.at(larger.address), &path).await;
    assert_eq!((offset(&told), told.header("tessera-pin").is_some()), (picture.len(), true));
    nothing_is_left(&site).await;
    larger.stop().await;
}
