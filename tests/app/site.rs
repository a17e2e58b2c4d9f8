//! What every answer keeps to.

use crate::{
    harness::{JSON, TestSite, post},
    multipart::{CONTENT_TYPE, Form},
};

#[tokio::test]
async fn a_page_runs_only_scripts_that_carry_its_nonce() {
    let site = TestSite::start().await;
    let page = site.visitor().get("/").await;
    let policy = page.header("content-security-policy").unwrap().to_owned();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let html = page.text();
    let scripts: Vec<_> = html.match_indices("<script").map(|(at, _)| html[at..].split('>').next().unwrap()).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{script}");
    }
    for foreign in ["http://", "https://"] {
        // The site's own address, and the names of XML.
        let without_names = html.replace("http://www.w3.org/", "").replace("http://127.0.0.1:", "");
        assert!(!without_names.contains(foreign), "a page loads nothing from elsewhere");
    }
    let again = site.visitor().get("/").await;
    assert_ne!(again.header("content-security-policy"), Some(policy.as_str()), "a nonce is used once");
}

#[tokio::test]
async fn every_answer_is_protected_and_named() {
    let site = TestSite::start().await;
    for path in ["/", "/login", "/nowhere", "/media/x-0", "/healthz", "/fn/like"] {
        let answer = site.visitor().get(path).await;
        for header in [
            "x-content-type-options",
            "content-security-policy",
            "referrer-policy",
            "permissions-policy",
            "x-request-id",
        ] {
            assert!(answer.header(header).is_some(), "{path} lacks {header}");
        }
    }
}

#[tokio::test]
async fn pages_are_never_kept_by_shared_caches() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    for path in ["/", "/upload", "/@ana"] {
        assert_eq!(ana.get(path).await.header("cache-control"), Some("private, no-cache"), "{path}");
    }
    for pin in ["1111111111111111111112", "nonsense"] {
        let like = Form::default().text("pin", pin).text("want", "like");
        let answer = post(&mut ana, "/fn/like", like).await;
        assert_eq!((answer.status, answer.header("cache-control")), (404, Some("private, no-store")), "{pin}");
    }
}

#[tokio::test]
async fn machines_hear_whether_the_site_lives_and_can_serve() {
    let site = TestSite::start().await;
    assert_eq!(site.visitor().get("/healthz").await.status, 200);
    assert_eq!(site.visitor().get("/readyz").await.status, 200);
    site.server.site.db().close().await;
    assert_eq!(site.visitor().get("/healthz").await.status, 200);
    assert_eq!(site.visitor().get("/readyz").await.status, 503);
}

#[tokio::test]
async fn a_form_too_large_is_refused() {
    let site = TestSite::start().await;
    let form = Form::default().text("login", &"x".repeat(100_000)).finish();
    let headers = [("content-type", CONTENT_TYPE), JSON];
    let answer = site.visitor().send("POST", "/login", &headers, &form).await;
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/problem+json")));
}

#[tokio::test]
async fn a_site_stops_when_asked_and_starts_again_with_everything_there() {
    let site = TestSite::start().await;
    site.member("ana").await;
    let address = site.server.address;
    let TestSite { server, rows, .. } = site;
    server.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    let users: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(&rows).await.unwrap();
    assert_eq!(users, 1);
}
