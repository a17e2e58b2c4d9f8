//! The pages of channels and conversations, as browsers without script see and send them: who reads them, how far back, and what their
//! forms do.

use crate::{
    channels::said,
    client::Client,
    community_pages::{channels_of, make},
    harness::{TestSite, post, post_plain},
    markup::{attribute, tags, texts, tiles, values, way},
    multipart::Form,
    pictures,
};

/// A public community of Ana's with Bob in it, the paths of its channels, and Sam, who does not belong to it.
struct Room {
    site: TestSite,
    ana: Client,
    bob: Client,
    sam: Client,
    community: String,
    talk: String,
    gallery: String,
}

impl Room {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let (mut ana, mut bob, sam) = (site.member("ana").await, site.member("bob").await, site.member("sam").await);
        let community = make(&mut ana, "Herons", "public").await;
        let join = Form::default().text("community", id(&community)).text("want", "join");
        assert_eq!(post(&mut bob, "/fn/join_community", join).await.status, 200);
        let mut channels = channels_of(&mut ana, &community).await;
        let (gallery, talk) = (channels.remove(1), channels.remove(0));
        Self { site, ana, bob, sam, community, talk, gallery }
    }

    /// Ana says something in the first channel, and its number is given.
    async fn said(&self, body: &str) -> i64 {
        said(&self.site, id(&self.talk), "ana", body, &[]).await
    }
}

/// The last part of a path.
fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn page(who: &mut Client, address: &str) -> String {
    let answer = who.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.text()
}

/// What is said on a page, in its order. What scripts copy says nothing.
fn words(html: &str) -> Vec<String> {
    texts(html, "message__words").into_iter().filter(|words| !words.is_empty()).collect()
}

/// The numbers of the messages on a page.
fn numbers(html: &str) -> Vec<String> {
    let messages = tags(html, "li").into_iter();
    let messages = messages.filter(|tag| attribute(tag, "class").as_deref() == Some("message"));
    messages.filter_map(|tag| attribute(tag, "data-seq")).filter(|seq| seq != "0").collect()
}

/// What the page says of writing.
fn foot(html: &str) -> String {
    let (_, rest) = html.split_once("id=\"composer\"").expect("the page has a foot");
    rest.split("</div>").next().unwrap().to_owned()
}

fn message(body: &str) -> Form {
    Form::default().text("body", body)
}

#[tokio::test]
async fn a_channel_is_read_by_whoever_reads_its_community() {
    let mut room = Room::new().await;
    room.said("A first word").await;
    let talk = room.talk.clone();
    for who in [&mut room.ana, &mut room.bob, &mut room.sam, &mut room.site.visitor()] {
        for address in [&talk, &room.community] {
            let html = page(who, address).await;
            assert_eq!(words(&html), ["A first word"]);
            assert!(html.contains("data-talk=\"/pkg/talk"), "it comes alive");
        }
    }
    let close =
        Form::default().text("community", id(&room.community)).text("name", "Herons").text("visibility", "private");
    assert_eq!(post(&mut room.ana, "/fn/edit_community", close).await.status, 200);
    for address in [talk.clone(), room.community.clone(), format!("{}/search?q=word", room.community)] {
        assert_eq!(room.bob.get(&address).await.status, 200);
        for who in [&mut room.sam, &mut room.site.visitor()] {
            let answer = who.get(&address).await;
            assert!(answer.status == 404 && !answer.text().contains("A first word"), "{address}");
            assert_eq!(who.part(&address, "messages").await.status, if address.contains('?') { 400 } else { 404 });
        }
    }
    // A channel stands in its own community alone.
    let elsewhere = make(&mut room.sam, "Elsewhere", "public").await;
    assert_eq!(room.ana.get(&format!("{elsewhere}/{}", id(&talk))).await.status, 404);
    assert_eq!(room.ana.get(&format!("/messages/{}", id(&talk))).await.status, 404);
}

#[tokio::test]
async fn the_foot_says_why_one_cannot_write() {
    let mut room = Room::new().await;
    let talk = room.talk.clone();
    assert!(foot(&page(&mut room.bob, &talk).await).contains("name=\"key\""));
    assert!(foot(&page(&mut room.sam, &talk).await).contains("Join this community to write."));
    assert!(foot(&page(&mut room.site.visitor(), &talk).await).contains("Sign in to write"));
    let quiet =
        Form::default().text("community", id(&room.community)).text("channel", id(&talk)).text("name", "general");
    assert_eq!(post(&mut room.ana, "/fn/edit_channel", quiet.text("read_only", "1")).await.status, 200);
    assert!(foot(&page(&mut room.bob, &talk).await).contains("Only moderators can write in this channel."));
    assert!(foot(&page(&mut room.ana, &talk).await).contains("name=\"key\""));
    let out = Form::default().text("community", id(&room.community)).text("name", "bob").text("seconds", "3600");
    assert_eq!(post(&mut room.ana, "/fn/time_out_community_member", out).await.status, 200);
    assert!(foot(&page(&mut room.bob, &talk).await).contains("You can write again"));
    for who in [&mut room.bob, &mut room.sam] {
        let refused = post_plain(who, &talk, message("Let me")).await;
        assert!(refused.status == 403 && !refused.text().contains("Let me"), "{}", refused.text());
    }
    let visitor = post_plain(&mut room.site.visitor(), &talk, message("Let me")).await;
    assert!(visitor.status == 303 && visitor.header("location").unwrap().starts_with("/login"));
}

