//! Who finds the pages by which a community is looked after, and the forms of what it is.

use super::{World, about, keeps, page, sent, status};
use crate::{
    client::Client,
    harness::{TestSite, post_plain},
    markup::{texts, values},
    multipart::Form,
    pictures,
};

/// The pages of a community, and whether they are for everyone, for those who look after it, or for its owner.
const PAGES: [(&str, Finds); 8] = [
    ("about", Finds::Everyone),
    ("members", Finds::Everyone),
    ("channels", Finds::Moderators),
    ("invitations", Finds::Moderators),
    ("bans", Finds::Moderators),
    ("reports", Finds::Moderators),
    ("log", Finds::Moderators),
    ("edit", Finds::Owner),
];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Finds {
    Everyone,
    Moderators,
    Owner,
}

/// Looks at all pages as somebody, and says what is wrong.
async fn look(world: &World, mut who: Client, name: &str, expected: impl Fn(Finds) -> u16) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, finds) in PAGES {
        let answer = who.get(&world.at(at)).await;
        if answer.status != expected(finds) {
            wrong.push(format!("{at} for {name}: {}", answer.status));
        }
        // The way around shows what there is.
        if answer.status == 200 {
            let links = values(&answer.text(), "a", "href");
            for (other, finds) in PAGES {
                if links.contains(&world.at(other)) != (expected(finds) == 200) {
                    wrong.push(format!("the link from {at} to {other} for {name}"));
                }
            }
        }
    }
    wrong
}

fn as_far_as(most: Finds) -> impl Fn(Finds) -> u16 {
    move |finds| if finds <= most { 200 } else { 403 }
}

#[tokio::test]
async fn everyone_finds_their_own_pages_of_a_public_community_and_no_others() {
    let world = World::new().await;
    let mut wrong = look(&world, world.ana.clone(), "its owner", as_far_as(Finds::Owner)).await;
    wrong.extend(look(&world, world.mia.clone(), "a moderator", as_far_as(Finds::Moderators)).await);
    for (who, name) in [(&world.max, "a member"), (&world.sam, "a stranger")] {
        wrong.extend(look(&world, who.clone(), name, as_far_as(Finds::Everyone)).await);
    }
    let visitor = |finds: Finds| if finds == Finds::Everyone { 200 } else { 401 };
    wrong.extend(look(&world, world.site.visitor(), "a visitor", visitor).await);
    wrong.extend(look(&world, world.bea.clone(), "somebody banned", |_| 404).await);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_private_community_is_there_for_its_members_alone() {
    let mut world = World::new().await;
    world.close().await;
    let mut wrong = look(&world, world.max.clone(), "a member", as_far_as(Finds::Everyone)).await;
    for (who, name) in [(&world.sam, "a stranger"), (&world.bea, "somebody banned")] {
        wrong.extend(look(&world, who.clone(), name, |_| 404).await);
    }
    // Whether there is such a community is not said.
    let visitor = |finds: Finds| if finds == Finds::Everyone { 404 } else { 401 };
    wrong.extend(look(&world, world.site.visitor(), "a visitor", visitor).await);
    assert!(wrong.is_empty(), "{wrong:#?}");
    for at in ["about", "members"] {
        assert_eq!(status(&mut world.ana, &format!("/c/1111111111111111111112/{at}")).await, 404);
    }
}

#[tokio::test]
async fn a_community_is_made_by_its_form() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let new = |name: &str| Form::default().text("name", name).text("description", "Bees").text("visibility", "private");
    assert!(page(&mut ana, "/communities/new").await.contains("action=\"/fn/create_community\""));
    let wrong = post_plain(&mut ana, "/fn/create_community", new(" ")).await;
    keeps(&wrong, 422, &["Please enter a name.", "Bees", "value=\"private\" checked"]);
    let community = sent(&mut ana, "/fn/create_community", new("Meadow")).await;
    let html = page(&mut ana, &format!("{community}/about")).await;
    assert!(html.contains("<title>Meadow · ") && html.contains("Private") && html.contains("Bees"));
    let mut visitor = site.visitor();
    let asked = visitor.get("/communities/new").await;
    assert!(asked.status == 401 && asked.text().contains("/login?next=/communities/new"));
    let led = sent(&mut visitor, "/fn/create_community", new("Mine")).await;
    assert_eq!(led, "/login?next=/communities/new");
}

