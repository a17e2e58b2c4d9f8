//! Who hears of a comment, and whom one is offered to mention.

use super::{add, bodies, counted, delete, edit, pin_of, put, said, say, told};
use crate::{
    client::Client,
    harness::{PASSWORD, TestSite, post},
    markup::values,
    multipart::Form,
};
use serde_json::json;

/// Ana, Bob, Cyd and Dana.
async fn four(site: &TestSite) -> [Client; 4] {
    [site.member("ana").await, site.member("bob").await, site.member("Cyd").await, site.member("dana").await]
}

#[tokio::test]
async fn the_owner_and_those_mentioned_are_told_and_nobody_of_their_own_doing() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, ..] = four(&site).await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let words = "@cyd, @dana, @bob: see this! Not you@cyd.example, @nobody or @CYD again";
    let comment = say(&mut bob, &pin, words).await;
    assert_eq!(told(&site).await, ["Cyd: mention", "ana: comment", "dana: mention"]);
    let mentions = said(&site, &pin).await["items"][0]["mentions"].clone();
    assert_eq!(mentions, json!(["bob", "Cyd", "dana"]), "as they write themselves");

    // Told once, however often it is changed, and no more where the mention is gone. Ana has heard of this comment already.
    assert_eq!(edit(&mut bob, &comment, "@cyd and @ana!").await.status, 200);
    assert_eq!(told(&site).await, ["Cyd: mention", "ana: comment"]);
    assert_eq!(edit(&mut bob, &comment, "@dana, too, and @cyd").await.status, 200);
    assert!(told(&site).await.contains(&"dana: mention".to_owned()));

    assert_eq!(delete(&mut bob, &comment).await.status, 200);
    assert_eq!(told(&site).await, Vec::<String>::new(), "what is taken away is no news");
}

#[tokio::test]
async fn whoever_cannot_see_the_pin_hears_nothing_of_it() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, ..] = four(&site).await;
    let hidden = pin_of(&site, &mut ana, "private").await;
    say(&mut ana, &hidden, "@bob @cyd, you will never know").await;
    assert_eq!(told(&site).await, Vec::<String>::new());
    let unlisted = pin_of(&site, &mut ana, "unlisted").await;
    say(&mut ana, &unlisted, "@bob, here is a secret").await;
    assert_eq!(told(&site).await, ["bob: mention"]);
    assert_eq!(add(&mut bob, &hidden, "@ana, is this you?").await.status, 404);
    assert_eq!(told(&site).await, ["bob: mention"]);
}

/// The names that are offered, in their order.
async fn offered(client: &mut Client, pin: &str, begin: &str) -> Vec<String> {
    let answer = client.part(&format!("/pin/{pin}?mention={begin}"), "members").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    values(&answer.text(), "li", "data-name")
}

#[tokio::test]
async fn those_at_hand_are_offered_first() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd, mut dana] = four(&site).await;
    for name in ["anabel", "an_other", "anx", "bobby"] {
        site.member(name).await;
    }
    let pin = pin_of(&site, &mut ana, "public").await;
    put(&site, &pin, "anx", "I was here").await;
    let follow = Form::default().text("name", "anabel").text("want", "follow").text("back", "/");
    assert_eq!(post(&mut bob, "/fn/follow", follow).await.status, 200);
    assert_eq!(offered(&mut bob, &pin, "").await, ["ana", "anx", "anabel"], "who is here, then whom he follows");
    assert_eq!(offered(&mut bob, &pin, "AN").await, ["ana", "anx", "anabel", "an_other"]);
    assert_eq!(offered(&mut bob, &pin, "an_").await, ["an_other"], "an underscore is one");
    assert_eq!(offered(&mut bob, &pin, "bo").await, ["bobby"], "nobody mentions themselves");
    for nobody in ["%25", "zzz", "a%20b", &"a".repeat(31)] {
        assert_eq!(offered(&mut cyd, &pin, nobody).await, Vec::<String>::new(), "{nobody}");
    }
    let hidden = pin_of(&site, &mut ana, "private").await;
    assert_eq!(dana.part(&format!("/pin/{hidden}?mention=an"), "members").await.status, 404);
    assert_eq!(site.visitor().part(&format!("/pin/{pin}?mention=an"), "members").await.status, 401);
}

#[tokio::test]
async fn what_an_account_has_said_goes_with_it() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd, _] = four(&site).await;
    let pin = pin_of(&site, &mut ana, "public").await;
    say(&mut bob, &pin, "From bob to @cyd").await;
    say(&mut cyd, &pin, "From cyd to @bob").await;
    let report = Form::default().text("pin", &pin).text("reason", "Rude");
    assert_eq!(post(&mut bob, "/fn/report_pin", report).await.status, 200);
    let leave = Form::default().text("password", PASSWORD);
    assert_eq!(post(&mut bob, "/settings/delete", leave).await.status, 200);
    site.work_off().await;
    let left = said(&site, &pin).await;
    assert_eq!((bodies(&left), counted(&mut ana, &pin).await), (vec!["From cyd to @bob".to_owned()], 1));
    assert_eq!(left["items"][0]["mentions"], json!([]));
    for table in ["comment_mentions", "reports"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
    assert_eq!(told(&site).await, ["ana: comment"]);
    let page = ana.get(&format!("/pin/{pin}")).await.text();
    assert!(page.contains("From cyd to ") && page.contains("@bob") && !page.contains("href=\"/@bob\""));
}
