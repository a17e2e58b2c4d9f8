//! What those do in communities who look after the site. How each kind of person is answered at each door stands in `matrix/channels`.

use super::{audited, ban, give_role, join, log, make, seen, status};
use crate::{api::Program, harness::TestSite};
use serde_json::json;

#[tokio::test]
async fn what_admins_do_is_in_both_logs_and_of_their_own_in_one() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "private").await;
    let token = super::invite(&mut ana, &birds, json!({})).await;
    assert_eq!(super::accept(&mut bob, &token).await.status, 200);
    let path = format!("/communities/{birds}");
    assert_eq!(admin.json("PATCH", &path, json!({"description": "Be kind."})).await.status, 200);
    assert_eq!(give_role(&mut admin, &birds, "bob", "moderator").await, 204);
    assert_eq!(ban(&mut admin, &birds, "bob", "Spam.").await, 204, "moderators as well");
    assert_eq!(ban(&mut admin, &birds, "ana", "Spam.").await, 403, "it would have no owner");
    assert_eq!(join(&mut admin, &birds).await, 403, "to take part they need an invitation");
    assert_eq!(ban(&mut ana, &birds, "root", "").await, 403, "admins look after all of them");
    let acts: Vec<_> = log(&mut ana, &birds).await.into_iter().map(|(who, act, _)| format!("{who} {act}")).collect();
    let expected = [
        "root banned @bob",
        "root made @bob a moderator",
        "root changed the description of the community",
        "ana created an invitation",
        "ana created the community",
    ];
    assert_eq!(acts, expected);
    let own = make(&mut admin, "Rules", "public").await;
    assert_eq!(join(&mut bob, &own).await, 200);
    assert_eq!(super::remove(&mut admin, &own, "bob").await, 204);
    assert_eq!(admin.delete(&format!("/communities/{own}")).await.status, 204);
    assert_eq!(admin.delete(&path).await.status, 204);
    let entry = |act: &str, about: &str, detail: &str| (act.to_owned(), about.to_owned(), detail.to_owned());
    let expected = [
        entry("delete_community", "The community “Birds”", ""),
        entry("change_community_member", "@bob in “Birds”", "Banned. Spam."),
        entry("change_community_member", "@bob in “Birds”", "Made a moderator."),
        entry("change_community", "The community “Birds”", "Changed how it is described or who sees it."),
    ];
    assert_eq!(audited(&site).await, expected);
}

#[tokio::test]
async fn an_admin_whose_token_is_not_for_that_is_a_member_like_others() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = make(&mut ana, "Birds", "public").await;
    let (mut plain, _) = admin.with_scopes(&["read", "write"]).await;
    assert_eq!(plain.json("PATCH", &format!("/communities/{birds}"), json!({"name": "Mine"})).await.status, 403);
    assert_eq!(
        (seen(&mut plain, &birds).await["owned"].clone(), seen(&mut admin, &birds).await["owned"].clone()),
        (json!(false), json!(true))
    );
    assert_eq!(plain.get(&format!("/communities/{birds}/log")).await.status, 403);
    let (mut blind, _) = ana.with_scopes(&["write"]).await;
    let private = make(&mut ana, "Secret", "private").await;
    assert_eq!(status(&mut blind, &private).await, 404, "a token that may not read sees what visitors see");
}

#[tokio::test]
async fn the_names_of_communities_are_taken_out_of_the_audit_log_after_ninety_days() {
    let site = TestSite::start().await;
    let sql = "insert into audit_log (id, actor, act, about, detail, created_at)
               values (gen_random_uuid(), 'root', 'change_community_member', '@bob in “What he did”', 'Banned.', now() - interval '91 days'),
                      (gen_random_uuid(), 'root', 'delete_community', 'The community “What he did”', '', now() - interval '89 days')";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    sqlx::query("select graphile_worker.add_job('redact_audit', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
    let mut about: Vec<_> = audited(&site).await.into_iter().map(|(_, about, _)| about).collect();
    about.sort_unstable();
    assert_eq!(about, ["@bob in “…”", "The community “What he did”"]);
}
