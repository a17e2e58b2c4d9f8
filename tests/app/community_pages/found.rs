//! Communities in lists: by category, by words, one's own; and their own page.

use super::{STYLE, World, about, join, make, page, sent, status};
use crate::{
    api::Program,
    harness::{TestSite, post},
    markup::{texts, values, way},
    multipart::Form,
};

/// The names in a list, in order.
fn names(html: &str) -> Vec<String> {
    texts(html, "community-card__link")
}

#[tokio::test]
async fn communities_are_found_by_category_and_by_words_and_ones_own_apart() {
    let site = TestSite::start().await;
    let (mut ana, mut sam) = (site.member("ana").await, site.member("sam").await);
    let insert = "insert into categories (id, name, position) values (gen_random_uuid(), 'Zzz nature', 1000)";
    sqlx::query(insert).execute(&site.rows).await.unwrap();
    let categories = Program::visitor(&site).get("/categories").await.json();
    let nature = categories["items"].as_array().unwrap().iter().find(|one| one["name"] == "Zzz nature").unwrap();
    let nature = nature["id"].as_str().unwrap();
    let form = Form::default().text("name", "Herons").text("category", nature).text("visibility", "public");
    assert_eq!(post(&mut ana, "/fn/create_community", form).await.status, 200);
    let garden = make(&mut ana, "Garden", "public").await;
    join(&mut sam, &garden).await;

    let mut visitor = site.visitor();
    let all = page(&mut visitor, "/communities").await;
    assert_eq!(names(&all), ["Garden", "Herons"], "those with most members first");
    assert!(all.contains("2 members") && all.contains("For the spring.") && all.contains("Zzz nature"));
    assert!(!all.contains("mine=1"), "a visitor has none of their own");
    let by_category = format!("/communities?category={nature}");
    assert!(values(&all, "a", "href").contains(&by_category));
    assert_eq!(names(&page(&mut visitor, &by_category).await), ["Herons"]);
    assert_eq!(names(&page(&mut visitor, "/communities?q=gard").await), ["Garden"]);
    let within = format!("/communities?q=gard&category={nature}");
    let nothing = page(&mut visitor, &within).await;
    assert!(names(&nothing).is_empty() && nothing.contains("No communities found"));
    assert!(values(&nothing, "a", "href").contains(&"/communities?q=gard".to_owned()), "the words stay elsewhere");

    let mine = page(&mut sam, "/communities?mine=1").await;
    assert_eq!(
        (names(&mine), texts(&mine, "badge badge--accent")),
        (vec!["Garden".to_owned()], vec!["Joined".to_owned()])
    );
    let nobody = page(&mut site.member("newt").await, "/communities?mine=1").await;
    assert!(nobody.contains("No communities yet"));
    assert_eq!(status(&mut visitor, "/communities?mine=1").await, 401);
    assert_eq!(status(&mut visitor, "/communities?cursor=nonsense").await, 400);
    assert_eq!(names(&page(&mut visitor, "/communities?category=nonsense").await).len(), 2);
}

#[tokio::test]
async fn a_private_community_is_listed_for_its_members_alone() {
    let mut world = World::new().await;
    world.close().await;
    for who in [&mut world.sam, &mut world.bea, &mut world.site.visitor()] {
        assert!(names(&page(who, "/communities").await).is_empty());
        assert!(names(&page(who, "/communities?q=garden").await).is_empty());
    }
    let listed = page(&mut world.max, "/communities").await;
    assert_eq!((names(&listed), listed.contains("Private")), (vec!["Garden".to_owned()], true));
}

#[tokio::test]
async fn a_long_list_goes_on() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    for n in 0..25 {
        make(&mut ana, &format!("Garden {n}"), "public").await;
    }
    let first = page(&mut ana, "/communities").await;
    let next = way(&first, "next").unwrap();
    let second = page(&mut ana, &next).await;
    assert_eq!((names(&first).len(), names(&second).len(), way(&second, "next")), (24, 1, None));
    assert!(!names(&first).contains(&names(&second)[0]) && second.contains("First page"));
}

#[tokio::test]
async fn these_pages_alone_load_the_second_style_sheet() {
    let mut world = World::new().await;
    let community = [world.at("about"), world.at("members")];
    for address in ["/communities", "/communities/new", "/messages"].map(str::to_owned).iter().chain(&community) {
        let html = page(&mut world.ana, address).await;
        assert!(values(&html, "link", "href").iter().any(|href| href.starts_with(STYLE)), "{address}");
        assert!(html.split("<body").next().unwrap().contains(STYLE), "{address}: in the head");
    }
    for address in ["/", "/@ana", "/settings", "/notifications"] {
        assert!(!page(&mut world.ana, address).await.contains(STYLE), "{address}");
    }
}

#[tokio::test]
async fn the_page_about_a_community_leads_in_and_out() {
    let mut world = World::new().await;
    let address = world.at("about");
    let html = page(&mut world.site.visitor(), &address).await;
    assert!(html.contains("<title>Garden · ") && html.contains("For the spring.") && html.contains("3 members"));
    let links = values(&html, "a", "href");
    let join = format!("/login?next={}&why=join", address.replace('/', "%2F"));
    assert!(links.contains(&join) && links.contains(&"/@ana".to_owned()), "{links:?}");
    assert!(texts(&html, "channel-link").iter().any(|name| name == "general"), "its channels");

    let html = page(&mut world.sam, &address).await;
    assert!(html.contains("value=\"join\"") && !html.contains("value=\"leave\""));
    let joined = sent(&mut world.sam, "/fn/join_community", about(&world.community).text("want", "join")).await;
    assert_eq!(joined, world.community);
    let html = page(&mut world.sam, &address).await;
    assert!(!html.contains("value=\"join\"") && html.contains("value=\"leave\"") && html.contains("4 members"));
    let leave = about(&world.community).text("want", "leave").text("back", "/communities?left=1");
    assert_eq!(sent(&mut world.sam, "/fn/join_community", leave).await, "/communities?left=1");
    assert!(page(&mut world.sam, "/communities?left=1").await.contains("You left the community."));
    // An owner hands over before they leave.
    assert!(!page(&mut world.ana, &address).await.contains("value=\"leave\""));
    assert_eq!(status(&mut world.bea, &address).await, 404);
}

#[tokio::test]
async fn who_is_timed_out_is_told_until_when() {
    let mut world = World::new().await;
    let form = about(&world.community).text("name", "max").text("seconds", "3600").text("reason", "");
    assert_eq!(post(&mut world.mia, "/fn/time_out_community_member", form).await.status, 200);
    let address = world.at("about");
    assert!(page(&mut world.max, &address).await.contains("You are timed out"));
    assert!(!page(&mut world.sam, &address).await.contains("timed out"));
}
