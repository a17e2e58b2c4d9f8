//! What every request passes: credentials, limits, other sites' pages, and bodies and routes that are none.

use super::{Program, new_account};
use crate::{harness::TestSite, multipart::Form, pictures};
use serde_json::json;

const PREFLIGHT: [(&str, &str); 3] = [
    ("origin", "https://app.example.com"),
    ("access-control-request-method", "PATCH"),
    ("access-control-request-headers", "authorization, content-type"),
];

#[tokio::test]
async fn visitors_are_asked_who_they_are_where_it_matters() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    for path in ["/me", "/me/sessions", "/tokens"] {
        let answer = visitor.get(path).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{path}");
    }
    let upload = Form::default().file("file", "a.png", &pictures::png(8, 8, 1));
    assert_eq!(visitor.upload(upload).await.status, 401);
    // Before the body is looked at.
    assert_eq!(visitor.send("POST", "/tokens", &[], b"nonsense").await.status, 401);
    assert_eq!(visitor.get("/pins").await.status, 200);
}

#[tokio::test]
async fn a_cookie_alone_is_no_credential() {
    let site = TestSite::start().await;
    let mut browser = site.member("ana").await;
    assert!(browser.cookie("session").is_some());
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
    let answer = browser.send("DELETE", "/api/v1/me/sessions", &[], &[]).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_token_that_is_not_valid_is_refused_even_where_none_is_needed() {
    let site = TestSite::start().await;
    let ana = Program::sign_up(&site, "ana").await;
    let whole = ana.token.clone().unwrap();
    let (head, signature) = whole.rsplit_once('.').unwrap();
    let unsigned = format!("{}.{}.", "eyJhbGciOiJub25lIn0", head.split('.').nth(1).unwrap());
    for token in ["nonsense", "tessera_0000", &format!("{head}.{}", signature.to_lowercase()), &unsigned] {
        let answer = ana.with_token(token).get("/pins").await;
        assert_eq!(answer.status, 401, "{token}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    }
    let basic = Program::visitor(&site).send("GET", "/pins", &[("authorization", "Basic YTpi")], &[]).await;
    assert_eq!(basic.status, 401);
}

#[tokio::test]
async fn what_is_no_route_or_no_method_of_it_is_a_problem() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    for path in ["", "/", "/nothing", "/pins/", "/pins/a/b", "/me/../pins/"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    for (method, path, allow) in [
        ("PUT", "/pins", "GET,HEAD,POST"),
        ("QUERY", "/pins", "GET,HEAD,POST"),
        ("OPTIONS", "/pins", "GET,HEAD,POST"),
        ("GET", "/signup", "POST"),
        ("POST", "/openapi.json", "GET,HEAD"),
    ] {
        let answer = visitor.send(method, path, &[], &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_a_problem() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    const JSON: (&str, &str) = ("content-type", "application/json");
    let long = format!("{{\"login\": \"{}\"}}", "x".repeat(70_000));
    for (headers, body, status) in [
        (&[JSON][..], "{", 400),
        (&[JSON], "", 400),
        (&[JSON], "{} {}", 400),
        (&[JSON], "\"\\ud800\"", 400),
        (&[JSON], &"[".repeat(10_000), 400),
        (&[JSON], "[\"ana\", \"correct horse battery\"]", 422),
        (&[JSON], "null", 422),
        (&[], "{}", 415),
        (&[("content-type", "text/plain")], "{}", 415),
        (&[JSON], &long, 413),
    ] {
        let answer = visitor.send("POST", "/token", headers, body.as_bytes()).await;
        assert_eq!(answer.status, status, "{:.20}", body);
    }
    assert_eq!(visitor.post("/token", json!({"login": "a\u{0}", "password": "x"})).await.status, 422);
}

#[tokio::test]
async fn no_other_sites_page_may_call_unless_it_is_configured() {
    let none = TestSite::start().await;
    let origin = [("origin", "https://app.example.com")];
    let mut visitor = Program::visitor(&none);
    assert!(visitor.send("GET", "/pins", &origin, &[]).await.header("access-control-allow-origin").is_none());
    assert_eq!(visitor.send("OPTIONS", "/me", &PREFLIGHT, &[]).await.status, 405);

    let these = TestSite::start_with(&[("CORS_ORIGINS", "https://app.example.com, https://b.example")]).await;
    let mut visitor = Program::visitor(&these);
    let answer = visitor.send("GET", "/me", &origin, &[]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example.com"));
    assert!(answer.header("access-control-allow-credentials").is_none());
    assert!(answer.header("access-control-expose-headers").unwrap().contains("ratelimit"));
    let preflight = visitor.send("OPTIONS", "/me", &PREFLIGHT, &[]).await;
    assert_eq!(preflight.status, 200);
    assert!(preflight.header("access-control-allow-methods").unwrap().contains("PATCH"));
    let allowed = preflight.header("access-control-allow-headers").unwrap();
    assert!(allowed.starts_with("authorization,content-type,") && allowed.ends_with(",upload-offset"), "{allowed}");
    let other = visitor.send("GET", "/pins", &[("origin", "https://evil.example")], &[]).await;
    assert!(other.header("access-control-allow-origin").is_none());
    // The pages are no API.
    let page = these.visitor().get_with("/", &origin).await;
    assert!(page.header("access-control-allow-origin").is_none());

    let any = TestSite::start_with(&[("CORS_ORIGINS", "*")]).await;
    let answer = Program::visitor(&any).send("GET", "/pins", &origin, &[]).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn answers_say_what_is_left_and_429_when_to_come_again() {
    let site = TestSite::start_with(&[("RATE_LIMITS", "on")]).await;
    let mut visitor = Program::visitor(&site);
    let first = visitor.get("/pins").await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"default\";q=120;w=60"));
    assert_eq!(first.header("ratelimit"), Some("\"default\";r=119"));
    let answer = visitor.post("/signup", new_account("ana")).await;
    let mut ana = Program::visitor(&site);
    ana.take_tokens(&answer, 201);
    assert_eq!(ana.get("/me").await.header("ratelimit-policy"), Some("\"default\";q=600;w=60"));

    let mut refused = visitor.get("/pins").await;
    for _ in 0..400 {
        if refused.status == 429 {
            break;
        }
        refused = visitor.get("/nothing").await;
    }
    assert_eq!(refused.status, 429, "what is no route counts as well");
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert!(refused.header("ratelimit").unwrap().starts_with("\"default\";r=0;t="));
    assert_eq!(visitor.with_token("nonsense").get("/pins").await.status, 429, "and so does guessing tokens");
    assert_eq!(ana.get("/me").await.status, 200, "an account is counted for itself");

    let off = TestSite::start().await;
    assert!(Program::visitor(&off).get("/pins").await.header("ratelimit").is_none());
}
