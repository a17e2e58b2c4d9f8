//! Members, as admins see and change them.

use super::{Person, log, role};
use crate::{
    api::{Program, wrong_fields},
    harness::{TestSite, upload},
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};

/// A hundred and twenty members beside the admin, made in the table: `mem001` joined first.
async fn many(site: &TestSite) {
    let sql = "insert into users (id, email, username, display_name, password_hash, used_bytes, plan_id, role)
               select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'm' || n || '@example.com',
                      'mem' || lpad(n::text, 3, '0'), 'Member ' || n, 'none', (n % 7) * 1000000,
                      (select id from plans where name = case when n % 2 = 0 then 'Premium' else 'Basic' end),
                      case when n % 40 = 0 then 'moderator' else 'member' end
               from generate_series(1, 120) as n";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    let suspend =
        "update users set suspended_at = now(), suspended_reason = 'Enough.' where username in ('mem003', 'mem006')";
    sqlx::query(suspend).execute(&site.rows).await.unwrap();
}

fn names(page: &Value) -> Vec<String> {
    let name = |member: &Value| member["username"].as_str().unwrap().to_owned();
    page["items"].as_array().unwrap().iter().map(name).collect()
}

/// All names of a list, page by page.
async fn walk(admin: &mut Program, query: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = admin.get(&format!("/admin/users?{query}{cursor}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        all.extend(names(&page));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn members_come_in_pages_in_every_order_each_once() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await.program;
    many(&site).await;
    for (sort, first, last) in [("newest", "root", "mem001"), ("name", "mem001", "root"), ("room", "mem118", "")] {
        let all = walk(&mut admin, &format!("limit=7&sort={sort}")).await;
        let mut unique = all.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((all.len(), unique.len()), (121, 121), "{sort}");
        assert_eq!(all[0], first, "{sort}");
        assert!(last.is_empty() || all[120] == last, "{sort}: {}", all[120]);
    }
    let premium = "select id from plans where name = 'Premium'";
    let premium: uuid::Uuid = sqlx::query_scalar(premium).fetch_one(&site.rows).await.unwrap();
    let premium = tessera::model::ids::PlanId::from_uuid(premium);
    for (filter, found) in [
        ("role=moderator".to_owned(), 3),
        ("role=admin".to_owned(), 1),
        ("suspended=true".to_owned(), 2),
        ("suspended=false".to_owned(), 119),
        (format!("plan={premium}"), 60),
        (format!("plan={premium}&role=moderator&q=MEM0"), 2),
        ("q=m7%40example".to_owned(), 1),
        ("q=nobody-like-that".to_owned(), 0),
    ] {
        assert_eq!(walk(&mut admin, &format!("{filter}&limit=10")).await.len(), found, "{filter}");
    }
    let next = admin.get("/admin/users?sort=name&limit=1").await.json()["next"].as_str().unwrap().to_owned();
    assert_eq!(wrong_fields(&admin.get(&format!("/admin/users?cursor={next}")).await), ["cursor"]);
    for wrong in ["sort=size", "role=king", "plan=x", "suspended=maybe", "limit=0", "more=1"] {
        assert_eq!(admin.get(&format!("/admin/users?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_page_shows_who_is_looked_for_and_the_csv_has_all_who_match() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    many(&site).await;
    sqlx::query("update users set display_name = '=1+1,\"x\"' where username = 'mem002'")
        .execute(&site.rows)
        .await
        .unwrap();
    let page = admin.browser.get("/admin/members?role=moderator").await.text();
    for name in ["@mem040", "@mem080", "@mem120"] {
        assert!(page.contains(name), "{name}");
    }
    assert!(!page.contains("@mem041") && page.contains("3 members") && page.contains("aria-sort=\"descending\""));
    let first = admin.browser.get("/admin/members?sort=name").await.text();
    assert!(first.contains("@mem050") && !first.contains("@mem051") && first.contains("Next page"));

    let csv = admin.browser.get("/admin/members.csv?sort=name").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(csv.header("content-disposition").unwrap().contains("attachment"));
    let text = csv.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 122);
    assert!(lines[0].starts_with("\"username\",\"display_name\",\"email\","));
    assert!(
        lines[2].starts_with(
            "\"mem002\",\"'=1+1,\"\"x\"\"\",\"m2@example.com\",\"false\",\"member\",\"Premium\",\"2000000\","
        ),
        "{}",
        lines[2]
    );
    let some = admin.browser.get("/admin/members.csv?suspended=true").await.text();
    assert_eq!(some.lines().count(), 3);
    assert!(some.contains("Enough."));
    assert_eq!(admin.browser.get("/admin/members.csv?q=m2%40example.com").await.status, 200);
    let exports = "select actor, about, detail from audit_log where act = 'export_members' order by id";
    let exports: Vec<(String, String, String)> = sqlx::query_as(exports).fetch_all(&site.rows).await.unwrap();
    let details: Vec<_> = exports.iter().map(|(actor, _, detail)| (actor.as_str(), detail.as_str())).collect();
    let some = ("root", "Some members, with e-mail addresses.");
    assert_eq!(details, [("root", "All members, with e-mail addresses."), some, some]);
    assert!(exports.iter().all(|(_, about, _)| about == "Member list"), "an address in it would stay for ever");
}

#[tokio::test]
async fn a_plan_and_a_role_are_given_and_hold_on_the_next_request() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let mut ana = Person::member(&site, "ana").await;
    let plans = admin.program.get("/admin/plans").await.json();
    let premium = plans["items"][1]["id"].as_str().unwrap().to_owned();
    let given = admin.send("/fn/admin_set_plan", Form::default().text("name", "ana").text("plan", &premium)).await;
    assert_eq!(given.json()["location"], "/admin/members/ana?given=plan");
    assert_eq!(ana.program.get("/admin/reports").await.status, 404);
    let given = admin.send("/fn/admin_give_role", Form::default().text("name", "ana").text("role", "moderator")).await;
    assert_eq!(given.status, 200, "{}", given.text());
    // The same sessions, the same tokens.
    assert_eq!(ana.program.get("/admin/reports").await.status, 200);
    assert_eq!(ana.browser.get("/admin/reports").await.status, 200);
    assert_eq!(ana.browser.get("/admin/members").await.status, 404);
    let changed = admin.program.json("PATCH", "/admin/users/ANA", json!({"role": "admin"})).await.json();
    assert_eq!((&changed["role"], &changed["plan"]["name"]), (&json!("admin"), &json!("Premium")));
    assert_eq!(ana.browser.get("/admin/members/root").await.status, 200);
    assert_eq!(ana.program.json("PATCH", "/admin/users/root", json!({"role": "member"})).await.status, 200);
    assert_eq!(admin.browser.get("/admin").await.status, 404);
    let acts: Vec<_> =
        log(&site).await.into_iter().map(|(actor, act, about)| format!("{actor} {act} {about}")).collect();
    let expected = ["ana give_role @root", "root give_role @ana", "root give_role @ana", "root give_plan @ana"];
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn what_cannot_be_given_is_refused() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    Person::member(&site, "ana").await;
    let unknown = tessera::model::ids::PlanId::from_uuid(uuid::Uuid::nil()).to_string();
    for (path, form, status) in [
        ("/fn/admin_set_plan", Form::default().text("name", "ana").text("plan", "x"), 422),
        ("/fn/admin_set_plan", Form::default().text("name", "ana").text("plan", &unknown), 422),
        ("/fn/admin_set_plan", Form::default().text("name", "nobody").text("plan", &unknown), 404),
        ("/fn/admin_give_role", Form::default().text("name", "ana").text("role", "king"), 422),
        ("/fn/admin_give_role", Form::default().text("name", "nobody").text("role", "admin"), 404),
        ("/fn/admin_delete_member", Form::default().text("name", "nobody"), 404),
        ("/fn/admin_delete_member", Form::default(), 404),
    ] {
        assert_eq!(admin.send(path, form).await.status, status, "{path}");
    }
    for body in
        [json!({"role": "king"}), json!({"plan": unknown}), json!({"rank": 1}), json!({"suspended": {"reason": " "}})]
    {
        assert_eq!(admin.program.json("PATCH", "/admin/users/ana", body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(role(&site, "ana").await, "member");
    assert!(log(&site).await.is_empty());
}

#[tokio::test]
async fn somebody_is_suspended_and_let_back_in_through_the_api() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await.program;
    let mut ana = Person::member(&site, "ana").await;
    let kept =
        admin.json("PATCH", "/admin/users/ana", json!({"suspended": {"reason": "Too many advertisements."}})).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert_eq!(kept.json()["suspended"]["reason"], "Too many advertisements.");
    assert_eq!(ana.program.get("/me").await.status, 401);
    let again = admin.json("PATCH", "/admin/users/ana", json!({"suspended": null})).await;
    assert_eq!((again.status, &again.json()["suspended"]), (200, &Value::Null));
    let acts: Vec<_> = log(&site).await.into_iter().map(|(_, act, about)| format!("{act} {about}")).collect();
    assert_eq!(acts, ["restore_member @ana", "suspend_member @ana"]);
}

#[tokio::test]
async fn a_deleted_member_leaves_no_file_and_the_log_names_the_deed() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    for name in ["ana", "bob"] {
        let mut member = Person::member(&site, name).await;
        upload(&mut member.browser, "a.png", &pictures::png(60, 40, name.as_bytes()[0]), "private").await;
    }
    site.work_off().await;
    let asked = admin.browser.get("/admin/members/ana/delete").await;
    assert!(asked.text().contains("Delete account"));
    let gone = admin.send("/fn/admin_delete_member", Form::default().text("name", "ana")).await;
    assert_eq!(gone.json()["location"], "/admin/members?deleted=1");
    assert_eq!(admin.program.delete("/admin/users/bob").await.status, 204);
    assert_eq!(admin.program.delete("/admin/users/bob").await.status, 404);
    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!((site.count("users").await, site.count("pictures").await, site.files()), (1, 0, 0));
    let acts: Vec<_> = log(&site).await.into_iter().map(|(_, act, about)| format!("{act} {about}")).collect();
    assert_eq!(acts, ["delete_member @bob", "delete_member @ana"]);
}

#[tokio::test]
async fn links_and_invitations_are_shown_once_and_written_down() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    Person::member(&site, "ana").await;
    let reset = || Form::default().text("name", "ana").text("purpose", "reset_password");
    let made = crate::harness::post_plain(&mut admin.browser, "/fn/admin_make_link", reset()).await;
    assert_eq!((made.status, made.header("cache-control")), (200, Some("private, no-store")));
    let page = made.text();
    assert!(page.contains("/reset?token=") && page.contains("Password reset link"), "{page}");
    assert!(page.contains("data-answered-at=\"/admin/members/ana\""), "{page}");
    let told = admin.send("/fn/admin_make_link", reset()).await;
    assert_eq!((told.status, told.header("cache-control")), (200, Some("private, no-store")));
    assert!(told.json()["shown_once"].as_str().unwrap().contains("/reset?token="), "{}", told.text());
    let invited = Form::default().text("email", "new@example.com").text("purpose", "invitation");
    let invited = crate::harness::post_plain(&mut admin.browser, "/fn/admin_invite", invited).await;
    assert!(invited.text().contains("/signup?invitation="));
    let acts: Vec<_> = log(&site).await.into_iter().map(|(_, act, about)| format!("{act} {about}")).collect();
    assert_eq!(acts, ["invite a person by e-mail", "make_link @ana", "make_link @ana"]);
}
