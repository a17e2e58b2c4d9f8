//! One's own account: profile, password, sessions, tokens; and what admins do by hand.

use crate::{
    client::Client,
    harness::{PASSWORD, TestSite, post, post_plain},
    markup::{attribute, tags, texts},
    multipart::Form,
    pictures,
};
use serde_json::Value;

async fn login(site: &TestSite, name: &str) -> Client {
    let mut client = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut client, "/login", form).await.status, 200);
    client
}

/// What members are told of their own e-mail.
pub struct Email {
    pub address: String,
    pub confirmed: bool,
    /// The address that takes the place of the other once it is confirmed.
    pub new: Option<String>,
}

/// Reads the page of one's own e-mail.
pub async fn email(client: &mut Client) -> Email {
    let page = client.get("/settings/email").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let html = page.text();
    let mut addresses = texts(&html, "entry__name").into_iter();
    Email {
        address: addresses.next().expect("the page shows the address"),
        confirmed: texts(&html, "badge badge--accent").contains(&"Confirmed".to_owned()),
        new: addresses.next(),
    }
}

/// The values of the hidden fields of this name, in the order of their forms.
fn hidden(html: &str, name: &str) -> Vec<String> {
    let fields = tags(html, "input").into_iter().filter(|tag| attribute(tag, "name").as_deref() == Some(name));
    fields.filter_map(|tag| attribute(tag, "value")).collect()
}

/// A member as everybody sees them.
async fn profile(site: &TestSite, name: &str) -> Value {
    site.visitor().get(&format!("/api/v1/users/{name}")).await.json()
}

async fn admin(site: &TestSite) -> Client {
    let path = site.server.first_admin_path().await.unwrap().unwrap();
    let form = Form::default()
        .text("email", "root@example.com")
        .text("username", "root")
        .text("password", PASSWORD)
        .text("first_admin", path.split_once('=').unwrap().1);
    let mut admin = site.visitor();
    assert_eq!(post(&mut admin, "/signup", form).await.status, 200);
    admin
}

/// What a page shows this once and never again.
fn shown_once(page: &str) -> String {
    let input = page.split("id=\"shown-once\"").nth(1).expect("the page shows something once");
    let value = input.split("value=\"").nth(1).expect("in a field");
    value.split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_profile_is_edited_with_its_avatar_and_the_old_one_is_gone() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let edit = |seed| {
        Form::default().text("display_name", "Ana  Banana").text("bio", "Birds.\r\nAnd trees.").file(
            "avatar",
            "me.png",
            &pictures::png(300, 300, seed),
        )
    };
    let answer = post(&mut ana, "/settings", edit(1)).await;
    assert_eq!(answer.json()["location"], "/settings?saved=1", "{}", answer.text());
    site.work_off().await;
    let first = site.files();
    assert_eq!(post(&mut ana, "/settings", edit(2)).await.status, 200);
    site.work_off().await;
    let seen = profile(&site, "ana").await;
    assert_eq!((seen["display_name"].as_str(), seen["bio"].as_str()), (Some("Ana Banana"), Some("Birds.\nAnd trees.")));
    assert!(seen["avatar_url"].is_string());
    assert_eq!((site.files(), site.count("pictures").await), (first, 1), "the first avatar’s files are gone");

    assert_eq!(post(&mut ana, "/settings", Form::default().text("remove_avatar", "1")).await.status, 200);
    site.work_off().await;
    let seen = profile(&site, "ana").await;
    assert!(seen["avatar_url"].is_null());
    assert_eq!((seen["bio"].as_str(), site.files()), (Some("Birds.\nAnd trees."), 0), "what was not sent stays");
}

#[tokio::test]
async fn what_is_wrong_with_a_profile_is_said_at_its_field_and_changes_nothing() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let long = "x".repeat(501);
    let form = Form::default().text("display_name", " ").text("bio", &long);
    let page = post_plain(&mut ana, "/settings", form).await;
    assert_eq!(page.status, 422);
    for words in ["id=\"display_name-error\"", "id=\"bio-error\"", long.as_str()] {
        assert!(page.text().contains(words), "the page should hold {words:?}");
    }
    let none = post(&mut ana, "/settings", Form::default().file("avatar", "me.png", b"no picture")).await;
    assert_eq!(none.json()["errors"][0]["field"], "avatar");
    assert_eq!(profile(&site, "ana").await["bio"], "");
}

