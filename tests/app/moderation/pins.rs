//! Pins hidden, shown again and removed: who may, once, and what is written down.

use super::{World, act, promote, reason, uuid};
use crate::{
    api::{a_minute_later, ids, wrong_fields},
    harness::post_plain,
    multipart::Form,
};
use serde_json::json;

#[tokio::test]
async fn moderators_and_admins_hide_and_others_find_nothing_to_do_it_with() {
    let mut world = World::new().await;
    let (pin, hidden) = (world.pin.clone(), format!("/admin/pins/{}/hidden", world.pin));
    for who in ["visitor", "ana", "bob"] {
        for (method, path) in [("PUT", &hidden), ("DELETE", &hidden), ("DELETE", &format!("/admin/pins/{pin}"))] {
            assert_eq!(world.program(who).json(method, path, reason("No")).await.status, 404, "{who}: {method} {path}");
        }
        assert_eq!(world.program(who).get("/admin/pins").await.status, 404, "{who}");
        assert_eq!(act(world.browser(who), &format!("pin:{pin}"), "hide_pin", "No").await.status, 404, "{who}");
        for page in ["/admin/pins".to_owned(), format!("/admin/pins/{pin}"), "/admin/pins.csv".to_owned()] {
            assert_eq!(world.browser(who).get(&page).await.status, 404, "{who}: {page}");
        }
    }
    for who in ["mia", "root"] {
        assert_eq!(world.program(who).json("PUT", &hidden, reason("Spam")).await.status, 204, "{who}");
        assert_eq!(world.program(who).json("PUT", &hidden, reason("Spam")).await.status, 409, "{who}: twice");
        assert_eq!(world.program(who).json("DELETE", &hidden, reason("A mistake")).await.status, 204, "{who}");
        assert_eq!(world.program(who).json("DELETE", &hidden, reason("A mistake")).await.status, 409, "{who}: twice");
        let about = format!("pin:{pin}");
        assert_eq!(act(world.browser(who), &about, "hide_pin", "Spam").await.status, 200, "{who}: by form");
        assert_eq!(act(world.browser(who), &about, "restore_pin", "A mistake").await.status, 200, "{who}: by form");
    }
    let audit = world.audit().await;
    assert_eq!(audit.len(), 8);
    assert_eq!(audit[0], "mia hide_pin “heron” of @ana: Spam");
    assert_eq!(audit[5], "root restore_pin “heron” of @ana: A mistake");
}

#[tokio::test]
async fn a_reason_is_needed_and_what_is_not_there_is_not_judged() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let private = world.upload("ana", "secret", "private", 2).await;
    let hidden = format!("/admin/pins/{pin}/hidden");
    for body in [json!({}), reason(" "), reason(&"x".repeat(1001)), json!({"reason": "a", "more": 1})] {
        assert_eq!(world.program("mia").json("PUT", &hidden, body.clone()).await.status, 422, "{body}");
    }
    let wrong = act(world.browser("mia"), &format!("pin:{pin}"), "hide_pin", " ").await;
    assert_eq!(wrong_fields(&wrong), ["reason"]);
    for about in ["pin:nonsense", "nothing", "pin:1111111111111111111112", &format!("pin:{private}")] {
        assert_eq!(act(world.browser("mia"), about, "hide_pin", "Spam").await.status, 404, "{about}");
    }
    for measure in ["nonsense", "warn_member", "remove_comment", "dismiss_reports"] {
        let refused = act(world.browser("mia"), &format!("pin:{pin}"), measure, "Spam").await;
        assert_eq!(wrong_fields(&refused), ["act"], "{measure}");
    }
    let private = format!("/admin/pins/{private}/hidden");
    assert_eq!(world.program("root").json("PUT", &private, reason("Spam")).await.status, 404);
    assert_eq!((world.audit().await.len(), world.site.count("notices").await), (0, 0));
}

#[tokio::test]
async fn nobody_judges_themselves_and_moderators_judge_members_alone() {
    let mut world = World::new().await;
    let own = world.upload("mia", "mine", "public", 2).await;
    let roots = world.upload("root", "roots", "public", 3).await;
    promote(&world.site, "bob", "moderator").await;
    let bobs = world.upload("bob", "bobs", "public", 4).await;
    for (who, pin, status) in [
        ("mia", &own, 403),
        ("mia", &roots, 403),
        ("mia", &bobs, 403),
        ("root", &roots, 403),
        ("root", &own, 204),
        ("root", &bobs, 204),
    ] {
        let path = format!("/admin/pins/{pin}/hidden");
        let answer = world.program(who).json("PUT", &path, reason("Spam")).await;
        assert_eq!(answer.status, status, "{who}: {}", answer.text());
        let removed = world.program(who).json("DELETE", &format!("/admin/pins/{pin}"), reason("Spam")).await;
        assert_eq!(removed.status, status, "{who}");
    }
}

