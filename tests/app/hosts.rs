//! What all doors have in common: for which host a request is, what it is called, how much one address reads, and who may show
//! what is answered.

use crate::{
    harness::{JSON, TestSite, post, upload},
    multipart::Form,
    pictures,
};

const PUBLIC: &[(&str, &str)] = &[("PUBLIC_URL", "https://pictures.example.com")];

/// Asks under a name of the site: the client's own `host` header goes first, so the address itself says it.
async fn status(site: &TestSite, host: &str, path: &str) -> u16 {
    site.visitor().get(&format!("http://{host}{path}")).await.status
}

#[tokio::test]
async fn a_site_that_knows_its_address_answers_no_other_name() {
    let site = TestSite::start_with(PUBLIC).await;
    for path in ["/", "/api/v1/site", "/fn/like", "/media/x-1", "/pkg/x.js", "/login"] {
        assert_eq!(status(&site, "evil.example", path).await, 421, "{path}");
        assert_ne!(status(&site, "pictures.example.com", path).await, 421, "{path}");
        assert_ne!(status(&site, "Pictures.Example.com:443", path).await, 421, "{path}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(status(&site, "10.0.0.7", path).await, 200, "{path}");
    }
    let answer = site.visitor().get("http://evil.example/").await;
    assert!(answer.text().contains("pictures.example.com") && answer.header("x-request-id").is_some());
    // Whoever looks from the machine itself names that.
    assert_eq!(status(&site, "localhost:3000", "/").await, 200);
}

#[tokio::test]
async fn a_site_that_was_told_nothing_answers_every_name() {
    let site = TestSite::start().await;
    assert_eq!(status(&site, "nas.local", "/").await, 200);
}

#[tokio::test]
async fn a_request_is_called_as_we_say() {
    let site = TestSite::start().await;
    let answer = site.visitor().get_with("/healthz", &[("x-request-id", "chosen-by-a-stranger")]).await;
    let id = answer.header("x-request-id").unwrap().to_owned();
    assert!(id.parse::<uuid::Uuid>().is_ok(), "{id}");
    assert_ne!(site.visitor().get("/healthz").await.header("x-request-id"), Some(id.as_str()));
}

#[tokio::test]
async fn one_address_reads_much_but_not_without_end() {
    let site = TestSite::start_with(&[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let ask = async |from: &str, path: &str| site.visitor().get_with(path, &[("x-forwarded-for", from)]).await;
    // Nothing of a page is made for these, so they come faster than they are allowed again.
    let mut refused = None;
    for _ in 0..20_000 {
        let answer = site.visitor().send("DELETE", "/login", &[("x-forwarded-for", "192.0.2.1")], &[]).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("there is an end");
    assert!(refused.header("retry-after").is_some() && refused.text().contains("try again in"), "{}", refused.text());
    assert_ne!(ask("192.0.2.1", "/media/x-1").await.status, 429, "pictures are counted by themselves");
    assert_ne!(ask("192.0.2.2", "/favicon.svg").await.status, 429, "so are others");
    assert_eq!(ask("192.0.2.1", "/healthz").await.status, 200);
}

#[tokio::test]
async fn an_answer_says_whose_pages_may_show_it() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let policy = "cross-origin-resource-policy";
    for path in ["/", "/fn/like", "/api/v1/site", "/healthz", "/favicon.svg"] {
        assert_eq!(ana.get(path).await.header(policy), Some("same-origin"), "{path}");
    }
    for (visibility, shown) in [("public", "cross-origin"), ("private", "same-origin")] {
        let pin = upload(&mut ana, &format!("{visibility}.png"), &pictures::png(300, 200, 5), visibility).await;
        site.work_off().await;
        let picture = site.picture_of(&pin).await;
        let answer = ana.get(&format!("/media/{picture}-1")).await;
        assert_eq!((answer.status, answer.header(policy)), (200, Some(shown)), "{visibility}");
    }
}

#[tokio::test]
async fn who_signs_out_leaves_no_page_behind() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let page = ana.get("/uploads").await;
    // Not `no-store`: a browser may show it again when one goes back.
    assert_eq!(page.header("cache-control"), Some("private, no-cache"));
    assert!(page.header("vary").is_some_and(|vary| vary.contains("cookie")), "{:?}", page.header("vary"));
    assert_eq!(page.header("clear-site-data"), None);
    let out = post(&mut ana, "/logout", Form::default()).await;
    assert_eq!((out.status, out.header("clear-site-data")), (200, Some("\"cache\"")));
    let again = ana.get_with("/uploads", &[JSON]).await;
    assert_eq!(again.status, 401);
}