#[tokio::test]
async fn a_new_password_signs_out_everywhere_else() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut elsewhere = login(&site, "ana").await;
    let old_cookie = ana.cookie("session").map(str::to_owned);
    let form =
        |current: &str| Form::default().text("current_password", current).text("password", "another horse entirely");
    let wrong = post(&mut ana, "/settings/password", form("not mine")).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "current_password");
    assert_eq!(post(&mut ana, "/settings/password", form(PASSWORD)).await.status, 200);
    assert_ne!(ana.cookie("session").map(str::to_owned), old_cookie, "the session has a new id");
    assert_eq!((ana.get("/settings").await.status, elsewhere.get("/settings").await.status), (200, 401));
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all() {
    let site = TestSite::start().await;
    let mut here = site.member("ana").await;
    let mut one = login(&site, "ana").await;
    let mut two = login(&site, "ana").await;
    let mut bo = site.member("bob").await;
    let page = here.get("/settings/sessions").await.text();
    let entries: Vec<_> = page.split("<li class=\"entry\">").skip(1).collect();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries.iter().filter(|entry| entry.contains("Current session")).count(), 1);
    assert!(entries[0].contains("Current session"), "the one that asks comes first");

    // Each page has a button for the others alone, so what these two have in common is the third.
    let seen_by_two = hidden(&two.get("/settings/sessions").await.text(), "session");
    let common: Vec<_> = hidden(&page, "session").into_iter().filter(|id| seen_by_two.contains(id)).collect();
    let [ones] = common.as_slice() else { panic!("{common:?}") };
    let strangers = post(&mut bo, "/settings/sessions", Form::default().text("session", ones)).await;
    assert_eq!(strangers.status, 404);
    assert_eq!(post(&mut here, "/settings/sessions", Form::default().text("session", ones)).await.status, 200);
    assert_eq!((one.get("/settings").await.status, two.get("/settings").await.status), (401, 200));
    assert_eq!(post(&mut here, "/settings/sessions", Form::default().text("others", "1")).await.status, 200);
    assert_eq!((two.get("/settings").await.status, here.get("/settings").await.status), (401, 200));
    assert_eq!(bo.get("/settings").await.status, 200);
}

#[tokio::test]
async fn a_token_is_shown_once_and_works_until_it_is_revoked() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form = Form::default().text("name", "a script").text("scopes", "read").text("scopes", "account");
    let page = post_plain(&mut ana, "/settings/tokens", form.text("expires_in_days", "30")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("private, no-store")));
    let token = shown_once(&page.text());
    let bearer = format!("Bearer {token}");
    let me = site.visitor().get_with("/api/v1/me", &[("authorization", &bearer)]).await;
    assert_eq!((me.status, me.json()["username"].as_str()), (200, Some("ana")));

    let page = ana.get("/settings/tokens").await.text();
    assert!(!page.contains(&token));
    assert_eq!(texts(&page, "badge"), ["read", "account"]);
    let ids = hidden(&page, "token");
    let [id] = ids.as_slice() else { panic!("{ids:?}") };
    let mut bo = site.member("bob").await;
    let revoke = || Form::default().text("token", id);
    assert_eq!(post(&mut bo, "/settings/tokens/revoke", revoke()).await.status, 404);
    assert_eq!(post(&mut ana, "/settings/tokens/revoke", revoke()).await.status, 200);
    assert_eq!(site.visitor().get_with("/api/v1/me", &[("authorization", &bearer)]).await.status, 401);
}

#[tokio::test]
async fn settings_are_for_members_alone() {
    let site = TestSite::start().await;
    for path in ["/settings", "/settings/email", "/settings/password", "/settings/tokens", "/settings/delete"] {
        assert_eq!(site.visitor().get(path).await.status, 401, "{path}");
        assert_eq!(post(&mut site.visitor(), path, Form::default().text("x", "y")).await.status, 401, "{path}");
    }
    let plain = post_plain(&mut site.visitor(), "/settings/delete", Form::default().text("password", "x")).await;
    assert_eq!((plain.status, plain.header("location")), (303, Some("/login?next=/settings/delete")));
}

