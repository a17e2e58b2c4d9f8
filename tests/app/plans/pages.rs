//! The pages of plans: a form that is refused comes back on its own page, with what is wrong and what was typed.

use super::id_of;
use crate::{
    api::Program,
    harness::{TestSite, post_plain},
    multipart::Form,
    running::browser,
};

#[tokio::test]
async fn a_refused_form_comes_back_on_its_page_with_what_was_typed() {
    let site = TestSite::start().await;
    Program::admin(&site, "boss").await;
    let mut desk = browser(&site, "boss").await;
    let basic = id_of(&site, "Basic").await;
    let terms = || {
        let named = Form::default().text("name", "Premium").text("heights", "100");
        named.text("largest_upload", "12.5").text("batch", "10")
    };
    let same = Form::default().text("plan", &basic).text("to", &basic);
    let unknown = Form::default().text("name", "boss").text("plan", "x");
    let taken = ["There is already a plan with this name.", "value=\"12.5\""];
    for (function, form, heading, parts) in [
        ("admin_add_plan", terms(), "Add a plan", taken),
        ("admin_change_plan", terms().text("plan", &basic), "Edit plan", taken),
        ("admin_retire_plan", same, "Retire a plan", ["to-error", "Please choose a plan other than"]),
        ("admin_set_plan", unknown, "@boss", ["plan-error", "Please choose a plan."]),
    ] {
        let refused = post_plain(&mut desk, &format!("/fn/{function}"), form).await;
        let html = refused.text();
        assert_eq!(refused.status, 422, "{function}: {html}");
        assert!(html.contains(&format!("<h1 class=\"page__title\">{heading}<")), "{function}");
        assert!(parts.iter().all(|part| html.contains(part)), "{function}: {html}");
    }
}

#[tokio::test]
async fn of_the_only_plan_there_is_nothing_to_retire() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    let mut desk = browser(&site, "boss").await;
    let basic = id_of(&site, "Basic").await;
    let page = desk.get("/admin/plans").await.text();
    assert!(page.contains(&format!("/admin/plans/{basic}/retire")));
    for name in ["Premium", "Enterprise"] {
        let retired = admin.delete(&format!("/admin/plans/{}?to={basic}", id_of(&site, name).await)).await;
        assert_eq!(retired.status, 200, "{}", retired.text());
    }
    let page = desk.get("/admin/plans").await.text();
    assert!(page.contains("Default plan") && !page.contains("/retire"));
    for gone in ["1111111111111111111112", "1111111111111111111112/retire", "x"] {
        assert_eq!(desk.get(&format!("/admin/plans/{gone}")).await.status, 404, "{gone}");
    }
}
