//! Lists of pins: what is liked most within a while, what those one follows have added, what stands beside a pin in each list,
//! and whom one could follow.

use crate::{
    api::{Program, ids, wrong_fields},
    client::Client,
    harness::{TestSite, post, upload},
    markup::{beside, listed},
    multipart::Form,
    pictures,
};
use tessera::model::ids::{BoardId, PinId};
use uuid::Uuid;

/// Uploads public pictures that have numbers for titles, and gives their ids.
async fn upload_numbered(client: &mut Client, numbers: std::ops::Range<u32>) -> Vec<String> {
    let form = numbers.fold(Form::default(), |form, n| {
        form.text("tags", "numbered").file("file", &format!("{n}.png"), &pictures::numbered_png(n))
    });
    let answer = post(client, "/upload", form).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn uuid(pin: &str) -> Uuid {
    pin.parse::<PinId>().unwrap().uuid()
}

/// Has a pin be liked so often, and added so many days ago.
async fn set(site: &TestSite, pin: &str, likes: i32, days: i32) {
    let sql = "update pin_counts set like_count = $2, added_day = day, added_month = date_trunc('month', day)
               from (select (now() at time zone 'UTC')::date - $3 as day) as added where pin_id = $1";
    sqlx::query(sql).bind(uuid(pin)).bind(likes).bind(days).execute(&site.rows).await.unwrap();
}

async fn follow(site: &TestSite, follower: &str, followed: &str) {
    let sql = "insert into follows (follower_id, followed_id, id)
               select a.id, b.id, $3 from users as a, users as b where a.username = $1 and b.username = $2";
    sqlx::query(sql).bind(follower).bind(followed).bind(Uuid::now_v7()).execute(&site.rows).await.unwrap();
}

async fn like(site: &TestSite, member: &str, pin: &str) {
    let sql = "insert into likes (pin_id, user_id, id) select $2, id, $3 from users where username = $1";
    sqlx::query(sql).bind(member).bind(uuid(pin)).bind(Uuid::now_v7()).execute(&site.rows).await.unwrap();
}

/// All pages of a list of the API, in order.
async fn all(program: &mut Program, list: &str, limit: usize) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    let before = if list.contains('?') { '&' } else { '?' };
    loop {
        let answer = program.get(&format!("{list}{before}limit={limit}{cursor}")).await;
        assert_eq!(answer.status, 200, "{list}: {}", answer.text());
        let page = answer.json();
        let items = ids(&page);
        assert!(items.len() <= limit, "{list}");
        found.extend(items);
        let Some(next) = page["next"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn what_is_liked_most_comes_first_of_what_was_added_within_a_while() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pins = upload_numbered(&mut ana, 0..6).await;
    let private = upload(&mut ana, "secret.png", &pictures::png(30, 30, 7), "private").await;
    let unlisted = upload(&mut ana, "address.png", &pictures::png(30, 30, 8), "unlisted").await;
    site.work_off().await;
    for (n, likes, days) in [(0, 2, 0), (1, 9, 3), (2, 2, 3), (3, 50, 20), (4, 70, 100), (5, 90, 500)] {
        set(&site, &pins[n], likes, days).await;
    }
    for hidden in [&private, &unlisted] {
        set(&site, hidden, 1000, 0).await;
    }
    let (mut visitor, mut program) = (site.visitor(), Program::visitor(&site));
    for (window, order) in [
        ("today", &[0][..]),
        ("week", &[1, 2, 0]),
        ("month", &[3, 1, 2, 0]),
        ("year", &[4, 3, 1, 2, 0]),
        ("all", &[5, 4, 3, 1, 2, 0]),
    ] {
        let order: Vec<_> = order.iter().map(|n| pins[*n].clone()).collect();
        assert_eq!(listed(&mut visitor, &format!("/?sort=popular&window={window}")).await, order, "{window}");
        for narrowed in ["", "&owner=ana", "&tag=numbered", "&owner=ana&tag=numbered"] {
            let list = format!("/pins?sort=popular&window={window}{narrowed}");
            assert_eq!(all(&mut program, &list, 2).await, order, "{list}");
        }
        let html = visitor.get(&format!("/?sort=popular&window={window}")).await.text();
        let places: Vec<_> =
            order.iter().map(|pin| html.find(&format!("/pin/{pin}?from=popular-{window}")).unwrap()).collect();
        assert!(places.is_sorted(), "{window}: the page has them in order");
        assert_eq!(html.matches("?from=popular-").count(), order.len(), "{window}: and no others");
    }
    assert_eq!(all(&mut program, "/pins?sort=popular", 2).await.len(), 6, "ever, where no time is named");
    assert_eq!(listed(&mut ana, "/?sort=popular&window=today").await, pins[..1], "Explore is the same for everybody");
    let mut own = Program::sign_in(&site, "ana").await;
    assert_eq!(all(&mut own, "/pins?sort=popular&window=today", 2).await.len(), 3, "one's own are among them");
    assert_eq!(program.get("/pins?sort=popular&window=decade").await.status, 400);
    assert_eq!(program.get("/pins?sort=popular&owner=nobody").await.status, 404);
}

#[tokio::test]
async fn pages_of_what_is_liked_most_follow_each_other_without_gap_or_repetition() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut pins = upload_numbered(&mut ana, 0..50).await;
    pins.extend(upload_numbered(&mut ana, 50..95).await);
    site.work_off().await;
    for (n, pin) in (0..).zip(&pins) {
        set(&site, pin, n % 4, n % 5).await;
    }
    let mut order: Vec<_> = (0..).zip(&pins).map(|(n, pin)| (n % 4, uuid(pin), pin.clone())).collect();
    order.sort();
    let order: Vec<_> = order.into_iter().rev().map(|(_, _, pin)| pin).collect();
    let mut program = Program::visitor(&site);
    for window in ["week", "month", "all"] {
        let page = format!("/?sort=popular&window={window}");
        assert_eq!(listed(&mut site.visitor(), &page).await, order, "{window}");
        assert_eq!(all(&mut program, &format!("/pins?sort=popular&window={window}"), 7).await, order, "{window}");
    }
}

#[tokio::test]
async fn the_feed_is_what_those_one_follows_show() {
    let site = TestSite::start().await;
    let mut expected = Vec::new();
    let mut members = Vec::new();
    for name in ["ana", "bob", "cat", "eve"] {
        members.push((name, site.member(name).await));
    }
    for round in 0..3 {
        for (place, (name, member)) in (0..).zip(&mut members) {
            let first = (round * 4 + place) * 5;
            let pins = upload_numbered(member, first..first + 1 + place).await;
            if *name == "ana" || *name == "cat" {
                expected.extend(pins);
            }
        }
    }
    for (n, visibility) in (200..).zip(["private", "unlisted"]) {
        let picture = pictures::numbered_png(n);
        upload(&mut members[0].1, &format!("{n}.png"), &picture, visibility).await;
    }
    let mut dan = Program::sign_up(&site, "dan").await;
    dan.pin("own.png", &pictures::png(30, 30, 1), "public").await;
    site.work_off().await;
    upload(&mut members[2].1, "waits.png", &pictures::png(30, 30, 2), "public").await;
    assert_eq!(all(&mut dan, "/feed", 3).await, Vec::<String>::new(), "nobody followed");
    follow(&site, "dan", "ana").await;
    follow(&site, "dan", "cat").await;
    follow(&site, "ana", "bob").await;
    expected.reverse();
    for limit in [1, 2, 5, 100] {
        assert_eq!(all(&mut dan, "/feed", limit).await, expected, "{limit} at a time");
    }
    sqlx::query("delete from follows").execute(&site.rows).await.unwrap();
    assert_eq!(all(&mut dan, "/feed", 3).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_feed_is_a_page_for_members() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let pin = upload(&mut ana, "a.png", &pictures::png(30, 30, 1), "public").await;
    site.work_off().await;
    let empty = bob.get("/following").await;
    assert_eq!(empty.status, 200);
    let words = empty.text();
    assert!(words.contains("People to follow") && words.contains("href=\"/@ana\""), "{words}");
    follow(&site, "bob", "ana").await;
    let html = bob.get("/following").await.text();
    assert!(html.contains(&format!("/pin/{pin}?from=following")) && !html.contains("People to follow"));
    assert!(bob.get("/").await.text().contains("href=\"/following\""), "the header leads there");
    let mut visitor = site.visitor();
    let asked = visitor.get("/following").await;
    assert_eq!(asked.status, 401);
    assert!(asked.text().contains("/login?next=/following"));
    assert_eq!(visitor.part("/following", "tiles").await.status, 401);
    assert_eq!(beside(&mut visitor, &pin, "following").await, [None, None]);
    for path in ["/feed", "/me/suggestions"] {
        assert_eq!(Program::visitor(&site).get(path).await.status, 401, "{path}");
        let mut program = Program::sign_in(&site, "bob").await;
        let (mut narrow, _) = program.with_scopes(&["write"]).await;
        assert_eq!(narrow.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn the_cursor_of_another_list_is_refused() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(30, 30, 1), "public").await;
    let (newest, popular) = (format!("n{pin}"), format!("p1f{pin}"));
    for (list, cursor) in [
        ("/pins?", &popular),
        ("/pins?tag=x&", &popular),
        ("/pins?owner=ana&", &popular),
        ("/users/ana/pins?", &popular),
        ("/feed?", &popular),
        ("/pins?sort=popular&", &newest),
        ("/pins?sort=popular&window=week&", &newest),
        ("/pins?sort=popular&owner=ana&", &newest),
    ] {
        assert_eq!(wrong_fields(&ana.get(&format!("{list}cursor={cursor}")).await), ["cursor"], "{list}");
    }
    let mut browser = site.visitor();
    for page in [
        format!("/?cursor={popular}"),
        format!("/?sort=popular&cursor={newest}"),
        format!("/?sort=popular&window=week&cursor={newest}"),
        format!("/@ana?cursor={popular}"),
    ] {
        assert_eq!(browser.get(&page).await.status, 422, "{page}");
        assert_eq!(browser.part(&page, "tiles").await.status, 422, "{page}: its tiles");
    }
    // No number of likes is too high to begin below.
    let highest = format!("/pins?sort=popular&cursor=pffffffff{pin}");
    assert_eq!(ids(&ana.get(&highest).await.json()), [pin], "its picture waits, and it is one's own");
}

/// Goes from pin to pin through a list, there and back, and holds what stands beside each to the list.
async fn check_beside(client: &mut Client, list: &str, order: &[String]) {
    assert!(order.len() > 2, "{list} is too short to tell");
    for (place, pin) in order.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| order.get(before));
        let expected = [before, order.get(place + 1)].map(Option::<&String>::cloned);
        assert_eq!(beside(client, pin, list).await, expected, "{list} at {place}");
    }
}

/// A board with these pins on it, in this order.
async fn board(site: &TestSite, owner: &str, visibility: &str, pins: &[String]) -> BoardId {
    let id = Uuid::now_v7();
    let sql =
        "insert into boards (id, owner_id, title, visibility) select $1, id, $3, $3 from users where username = $2";
    sqlx::query(sql).bind(id).bind(owner).bind(visibility).execute(&site.rows).await.unwrap();
    for (position, pin) in (-2_i64..).zip(pins) {
        let sql = "insert into board_pins (board_id, pin_id, position) values ($1, $2, $3)";
        sqlx::query(sql).bind(id).bind(uuid(pin)).bind(position * 1000).execute(&site.rows).await.unwrap();
    }
    BoardId::from_uuid(id)
}

#[tokio::test]
async fn what_stands_beside_a_pin_is_what_the_list_says() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let mut pins = upload_numbered(&mut ana, 0..4).await;
    let private = upload(&mut ana, "secret.png", &pictures::png(30, 30, 7), "private").await;
    let unlisted = upload(&mut ana, "address.png", &pictures::png(30, 30, 8), "unlisted").await;
    pins.extend(upload_numbered(&mut bob, 4..7).await);
    pins.extend(upload_numbered(&mut ana, 7..9).await);
    site.work_off().await;
    for (n, pin) in (0..).zip(&pins) {
        set(&site, pin, n % 3, (n % 2) * 2).await;
    }
    let hidden = [private, unlisted];
    let mut by_hand = pins.clone();
    by_hand.sort_by_key(|pin| pin.chars().rev().collect::<String>());
    by_hand.insert(3, hidden[0].clone());
    by_hand.insert(1, hidden[1].clone());
    let (public, private) =
        (board(&site, "ana", "public", &by_hand).await, board(&site, "ana", "private", &by_hand).await);
    for pin in &by_hand {
        like(&site, "ana", pin).await;
    }
    follow(&site, "bob", "ana").await;
    follow(&site, "ana", "bob").await;
    let seen = |list: &[String], own: bool| -> Vec<String> {
        list.iter().filter(|pin| own || !hidden.contains(pin)).cloned().collect()
    };
    let liked: Vec<_> = by_hand.iter().rev().cloned().collect();
    for own in [true, false] {
        let client = if own { &mut ana } else { &mut bob };
        for (page, list) in [
            ("/", "explore"),
            ("/?tag=numbered", "explore&tag=numbered"),
            ("/@ana", "@ana"),
            ("/@ana?tag=numbered", "@ana&tag=numbered"),
            ("/?sort=popular&window=week", "popular-week"),
            ("/?sort=popular&window=month", "popular-month"),
            ("/?sort=popular&window=year", "popular-year"),
            ("/?sort=popular&window=all", "popular-all"),
            ("/following", "following"),
        ] {
            let order = listed(client, page).await;
            check_beside(client, list, &order).await;
        }
        check_beside(client, "likes@ana", &seen(&liked, own)).await;
        check_beside(client, &format!("board-{public}"), &seen(&by_hand, own)).await;
    }
    check_beside(&mut ana, &format!("board-{private}"), &by_hand).await;
    let private = format!("board-{private}");
    assert_eq!(beside(&mut bob, &pins[0], &private).await, [None, None], "a private board reveals nothing");
    for from in ["@nobody", "likes@nobody", "nonsense", "popular-decade"] {
        assert_eq!(beside(&mut bob, &pins[0], from).await, [None, None], "{from}");
        assert_eq!(bob.get(&format!("/pin/{}?from={from}", pins[0])).await.status, 200, "{from}: the pin is there");
    }
}