#[tokio::test]
async fn without_mail_an_address_changes_at_once_and_an_admin_makes_the_links() {
    let site = TestSite::start().await;
    let mut root = admin(&site).await;
    let mut ana = site.member("ana").await;
    let forgot = post(&mut site.visitor(), "/forgot", Form::default().text("email", "ana@example.com")).await;
    assert_eq!(forgot.status, 403);
    assert!(forgot.text().contains("does not send e-mail"));
    let form = Form::default().text("email", "new@example.com").text("password", PASSWORD);
    assert_eq!(post(&mut ana, "/settings/email", form).await.json()["location"], "/settings/email?saved=1");

    let make = |purpose: &str| Form::default().text("name", "ana").text("purpose", purpose);
    assert_eq!(post(&mut ana, "/fn/admin_make_link", make("reset_password")).await.status, 404);
    for (purpose, path) in [("verify_email", "/verify"), ("reset_password", "/reset")] {
        let page = post_plain(&mut root, "/fn/admin_make_link", make(purpose)).await.text();
        let link = shown_once(&page);
        let (_, token) = link.split_once("token=").unwrap();
        let form = Form::default().text("token", token).text("password", "another horse entirely");
        assert_eq!(post(&mut site.visitor(), path, form).await.status, 200, "{link}");
    }
    let now = email(&mut login_with(&site, "ana", "another horse entirely").await).await;
    assert_eq!((now.address.as_str(), now.confirmed), ("new@example.com", true));
}

async fn login_with(site: &TestSite, name: &str, password: &str) -> Client {
    let mut client = site.visitor();
    let form = Form::default().text("login", name).text("password", password);
    assert_eq!(post(&mut client, "/login", form).await.status, 200);
    client
}

#[tokio::test]
async fn members_are_listed_to_admins_alone() {
    let site = TestSite::start().await;
    let mut root = admin(&site).await;
    let mut ana = site.member("ana").await;
    let found = root.get("/admin/members?q=ANA@").await;
    assert_eq!(found.status, 200);
    assert!(found.text().contains("ana@example.com") && found.text().contains(">1 member<"), "{}", found.text());
    for path in ["/admin/members?q=ANA@", "/admin/members"] {
        assert_eq!((ana.get(path).await.status, site.visitor().get(path).await.status), (404, 404), "{path}");
    }
    assert_eq!(root.get("/admin/members").await.status, 200);
}

#[tokio::test]
async fn where_only_the_invited_may_come_an_invitation_opens_one_account() {
    let site = TestSite::start_with(&[("SIGNUP", "invite")]).await;
    let mut root = admin(&site).await;
    let form = |name: &str| {
        Form::default().text("email", &format!("{name}@example.com")).text("username", name).text("password", PASSWORD)
    };
    let refused = post(&mut site.visitor(), "/signup", form("ana")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("by invitation only"));
    let page = post_plain(&mut root, "/fn/admin_invite", Form::default().text("email", "")).await.text();
    let link = shown_once(&page);
    let token = link.split_once("invitation=").unwrap().1;
    // A form that is refused for another reason does not use the invitation up.
    assert_eq!(post(&mut site.visitor(), "/signup", form("root").text("invitation", token)).await.status, 422);
    let mut ana = site.visitor();
    assert_eq!(post(&mut ana, "/signup", form("ana").text("invitation", token)).await.status, 200);
    assert!(!email(&mut ana).await.confirmed, "nobody has shown whose the address is");
    assert_eq!(post(&mut site.visitor(), "/signup", form("bob").text("invitation", token)).await.status, 410);
}

#[tokio::test]
async fn a_closed_site_takes_nobody_but_its_first_admin() {
    let site = TestSite::start_with(&[("SIGNUP", "closed")]).await;
    admin(&site).await;
    let form = Form::default().text("email", "ana@example.com").text("username", "ana").text("password", PASSWORD);
    let refused = post(&mut site.visitor(), "/signup", form).await;
    assert_eq!((refused.status, site.count("users").await), (403, 1));
}
