//! What is reported: gathered, ordered, decided about once, and reported anew.

use super::{World, act, promote, reason, say};
use crate::{
    api::{Program, wrong_fields},
    harness::sign_up,
};
use serde_json::{Value, json};

/// Ana's pin reported by Bob and Cyd, a comment of Ana's by Bob, in this order.
async fn reported() -> (World, String, String) {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let comment = say(world.program("ana"), &pin, "Nonsense").await;
    assert_eq!(world.report("bob", json!({"comment_id": comment, "reason": "Rude"})).await, 201);
    assert_eq!(world.report("bob", json!({"pin_id": pin, "reason": "Spam"})).await, 201);
    assert_eq!(sign_up(&mut world.site.visitor(), "cyd").await.status, 200);
    let mut cyd = Program::sign_in(&world.site, "cyd").await;
    assert_eq!(cyd.post("/reports", json!({"pin_id": pin, "reason": "Blurred"})).await.status, 201);
    (world, pin, comment)
}

fn kinds(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["kind"].as_str().unwrap()).collect()
}

async fn decide(program: &mut Program, case: &str, body: Value) -> u16 {
    program.post(&format!("/admin/reports/{case}/decision"), body).await.status
}

fn id(item: &Value) -> String {
    item["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn reports_are_gathered_by_what_they_are_about_and_told_to_moderators_alone() {
    let (mut world, pin, comment) = reported().await;
    let queue = world.queue("").await;
    assert_eq!(kinds(&queue), ["comment", "pin"], "what waits longest comes first");
    assert_eq!(kinds(&world.queue("?sort=most").await), ["pin", "comment"]);
    assert_eq!(kinds(&world.queue("?kind=pin").await), ["pin"]);
    assert_eq!(kinds(&world.queue("?kind=comment&sort=most").await), ["comment"]);
    assert!(world.queue("?sort=handled").await.is_empty());
    let (said, shown) = (&queue[0], &queue[1]);
    assert_eq!(
        (&said["text"], &said["comment_id"], &said["open_count"]),
        (&json!("Nonsense"), &json!(comment), &json!(1))
    );
    assert_eq!((&shown["pin"]["id"], &shown["open_count"], &shown["text"]), (&json!(pin), &json!(2), &Value::Null));
    assert_eq!((&shown["member"]["username"], &shown["settled"]), (&json!("ana"), &Value::Null));
    let who: Vec<_> =
        shown["reports"].as_array().unwrap().iter().map(|report| &report["reporter"]["username"]).collect();
    assert_eq!(who, ["cyd", "bob"], "the latest first");
    let page = world.browser("mia").get("/admin/reports").await.text();
    for words in ["Nonsense", "heron", "Spam", "Blurred", "@cyd", "Dismiss"] {
        assert!(page.contains(words), "{words}");
    }
    let csv = world.browser("mia").get("/admin/reports.csv?kind=pin").await.text();
    assert!(csv.lines().count() == 2 && csv.contains("Blurred | Spam"), "{csv}");
    for who in ["visitor", "ana", "bob"] {
        assert_eq!(world.program(who).get("/admin/reports").await.status, 404, "{who}");
        let case = id(&queue[1]);
        assert_eq!(decide(world.program(who), &case, json!({"act": "dismiss_reports"})).await, 404, "{who}");
        let of_comment = format!("/admin/reports/comments/{comment}");
        for path in ["/admin/reports", "/admin/reports.csv", &of_comment] {
            assert_eq!(world.browser(who).get(path).await.status, 404, "{who}: {path}");
        }
        let own = world.browser(who).get(&format!("/pin/{pin}")).await.text();
        assert!(!own.contains("cyd"), "{who} does not learn who told");
    }
}

#[tokio::test]
async fn the_queue_goes_on_page_by_page_in_each_order() {
    let (mut world, pin, _) = reported().await;
    let stork = world.upload("ana", "stork", "public", 2).await;
    assert_eq!(world.report("bob", json!({"pin_id": stork, "reason": "Spam"})).await, 201);
    let crane = world.upload("ana", "crane", "public", 3).await;
    assert_eq!(world.report("bob", json!({"pin_id": crane, "reason": "Spam"})).await, 201);
    for order in ["oldest", "most"] {
        assert_eq!(walk(&mut world, order).await.len(), 4, "{order}");
    }
    for item in world.queue("").await {
        assert_eq!(decide(world.program("mia"), &id(&item), json!({"act": "dismiss_reports"})).await, 204);
    }
    assert!(world.queue("").await.is_empty());
    let handled = walk(&mut world, "handled").await;
    assert_eq!((handled.len(), &handled[0]["pin"]["id"]), (4, &json!(crane)), "the latest first");
    for (query, status) in
        [(format!("?cursor=n{pin}"), 422), ("?cursor=q1".to_owned(), 400), ("?kind=board".to_owned(), 400)]
    {
        assert_eq!(world.program("mia").get(&format!("/admin/reports{query}")).await.status, status, "{query}");
    }
}

async fn walk(world: &mut World, order: &str) -> Vec<Value> {
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.program("mia").get(&format!("/admin/reports?limit=1&sort={order}{cursor}")).await.json();
        walked.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { return walked };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn each_decision_settles_all_that_is_open_about_it_once() {
    for (measure, words) in [
        ("hide_pin", Some("Spam it is")),
        ("warn_member", Some("Not again")),
        ("suspend_member", Some("Enough")),
        ("dismiss_reports", None),
    ] {
        let (mut world, pin, _) = reported().await;
        let case = id(&world.queue("?kind=pin").await[0]);
        let body = words.map_or(json!({"act": measure}), |words| json!({"act": measure, "reason": words}));
        if words.is_some() {
            let missing =
                world.program("mia").post(&format!("/admin/reports/{case}/decision"), json!({"act": measure})).await;
            assert_eq!(wrong_fields(&missing), ["reason"], "{measure}");
        }
        assert_eq!(decide(world.program("mia"), &case, body.clone()).await, 204, "{measure}");
        assert_eq!(decide(world.program("root"), &case, body).await, 409, "{measure}: twice");
        assert_eq!(kinds(&world.queue("").await), ["comment"], "{measure}");
        let settled = world.queue("?sort=handled").await;
        assert_eq!(settled[0]["settled"]["outcome"], measure);
        assert_eq!((&settled[0]["settled"]["handled_by"], &settled[0]["open_count"]), (&json!("mia"), &json!(0)));
        assert_eq!(settled[0]["reports"].as_array().unwrap().len(), 2, "{measure}: what was said is kept");
        let kept = "select count(*) from reports where outcome = $1 and handled_at is not null";
        let kept: i64 = sqlx::query_scalar(kept).bind(measure).fetch_one(&world.site.rows).await.unwrap();
        assert_eq!((kept, world.audit().await.len()), (2, 1), "{measure}");
        let hidden = world.program("bob").get(&format!("/pins/{pin}")).await.status == 404;
        assert_eq!(hidden, matches!(measure, "hide_pin" | "suspend_member"), "{measure}");
    }
}

#[tokio::test]
async fn what_goes_for_good_takes_its_reports_with_it() {
    let (mut world, pin, comment) = reported().await;
    let queue = world.queue("").await;
    let path = format!("/admin/reports/{}/decision", id(&queue[0]));
    let wrong = world.program("mia").post(&path, json!({"act": "remove_pin", "reason": "Rude"})).await;
    assert_eq!(wrong_fields(&wrong), ["act"]);
    let removed = json!({"act": "remove_comment", "reason": "Rude"});
    assert_eq!(decide(world.program("mia"), &id(&queue[0]), removed.clone()).await, 204);
    assert_eq!(decide(world.program("mia"), &id(&queue[0]), removed).await, 404, "twice");
    assert_eq!(world.program("ana").get(&format!("/comments/{comment}")).await.status, 404);
    assert_eq!(world.program("ana").see(&pin).await["comment_count"], 0);
    assert_eq!(decide(world.program("mia"), &id(&queue[1]), json!({"act": "remove_pin", "reason": "Spam"})).await, 204);
    assert!(world.queue("").await.is_empty());
    crate::api::a_minute_later(&world.site).await;
    world.site.work_off().await;
    assert_eq!((world.site.count("reports").await, world.site.count("reported").await), (0, 0));
    let audit = world.audit().await;
    assert_eq!(audit[0], "mia remove_comment A comment by @ana on “heron”: Rude It said: “Nonsense”");
    assert_eq!(audit[1], "mia remove_pin “heron” of @ana: Spam");
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_does() {
    let (mut world, ..) = reported().await;
    let case = id(&world.queue("?kind=pin").await[0]);
    let (mut mia, mut root) = (world.program("mia").clone(), world.program("root").clone());
    let (one, other) = tokio::join!(
        decide(&mut mia, &case, json!({"act": "warn_member", "reason": "x"})),
        decide(&mut root, &case, json!({"act": "dismiss_reports"})),
    );
    let mut statuses = [one, other];
    statuses.sort_unstable();
    assert_eq!((statuses, world.audit().await.len()), ([204, 409], 1));
}

#[tokio::test]
async fn what_was_settled_can_be_reported_anew() {
    let (mut world, pin, _) = reported().await;
    let case = id(&world.queue("?kind=pin").await[0]);
    assert_eq!(world.report("bob", json!({"pin_id": pin, "reason": "Again"})).await, 409, "while it is open");
    assert_eq!(decide(world.program("mia"), &case, json!({"act": "dismiss_reports"})).await, 204);
    assert_eq!(world.report("bob", json!({"pin_id": pin, "reason": "Still spam"})).await, 201);
    assert_eq!(world.report("bob", json!({"pin_id": pin, "reason": "And more"})).await, 409);
    let queue = world.queue("?kind=pin").await;
    assert_eq!((id(&queue[0]), &queue[0]["open_count"]), (case, &json!(1)));
    assert_eq!(queue[0]["reports"][0]["reason"], "Still spam");
    assert_eq!(queue[0]["settled"]["outcome"], "dismiss_reports", "how the others were settled");
    assert_eq!(world.site.count("reports").await, 3);
}

#[tokio::test]
async fn what_has_become_private_waits_unseen_and_can_be_settled() {
    let (mut world, pin, _) = reported().await;
    let private = json!({"visibility": "private"});
    assert_eq!(world.program("ana").json("PATCH", &format!("/pins/{pin}"), private).await.status, 200);
    let queue = world.queue("").await;
    for item in &queue {
        assert_eq!((&item["pin"], &item["text"]), (&Value::Null, &Value::Null));
    }
    assert!(!world.browser("mia").get("/admin/reports").await.text().contains("heron"));
    assert_eq!(decide(world.program("mia"), &id(&queue[1]), json!({"act": "hide_pin", "reason": "x"})).await, 404);
    assert_eq!(decide(world.program("mia"), &id(&queue[1]), json!({"act": "dismiss_reports"})).await, 204);
}

#[tokio::test]
async fn an_admin_settles_what_is_reported_of_their_own_and_a_moderator_does_not() {
    let mut world = World::new().await;
    for who in ["mia", "root"] {
        let pin = world.upload(who, who, "public", 7).await;
        assert_eq!(world.report("bob", json!({"pin_id": pin, "reason": "Spam"})).await, 201);
    }
    let queue = world.queue("").await;
    let dismiss = json!({"act": "dismiss_reports"});
    for case in [id(&queue[0]), id(&queue[1])] {
        assert_eq!(decide(world.program("mia"), &case, dismiss.clone()).await, 403);
        let hide = json!({"act": "hide_pin", "reason": "x"});
        assert_eq!(decide(world.program("mia"), &case, hide).await, 403);
        assert_eq!(decide(world.program("root"), &case, dismiss.clone()).await, 204);
    }
    promote(&world.site, "mia", "member").await;
    assert_eq!(world.program("mia").get("/admin/reports").await.status, 404, "from the next request on");
}

#[tokio::test]
async fn by_the_form_one_comes_back_with_what_was_done_or_with_what_was_typed() {
    let (mut world, ..) = reported().await;
    let case = id(&world.queue("?kind=pin").await[0]);
    let about = format!("case:{case}");
    let done = act(world.browser("mia"), &about, "warn_member", "Not again").await;
    assert_eq!(done.json()["location"], "/admin/reports?done=warn_member");
    let form = crate::multipart::Form::default()
        .text("about", &about)
        .text("act", "hide_pin")
        .text("reason", &"y".repeat(1001))
        .text("back", "https://elsewhere.example/");
    let refused = crate::harness::post_plain(world.browser("mia"), "/fn/moderator_act", form).await;
    assert!(refused.status == 422 && refused.text().contains("1,000 characters"), "{}", refused.status);
    let shown = world.browser("mia").get("/admin/reports?done=warn_member").await.text();
    assert!(shown.contains("Member warned"));
    assert_eq!(world.program("mia").json("DELETE", "/admin/comments/nonsense", reason("x")).await.status, 404);
}
