//! The menu of the pages for admins and moderators.

use super::{World, say};
use serde_json::json;

#[tokio::test]
async fn the_menu_says_how_many_reports_are_open() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let pages = [("mia", "/admin/reports"), ("mia", "/admin/pins"), ("root", "/admin"), ("root", "/admin/members")];
    for (who, page) in pages {
        let html = world.browser(who).get(page).await.text();
        assert!(html.contains("side-nav__link") && !html.contains("side-nav__count"), "{who}: {page}");
    }
    let comment = say(world.program("ana"), &pin, "Nonsense").await;
    assert_eq!(world.report("bob", json!({"comment_id": comment, "reason": "Rude"})).await, 201);
    assert_eq!(world.report("bob", json!({"pin_id": pin, "reason": "Spam"})).await, 201);
    for (who, page) in pages {
        let html = world.browser(who).get(page).await.text();
        assert!(html.contains("side-nav__count\">2<"), "{who}: {page}");
    }
    for case in world.queue("").await {
        let path = format!("/admin/reports/{}/decision", case["id"].as_str().unwrap());
        assert_eq!(world.program("mia").post(&path, json!({"act": "dismiss_reports"})).await.status, 204);
    }
    assert!(!world.browser("mia").get("/admin/reports").await.text().contains("side-nav__count"));
    for who in ["ana", "visitor"] {
        let page = world.browser(who).get("/admin/reports").await;
        assert_eq!((page.status, page.text().contains("side-nav")), (404, false), "{who}");
    }
}
