//! The page, as a browser without script has it.

use super::{escaped, many, say, titled};
use crate::{api::Program, harness::TestSite, markup::pins};
use serde_json::json;

#[tokio::test]
async fn the_page_shows_what_is_found_and_leads_on() {
    let site = TestSite::start().await;
    let mut heron = Program::sign_up(&site, "heron_fan").await;
    let pin = say(&mut heron, &[("title", "Grey heron"), ("tags", "birds")]).await;
    site.work_off().await;
    many(&site, &pin, "heron", 120).await;
    heron.post("/boards", json!({"title": "Herons & cranes"})).await;
    site.work_off().await;
    let mut visitor = site.visitor();
    let first = visitor.get("/search?q=heron").await;
    assert_eq!((first.status, first.header("cache-control")), (200, Some("private, no-cache")));
    let html = first.text();
    for part in [
        "<title>Search for “heron” · Tessera</title>",
        "rel=\"canonical\"",
        "href=\"/@heron_fan\"",
        "Herons &amp; cranes",
        "from=search&amp;q=heron",
        "value=\"heron\"",
        "action=\"/search\"",
        "kind=users",
    ] {
        assert!(html.contains(part), "{part}");
    }
    // The next page is a link, and has no members and boards above it.
    let next = html.split("href=\"/search?q=heron&amp;cursor=").nth(1).expect("a link to the next page");
    let cursor = next.split('"').next().unwrap();
    let second = visitor.get(&format!("/search?q=heron&cursor={cursor}")).await;
    let html = second.text();
    assert_eq!(second.status, 200);
    assert!(html.contains("from=search") && !html.contains("Herons &amp; cranes"));
    let part = visitor.part(&format!("/search?q=heron&cursor={cursor}"), "tiles").await.text();
    assert!(!pins(&part).is_empty() && pins(&part) == pins(&html));
    let pictures = visitor.get("/search?q=heron&kind=pins").await.text();
    assert!(pictures.contains("from=search") && !pictures.contains("Herons &amp; cranes"));
    let people = visitor.get("/search?q=heron&kind=users").await.text();
    assert!(people.contains("href=\"/@heron_fan\"") && !people.contains("from=search"));
    let boards = visitor.get("/search?q=heron&kind=boards").await.text();
    assert!(boards.contains("Herons &amp; cranes") && !boards.contains("from=search"));
}

#[tokio::test]
async fn the_page_says_how_words_were_put_right_and_where_there_is_nothing() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    say(&mut ana, &[("title", "Elephant"), ("tags", "savannah")]).await;
    site.work_off().await;
    let mut visitor = site.visitor();
    let corrected = visitor.get("/search?q=elefant").await.text();
    assert!(corrected.contains("Showing results for") && corrected.contains("<strong dir=\"auto\">elephant<"));
    let blank = visitor.get("/search").await;
    assert!(blank.text().contains("Popular tags") && blank.text().contains("href=\"/?tag=savannah\""));
    assert_eq!(blank.status, 200);
    let nothing = visitor.get("/search?q=zzzzzz").await;
    assert_eq!(nothing.status, 200);
    assert!(nothing.text().contains("Nothing found") && nothing.text().contains("href=\"/?tag=savannah\""));
    for kind in ["pins", "users", "boards"] {
        let nothing = visitor.get(&format!("/search?q=zzzzzz&kind={kind}")).await.text();
        assert!(nothing.contains("Nothing found") && nothing.contains("Search everything"), "{kind}");
    }
    let pin = titled(&mut ana, "Elephants").await;
    assert_eq!(visitor.get(&format!("/pin/{pin}?from=search&q=elefant")).await.status, 200);
    assert!(visitor.get("/").await.text().contains("action=\"/search\""), "the box is on every page");
}

#[tokio::test]
async fn what_is_looked_for_and_what_a_pin_is_called_is_no_markup() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let words = "</title><b> & so on";
    let pin = titled(&mut ana, words).await;
    site.work_off().await;
    let mut visitor = site.visitor();
    for path in [format!("/search?q={}", escaped(words)), format!("/pin/{pin}")] {
        let html = visitor.get(&path).await.text();
        let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(title.contains("&lt;/title>&lt;b> &amp; so on") && title.ends_with(" · Tessera"), "{title}");
        let heading = html.split("<h1").nth(1).unwrap().split("</h1>").next().unwrap();
        assert!(heading.contains("&lt;/title&gt;&lt;b&gt;") && !heading.contains("<b>"), "{heading}");
    }
}
