//! The members of a community, what can be done to them, and who is kept out.

use super::{World, about, keeps, page, sent, status};
use crate::{
    client::Client,
    harness::post_plain,
    markup::{texts, values},
    multipart::Form,
};

/// Whom somebody is offered to manage.
async fn managed(who: &mut Client, address: &str) -> Vec<String> {
    let links = values(&page(who, address).await, "a", "href");
    let mut names: Vec<_> =
        links.iter().filter_map(|href| href.strip_prefix(&format!("{address}?member="))).map(str::to_owned).collect();
    names.sort_unstable();
    names
}

fn on(world: &World, name: &str) -> Form {
    about(&world.community).text("name", name)
}

#[tokio::test]
async fn members_are_listed_and_searched() {
    let mut world = World::new().await;
    let address = world.at("members");
    let mut visitor = world.site.visitor();
    let html = page(&mut visitor, &address).await;
    assert!(html.contains("@ana") && html.contains("@mia") && html.contains("@max") && !html.contains("@bea"));
    let mut badges = texts(&html, "badge badge--accent");
    badges.sort_unstable();
    assert_eq!(badges, ["Moderator", "Owner"]);
    let found = page(&mut visitor, &format!("{address}?q=ma")).await;
    assert!(found.contains("@max") && !found.contains("@ana") && found.contains("value=\"ma\""));
    assert!(page(&mut visitor, &format!("{address}?q=nobody")).await.contains("No members found"));
    // Nobody else is led to what they may not do.
    assert!(managed(&mut visitor, &address).await.is_empty() && managed(&mut world.max, &address).await.is_empty());
    assert_eq!(managed(&mut world.mia, &address).await, ["max"]);
    assert_eq!(managed(&mut world.ana, &address).await, ["max", "mia"]);
    assert_eq!(status(&mut world.mia, &format!("{address}?member=sam")).await, 404, "who does not belong to it");
    let own = page(&mut world.mia, &format!("{address}?member=mia")).await;
    assert!(own.contains("You can’t change this member") && !own.contains("/fn/remove_community_member"));
    // A member asks in vain: they see the list.
    let html = page(&mut world.max, &format!("{address}?member=max")).await;
    assert!(html.contains("@ana") && !html.contains("/fn/remove_community_member"));
}

#[tokio::test]
async fn only_the_owner_gives_roles_and_hands_over() {
    let mut world = World::new().await;
    let address = world.at("members");
    let one = format!("{address}?member=max");
    assert!(!page(&mut world.mia, &one).await.contains("/fn/set_community_role"));
    assert!(page(&mut world.ana, &one).await.contains("Make a moderator"));
    let role =
        |world: &World, role: &str| on(world, "max").text("role", role).text("back", &format!("{address}?role=1"));
    let moderator = role(&world, "moderator");
    assert_eq!(sent(&mut world.ana, "/fn/set_community_role", moderator).await, format!("{address}?role=1"));
    assert!(page(&mut world.ana, &one).await.contains("Make an ordinary member"));
    let owner = role(&world, "owner");
    sent(&mut world.ana, "/fn/set_community_role", owner).await;
    assert_eq!(managed(&mut world.max, &address).await, ["ana", "mia"]);
    assert!(managed(&mut world.ana, &address).await.is_empty());
    assert_eq!(
        {
            let at = world.at("edit");
            status(&mut world.ana, &at).await
        },
        403
    );
}

#[tokio::test]
async fn a_time_out_is_given_and_ended() {
    let mut world = World::new().await;
    let address = world.at("members");
    let one = format!("{address}?member=max");
    let back = format!("{address}?timed_out=1");
    let out = |world: &World, reason: &str| {
        on(world, "max").text("act", "time_out").text("seconds", "86400").text("reason", reason).text("back", &back)
    };
    // What was typed is kept, in the form that it was typed in.
    let long = out(&world, &"x".repeat(501));
    let wrong = post_plain(&mut world.mia, "/fn/time_out_community_member", long).await;
    keeps(&wrong, 422, &["id=\"time_out-reason-error\"", "value=\"86400\" selected", "xxxxx"]);
    assert!(!wrong.text().contains("id=\"ban-reason-error\""));
    let right = out(&world, "Shouting.");
    assert_eq!(sent(&mut world.mia, "/fn/time_out_community_member", right).await, back);
    assert!(page(&mut world.mia, &back).await.contains("The member was timed out."));
    assert!(page(&mut world.mia, &address).await.contains("Timed out"));
    assert!(!page(&mut world.sam, &address).await.contains("Timed out"), "that is nobody else's business");
    assert!(page(&mut world.mia, &one).await.contains("End time-out"));
    let end = on(&world, "max").text("seconds", "0").text("back", &format!("{address}?allowed=1"));
    sent(&mut world.mia, "/fn/time_out_community_member", end).await;
    assert!(!page(&mut world.mia, &one).await.contains("End time-out"));
}

#[tokio::test]
async fn a_member_is_removed_and_one_is_banned_and_let_back_in() {
    let mut world = World::new().await;
    let (address, bans) = (world.at("members"), world.at("bans"));
    let remove = on(&world, "max").text("reason", "Off topic").text("back", &format!("{address}?removed=1"));
    assert_eq!(sent(&mut world.mia, "/fn/remove_community_member", remove).await, format!("{address}?removed=1"));
    assert!(!page(&mut world.mia, &address).await.contains("@max"));

    let html = page(&mut world.mia, &bans).await;
    assert!(html.contains("@bea") && html.contains("Weeds.") && !html.contains("@sam"));
    // Also somebody who does not belong to it.
    let ban = |world: &World, name: &str| {
        on(world, name).text("want", "ban").text("reason", "Spam").text("back", &format!("{bans}?banned=1"))
    };
    let nobody = ban(&world, "nobody");
    let wrong = post_plain(&mut world.mia, "/fn/ban_from_community", nobody).await;
    keeps(&wrong, wrong.status, &["value=\"nobody\"", "Spam"]);
    assert!([404, 422].contains(&wrong.status));
    let sam = ban(&world, "@sam");
    assert_eq!(sent(&mut world.mia, "/fn/ban_from_community", sam).await, format!("{bans}?banned=1"));
    assert!(page(&mut world.mia, &bans).await.contains("@sam"));
    assert_eq!(
        {
            let at = world.at("about");
            status(&mut world.sam, &at).await
        },
        404
    );
    let unban = on(&world, "sam").text("want", "unban").text("back", &format!("{bans}?unbanned=1"));
    sent(&mut world.mia, "/fn/ban_from_community", unban).await;
    assert!(!page(&mut world.mia, &bans).await.contains("@sam"));
    assert_eq!(
        {
            let at = world.at("about");
            status(&mut world.sam, &at).await
        },
        200
    );
}