#[tokio::test]
async fn the_history_is_read_in_both_directions() {
    let mut room = Room::new().await;
    for n in 1..=130 {
        room.said(&format!("Number {n}")).await;
    }
    let newest = page(&mut room.bob, &room.talk).await;
    let of = |range: std::ops::RangeInclusive<i64>| range.map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(numbers(&newest), of(81..=130));
    assert_eq!(way(&newest, "next"), None);
    let middle = page(&mut room.bob, &way(&newest, "prev").unwrap()).await;
    assert_eq!(numbers(&middle), of(31..=80));
    let oldest = page(&mut room.bob, &way(&middle, "prev").unwrap()).await;
    assert_eq!((numbers(&oldest), way(&oldest, "prev")), (of(1..=30), None));
    assert_eq!(numbers(&page(&mut room.bob, &way(&middle, "next").unwrap()).await), of(81..=130));
    let around = page(&mut room.bob, &format!("{}?at=60", room.talk)).await;
    assert!(
        numbers(&around).contains(&"60".to_owned()) && way(&around, "prev").is_some() && way(&around, "next").is_some()
    );
    assert!(tags(&around, "li").iter().any(|tag| tag.contains("id=\"m-60\"") && tag.contains("data-marked")));
    // The first that are unread are marked; Bob has read up to 100.
    let read = Form::default().text("channel", id(&room.talk)).text("seq", "100").text("back", "/messages");
    assert_eq!(post(&mut room.bob, "/fn/mark_read", read).await.status, 200);
    let html = page(&mut room.bob, &room.talk).await;
    let (before, after) = html.split_once("id=\"unread\"").expect("they are marked");
    assert!(before.contains("id=\"m-100\"") && after.contains("id=\"m-101\"") && !before.contains("id=\"m-101\""));
    // The script's copy of the mark stands in a template.
    let html = page(&mut room.site.visitor(), &room.talk).await;
    assert!(!html.split("<template").next().unwrap().contains("id=\"unread\""));
    assert_eq!(numbers(&page(&mut room.bob, &format!("{}?date=2100-01-01", room.talk)).await), of(81..=130));
}

#[tokio::test]
async fn messages_of_one_author_stand_together_under_their_day() {
    let mut room = Room::new().await;
    for body in ["One", "Two"] {
        room.said(body).await;
    }
    said(&room.site, id(&room.talk), "bob", "Three", &[]).await;
    let html = page(&mut room.ana, &room.talk).await;
    let joined: Vec<_> = tags(&html, "li")
        .into_iter()
        .filter(|tag| attribute(tag, "class").as_deref() == Some("message") && !tag.contains("data-seq=\"0\""))
        .map(|tag| tag.contains("data-joined"))
        .collect();
    assert_eq!(joined, [false, true, false]);
    let days = values(&html, "time", "datetime").into_iter().filter(|day| day.len() == 10).count();
    assert_eq!(days, 1);
}

