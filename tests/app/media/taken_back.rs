//! What visitors could see and may not any more: refused at once on the server where that was done, and soon on all others.

use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(30);

/// Has the servers remember what they can: the first answer is asked of the database, the next ones are not.
const TIMES: usize = 3;

async fn status(server: SocketAddr, path: &str) -> u16 {
    Client::new(server).get(path).await.status
}

async fn is_everyones(servers: &[SocketAddr], paths: &[String]) {
    for server in servers {
        for path in paths {
            for _ in 0..TIMES {
                assert_eq!(status(*server, path).await, 200, "{path}");
            }
        }
    }
}

/// Waits until a server refuses a file.
async fn refused(server: SocketAddr, path: &str) {
    let refused = async {
        while status(server, path).await != 404 {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(NEVER, refused).await.expect("it is refused in the end");
}

/// A public pin, and the paths of its files.
async fn pin(site: &TestSite, owner: &mut Program, name: &str) -> (String, Vec<String>) {
    let pin = owner.pin(&format!("{name}.png"), &pictures::png(300, 200, name.len() as u8), "public").await;
    site.work_off().await;
    let picture = site.picture_of(&pin).await;
    (pin, ["-0", "-1", "/h200"].map(|file| format!("/media/{picture}{file}")).to_vec())
}

/// By which members and those who look after the site take a picture from visitors. `PIN` is the pin, `OWNER` whose it is.
fn ways() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    vec![
        ("owner", "PATCH", "/pins/PIN", json!({"visibility": "private"})),
        ("owner", "DELETE", "/pins/PIN", Value::Null),
        ("owner", "DELETE", "/me", json!({"password": PASSWORD})),
        ("admin", "PUT", "/admin/pins/PIN/hidden", json!({"reason": "Spam"})),
        ("admin", "DELETE", "/admin/pins/PIN", json!({"reason": "Spam"})),
        ("admin", "PUT", "/admin/users/OWNER/suspension", json!({"reason": "Spam"})),
    ]
}

/// Takes a picture away at the first server, in each way, and looks what becomes of its files there; then on the others.
async fn take_away_in_each_way(site: &TestSite, others: &[SocketAddr]) {
    let here = site.server.address;
    let servers: Vec<_> = [here].iter().chain(others).copied().collect();
    let mut admin = Program::admin(site, "root").await;
    for (n, (who, method, path, body)) in ways().into_iter().enumerate() {
        let name = format!("member{n}");
        let mut owner = Program::sign_up(site, &name).await;
        let (pin, files) = pin(site, &mut owner, &name).await;
        is_everyones(&servers, &files).await;
        let path = path.replace("PIN", &pin).replace("OWNER", &name);
        let by = if who == "admin" { &mut admin } else { &mut owner };
        let done = by.json(method, &path, body).await;
        assert!((200..300).contains(&done.status), "{method} {path}: {}", done.text());
        for file in &files {
            assert_eq!(status(here, file).await, 404, "{method} {path}: {file} at the server where it was done");
        }
        for server in others {
            for file in &files {
                refused(*server, file).await;
            }
        }
    }
}

#[tokio::test]
async fn what_is_taken_from_visitors_is_refused_at_once_and_on_every_server() {
    let site = TestSite::start().await;
    let second = site.another_server().await;
    take_away_in_each_way(&site, &[second.address]).await;
    second.stop().await;
}

#[tokio::test]
async fn where_it_was_done_it_holds_before_postgresql_says_so() {
    let site = TestSite::start().await;
    let silent = "create or replace function pictures_closed() returns trigger language plpgsql as
                  $$ begin return null; end $$";
    sqlx::query(silent).execute(&site.rows).await.unwrap();
    take_away_in_each_way(&site, &[]).await;
}

#[tokio::test]
async fn a_picture_of_somebody_who_is_suspended_is_sent_to_nobody_who_asks_after_that() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let (_, files) = pin(&site, &mut ana, "heron").await;
    // A hidden pin would get another picture, with other addresses; a suspended member's pins keep theirs. Each state has a number of its
    // own: the picture is shown, about to be taken away, gone, about to be shown, and so on.
    let step = Arc::new(AtomicUsize::new(0));
    let readers: Vec<_> = (0..8)
        .map(|n| tokio::spawn(read(site.server.address, files[n % files.len()].clone(), Arc::clone(&step))))
        .collect();
    for _ in 0..20 {
        for method in ["PUT", "DELETE"] {
            sleep(Duration::from_millis(10)).await;
            step.fetch_add(1, Ordering::SeqCst);
            let done = admin.json(method, "/admin/users/ana/suspension", json!({"reason": "Spam"})).await;
            assert!((200..300).contains(&done.status), "{method}: {}", done.text());
            step.fetch_add(1, Ordering::SeqCst);
        }
    }
    step.store(OVER, Ordering::SeqCst);
    let mut all = [0; 2];
    for reader in readers {
        let [refused, sent] = reader.await.unwrap();
        all = [all[0] + refused, all[1] + sent];
    }
    assert!(all[0] > 0 && all[1] > 0, "both were seen: {all:?}");
}