#[tokio::test]
async fn whom_one_could_follow_are_those_whose_pictures_are_liked_then_those_whom_most_follow() {
    let site = TestSite::start().await;
    let mut pins = Vec::new();
    for (n, name) in (0..).zip(["ana", "bob", "cat", "dan", "eve"]) {
        let mut member = site.member(name).await;
        let visibility = if name == "dan" { "private" } else { "public" };
        for picture in 0..4 {
            let n = n * 10 + picture;
            pins.push(upload(&mut member, &format!("{n}.png"), &pictures::numbered_png(n), visibility).await);
        }
    }
    site.work_off().await;
    for (pin, likes, days) in [(0, 3, 1), (4, 5, 2), (5, 1, 30), (12, 900, 0)] {
        set(&site, &pins[pin], likes, days).await;
    }
    let mut me = Program::sign_up(&site, "zoe").await;
    for follower in ["ana", "bob", "dan"] {
        follow(&site, follower, "eve").await;
    }
    let found = me.get("/me/suggestions").await.json();
    let names: Vec<_> =
        found["items"].as_array().unwrap().iter().map(|item| item["user"]["username"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["bob", "ana", "eve", "cat"],
        "liked lately, followed, and new; not who shows nothing, not oneself"
    );
    assert_eq!(found["items"][2]["follower_count"], 3);
    let shown: Vec<_> = pins[16..].iter().rev().take(3).cloned().collect();
    assert_eq!(ids(&serde_json::json!({"items": found["items"][2]["pins"]})), shown, "the newest three");
    let mut browser = site.visitor();
    let form = Form::default().text("login", "zoe").text("password", crate::harness::PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    let row = "People to follow";
    assert!(browser.get("/").await.text().contains(row), "a newcomer is shown whom to follow");
    for other in ["/?sort=popular&window=week", "/?tag=x"] {
        assert!(!browser.get(other).await.text().contains(row), "{other}");
    }
    assert!(!site.visitor().get("/").await.text().contains(row));
    follow(&site, "zoe", "bob").await;
    let found = me.get("/me/suggestions").await.text();
    assert!(!found.contains("\"bob\"") && found.contains("\"ana\""), "whom one follows is not suggested");
    assert!(!browser.get("/").await.text().contains(row), "whoever follows somebody is no newcomer");
}