#[tokio::test]
async fn a_message_is_sent_once_answered_changed_and_deleted_by_forms() {
    let mut room = Room::new().await;
    let talk = room.talk.clone();
    let html = page(&mut room.bob, &talk).await;
    let key = tags(&html, "input").into_iter().find(|tag| tag.contains("name=\"key\"")).unwrap();
    let key = attribute(key, "value").unwrap();
    for _ in 0..2 {
        let sent = post_plain(&mut room.bob, &talk, message("By *hand*").text("key", &key)).await;
        assert_eq!((sent.status, sent.header("location")), (303, Some(talk.as_str())));
    }
    let html = page(&mut room.bob, &talk).await;
    assert!(words(&html) == ["By hand"] && html.contains("<em>hand</em>"), "{html}");
    let empty = post_plain(&mut room.bob, &talk, message(" ")).await;
    assert!(empty.status == 422 && empty.text().contains("id=\"body-error\""), "{}", empty.text());

    let reply = page(&mut room.ana, &format!("{talk}?reply=1")).await;
    assert!(reply.contains("Replying to") && reply.contains("name=\"reply_to\" value=\"1\""));
    let sent = post_plain(&mut room.ana, &talk, message("To that").text("reply_to", "1")).await;
    assert_eq!(sent.status, 303);
    let html = page(&mut room.bob, &talk).await;
    assert_eq!(texts(&html, "message__excerpt")[0], "By *hand*");

    // What one may do with a message stands below it, on its own address.
    let mine = page(&mut room.bob, &format!("{talk}?at=1")).await;
    for form in ["?edit=1#composer", "?delete=1#composer", "action=\"/fn/react\""] {
        assert!(mine.contains(form), "{form}");
    }
    let theirs = page(&mut room.bob, &format!("{talk}?at=2")).await;
    assert!(!theirs.contains("?edit=2") && !theirs.contains("?delete=2"));
    assert!(!page(&mut room.site.visitor(), &format!("{talk}?at=1")).await.contains("message__acts"));
    let edit = page(&mut room.bob, &format!("{talk}?edit=1")).await;
    assert!(edit.contains("action=\"/fn/edit_message\"") && edit.contains(">By *hand*</textarea>"));
    assert!(!page(&mut room.bob, &format!("{talk}?edit=2")).await.contains("/fn/edit_message"));
    let about = |seq: &str| Form::default().text("channel", id(&talk)).text("seq", seq);
    let changed = post_plain(&mut room.bob, "/fn/edit_message", about("1").text("body", "Better")).await;
    assert_eq!(changed.header("location"), Some(format!("{talk}?at=1#m-1").as_str()));
    let asked = page(&mut room.ana, &format!("{talk}?delete=1")).await;
    assert!(asked.contains("Delete this message?") && asked.contains("name=\"reason\""), "the owner says why");
    let deleted = post_plain(&mut room.ana, "/fn/delete_message", about("1").text("reason", "Off topic")).await;
    assert_eq!(deleted.status, 303);
    let html = page(&mut room.bob, &talk).await;
    assert_eq!(
        (words(&html), texts(&html, "message__excerpt").remove(0)),
        (vec!["To that".to_owned()], "Deleted message".to_owned())
    );
}

#[tokio::test]
async fn a_picture_comes_with_the_form_and_is_for_the_channel_alone() {
    let mut room = Room::new().await;
    let form = message("From above").file("picture", "dune.png", &pictures::png(300, 200, 1));
    let sent = post_plain(&mut room.bob, &room.talk, form).await;
    assert_eq!(sent.header("location"), Some(format!("{}?sent=1", room.talk).as_str()));
    room.site.work_off().await;
    let html = page(&mut room.ana, &room.talk).await;
    let pin = tags(&html, "li").into_iter().find(|tag| attribute(tag, "class").as_deref() == Some("message__pin"));
    let pin = pin.and_then(|tag| attribute(tag, "data-pin")).expect("the message has it");
    assert!(html.contains(&format!("href=\"/pin/{pin}\"")) && !html.contains("Your picture is posted."));
    assert_eq!(texts(&page(&mut room.ana, &format!("/pin/{pin}")).await, "pin__title"), ["dune"]);
    assert!(!page(&mut room.ana, "/").await.contains(&pin), "no list has it");
    let broken = message("x").file("picture", "x.png", b"no picture");
    let refused = post_plain(&mut room.bob, &room.talk, broken).await;
    assert!(refused.status == 422 && refused.text().contains("id=\"body-error\""), "{}", refused.text());
}

#[tokio::test]
async fn a_picture_of_a_message_is_saved_in_its_place_by_whoever_reads_the_channel() {
    let mut room = Room::new().await;
    let form = message("From above").file("picture", "dune.png", &pictures::png(300, 200, 1));
    assert_eq!(post_plain(&mut room.bob, &room.talk, form).await.status, 303);
    room.site.work_off().await;
    let mut pins = Vec::new();
    for want in ["save", "unsave"] {
        let html = page(&mut room.ana, &room.talk).await;
        let (_, form) = html.split_once("action=\"/fn/save\"").expect("it can be saved");
        let form = form.split("</form>").next().unwrap();
        assert!(form.contains(&format!("value=\"{want}\"")), "{form}");
        let [pin, back] = &values(form, "input", "value")[..] else { panic!("{form}") };
        assert_eq!(*back, format!("{}#m-1", room.talk));
        let pressed = Form::default().text("pin", pin).text("want", want).text("back", back);
        let answer = post_plain(&mut room.ana, "/fn/save", pressed).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(back.as_str())));
        pins.push(pin.clone());
    }
    let found = format!("{}/search?pictures=1", room.community);
    let html = page(&mut room.ana, &found).await;
    let place = format!("found-{}-1", id(&room.talk));
    assert!(html.contains(&format!("id=\"{place}\"")), "{html}");
    assert!(html.contains(&format!("name=\"back\" value=\"{found}#{place}\"")), "{html}");
    assert!(page(&mut room.site.visitor(), &room.talk).await.contains("why=save"));
    let close =
        Form::default().text("community", id(&room.community)).text("name", "Herons").text("visibility", "private");
    assert_eq!(post(&mut room.ana, "/fn/edit_community", close).await.status, 200);
    let save = Form::default().text("pin", &pins[0]).text("want", "save");
    assert_eq!(post(&mut room.sam, "/fn/save", save).await.status, 404);
}

