//! Whoever follows every link of a site finds the same pages and pictures after a restore as before.

use super::{NOTHING, Shelf, World};
use crate::{
    client::{Answer, Client},
    harness::{PASSWORD, TestSite, post},
    links::BROWSER,
    markup::values,
    multipart::Form,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::SocketAddr,
};
use tessera::{model::ids::PictureId, store::blobs::Sha256Hash};
use uuid::Uuid;

/// How many addresses are asked for at most.
const MOST: usize = 200;

/// How many queries of one path are: sorts and filters show the same pins in another order.
const QUERIES: usize = 2;

/// Pages about what is in no backup: sessions, jobs, what the machine measures, and the log of admins, which has the restore as well. That
/// they are there is all that is compared.
const OF_THE_MOMENT: [&str; 6] =
    ["/admin", "/admin/audit", "/admin/figures", "/admin/jobs", "/admin/storage", "/settings/sessions"];

/// What was found, by its address.
type Found = BTreeMap<String, String>;

/// Everything that somebody finds who begins at these addresses and follows all links.
async fn crawl(site: SocketAddr, who: Option<&str>, begin: &[String]) -> Found {
    let mut client = Client::new(site);
    if let Some(name) = who {
        let form = Form::default().text("login", name).text("password", PASSWORD);
        assert_eq!(post(&mut client, "/login", form).await.status, 200, "{name}");
    }
    let mut waiting: VecDeque<_> = begin.iter().cloned().collect();
    let mut known: BTreeSet<_> = begin.iter().cloned().collect();
    let mut queries = BTreeMap::<String, usize>::new();
    let mut found = Found::new();
    while let Some(address) = waiting.pop_front() {
        let answer = client.get_with(&address, &[BROWSER]).await;
        for next in links(&answer) {
            let path = next.split('?').next().unwrap_or_default().to_owned();
            if known.contains(&next) || known.len() >= MOST {
                continue;
            }
            let asked = queries.entry(path).or_default();
            *asked += usize::from(next.contains('?'));
            if *asked <= QUERIES || !next.contains('?') {
                known.insert(next.clone());
                waiting.push_back(next);
            }
        }
        found.insert(address.clone(), seen(&address, site, &answer));
    }
    found
}

/// Where a page leads to on its own site, but for the ways to sign in, which lead back: there is one for each page.
fn links(answer: &Answer) -> Vec<String> {
    if !is_html(answer) {
        return Vec::new();
    }
    let html = answer.text();
    let mut links = [("a", "href"), ("img", "src")].map(|(element, name)| values(&html, element, name)).concat();
    for set in ["img", "source"].map(|element| values(&html, element, "srcset")).concat() {
        links.extend(set.split(',').filter_map(|one| one.split_whitespace().next().map(str::to_owned)));
    }
    links.extend(answer.header("location").map(str::to_owned));
    let of_site = |link: &String| link.starts_with('/') && !link.starts_with("//") && !link.contains("?next=");
    links.into_iter().filter(of_site).filter_map(|link| Some(link.split('#').next()?.to_owned())).collect()
}

fn is_html(answer: &Answer) -> bool {
    answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

/// What is compared of an answer.
fn seen(address: &str, site: SocketAddr, answer: &Answer) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let what = match std::str::from_utf8(&answer.body) {
        _ if OF_THE_MOMENT.contains(&path.trim_end_matches(".csv")) => String::new(),
        Ok(text) => lasting(text).replace(&site.to_string(), "site"),
        Err(_) => Sha256Hash::of(&answer.body).to_string(),
    };
    let location = answer.header("location").unwrap_or_default();
    format!("{} {location}\n{what}", answer.status)
}

/// A page without what is another each time: its nonce, the keys of what may be sent from it, and how long ago something was.
fn lasting(html: &str) -> String {
    let mut html = html.to_owned();
    for value in [" nonce=\"", " name=\"key\" value=\""] {
        let mut pieces = html.split(value);
        let first = pieces.next().unwrap_or_default().to_owned();
        html = pieces.fold(first, |kept, piece| kept + piece.split_once('"').map_or(piece, |(_, rest)| rest));
    }
    let mut pieces = html.split("<time ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| {
        let (tag, rest) = piece.split_once('>').unwrap_or((piece, ""));
        kept + "<time " + tag + rest.split_once("</time>").map_or(rest, |(_, rest)| rest)
    })
}

/// The same as a visitor, a member and an admin, each at the same time.
async fn everybody(site: SocketAddr, begin: &[String]) -> [Found; 3] {
    tokio::join!(crawl(site, None, begin), crawl(site, Some("bob"), begin), crawl(site, Some("ana"), begin)).into()
}

/// Every file of every picture, whether a page shows it or not.
async fn files(site: &TestSite) -> Vec<String> {
    let mut files = Vec::new();
    let pictures = sqlx::query_scalar::<_, Uuid>("select id from pictures order by id");
    for id in pictures.fetch_all(&site.rows).await.unwrap() {
        let picture = PictureId::from_uuid(id);
        files.extend(["original", "h200"].map(|kind| format!("/media/{picture}/{kind}")));
        files.extend((0..4).map(|n| format!("/media/{picture}-{n}")));
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_every_link_finds_what_there_was_before() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let pages = ["/", "/login", "/signup", "/search?q=heron", "/@ana", "/@bob"].map(str::to_owned);
    let begin = [files(&site).await, pages.to_vec()].concat();
    let before = everybody(site.server.address, &begin).await;
    let name = shelf.make(&site).await;
    let TestSite { server, folder, .. } = site;
    server.stop().await;
    drop(folder);

    let fresh = TestSite::start().await;
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    let server = fresh.another_server().await;
    let after = everybody(server.address, &begin).await;
    // There may be more afterwards: the log of admins leads to who has restored.
    for ((who, before), after) in ["a visitor", "bob", "ana"].into_iter().zip(&before).zip(&after) {
        for (address, seen) in before {
            let now = after.get(address).map_or("nothing", String::as_str);
            let differs = seen.split('<').zip(now.split('<')).find(|(one, other)| one != other);
            assert!(seen == now, "{address} as {who}: {differs:?}");
        }
    }
    let pages = before.each_ref().map(|found| found.keys().filter(|address| !address.starts_with("/media/")).count());
    assert!(pages[0] > 15 && pages[0] < pages[1] && pages[0] < pages[2], "{pages:?}");
    assert!(before[2].contains_key("/admin/members") && !before[1].contains_key("/admin/members"));
    assert!(!before.iter().any(|found| found.values().any(|seen| seen.starts_with('5'))), "an address fails");
    server.stop().await;
}