#[tokio::test]
async fn a_community_is_changed_and_deleted_by_its_forms() {
    let mut world = World::new().await;
    let (edit, community) = (world.at("edit"), world.community.clone());
    let html = page(&mut world.ana, &edit).await;
    assert!(html.contains("value=\"Garden\"") && html.contains("value=\"public\" checked"));
    let words =
        |name: &str| about(&community).text("name", name).text("description", "Bees").text("visibility", "public");
    let wrong = post_plain(&mut world.ana, "/fn/edit_community", words("")).await;
    keeps(&wrong, 422, &["Please enter a name.", "Bees"]);
    assert_eq!(sent(&mut world.ana, "/fn/edit_community", words("Meadow")).await, format!("{edit}?saved=1"));
    let html = page(&mut world.ana, &format!("{edit}?saved=1")).await;
    assert!(html.contains("Your changes have been saved.") && html.contains("value=\"Meadow\""));

    let delete = |name: &str| about(&community).text("confirmed", name);
    let wrong = post_plain(&mut world.ana, "/fn/delete_community", delete("Garden")).await;
    keeps(&wrong, 422, &["id=\"confirmed-error\"", "value=\"Meadow\"", "<details open"]);
    assert_eq!(sent(&mut world.ana, "/fn/delete_community", delete("Meadow")).await, "/communities?deleted=1");
    assert!(page(&mut world.ana, "/communities?deleted=1").await.contains("The community was deleted."));
    assert_eq!(
        {
            let at = world.at("about");
            status(&mut world.ana, &at).await
        },
        404
    );
}

#[tokio::test]
async fn a_community_gets_an_icon_and_a_banner_and_loses_them() {
    let mut world = World::new().await;
    let (edit, community) = (world.at("edit"), world.community.clone());
    for (kind, seed) in [("icon", 1), ("banner", 2)] {
        let action = format!("{community}/{kind}");
        assert!(page(&mut world.ana, &edit).await.contains(&format!("action=\"{action}\"")));
        let no_picture = Form::default().file("picture", "note.txt", b"no picture");
        let wrong = post_plain(&mut world.ana, &action, no_picture).await;
        keeps(&wrong, 422, &["role=\"alert\"", "value=\"Garden\""]);
        let form = Form::default().file("picture", "a.png", &pictures::png(300, 300, seed));
        assert_eq!(sent(&mut world.ana, &action, form).await, format!("{edit}?saved=1"));
    }
    world.site.work_off().await;
    let html = {
        let at = world.at("about");
        page(&mut world.sam, &at).await
    };
    assert!(html.contains("class=\"community__banner\"") && html.contains("community-icon\"><img"));
    let html = page(&mut world.ana, &edit).await;
    assert!(html.contains("Remove icon") && html.contains("Remove banner"));
    for kind in ["icon", "banner"] {
        let remove = Form::default().text("remove", "1");
        assert_eq!(sent(&mut world.ana, &format!("{community}/{kind}"), remove).await, format!("{edit}?saved=1"));
    }
    let html = page(&mut world.ana, &edit).await;
    assert!(!html.contains("Remove icon") && !html.contains("Remove banner"));
    assert!(
        !{
            let at = world.at("about");
            page(&mut world.sam, &at).await
        }
        .contains("class=\"community__banner\"")
    );
}

#[tokio::test]
async fn the_log_says_who_did_what_and_why() {
    let mut world = World::new().await;
    let html = {
        let at = world.at("log");
        page(&mut world.mia, &at).await
    };
    assert!(html.contains("banned @bea") && html.contains("made @mia a moderator") && html.contains("Weeds."));
    assert!(!texts(&html, "prose").is_empty());
    assert_eq!(
        {
            let at = format!("{}?cursor=nonsense", world.at("log"));
            status(&mut world.mia, &at).await
        },
        400
    );
}
