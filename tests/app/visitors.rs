//! The ways from a page to an account: each leads back to where one was going, and the sign-in page says why one came.

use crate::{
    client::Client,
    harness::{PASSWORD, TestSite, post, post_plain, upload},
    markup::{attribute, tags, values},
    multipart::Form,
    pictures,
};

/// The value of a hidden field of a page's form.
fn hidden(html: &str, name: &str) -> Option<String> {
    let named = |field: &&str| attribute(field, "name").as_deref() == Some(name);
    tags(html, "input").into_iter().find(named).and_then(|field| attribute(field, "value"))
}

/// Whether a page has a link to this address.
fn leads_to(html: &str, address: &str) -> bool {
    values(html, "a", "href").iter().any(|href| href == address)
}

async fn page(client: &mut Client, address: &str) -> String {
    client.get(address).await.text()
}

fn account(name: &str) -> Form {
    Form::default().text("email", &format!("{name}@example.com")).text("username", name).text("password", PASSWORD)
}

#[tokio::test]
async fn the_sign_in_page_and_the_sign_up_page_keep_where_one_was_going() {
    let site = TestSite::start().await;
    let mut visitor = site.visitor();
    let next = "next=%2Fpin%2F1%3Ftag%3Da%26b";
    for (from, to) in [("/login", "/signup"), ("/signup", "/login")] {
        let html = page(&mut visitor, &format!("{from}?{next}")).await;
        assert_eq!(hidden(&html, "next").as_deref(), Some("/pin/1?tag=a&b"), "{from}");
        assert!(leads_to(&html, &format!("{to}?{next}")), "{from}");
        let html = page(&mut visitor, from).await;
        assert_eq!(hidden(&html, "next"), None, "{from}");
        assert!(leads_to(&html, to), "{from}");
    }
    // So they do where the form is refused.
    let wrong =
        Form::default().text("login", "ana").text("password", "wrong").text("next", "/upload").text("why", "like");
    let refused = post_plain(&mut visitor, "/login", wrong).await;
    assert_eq!(refused.status, 401);
    let html = refused.text();
    assert_eq!((hidden(&html, "next").as_deref(), hidden(&html, "why").as_deref()), (Some("/upload"), Some("like")));
    assert!(leads_to(&html, "/signup?next=%2Fupload") && html.contains("Sign in to like pictures."));
    let refused = post_plain(&mut visitor, "/signup", account("a").text("next", "/upload")).await;
    assert_eq!((refused.status, hidden(&refused.text(), "next").as_deref()), (422, Some("/upload")));
}

#[tokio::test]
async fn whoever_signs_up_goes_on_to_where_they_were_going_and_nowhere_else() {
    let site = TestSite::start().await;
    for (name, next, location) in
        [("ana", "/pin/1?tag=a", "/pin/1?tag=a"), ("bob", "//evil.example", "/"), ("cyd", "https://evil.example", "/")]
    {
        let answer = post(&mut site.visitor(), "/signup", account(name).text("next", next)).await;
        assert_eq!((answer.status, answer.json()["location"].as_str()), (200, Some(location)), "{next}");
    }
    let plain = post_plain(&mut site.visitor(), "/signup", account("dan").text("next", "/upload")).await;
    assert_eq!((plain.status, plain.header("location")), (303, Some("/upload")));
}

#[tokio::test]
async fn the_sign_in_page_says_why_one_came() {
    let site = TestSite::start().await;
    let mut visitor = site.visitor();
    for (why, words) in [
        ("like", "Sign in to like pictures."),
        ("save", "Sign in to save pictures to boards."),
        ("follow", "Sign in to follow people."),
    ] {
        let html = page(&mut visitor, &format!("/login?next=%2F&why={why}")).await;
        assert!(html.contains(words), "{why}");
    }
    for address in ["/login", "/login?why=", "/login?why=nonsense"] {
        assert!(!page(&mut visitor, address).await.contains("alert--remark"), "{address}");
    }
}

#[tokio::test]
async fn what_only_members_can_do_leads_a_visitor_in_and_back() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pin = upload(&mut ana, "Heron.png", &pictures::png(300, 200, 1), "public").await;
    site.work_off().await;
    let mut visitor = site.visitor();
    let html = page(&mut visitor, &format!("/pin/{pin}")).await;
    for why in ["like", "save"] {
        assert!(leads_to(&html, &format!("/login?next=%2Fpin%2F{pin}&why={why}")), "{why}");
    }
    assert!(leads_to(&html, &format!("/signup?next=%2Fpin%2F{pin}")), "beside the comments");
    assert!(leads_to(&page(&mut visitor, "/@ana").await, "/login?next=%2F@ana&why=follow"));
    assert!(leads_to(&page(&mut visitor, "/?sort=popular").await, "/login?next=%2F%3Fsort%3Dpopular&why=like"));
    for address in ["/upload", "/following", "/uploads"] {
        let html = page(&mut visitor, address).await;
        for way in ["/login", "/signup"] {
            assert!(leads_to(&html, &format!("{way}?next={address}")), "{address}: {way}");
        }
    }
}

#[tokio::test]
async fn where_nobody_can_sign_up_the_way_to_sign_in_leads_on() {
    let site = TestSite::start_with(&[("SIGNUP", "closed")]).await;
    let html = page(&mut site.visitor(), "/signup?next=%2Fupload").await;
    assert!(html.contains("Sign-up is closed") && leads_to(&html, "/login?next=%2Fupload"));
}