/// No state of a picture.
const OVER: usize = usize::MAX;

/// Asks for a file until it is over: how often it was refused, and how often it was sent.
async fn read(server: SocketAddr, file: String, step: Arc<AtomicUsize>) -> [usize; 2] {
    let mut seen = [0; 2];
    loop {
        let before = step.load(Ordering::SeqCst);
        if before == OVER {
            return seen;
        }
        let status = status(server, &file).await;
        if step.load(Ordering::SeqCst) == before {
            match before % 4 {
                0 => assert_eq!(status, 200, "{file} while it is shown"),
                2 => assert_eq!(status, 404, "{file} after it was taken away"),
                _ => {}
            }
        }
        seen[usize::from(status == 200)] += 1;
    }
}

#[tokio::test]
async fn a_server_that_hears_nothing_goes_by_nothing_it_remembers() {
    let site = TestSite::start().await;
    let second = site.another_server().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for round in 0..3 {
        let (pin, files) = pin(&site, &mut ana, &"heron".repeat(round + 1)).await;
        is_everyones(&[site.server.address, second.address], &files).await;
        let end = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                   where datname = current_database() and query ilike 'listen%'";
        let ended: i64 = sqlx::query_scalar(end).fetch_one(&site.rows).await.unwrap();
        assert!(ended > 0, "round {round}: somebody listens");
        let hidden = format!("/admin/pins/{pin}/hidden");
        assert_eq!(admin.json("PUT", &hidden, json!({"reason": "Spam"})).await.status, 204);
        for file in &files {
            refused(second.address, file).await;
            for _ in 0..TIMES {
                assert_eq!(status(second.address, file).await, 404, "round {round}: once refused, it stays so");
            }
        }
        // Until both listen again.
        sleep(Duration::from_secs(2)).await;
    }
    second.stop().await;
}

#[tokio::test]
async fn what_everyone_saw_by_a_community_is_refused_once_that_is_private() {
    let site = TestSite::start().await;
    let second = site.another_server().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = ana.post("/communities", json!({"name": "Birds", "visibility": "public"})).await.json();
    let community = format!("/communities/{}", made["id"].as_str().unwrap());
    let icon = Form::default().file("file", "a.png", &pictures::png(300, 200, 1)).finish();
    let sent = ana.send("PUT", &format!("{community}/icon"), &[("content-type", CONTENT_TYPE)], &icon).await;
    assert_eq!(sent.status, 202, "{}", sent.text());
    site.work_off().await;
    let url = ana.get(&community).await.json()["icon_url"].as_str().unwrap().to_owned();
    let path = url[url.find("/media/").unwrap()..].to_owned();
    is_everyones(&[site.server.address, second.address], std::slice::from_ref(&path)).await;
    assert_eq!(ana.json("PATCH", &community, json!({"visibility": "private"})).await.status, 200);
    for server in [site.server.address, second.address] {
        assert_eq!(status(server, &path).await, 404);
    }
    second.stop().await;
}

#[tokio::test]
async fn an_avatar_that_was_replaced_is_refused_at_once() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut paths: Vec<String> = Vec::new();
    for seed in 1..4 {
        let avatar = Form::default().file("avatar", "me.png", &pictures::png(300, 300, seed));
        assert_eq!(crate::harness::post(&mut ana, "/settings", avatar).await.status, 200);
        for old in &paths {
            assert_eq!(status(site.server.address, old).await, 404, "{old}");
        }
        site.work_off().await;
        let url = Program::visitor(&site).get("/users/ana").await.json()["avatar_url"].as_str().unwrap().to_owned();
        let path = url[url.find("/media/").unwrap()..].to_owned();
        is_everyones(&[site.server.address], std::slice::from_ref(&path)).await;
        paths.push(path);
    }
}
