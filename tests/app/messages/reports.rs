//! Reports of messages: made by whoever reads the message, decided about by those who look after the site, and gone with the message.

use super::{Room, page, path, see, send, sent};
use crate::{
    api::{Program, wrong_fields},
    client::Client,
    harness::{PASSWORD, TestSite, post, post_plain},
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};

/// A public community of Ana's with Bob in it; Cyd, who only reads it; and Mia, a moderator of the site.
struct World {
    room: Room,
    cyd: Program,
    mia: Program,
}

impl World {
    async fn new() -> Self {
        let room = Room::new().await;
        let cyd = Program::sign_up(&room.site, "cyd").await;
        let mia = Program::sign_up(&room.site, "mia").await;
        sqlx::query("update users set role = 'moderator' where username = 'mia'")
            .execute(&room.site.rows)
            .await
            .unwrap();
        Self { room, cyd, mia }
    }
}

/// Reports a message.
pub async fn report(who: &mut Program, channel: &str, seq: i64, reason: &str) -> u16 {
    let wish = json!({"message": {"channel": channel, "seq": seq}, "reason": reason});
    who.post("/reports", wish).await.status
}

/// What is in the queue of those who look after the site.
async fn queue(who: &mut Program, query: &str) -> Vec<Value> {
    let answer = who.get(&format!("/admin/reports{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

/// Decides about what was reported.
async fn decide(who: &mut Program, case: &Value, act: &str, reason: Option<&str>) -> u16 {
    let case = case["id"].as_str().unwrap();
    let body = reason.map_or(json!({"act": act}), |reason| json!({"act": act, "reason": reason}));
    who.post(&format!("/admin/reports/{case}/decision"), body).await.status
}

/// The audit log, the oldest entry first.
async fn audit(site: &TestSite) -> Vec<String> {
    let sql = "select actor || ' ' || act || ' ' || about || ': ' || detail from audit_log order by id";
    sqlx::query_scalar(sql).fetch_all(&site.rows).await.unwrap()
}

/// The log of a community, the latest entry first: by whom, what, and why.
async fn log(who: &mut Program, community: &str) -> Vec<String> {
    let answer = who.get(&format!("/communities/{community}/log")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = answer.json()["items"].as_array().unwrap().clone();
    entries
        .iter()
        .map(|e| format!("{} {}: {}", text(&e["actor"]["username"]), text(&e["act"]), text(&e["reason"])))
        .collect()
}

/// The same member with a browser.
pub async fn browser(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

/// How many reports there are, and things that they are about.
async fn kept(site: &TestSite) -> (i64, i64) {
    (site.count("reports").await, site.count("reported").await)
}

#[tokio::test]
async fn each_reports_a_message_once_and_again_after_it_was_settled() {
    let World { room: Room { site, mut ana, mut bob, channel, .. }, mut cyd, mut mia } = World::new().await;
    let seq = send(&mut bob, &channel, "Something rude").await;
    assert_eq!(report(&mut cyd, &channel, seq, " Rude\r\nand more ").await, 201, "whoever reads it");
    assert_eq!(report(&mut cyd, &channel, seq, "Once more").await, 409);
    assert_eq!(report(&mut ana, &channel, seq, "Off topic").await, 201);
    assert_eq!(report(&mut bob, &channel, seq, "My own").await, 403);
    assert_eq!(report(&mut Program::visitor(&site), &channel, seq, "Rude").await, 401);
    let case = queue(&mut mia, "").await.remove(0);
    assert_eq!((&case["open_count"], &case["reports"][1]["reason"]), (&json!(2), &json!("Rude\nand more")));
    assert_eq!(decide(&mut mia, &case, "dismiss_reports", None).await, 204);
    assert_eq!(decide(&mut mia, &case, "dismiss_reports", None).await, 409, "twice");
    assert!(queue(&mut mia, "").await.is_empty());
    assert_eq!(queue(&mut mia, "?sort=handled").await[0]["settled"]["outcome"], "dismiss_reports");
    assert_eq!(report(&mut cyd, &channel, seq, "Still rude").await, 201);
    assert_eq!(queue(&mut mia, "").await[0]["open_count"], 1);
    assert_eq!(audit(&site).await, ["mia dismiss_reports Reports about a message by @bob: "]);
}

#[tokio::test]
async fn a_report_names_a_message_that_is_there() {
    let World { room: Room { site, mut bob, channel, .. }, mut cyd, .. } = World::new().await;
    let seq = send(&mut bob, &channel, "Something rude").await;
    for (message, reason, status) in [
        (json!({"channel": channel, "seq": seq + 1}), "Rude", 404),
        (json!({"channel": "1C3XR6Gzv21Kf3E2ZpLk9B", "seq": seq}), "Rude", 404),
        (json!({"channel": channel}), "Rude", 422),
        (json!({"channel": channel, "seq": "x"}), "Rude", 422),
        (json!({"channel": channel, "seq": seq, "more": 1}), "Rude", 422),
        (json!({"channel": channel, "seq": seq}), " ", 422),
        (Value::Null, "Rude", 422),
    ] {
        let wish = json!({"message": message, "reason": reason});
        assert_eq!(cyd.post("/reports", wish.clone()).await.status, status, "{wish}");
    }
    let both =
        json!({"message": {"channel": channel, "seq": seq}, "pin_id": "1C3XR6Gzv21Kf3E2ZpLk9B", "reason": "Rude"});
    assert_eq!(cyd.post("/reports", both).await.status, 422);
    assert_eq!(bob.delete(&path(&channel, seq)).await.status, 204);
    assert_eq!(report(&mut cyd, &channel, seq, "Rude").await, 404, "it was deleted");
    assert_eq!(kept(&site).await, (0, 0));
}

#[tokio::test]
async fn the_queue_shows_a_message_with_its_place_also_of_a_private_community() {
    let World { room: Room { site, mut ana, mut bob, community, channel }, mut mia, .. } = World::new().await;
    let pin = bob.pin("a.png", &pictures::png(8, 8, 1), "public").await;
    let seq =
        sent(&mut bob, &channel, json!({"body": "Something *rude*", "pins": [pin]})).await["seq"].as_i64().unwrap();
    assert_eq!(report(&mut ana, &channel, seq, "Rude").await, 201);
    let closed = ana.json("PATCH", &format!("/communities/{community}"), json!({"visibility": "private"})).await;
    assert_eq!(closed.status, 200, "{}", closed.text());

    let case = queue(&mut mia, "?kind=message&sort=most").await.remove(0);
    assert_eq!((&case["kind"], &case["text"]), (&json!("message"), &json!("Something *rude*")));
    assert_eq!((&case["pin"], &case["comment_id"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&case["member"]["username"], &case["reports"][0]["reporter"]["username"]),
        (&json!("bob"), &json!("ana"))
    );
    let message = &case["message"];
    assert_eq!(
        (&message["channel"], &message["seq"], &message["pin_count"]),
        (&json!(channel), &json!(seq), &json!(1))
    );
    let place = json!({"community": community, "community_name": "Birds", "channel_name": "general"});
    assert_eq!(message["place"], place);
    for other in ["?kind=pin", "?kind=comment"] {
        assert!(queue(&mut mia, other).await.is_empty(), "{other}");
    }
    assert_eq!(
        see(&mut mia, &channel, seq).await["body"],
        "Something *rude*",
        "who looks after the site reads it there"
    );

    let mut desk = browser(&site, "mia").await;
    let html = desk.get("/admin/reports").await.text();
    let address = format!("/c/{community}/{channel}?at={seq}#m-{seq}");
    for words in ["Something *rude*", &address, "general", "Birds", "1 picture", "Remove the message", "@ana"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let csv = desk.get("/admin/reports.csv?kind=message").await.text();
    assert!(csv.contains(&format!(r#""{channel}","{seq}","Something *rude*","bob""#)), "{csv}");
}

#[tokio::test]
async fn a_message_that_is_removed_is_gone_with_its_reports_and_both_logs_say_so() {
    let World { room: Room { site, mut ana, mut bob, community, channel }, mut cyd, mut mia } = World::new().await;
    let seq = send(&mut bob, &channel, "Something rude").await;
    assert_eq!(report(&mut cyd, &channel, seq, "Rude").await, 201);
    let case = queue(&mut mia, "").await.remove(0);
    let decision = format!("/admin/reports/{}/decision", case["id"].as_str().unwrap());
    for (body, field) in [
        (json!({"act": "remove_message"}), "reason"),
        (json!({"act": "remove_comment", "reason": "Rude"}), "act"),
        (json!({"act": "hide_pin", "reason": "Rude"}), "act"),
    ] {
        assert_eq!(wrong_fields(&mia.post(&decision, body.clone()).await), [field], "{body}");
    }
    assert_eq!(decide(&mut cyd, &case, "remove_message", Some("Rude")).await, 404, "this is for moderators");
    assert_eq!(decide(&mut mia, &case, "remove_message", Some("Be kind.")).await, 204);
    assert_eq!(decide(&mut mia, &case, "remove_message", Some("Be kind.")).await, 404, "twice");
    assert_eq!(cyd.get(&path(&channel, seq)).await.status, 404);
    assert_eq!(kept(&site).await, (0, 0));
    assert_eq!(audit(&site).await, ["mia remove_message A message by @bob in “Birds”: Be kind."]);
    assert_eq!(log(&mut ana, &community).await[0], " removed a message by @bob in “general”: Be kind.");
    let news = bob.get("/notifications").await.json();
    let told = json!({"act": "remove_message", "subject": "Something rude", "reason": "Be kind."});
    assert_eq!(news["items"][0]["moderation"], told);
    let html = browser(&site, "bob").await.get("/notifications").await.text();
    assert!(html.contains("The moderators removed your message ") && html.contains("“Something rude”"), "{html}");
}

#[tokio::test]
async fn the_author_is_warned_or_suspended_from_the_queue_and_reports_are_dismissed_for_the_community_as_well() {
    for (act, reason) in
        [("warn_member", Some("Not again")), ("suspend_member", Some("Enough")), ("dismiss_reports", None)]
    {
        let World { room, mut cyd, mut mia } = World::new().await;
        let Room { site: _site, mut ana, mut bob, community, channel } = room;
        let seq = send(&mut bob, &channel, "Something rude").await;
        assert_eq!(report(&mut cyd, &channel, seq, "Rude").await, 201);
        let case = queue(&mut mia, "").await.remove(0);
        assert_eq!(decide(&mut mia, &case, act, reason).await, 204, "{act}");
        let handled = queue(&mut mia, "?sort=handled").await.remove(0);
        assert_eq!((&handled["settled"]["outcome"], &handled["settled"]["handled_by"]), (&json!(act), &json!("mia")));
        let open = ana.get(&format!("/communities/{community}/reports")).await.json();
        assert_eq!(open["items"], json!([]), "{act}");
        let said = log(&mut ana, &community).await.remove(0);
        let is_dismissed = said == " dismissed reports about a message by @bob in “general”: ";
        assert_eq!(is_dismissed, act == "dismiss_reports", "{act}: {said}");
    }
}

#[tokio::test]
async fn of_a_direct_conversation_moderators_read_the_reported_message_and_nothing_else() {
    let World { room: Room { site, mut ana, mut bob, .. }, mut cyd, mut mia } = World::new().await;
    let begun = ana.post("/conversations", json!({"members": ["bob"]})).await.json();
    let channel = begun["id"].as_str().unwrap();
    let before = send(&mut bob, channel, "Between us").await;
    let seq = send(&mut bob, channel, "Something rude").await;
    for who in [&mut cyd, &mut mia] {
        assert_eq!(report(who, channel, seq, "Rude").await, 404, "others do not read it");
    }
    assert_eq!(report(&mut ana, channel, seq, "Rude").await, 201);
    let case = queue(&mut mia, "").await.remove(0);
    assert_eq!((&case["text"], &case["message"]["place"]), (&json!("Something rude"), &Value::Null));
    for door in [path(channel, seq), path(channel, before), format!("/channels/{channel}/messages")] {
        assert_eq!(mia.get(&door).await.status, 404, "{door}");
    }
    let html = browser(&site, "mia").await.get("/admin/reports").await.text();
    assert!(html.contains("a direct conversation") && html.contains("Something rude"), "{html}");
    assert!(!html.contains("Between us") && !html.contains(channel), "{html}");
    assert_eq!(decide(&mut mia, &case, "remove_message", Some("Be kind.")).await, 204);
    let left = page(&mut ana, channel, "").await;
    assert_eq!((super::numbers(&left), kept(&site).await), (vec![before], (0, 0)));
    assert_eq!(audit(&site).await, ["mia remove_message A message by @bob in a direct conversation: Be kind."]);
}

#[tokio::test]
async fn nobody_decides_about_their_own_message_and_moderators_not_about_an_admins() {
    let World { room: Room { site, mut bob, channel, .. }, mut cyd, mut mia } = World::new().await;
    let mut root = Program::admin(&site, "root").await;
    sqlx::query("update users set role = 'moderator' where username = 'bob'").execute(&site.rows).await.unwrap();
    let seq = send(&mut bob, &channel, "My own").await;
    assert_eq!(report(&mut cyd, &channel, seq, "Rude").await, 201);
    let case = queue(&mut mia, "").await.remove(0);
    for who in [&mut bob, &mut mia] {
        assert_eq!(decide(who, &case, "remove_message", Some("x")).await, 403);
        assert_eq!(decide(who, &case, "dismiss_reports", None).await, 403);
    }
    see(&mut cyd, &channel, seq).await;
    assert_eq!(decide(&mut root, &case, "remove_message", Some("x")).await, 204);
}

#[tokio::test]
async fn what_is_deleted_takes_the_reports_about_it_along() {
    let World { room: Room { site, mut ana, mut bob, community, channel }, mut cyd, mut mia } = World::new().await;
    let seq = send(&mut bob, &channel, "Deleted by its author").await;
    assert_eq!(report(&mut cyd, &channel, seq, "Rude").await, 201);
    let other = send(&mut ana, &channel, "Stays").await;
    assert_eq!(report(&mut cyd, &channel, other, "Rude").await, 201);
    assert_eq!(bob.delete(&path(&channel, seq)).await.status, 204);
    assert_eq!(kept(&site).await, (1, 1), "those about another message stay");

    let mut leaver = Program::sign_up(&site, "leaver").await;
    crate::channels::join(&mut leaver, &community).await;
    let seq = send(&mut leaver, &channel, "Of somebody who leaves").await;
    assert_eq!(report(&mut cyd, &channel, seq, "Rude").await, 201);
    assert_eq!(report(&mut leaver, &channel, other, "Rude").await, 201);
    assert_eq!(leaver.json("DELETE", "/me", json!({"password": PASSWORD})).await.status, 204);
    let texts: Vec<_> = queue(&mut mia, "").await.iter().map(|case| case["text"].clone()).collect();
    assert!(!texts.contains(&json!("Of somebody who leaves")), "{texts:?}");
    site.work_off().await;
    assert_eq!(kept(&site).await, (1, 1), "what they had reported is gone as well");

    assert_eq!(ana.delete(&format!("/communities/{community}")).await.status, 204);
    for case in queue(&mut mia, "").await {
        assert_eq!((&case["text"], &case["message"]), (&Value::Null, &Value::Null));
    }
    site.work_off().await;
    assert_eq!(kept(&site).await, (0, 0));
}

#[tokio::test]
async fn without_script_a_message_is_reported_by_a_form() {
    let World { room: Room { site, mut bob, community, channel, .. }, .. } = World::new().await;
    let seq = send(&mut bob, &channel, "Something rude").await;
    let (here, form) = (format!("/c/{community}/{channel}"), format!("/messages/{channel}/{seq}/report"));
    let (mut cyd, mut bob) = (browser(&site, "cyd").await, browser(&site, "bob").await);
    let link = format!("href=\"{form}\"");
    assert!(cyd.get(&format!("{here}?at={seq}")).await.text().contains(&link));
    assert!(!bob.get(&format!("{here}?at={seq}")).await.text().contains(&link), "it is his own");

    assert_eq!(site.visitor().get(&form).await.status, 401);
    let html = cyd.get(&form).await.text();
    for words in ["Something rude", "name=\"reason\"", "action=\"/fn/report_message\"", "and of the community"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let own = bob.get(&form).await;
    assert!(own.status == 403 && own.text().contains("This is your own"));
    for gone in [format!("/messages/{channel}/{}/report", seq + 1), format!("/messages/{channel}/x/report")] {
        assert_eq!(cyd.get(&gone).await.status, 404, "{gone}");
    }

    let about =
        |reason: &str| Form::default().text("channel", &channel).text("seq", &seq.to_string()).text("reason", reason);
    let turned_away = post_plain(&mut site.visitor(), "/fn/report_message", about("Rude")).await;
    assert_eq!(turned_away.header("location"), Some(format!("/login?next={form}").as_str()));
    let long = "y".repeat(1001);
    let refused = post_plain(&mut cyd, "/fn/report_message", about(&long)).await;
    assert!(refused.status == 422 && refused.text().contains(&long), "{}", refused.text());
    let done = post_plain(&mut cyd, "/fn/report_message", about("Rude")).await;
    let place = format!("{here}?reported=1&at={seq}#m-{seq}");
    assert_eq!((done.status, done.header("location")), (303, Some(place.as_str())));
    let html = cyd.get(&format!("{here}?reported=1&at={seq}")).await.text();
    assert!(html.contains("The moderators will review it."), "{html}");
    let again = post_plain(&mut cyd, "/fn/report_message", about("Rude")).await;
    assert!(again.status == 409 && again.text().contains("already reported this"));
}
