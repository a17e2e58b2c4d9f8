//! Invitations: made and shown once, looked at, accepted, and revoked.

use super::{World, about, keeps, page, sent, status};
use crate::{client::Client, harness::post_plain, markup::values, multipart::Form};

/// Makes an invitation by its form, and gives its path.
async fn invite(who: &mut Client, community: &str, uses: &str) -> String {
    let form = Form::default().text("expires_in", "86400").text("max_uses", uses);
    let answer = post_plain(who, &format!("{community}/invitations"), form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let html = answer.text();
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    let address = values(&html, "input", "value").into_iter().find(|value| value.contains("/invite/")).unwrap();
    format!("/invite/{}", address.rsplit('/').next().unwrap())
}

#[tokio::test]
async fn an_invitation_is_shown_once_and_lets_one_in() {
    let mut world = World::new().await;
    world.close().await;
    let list = world.at("invitations");
    assert!(page(&mut world.mia, &list).await.contains("No active invitations"));
    let wrong =
        post_plain(&mut world.mia, &list, Form::default().text("max_uses", "0").text("expires_in", "3600")).await;
    keeps(&wrong, 422, &["id=\"max_uses-error\"", "value=\"3600\" selected"]);
    let invitation = invite(&mut world.mia, &world.community, "1").await;
    let html = page(&mut world.mia, &list).await;
    assert!(!html.contains(&invitation) && html.contains("Used by 0 of 1") && html.contains("by <bdi>mia<"));

    // To look uses nothing up, and says what one is invited to.
    let mut visitor = world.site.visitor();
    for who in [&mut visitor, &mut world.sam] {
        assert!(page(who, &invitation).await.contains("Garden"));
    }
    let html = page(&mut visitor, &invitation).await;
    let next = invitation.replace('/', "%2F");
    for way in ["login", "signup"] {
        assert!(values(&html, "a", "href").contains(&format!("/{way}?next={next}")), "{way}");
    }
    assert_eq!(
        {
            let at = world.at("about");
            status(&mut world.sam, &at).await
        },
        404,
        "to look is not to come in"
    );
    assert!(page(&mut world.max, &invitation).await.contains("You are a member already."));

    let token = invitation.strip_prefix("/invite/").unwrap();
    let accept = || Form::default().text("token", token);
    assert_eq!(sent(&mut visitor, "/fn/accept_invitation", accept()).await, format!("/login?next={invitation}"));
    assert_eq!(sent(&mut world.sam, "/fn/accept_invitation", accept()).await, world.community);
    assert_eq!(
        {
            let at = world.at("about");
            status(&mut world.sam, &at).await
        },
        200
    );
    let late = visitor.get(&invitation).await;
    assert!(late.status == 410 && late.text().contains("This invitation no longer works"));
}

#[tokio::test]
async fn a_revoked_invitation_and_one_that_never_was_lead_nowhere() {
    let mut world = World::new().await;
    world.close().await;
    let list = world.at("invitations");
    let invitation = invite(&mut world.ana, &world.community, "").await;
    let html = page(&mut world.ana, &list).await;
    assert!(html.contains("Not used yet"));
    let (_, rest) = html.split_once("name=\"invitation\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let revoke = about(&world.community).text("invitation", id);
    assert_eq!(sent(&mut world.mia, "/fn/revoke_invitation", revoke).await, format!("{list}?revoked=1"));
    assert!(page(&mut world.ana, &format!("{list}?revoked=1")).await.contains("The invitation no longer works."));
    assert_eq!(status(&mut world.sam, &invitation).await, 410);
    assert_eq!(status(&mut world.sam, "/invite/nonsense").await, 404);
}

#[tokio::test]
async fn whoever_is_banned_does_not_come_back_by_an_invitation() {
    let mut world = World::new().await;
    let invitation = invite(&mut world.ana, &world.community, "").await;
    let form = Form::default().text("token", invitation.strip_prefix("/invite/").unwrap());
    let refused = post_plain(&mut world.bea, "/fn/accept_invitation", form).await;
    assert!((400..500).contains(&refused.status), "{}", refused.text());
    assert_eq!(
        {
            let at = world.at("about");
            status(&mut world.bea, &at).await
        },
        404
    );
}
