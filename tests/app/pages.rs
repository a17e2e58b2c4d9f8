//! Pages while many look at once, and while some leave in the middle: each is what it is when one looks alone, and nothing panics.

use crate::{
    admin::{Person, world::World},
    channels,
    client::Client,
    harness::{TestSite, upload},
    links::{BROWSER, give_plan, link, path},
    pictures,
};
use futures::future::join_all;
use serde_json::json;
use std::{
    future::Future,
    sync::{
        Once,
        atomic::{AtomicUsize, Ordering},
    },
};
use tessera::http::page_addresses;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How many look at once.
const CLIENTS: usize = 32;

/// How often each looks at every page. `PAGES_ROUNDS=50` is for whoever has the time: a round makes nearly three thousand pages, for
/// which a debug build takes half a minute on two cores.
const ROUNDS: usize = 1;

/// How many leave at once.
const LEAVING: usize = 8;

/// What threads are called whose panics are counted: other tests fail in threads of their own.
const THREADS: &str = "pages";

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Runs a test on threads whose panics are counted, and fails where there were some.
fn without_panics(test: impl Future<Output = ()>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() == Some(THREADS) {
                PANICS.fetch_add(1, Ordering::Relaxed);
            }
            usual(panic);
        }));
    });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(4).thread_name(THREADS).enable_all().build();
    let before = PANICS.load(Ordering::Relaxed);
    runtime.unwrap().block_on(test);
    assert_eq!(PANICS.load(Ordering::Relaxed), before, "something panicked: its message stands above");
}

/// Every page of the site with something on it, as whom it is for, and those that are nothing to a visitor.
async fn pages(site: &TestSite) -> (Client, Vec<String>) {
    let mut root = Person::admin(site).await;
    give_plan(site, "root", "Enterprise").await;
    let pin = upload(&mut root.browser, "Heron.png", &pictures::png(300, 200, 5), "public").await;
    site.work_off().await;
    let mut ana = Person::member(site, "ana").await;
    // The job that it names stays: nothing is worked on from here on.
    let world = World::new(site, &mut ana, &mut root, 0).await;
    let comment = root.program.post(&format!("/pins/{pin}/comments"), json!({"body": "Look, @ana!"})).await.json();
    let board = root.program.post("/boards", json!({"title": "Birds", "visibility": "public"})).await.json();
    let shared = path(&link(&mut root.program, &pin, json!({})).await);
    let community = channels::community(&mut root.program, "Birds", "public").await;
    let channel = channels::first_channel(&mut root.program, &community).await;
    let invited = root.program.post(&format!("/communities/{community}/invitations"), json!({})).await.json();
    let invitation = format!("/invite/{}", invited["url"].as_str().unwrap().rsplit('/').next().unwrap());
    let conversation = root.program.post("/conversations", json!({"members": ["ana"]})).await.json();
    let conversation = conversation["id"].as_str().unwrap();
    let seq = channels::said(site, conversation, "ana", "Look!", &[]).await.to_string();
    let of_things = |path: &str| {
        let thing = match path.split('/').nth(1) {
            Some("pin") => pin.as_str(),
            Some("board") => board["id"].as_str().unwrap(),
            Some("comments") => comment["id"].as_str().unwrap(),
            Some("c") => return path.replace("{id}", &community).replace("{channel}", &channel),
            Some("messages") => return path.replace("{channel}", conversation).replace("{seq}", &seq),
            Some("invite") => return invitation.clone(),
            _ => return path.replace("/l/{token}", &shared).replace("{handle}", "@root"),
        };
        path.replace("{id}", thing)
    };
    let filled = |path: String| if path.starts_with("/admin") { world.fill(&path) } else { of_things(&path) };
    let mut pages: Vec<_> = page_addresses().into_iter().map(filled).collect();
    for more in ["/search?q=heron", "/?tag=birds", "/?sort=popular&window=week", "/@root?tag=birds", "/nowhere/at/all"]
    {
        pages.push(more.to_owned());
    }
    assert!(pages.len() > 70 && pages.iter().all(|page| !page.contains('{')), "{pages:?}");
    (root.browser, pages)
}

/// What tells a page from others: its status and its title.
async fn look(client: &mut Client, page: &str) -> (u16, String) {
    let answer = client.get_with(page, &[BROWSER]).await;
    let html = answer.text();
    let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
    (answer.status, title.to_owned())
}

#[test]
fn every_page_is_itself_however_many_look_at_once() {
    without_panics(async {
        let site = TestSite::start().await;
        let (root, pages) = pages(&site).await;
        let rounds = std::env::var("PAGES_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
        let mut alone = Vec::new();
        for (who, client) in [("root", root), ("a visitor", site.visitor())] {
            let mut right = Vec::new();
            for page in &pages {
                let (status, title) = look(&mut client.clone(), page).await;
                assert!(status < 500, "{page} as {who}: {status}");
                // There are no rules to read.
                let is_nothing = page.starts_with("/nowhere") || page == "/rules";
                assert!(who != "root" || (status == 404) == is_nothing, "{page} as {who}: {status}");
                right.push((status, title));
            }
            alone.push((client, right));
        }
        let looking = (0..CLIENTS).map(|n| {
            let (mut client, right) = alone[n % 2].clone();
            let pages = pages.clone();
            tokio::spawn(async move {
                // Each begins elsewhere, so that different pages are made at the same time.
                for step in 0..rounds * pages.len() {
                    let at = (n * 7 + step) % pages.len();
                    assert_eq!(look(&mut client, &pages[at]).await, right[at], "{}", pages[at]);
                }
            })
        });
        for looked in join_all(looking).await {
            looked.unwrap();
        }
    });
}

#[test]
fn whoever_leaves_in_the_middle_of_a_page_breaks_nothing() {
    without_panics(async {
        let site = TestSite::start().await;
        let (root, pages) = pages(&site).await;
        let address = site.server.address;
        let cookie = root.cookie("session").unwrap().to_owned();
        let leaving = (0..LEAVING).map(|n| {
            let (pages, cookie) = (pages.clone(), cookie.clone());
            tokio::spawn(async move {
                for (step, page) in pages.iter().enumerate() {
                    let mut connection = TcpStream::connect(address).await.unwrap();
                    let request = format!("GET {page} HTTP/1.1\r\nhost: {address}\r\ncookie: session={cookie}\r\n\r\n");
                    connection.write_all(request.as_bytes()).await.unwrap();
                    // At another moment each time: some see the beginning of the answer.
                    for _ in 0..(n * step) % 50 {
                        tokio::task::yield_now().await;
                    }
                    if (n + step).is_multiple_of(3) {
                        connection.read_exact(&mut [0; 100]).await.unwrap();
                    }
                }
            })
        });
        for left in join_all(leaving).await {
            left.unwrap();
        }
        let mut root = root;
        for page in &pages {
            assert!(look(&mut root, page).await.0 < 500, "{page}");
        }
    });
}
