//! Parts of pages, as the script of a page asks for them: each on its pages, to whom it is shown, and whole pages to all others.

use crate::{
    admin::Person,
    channels,
    client::{Answer, Client},
    comments, community_pages,
    harness::{TestSite, post, upload},
    markup::{attribute, pins, tags, tiles, values, way},
    multipart::Form,
    pictures,
};
use std::collections::BTreeSet;
use tessera::app::{masonry::Layout, served::PAGES};

/// All parts that there are.
const PARTS: [&str; 14] = [
    "tiles",
    "states",
    "completions",
    "tags",
    "members",
    "pin",
    "saved",
    "comments",
    "comment",
    "comment-form",
    "messages",
    "message",
    "beside",
    "fresh",
];

/// The id of nothing.
const NOTHING: &str = "1111111111111111111112";

/// Every page's address, as the router has it. What an expiring link leads to is mostly no page, and has tests of its own.
fn addresses() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(address, _)| *address).filter(|address| *address != "/l/{token}")
}

/// The parts of the page at an address.
fn parts_of(address: &str) -> &'static [&'static str] {
    match address {
        "/" | "/following" | "/board/{id}" | "/board/{id}/arrange" | "/uploads" | "/{handle}" | "/{handle}/likes" => {
            &["tiles", "states"]
        }
        "/board/{id}/edit" => &["tiles"],
        "/upload" => &["states"],
        "/search" => &["tiles", "states", "completions", "tags"],
        "/pin/{id}" | "/pin/{id}/boards" | "/pin/{id}/comments" | "/pin/{id}/delete" => {
            &["members", "pin", "saved", "comments", "comment", "comment-form"]
        }
        "/c/{id}" | "/c/{id}/{channel}" | "/messages/{channel}" => &["members", "messages", "message", "beside"],
        _ => &[],
    }
}

/// Ana, with a public pin and a private one, both liked, on her board, and commented on by her; and Bob, who follows her. She has a public
/// community, and a conversation with Bob, with a message in each.
struct World {
    site: TestSite,
    ana: Client,
    bob: Client,
    open: String,
    secret: String,
    /// What Ana says of the public pin.
    said: String,
    /// What Ana says of the private one.
    whispered: String,
    board: String,
    /// The paths of the community, its first channel, and the conversation.
    community: String,
    channel: String,
    conversation: String,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
        let open = upload(&mut ana, "open.png", &pictures::png(30, 20, 1), "public").await;
        let secret = upload(&mut ana, "secret.png", &pictures::png(30, 20, 2), "private").await;
        site.work_off().await;
        let words = Form::default().text("title", "Birds").text("visibility", "public");
        let board = post(&mut ana, "/fn/add_board", words).await.json();
        let board = board["location"].as_str().unwrap().strip_prefix("/board/").unwrap().to_owned();
        for pin in [&open, &secret] {
            let put = Form::default().text("pin", pin).text("want", "put").text("board", &board);
            assert_eq!(post(&mut ana, "/fn/pin_boards", put).await.status, 200);
            let like = Form::default().text("pin", pin).text("want", "like");
            assert_eq!(post(&mut ana, "/fn/like", like).await.status, 200);
        }
        let follow = Form::default().text("name", "ana").text("want", "follow");
        assert_eq!(post(&mut bob, "/fn/follow", follow).await.status, 200);
        let said = comments::put(&site, &open, "ana", "Said aloud").await;
        let whispered = comments::put(&site, &secret, "ana", "Whispered").await;
        let community = community_pages::make(&mut ana, "Birders", "public").await;
        let channel = community_pages::channels_of(&mut ana, &community).await.remove(0);
        let with_bob = Form::default().text("members", "bob");
        let conversation = post(&mut ana, "/fn/begin_conversation", with_bob).await.json();
        let conversation = conversation["location"].as_str().unwrap().to_owned();
        for place in [&channel, &conversation] {
            channels::said(&site, place.rsplit('/').next().unwrap(), "ana", "Said here", &[]).await;
        }
        Self { site, ana, bob, open, secret, said, whispered, board, community, channel, conversation }
    }

    /// Who looks, and with what.
    fn people(&self) -> [(&'static str, Client); 3] {
        [("ana", self.ana.clone()), ("bob", self.bob.clone()), ("visitor", self.site.visitor())]
    }

    /// An address with Ana's things in it, and with all that a part may be asked about.
    fn fill(&self, address: &str) -> String {
        let thing = match address.split('/').nth(1) {
            Some("pin") => &self.open,
            Some("comments") => &self.said,
            _ => &self.board,
        };
        let path = address.replace("{id}", thing).replace("{handle}", "@ana").replace("{name}", "ana");
        let path = match address {
            "/c/{id}/{channel}" => self.channel.clone(),
            "/messages/{channel}" => self.conversation.clone(),
            address if address.starts_with("/c/{id}") => address.replace("/c/{id}", &self.community),
            _ => path.replace("{token}", "nothing").replace("{channel}", NOTHING).replace("{seq}", "1"),
        };
        format!("{path}?q=open&comment={}&mention=an&message=1", self.said)
    }
}

