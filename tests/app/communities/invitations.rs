//! Invitations: what lets people into a community, as often and as long as it was meant to.

use super::{accept, browser_of, invite, join, make, seen, status};
use crate::{
    api::{Program, ids, wrong_fields},
    harness::{TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::{Value, json};

#[tokio::test]
async fn an_invitation_lets_people_into_a_private_community() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let secrets = make(&mut ana, "Secrets", "private").await;
    let token = invite(&mut ana, &secrets, json!({})).await;
    assert_eq!((token.len(), status(&mut bob, &secrets).await), (64, 404));
    let path = format!("/invitations/{token}");
    for who in [&mut Program::visitor(&site), &mut bob] {
        let card = who.get(&path).await;
        assert_eq!((card.status, &card.json()["name"], &card.json()["role"]), (200, &json!("Secrets"), &Value::Null));
    }
    assert_eq!(status(&mut bob, &secrets).await, 404, "looking at it is not joining");
    assert_eq!(accept(&mut Program::visitor(&site), &token).await.status, 401);
    for _ in 0..2 {
        let joined = accept(&mut bob, &token).await;
        assert_eq!((joined.status, &joined.json()["role"]), (200, &json!("member")));
    }
    let page = ana.get(&format!("/communities/{secrets}/invitations")).await.json();
    let [entry] = page["items"].as_array().unwrap().as_slice() else { panic!("{page}") };
    assert_eq!((&entry["uses"], &entry["max_uses"], &entry["expires_at"]), (&json!(1), &Value::Null, &Value::Null));
    assert_eq!(entry["created_by"]["username"], "ana");
    assert!(!page.to_string().contains(&token), "its address is shown once");
    let all = "select string_agg(community_invitations::text, '') from community_invitations";
    assert!(!sqlx::query_scalar::<_, String>(all).fetch_one(&site.rows).await.unwrap().contains(&token));
    for wrong in ["x".repeat(64), "0".to_owned()] {
        assert_eq!(
            (bob.get(&format!("/invitations/{wrong}")).await.status, accept(&mut bob, &wrong).await.status),
            (404, 404)
        );
    }
}

#[tokio::test]
async fn it_ends_when_it_is_used_up_expired_or_revoked() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let secrets = make(&mut ana, "Secrets", "private").await;
    let list = format!("/communities/{secrets}/invitations");
    let mut crowd = crate::crowd::crowd(&site, 3).await;
    let ended = async |who: &mut Program, token: &str| {
        let (looked, joined) = (who.get(&format!("/invitations/{token}")).await, accept(who, token).await);
        assert_eq!((looked.status, joined.status), (410, 410));
        assert_eq!(looked.json()["detail"], joined.json()["detail"]);
        joined.json()["detail"].as_str().unwrap().to_owned()
    };

    let once = invite(&mut ana, &secrets, json!({"max_uses": 1})).await;
    assert_eq!(accept(&mut crowd[0], &once).await.status, 200);
    assert!(ended(&mut crowd[1], &once).await.contains("used as often as it could be"));
    assert_eq!(accept(&mut crowd[0], &once).await.status, 200, "who is in is in");
    assert_eq!(crowd[0].get(&format!("/invitations/{once}")).await.status, 200);

    let short = invite(&mut ana, &secrets, json!({"expires_in": 60})).await;
    assert_eq!(crowd[1].get(&format!("/invitations/{short}")).await.status, 200);
    let sql = "update community_invitations set expires_at = now() where expires_at is not null";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    assert!(ended(&mut crowd[1], &short).await.contains("has expired"));

    let revoked = invite(&mut ana, &secrets, json!({})).await;
    let entries = ids(&ana.get(&list).await.json());
    assert_eq!(entries.len(), 1, "those that work");
    let path = format!("{list}/{}", entries[0]);
    assert_eq!(crowd[0].delete(&path).await.status, 403);
    assert_eq!((ana.delete(&path).await.status, ana.delete(&path).await.status), (204, 404));
    assert!(ended(&mut crowd[1], &revoked).await.contains("was revoked"));
    assert!(ids(&ana.get(&list).await.json()).is_empty());
    let other = make(&mut ana, "Others", "private").await;
    let theirs = invite(&mut ana, &other, json!({})).await;
    let id = ids(&ana.get(&format!("/communities/{other}/invitations")).await.json()).remove(0);
    assert_eq!(ana.delete(&format!("{list}/{id}")).await.status, 404, "of another community");
    assert_eq!(accept(&mut crowd[1], &theirs).await.status, 200);

    for (bounds, field) in [
        (json!({"max_uses": 0}), "max_uses"),
        (json!({"max_uses": 100_001}), "max_uses"),
        (json!({"expires_in": 59}), "expires_in"),
        (json!({"expires_in": 31_536_001}), "expires_in"),
        (json!({"max_uses": -1}), "max_uses"),
        (json!({"for": "bob"}), "for"),
    ] {
        assert_eq!(wrong_fields(&ana.post(&list, bounds.clone()).await), [field], "{bounds}");
    }
}