#[tokio::test]
async fn a_gallery_is_a_grid_and_its_messages_can_be_read() {
    let mut room = Room::new().await;
    let gallery = room.gallery.clone();
    assert!(page(&mut room.bob, &gallery).await.contains("No pictures yet"));
    for seed in [1, 2] {
        let form = message("Look").file("picture", "a.png", &pictures::png(300, 200, seed));
        assert_eq!(post_plain(&mut room.bob, &gallery, form).await.status, 303);
    }
    room.site.work_off().await;
    for address in [gallery.clone(), format!("{gallery}?sort=popular")] {
        let html = page(&mut room.sam, &address).await;
        assert_eq!((tiles(&html).len(), words(&html).len()), (2, 0), "{address}");
    }
    let pins = crate::markup::pins(&page(&mut room.sam, &gallery).await).join(",");
    let fresh = room.sam.part_with(&gallery, "fresh", &[("x-pins", pins.as_str())]).await;
    assert_eq!((fresh.status, tiles(&fresh.text()).len()), (200, 2));
    assert_eq!(room.sam.part(&gallery, "tiles").await.status, 200);
    let html = page(&mut room.sam, &format!("{gallery}?list=1")).await;
    assert_eq!((tiles(&html).len(), words(&html)), (0, vec!["Look".to_owned(), "Look".to_owned()]));
}

#[tokio::test]
async fn what_is_pinned_and_what_is_found_leads_to_its_place() {
    let mut room = Room::new().await;
    for body in ["A grey heron", "Something else", "Another heron"] {
        room.said(body).await;
    }
    let pin = Form::default().text("channel", id(&room.talk)).text("seq", "2").text("want", "pin");
    assert_eq!(post(&mut room.ana, "/fn/pin_message", pin).await.status, 200);
    let html = page(&mut room.bob, &format!("{}?pinned=1", room.talk)).await;
    assert_eq!(words(&html), ["Something else"]);
    assert!(html.contains(&format!("{}?at=2#m-2", room.talk)) && !html.contains("data-talk"));

    let search = format!("{}/search", room.community);
    assert!(texts(&page(&mut room.bob, &search).await, "found__link").is_empty());
    let html = page(&mut room.bob, &format!("{search}?q=heron")).await;
    assert_eq!(words(&html), ["Another heron", "A grey heron"]);
    assert!(html.contains(&format!("{}?at=1#m-1", room.talk)));
    for (query, count) in [("q=heron&from=bob", 0), ("from=ana", 3), ("q=heron&pictures=1", 0), ("since=2100-01-01", 0)]
    {
        assert_eq!(words(&page(&mut room.bob, &format!("{search}?{query}")).await).len(), count, "{query}");
    }
    let visitor = room.site.visitor().get("/messages/search?q=heron").await;
    assert_eq!(visitor.status, 401);
}

#[tokio::test]
async fn a_conversation_is_read_by_those_in_it() {
    let room = Room::new().await;
    let (mut ana, mut bob, mut sam) = (room.ana.clone(), room.bob.clone(), room.sam.clone());
    let begun = post(&mut ana, "/fn/begin_conversation", Form::default().text("members", "bob")).await.json();
    let address = begun["location"].as_str().unwrap();
    assert_eq!(post_plain(&mut ana, address, message("Psst")).await.status, 303);
    for (who, other) in [(&mut ana, "bob"), (&mut bob, "ana")] {
        let html = page(who, address).await;
        assert_eq!((words(&html), texts(&html, "room__title")), (vec!["Psst".to_owned()], vec![other.to_owned()]));
        assert!(html.contains("aria-current=\"page\"") && html.contains("/fn/leave_conversation"));
    }
    assert_eq!(sam.get(address).await.status, 404);
    assert_eq!(room.site.visitor().get(address).await.status, 401);
    let block = Form::default().text("name", "bob").text("want", "block");
    assert_eq!(post(&mut ana, "/fn/block", block).await.status, 200);
    assert!(foot(&page(&mut bob, address).await).contains("You can’t write in this conversation."));
}