/// Whether an answer carries what a part does; or, where it is none, what is said of a part that is not shown.
fn carries_what_it_should(answer: &Answer, part: &str) -> bool {
    let header = |name| answer.header(name);
    let kept_by_nobody = header("cache-control") == Some("private, no-store");
    if answer.status == 200 {
        let html = answer.text();
        kept_by_nobody
            && header("x-part") == Some(part)
            && header("content-type") == Some("text/html; charset=utf-8")
            && answer.headers("vary").any(|vary| vary.contains("x-part"))
            && !html.contains("<html")
            && !html.contains("<main")
    } else {
        kept_by_nobody
            && header("x-part").is_none()
            && header("content-type") == Some("application/problem+json")
            && answer.json()["status"] == answer.status
    }
}

#[tokio::test]
async fn every_part_is_on_its_pages_and_on_no_other() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (who, mut client) in world.people() {
        for (address, part) in addresses().flat_map(|address| PARTS.map(|part| (address, part))) {
            let expected = match (address, part, who) {
                ("/uploads" | "/board/{id}/arrange" | "/board/{id}/edit", _, "visitor") => 401,
                // The board is Ana's.
                ("/board/{id}/arrange" | "/board/{id}/edit", _, "bob") => 403,
                ("/messages/{channel}", _, "visitor") => 401,
                _ if !parts_of(address).contains(&part) => 400,
                (_, "members" | "tags", "visitor")
                | ("/following", "tiles", "visitor")
                | ("/upload", "states", "visitor") => 401,
                // The comment is Ana's, too.
                (_, "comment-form", "bob" | "visitor") => 403,
                _ => 200,
            };
            let answer = client.part(&world.fill(address), part).await;
            if answer.status != expected || !carries_what_it_should(&answer, part) {
                wrong.push(format!("{part} of {address} for {who}: {} {}", answer.status, answer.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_part_that_is_none_is_refused_everywhere() {
    let world = World::new().await;
    for (who, mut client) in world.people() {
        for part in ["nonsense", "Tiles", "tiles,states", "<b>"] {
            for address in ["/", "/search", "/rules", "/pin/{id}", "/board/{id}", "/{handle}", "/nowhere/at/all"] {
                let answer = client.part(&world.fill(address), part).await;
                let right = answer.status == 400 && carries_what_it_should(&answer, part);
                assert!(right, "{part} of {address} for {who}: {} {}", answer.status, answer.text());
            }
        }
        for address in ["/nowhere/at/all", "/nobody", "/@nobody", "/pin/nonsense", "/board/nonsense"] {
            let part = if address.starts_with("/pin") { "pin" } else { "tiles" };
            let answer = client.part(address, part).await;
            let right = answer.status == 404 && carries_what_it_should(&answer, part);
            assert!(right, "{address} for {who}: {} {}", answer.status, answer.text());
        }
    }
}

#[tokio::test]
async fn a_page_is_whole_where_no_part_is_asked_for() {
    let mut world = World::new().await;
    let mut addresses: Vec<_> = addresses().map(|address| world.fill(address)).collect();
    addresses.extend(["/nowhere/at/all", "/nobody", "/@nobody", "/pin/nonsense"].map(str::to_owned));
    let no_headers: &[(&str, &str)] = &[];
    for address in &addresses {
        for headers in [no_headers, &[("x-part", "")]] {
            let answer = world.ana.get_with(address, headers).await;
            let html = answer.text();
            let end = html.trim_end_matches("<!>");
            assert!(html.starts_with("<!DOCTYPE html>") && end.ends_with("</html>"), "{address}: {html}");
            assert_eq!((answer.header("x-part"), html.matches("<main ").count()), (None, 1), "{address}");
            assert_eq!(answer.header("cache-control"), Some("private, no-cache"), "{address}");
            let vary = answer.headers("vary").collect::<Vec<_>>().join(", ");
            assert!(vary.contains("cookie") && vary.contains("x-part"), "{address}: {vary}");
            // It runs its own scripts alone, and nothing is handed over for the browser to draw it again.
            let policy = answer.header("content-security-policy").unwrap();
            let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
            let scripts = tags(&html, "script");
            let kinds: Vec<_> = scripts.iter().filter_map(|script| attribute(script, "type")).collect();
            let started = ["module", "speculationrules"].iter().all(|kind| kinds.iter().any(|known| known == kind));
            assert!(started, "{address}: {scripts:?}");
            let nonces = scripts.iter().filter_map(|script| attribute(script, "nonce"));
            assert!(nonces.eq(scripts.iter().map(|_| nonce.to_owned())), "{address}: {scripts:?}");
            assert!(!html.contains("__RESOLVED_RESOURCES") && !html.contains("__INCOMPLETE_CHUNKS"), "{address}");
        }
    }
}

/// The name of the first element of a part, after what leptos notes in comments.
fn first_element(html: &str) -> &str {
    let tag = html.split('<').find(|tag| tag.starts_with(char::is_alphabetic)).unwrap_or_default();
    tag.split([' ', '>']).next().unwrap_or_default()
}

#[tokio::test]
async fn a_part_is_what_it_is_called_and_nothing_around_it() {
    let mut world = World::new().await;
    for (address, part, element, holds) in [
        ("/", "tiles", "ul", "class=\"pager\""),
        ("/", "states", "ul", "</ul>"),
        ("/uploads", "tiles", "div", "class=\"pager\""),
        ("/uploads", "states", "p", "class=\"deleting\""),
        ("/upload", "states", "ul", "</ul>"),
        ("/board/{id}/arrange", "tiles", "ol", "class=\"pager\""),
        ("/board/{id}/arrange", "states", "ul", "</ul>"),
        ("/board/{id}/edit", "tiles", "div", "name=\"cover\""),
        ("/search", "completions", "li", "role=\"option\""),
        ("/pin/{id}", "members", "li", "data-name=\"ana\""),
        ("/pin/{id}", "pin", "article", "pin__title"),
        ("/pin/{id}", "saved", "div", "data-on-boards"),
        ("/pin/{id}", "comments", "section", "Said aloud"),
        ("/pin/{id}", "comment", "li", "Said aloud"),
        ("/pin/{id}", "comment-form", "form", "Said aloud"),
        ("/c/{id}/{channel}", "members", "li", "data-name=\"ana\""),
        ("/c/{id}/{channel}", "messages", "div", "Said here"),
        ("/c/{id}/{channel}", "message", "li", "id=\"m-1\""),
        ("/c/{id}/{channel}", "beside", "ul", "side__channel"),
        ("/messages/{channel}", "beside", "ul", "Said here"),
    ] {
        // Nobody mentions themselves.
        let mut client = if part == "members" { world.bob.clone() } else { world.ana.clone() };
        let html = client.part(&world.fill(address), part).await.text();
        assert_eq!(first_element(&html), element, "{part}: {html}");
        assert!(html.contains(holds), "{part}: {html}");
    }
    let page = world.fill("/pin/{id}");
    let form = world.ana.part(&page, "comment-form").await.text();
    assert!(form.contains("action=\"/fn/edit_comment\""), "{form}");
    assert!(form.contains(&format!("value=\"{}\"", world.said)), "{form}");
    let comment = world.ana.part(&page, "comment").await.text();
    assert_eq!(values(&comment, "li", "id"), [format!("comment-{}", world.said)]);
}

/// How high the picture of this number is, which is 40 pixels wide.
fn height(n: u8) -> u32 {
    [30, 40, 60][usize::from(n % 3)]
}

#[tokio::test]
async fn tiles_go_on_where_those_before_them_end() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form = (0..45)
        .fold(Form::default(), |form, n| form.file("file", &format!("{n}.png"), &pictures::png(40, height(n), n)));
    assert_eq!(post(&mut ana, "/upload", form).await.status, 202);
    site.work_off().await;
    let mut visitor = site.visitor();
    let first = visitor.get("/").await.text();
    let sheet = values(&first, "ul", "data-sheet").remove(0);
    let next = way(&first, "next").expect("there are more than forty");
    // The newest come first: those that were sent first are left.
    let ratios = || (0..5).rev().map(|n| f64::from(height(n)) / 40.0);
    let from_the_top = Layout::new(ratios());
    for (before, layout) in [
        (sheet.as_str(), Layout::below(&sheet, ratios())),
        ("", from_the_top.clone()),
        ("1,2,nonsense", from_the_top.clone()),
    ] {
        let html = visitor.part_with(&next, "tiles", &[("x-sheet", before)]).await.text();
        let styles: Vec<_> = tiles(&html).into_iter().filter_map(|tile| attribute(tile, "style")).collect();
        let styles: Vec<_> = styles.iter().map(|style| style.trim_end_matches(';')).collect();
        let places: Vec<_> = layout.places().iter().map(|place| place.style()).collect();
        assert_eq!(styles, places, "below {before:?}");
        assert_eq!(values(&html, "ul", "data-sheet"), [layout.state()], "below {before:?}");
        assert!(html.contains("You’ve reached the end") && way(&html, "next").is_none(), "{html}");
    }
    assert_ne!(Layout::below(&sheet, ratios()), from_the_top, "the first page fills the sheet");
}

/// What is told to be gone.
fn gone(html: &str) -> Vec<String> {
    values(html, "li", "data-gone")
}

#[tokio::test]
async fn what_has_become_of_ones_own_is_told_in_the_place_of_what_was_shown() {
    let mut world = World::new().await;
    let late = upload(&mut world.ana, "late.png", &pictures::png(30, 20, 3), "public").await;
    let asked = [world.secret.as_str(), &late, &world.open, NOTHING].join(",");
    let headers = [("x-pins", asked.as_str())];
    for (address, class) in [("/uploads", "tile"), ("/uploads?view=list", "row")] {
        let html = world.ana.part_with(address, "states", &headers).await.text();
        let told: BTreeSet<_> = values(&html, "li", "data-pin").into_iter().collect();
        assert_eq!(told, BTreeSet::from([world.secret.clone(), world.open.clone()]), "{address}");
        assert_eq!(gone(&html), [NOTHING], "{address}");
        assert_eq!(html.matches(&format!("class=\"{class}\"")).count(), 2, "{address}: {html}");
    }
    let html = world.bob.part_with("/uploads", "states", &headers).await.text();
    assert_eq!((values(&html, "li", "data-pin"), gone(&html).len()), (Vec::new(), 4), "{html}");
}

#[tokio::test]
async fn what_has_become_of_tiles_is_told_of_what_one_may_see_and_the_rest_is_gone() {
    let mut world = World::new().await;
    let late = upload(&mut world.ana, "late.png", &pictures::png(30, 20, 3), "public").await;
    let (open, secret) = (world.open.clone(), world.secret.clone());
    let asked = format!("{secret},{late},{open},{NOTHING},nonsense");
    let headers = [("x-pins", asked.as_str())];
    let pages = ["/", "/following", "/search", "/board/{id}", "/{handle}", "/{handle}/likes"];
    for (who, mut client) in world.people() {
        let (seen, lost) = if who == "ana" {
            (vec![&secret, &open], vec![NOTHING])
        } else {
            (vec![&open], vec![secret.as_str(), NOTHING])
        };
        for page in &pages {
            let answer = client.part_with(&world.fill(page), "states", &headers).await;
            let html = answer.text();
            assert_eq!(answer.status, 200, "{page} for {who}: {html}");
            assert_eq!(pins(&html).iter().collect::<Vec<_>>(), seen, "{page} for {who}");
            assert_eq!(gone(&html), lost, "{page} for {who}");
            // What is still waiting is not told again, and no tile is moved.
            assert!(!html.contains(&late), "{page} for {who}: {html}");
            assert!(tiles(&html).iter().all(|tile| attribute(tile, "style").is_none()), "{page} for {who}: {html}");
        }
    }
    world.site.work_off().await;
    let deleted = post(&mut world.ana, &format!("/pin/{open}/delete"), Form::default().text("x", "")).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    for (who, mut client) in world.people() {
        let html = client.part_with("/", "states", &headers).await.text();
        assert_eq!((pins(&html).contains(&late), gone(&html).contains(&open)), (true, true), "{who}");
    }
    // Forty at once.
    let many = [vec![NOTHING; 40], vec![late.as_str()]].concat().join(",");
    let html = world.ana.part_with("/", "states", &[("x-pins", many.as_str())]).await.text();
    assert_eq!((gone(&html).len(), pins(&html).len()), (40, 0));
}

#[tokio::test]
async fn the_parts_of_a_private_pin_are_nothing_to_others() {
    let world = World::new().await;
    let address = format!("/pin/{}?comment={}&mention=b", world.secret, world.whispered);
    for (who, mut client) in world.people() {
        for part in parts_of("/pin/{id}") {
            let expected = match (who, *part) {
                ("ana", _) => 200,
                ("visitor", "members") => 401,
                _ => 404,
            };
            let answer = client.part(&address, part).await;
            let text = answer.text();
            assert_eq!(answer.status, expected, "{part} for {who}: {text}");
            let told = ["Whispered", "secret", world.secret.as_str()].iter().any(|words| text.contains(words));
            assert!(who == "ana" || !told, "{part} for {who}: {text}");
        }
        // Nor is it among what a list's parts tell.
        for address in ["/", "/search", "/board/{id}", "/{handle}", "/{handle}/likes"] {
            let html = client.part(&world.fill(address).replace("q=open", "q=secret"), "tiles").await.text();
            let shown = who == "ana" && address != "/";
            assert_eq!(pins(&html).contains(&world.secret), shown, "{address} for {who}");
        }
        let offered = client.part("/search?q=secr", "completions").await.text();
        assert_eq!(offered.contains(&world.secret), who == "ana", "{who}: {offered}");
    }
}

#[tokio::test]
async fn a_comment_is_found_under_its_own_pin_alone() {
    let world = World::new().await;
    for (who, mut client) in world.people() {
        for (pin, comment) in [
            (&world.secret, world.said.as_str()),
            (&world.open, world.whispered.as_str()),
            (&world.open, NOTHING),
            (&world.open, "nonsense"),
            (&world.open, ""),
        ] {
            for part in ["comment", "comment-form"] {
                let answer = client.part(&format!("/pin/{pin}?comment={comment}"), part).await;
                let right = answer.status == 404 && carries_what_it_should(&answer, part);
                assert!(right, "{part} {comment:?} for {who}: {} {}", answer.status, answer.text());
            }
        }
    }
}

#[tokio::test]
async fn the_form_of_a_comment_is_its_authors_alone() {
    let mut world = World::new().await;
    let mut root = Person::admin(&world.site).await.browser;
    let bobs = comments::put(&world.site, &world.open, "bob", "From bob").await;
    let address = format!("/pin/{}?comment={bobs}", world.open);
    for (who, client, status) in [
        ("its author", &mut world.bob, 200),
        ("the owner of the pin", &mut world.ana, 403),
        ("an admin", &mut root, 403),
        ("a visitor", &mut world.site.visitor(), 403),
    ] {
        assert_eq!(client.part(&address, "comment").await.status, 200, "{who}");
        let form = client.part(&address, "comment-form").await;
        assert_eq!((form.status, form.text().contains("From bob")), (status, status == 200), "{who}: {}", form.text());
    }
}