#[tokio::test]
async fn however_many_come_at_once_no_more_get_in_than_were_meant_to() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let secrets = make(&mut ana, "Secrets", "private").await;
    let token = invite(&mut ana, &secrets, json!({"max_uses": 3})).await;
    let all = crate::crowd::crowd(&site, 12).await.into_iter().map(|mut member| {
        let token = token.clone();
        async move { accept(&mut member, &token).await.status }
    });
    let mut statuses = futures::future::join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [[200; 3].as_slice(), &[410; 9]].concat());
    assert_eq!(seen(&mut ana, &secrets).await["member_count"], 4);
}

#[tokio::test]
async fn a_community_has_not_more_than_a_hundred_and_who_is_banned_leaves_none_behind() {
    let site = TestSite::start().await;
    let (mut ana, mut mia) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "mia").await);
    let birds = make(&mut ana, "Birds", "public").await;
    assert_eq!(join(&mut mia, &birds).await, 200);
    assert_eq!(super::give_role(&mut ana, &birds, "mia", "moderator").await, 204);
    let sql = "insert into community_invitations (id, community_id, created_by, token_hash)
               select gen_random_uuid(), communities.id, users.id, decode(lpad(to_hex(n), 64, '0'), 'hex')
               from communities, users, generate_series(1, 99) as n where username = 'mia'";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    let token = invite(&mut mia, &birds, json!({})).await;
    let path = format!("/communities/{birds}/invitations");
    assert_eq!(ana.post(&path, json!({})).await.status, 409);
    let first = ana.get(&format!("{path}?limit=60")).await.json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(ids(&ana.get(&format!("{path}?limit=60&cursor={next}")).await.json()).len(), 40);
    assert_eq!(super::ban(&mut ana, &birds, "mia", "").await, 204);
    assert_eq!(Program::visitor(&site).get(&format!("/invitations/{token}")).await.status, 410);
    invite(&mut ana, &birds, json!({})).await;
}

#[tokio::test]
async fn it_is_made_and_accepted_by_forms() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let secrets = make(&mut ana, "Secrets", "private").await;
    let mut browser = browser_of(&site, "ana").await;
    let path = format!("/c/{secrets}/invitations");
    let made = post_plain(&mut browser, &path, Form::default().text("max_uses", "2").text("expires_in", "")).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let page = made.text();
    let token = page.split("/invite/").nth(1).expect("it is shown this once").get(..64).unwrap().to_owned();
    assert_eq!(made.header("cache-control"), Some("private, no-store"));
    assert!(!browser.get(&path).await.text().contains(&token));
    for (field, value) in [("max_uses", "many"), ("max_uses", "0"), ("expires_in", "1")] {
        assert_eq!(post(&mut browser, &path, Form::default().text(field, value)).await.status, 422, "{field} {value}");
    }
    let mut theirs = browser_of(&site, "bob").await;
    assert_eq!(post(&mut theirs, &path, Form::default()).await.status, 404);

    let form = || Form::default().text("token", &token);
    let visitor = post_plain(&mut site.visitor(), "/fn/accept_invitation", form()).await;
    let sign_in = format!("/login?next=/invite/{token}");
    assert_eq!((visitor.status, visitor.header("location")), (303, Some(sign_in.as_str())));
    let joined = post_plain(&mut theirs, "/fn/accept_invitation", form()).await;
    assert_eq!((joined.status, joined.header("location")), (303, Some(format!("/c/{secrets}").as_str())));
    assert_eq!(seen(&mut bob, &secrets).await["role"], "member");
    let id = ids(&ana.get(&format!("/communities/{secrets}/invitations")).await.json()).remove(0);
    let form = Form::default().text("community", &secrets).text("invitation", &id);
    let revoked = post_plain(&mut browser, "/fn/revoke_invitation", form).await;
    assert_eq!((revoked.status, revoked.header("location")), (303, Some(format!("{path}?revoked=1").as_str())));
    for wrong in ["", "../x", "x y"] {
        let answer = post(&mut theirs, "/fn/accept_invitation", Form::default().text("token", wrong)).await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
}