#[tokio::test]
async fn of_two_who_hide_the_same_at_once_one_does_it() {
    let mut world = World::new().await;
    let path = format!("/admin/pins/{}/hidden", world.pin);
    let (mut mia, mut root) = (world.program("mia").clone(), world.program("root").clone());
    let body = reason("Spam");
    let (one, other) = tokio::join!(mia.json("PUT", &path, body.clone()), root.json("PUT", &path, body));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    assert_eq!((world.audit().await.len(), world.told("ana").await.len()), (1, 1));
}

#[tokio::test]
async fn what_is_removed_is_gone_for_its_owner_too_with_its_files() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let url = world.program("ana").see(&pin).await["qualities"][0]["url"].as_str().unwrap().to_owned();
    let bytes = url.strip_prefix("http://127.0.0.1:0").unwrap().to_owned();
    let removed = world.program("mia").json("DELETE", &format!("/admin/pins/{pin}"), reason("Against the law")).await;
    assert_eq!(removed.status, 204, "{}", removed.text());
    assert!(removed.body.is_empty(), "nobody learns the name by which it could be had back");
    for who in ["ana", "bob", "mia", "root", "visitor"] {
        assert_eq!(world.program(who).get(&format!("/pins/{pin}")).await.status, 404, "{who}");
        assert_eq!(world.browser(who).get(&bytes).await.status, 404, "{who}");
    }
    let again = world.program("root").json("DELETE", &format!("/admin/pins/{pin}"), reason("Once more")).await;
    assert_eq!(again.status, 404);
    a_minute_later(&world.site).await;
    world.site.work_off().await;
    assert_eq!((world.site.count("pins").await, world.site.files()), (0, 0));
    let told = world.told("ana").await;
    assert_eq!((&told[0]["moderation"]["act"], &told[0]["pin"]), (&json!("remove_pin"), &json!(null)));
    assert_eq!(told[0]["moderation"]["subject"], "heron");
}

#[tokio::test]
async fn all_pins_but_private_ones_are_listed_found_filtered_and_sorted() {
    let mut world = World::new().await;
    let heron = world.pin.clone();
    let stork = world.upload("bob", "White stork", "unlisted", 2).await;
    world.upload("bob", "Secret stork", "private", 3).await;
    world.upload("mia", "Own secret", "private", 4).await;
    let crane = world.upload("bob", "Crane", "public", 5).await;
    assert_eq!(world.program("bob").send("PUT", &format!("/pins/{heron}/like"), &[], &[]).await.status, 200);
    assert_eq!(world.report("ana", json!({"pin_id": crane, "reason": "Blurred"})).await, 201);
    let hide = format!("/admin/pins/{stork}/hidden");
    assert_eq!(world.program("mia").json("PUT", &hide, reason("Spam")).await.status, 204);
    for (query, found) in [
        ("", vec![&crane, &stork, &heron]),
        ("?q=stor", vec![&stork]),
        ("?q=WHITE%20sto", vec![&stork]),
        ("?q=shared", vec![]),
        ("?q=%21", vec![]),
        ("?owner=BOB", vec![&crane, &stork]),
        ("?which=hidden", vec![&stork]),
        ("?which=reported", vec![&crane]),
        ("?sort=liked", vec![&heron, &crane, &stork]),
        ("?sort=reported", vec![&crane]),
        ("?which=hidden&sort=liked&owner=bob&q=white", vec![&stork]),
        ("?which=hidden&sort=reported", vec![]),
    ] {
        let page = world.program("mia").get(&format!("/admin/pins{query}")).await;
        assert_eq!(page.status, 200, "{query}: {}", page.text());
        assert_eq!(ids(&page.json()).iter().collect::<Vec<_>>(), found, "{query}");
    }
    for sort in ["newest", "liked"] {
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = world.program("mia").get(&format!("/admin/pins?limit=1&sort={sort}{cursor}")).await.json();
            walked.extend(ids(&page));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(walked.len(), 3, "{sort}");
    }
    for (query, status) in [
        ("?owner=nobody", 422),
        (&format!("?sort=liked&cursor=n{heron}") as &str, 422),
        ("?which=private", 400),
        ("?more=1", 400),
        ("?q=%00", 400),
    ] {
        assert_eq!(world.program("mia").get(&format!("/admin/pins{query}")).await.status, status, "{query}");
    }
    let item = world.program("root").get("/admin/pins?which=hidden").await.json()["items"][0].clone();
    assert_eq!((&item["hidden"]["reason"], &item["member"]["yours_to_judge"]), (&json!("Spam"), &json!(true)));
    let page = world.browser("mia").get("/admin/pins").await.text();
    assert!(page.contains("White stork") && page.contains("Hidden") && !page.contains("ecret"));
    let csv = world.browser("mia").get("/admin/pins.csv?which=hidden").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(csv.text().lines().count() == 2 && csv.text().contains("White stork"), "{}", csv.text());
}

#[tokio::test]
async fn the_page_of_a_pin_says_to_its_owner_why_and_leads_moderators_to_what_can_be_done() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let page = format!("/pin/{pin}");
    for who in ["ana", "bob", "visitor"] {
        assert!(!world.browser(who).get(&page).await.text().contains("/admin/"), "{who}");
    }
    let way = format!("/admin/pins/{pin}");
    assert!(world.browser("mia").get(&page).await.text().contains(&way));
    let shown = world.browser("mia").get(&way).await;
    assert!(shown.status == 200 && shown.text().contains("Hide the picture"), "{}", shown.status);
    assert_eq!(act(world.browser("mia"), &format!("pin:{pin}"), "hide_pin", "Too <b>loud</b>").await.status, 200);
    for who in ["ana", "mia", "root"] {
        let text = world.browser(who).get(&page).await.text();
        assert!(text.contains("Hidden by the moderators") && text.contains("Too &lt;b&gt;loud"), "{who}");
        assert_eq!(world.program(who).see(&pin).await["hidden_reason"], "Too <b>loud</b>", "{who}");
    }
    assert!(world.browser("mia").get(&way).await.text().contains("Show the picture again"));
    let known: Option<String> = sqlx::query_scalar("select hidden_reason from pins where id = $1")
        .bind(uuid(&pin))
        .fetch_one(&world.site.rows)
        .await
        .unwrap();
    assert_eq!(known.as_deref(), Some("Too <b>loud</b>"));
}

#[tokio::test]
async fn a_moderator_who_gives_no_reason_is_asked_for_it_on_the_page_they_are_on() {
    let mut world = World::new().await;
    let pin = format!("pin:{}", world.pin);
    let (of_pin, of_member) = (format!("/admin/pins/{}", world.pin), "/admin/reports/members/ana".to_owned());
    for (about, measure, back) in [
        (pin.as_str(), "hide_pin", &of_pin),
        (&pin, "remove_pin", &of_pin),
        ("member:ana", "warn_member", &of_member),
        ("member:ana", "suspend_member", &of_member),
    ] {
        let form =
            Form::default().text("about", about).text("act", measure).text("back", back).text("next", "/admin/pins");
        let refused = post_plain(world.browser("mia"), "/fn/moderator_act", form).await;
        assert_eq!(refused.status, 422, "{measure}");
        let page = refused.text();
        assert!(
            page.contains("Please give a reason.") && page.contains(&format!("value=\"{back}\"")),
            "{measure}: {page}"
        );
    }
    let form = Form::default().text("about", &pin).text("act", "remove_pin").text("reason", "Spam");
    let form = form.text("back", &of_pin).text("next", "/admin/pins");
    let removed = post_plain(world.browser("mia"), "/fn/moderator_act", form).await;
    assert_eq!((removed.status, removed.header("location")), (303, Some("/admin/pins?done=remove_pin")));
}

#[tokio::test]
async fn a_picture_is_shown_again_without_a_reason_and_its_owner_is_told() {
    let mut world = World::new().await;
    let about = format!("pin:{}", world.pin);
    assert_eq!(act(world.browser("mia"), &about, "hide_pin", "Spam").await.status, 200);
    let page = format!("/admin/pins/{}", world.pin);
    let form = Form::default().text("about", &about).text("act", "restore_pin").text("back", &page);
    let shown = post_plain(world.browser("mia"), "/fn/moderator_act", form).await;
    assert_eq!(shown.header("location"), Some(format!("{page}?done=restore_pin").as_str()));
    assert!(world.audit().await[1].starts_with("mia restore_pin "));
    let told = world.told("ana").await;
    assert_eq!(told[0]["moderation"]["act"], "restore_pin");
    assert_eq!(told[0]["moderation"]["reason"], "Everyone who could see it before can see it again.");
}
