//! Signing up, in and out.

use crate::{
    harness::{PASSWORD, TestSite, post, post_plain, sign_up},
    multipart::Form,
    pictures,
};
use tessera::model::ids::UserId;

fn login(name: &str, password: &str) -> Form {
    Form::default().text("login", name).text("password", password)
}

#[tokio::test]
async fn who_signs_up_is_signed_in_and_sent_to_the_main_page() {
    let site = TestSite::start().await;
    let mut ana = site.visitor();
    let answer = sign_up(&mut ana, "ana").await;
    assert_eq!((answer.status, answer.json()["location"].as_str()), (200, Some("/")));
    assert!(ana.get("/").await.text().contains("Sign out"));
}

#[tokio::test]
async fn without_script_a_sign_up_is_a_redirect() {
    let site = TestSite::start().await;
    let mut ana = site.visitor();
    let form = Form::default().text("email", "a@example.com").text("username", "ana").text("password", PASSWORD);
    let answer = post_plain(&mut ana, "/signup", form).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    assert!(answer.header("set-cookie").unwrap().contains("HttpOnly; SameSite=Lax"));
    assert!(ana.get("/").await.text().contains("Sign out"));
}

#[tokio::test]
async fn a_taken_email_and_user_name_are_reported_at_their_fields() {
    let site = TestSite::start().await;
    site.member("ana").await;
    let form = || {
        Form::default()
            .text("email", "ANA@example.com")
            .text("username", "Ana")
            .text("display_name", "Another Ana")
            .text("password", PASSWORD)
    };
    let answer = post(&mut site.visitor(), "/signup", form()).await;
    assert_eq!((answer.status, answer.header("content-type")), (422, Some("application/problem+json")));
    let fields: Vec<_> = answer.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["email", "username"]);

    let page = post_plain(&mut site.visitor(), "/signup", form()).await;
    assert_eq!(page.status, 422);
    let html = page.text();
    for kept in ["ANA@example.com", "Another Ana", "This user name is taken", "id=\"email-error\""] {
        assert!(html.contains(kept), "the page should hold {kept:?}");
    }
    assert!(!html.contains(PASSWORD), "a password is never sent back");
    assert_eq!(site.count("users").await, 1);
}

#[tokio::test]
async fn two_who_take_one_name_at_the_same_time_cannot_both_have_it() {
    let site = TestSite::start().await;
    let (mut one, mut other) = (site.visitor(), site.visitor());
    let (one, other) = tokio::join!(sign_up(&mut one, "ana"), sign_up(&mut other, "ana"));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(site.count("users").await, 1);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let site = TestSite::start().await;
    site.member("ana").await;
    let wrong = post(&mut site.visitor(), "/login", login("ana", "wrong password")).await;
    let unknown = post(&mut site.visitor(), "/login", login("nobody@example.com", "wrong password")).await;
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.json()["detail"], "Wrong user name, e-mail or password.");
}

#[tokio::test]
async fn a_failed_sign_in_keeps_what_was_typed() {
    let site = TestSite::start().await;
    let page = post_plain(&mut site.visitor(), "/login", login("ana@example.com", "wrong password")).await;
    assert_eq!(page.status, 401);
    let html = page.text();
    assert!(html.contains("value=\"ana@example.com\"") && html.contains("Wrong user name, e-mail or password."));
    assert!(!html.contains("wrong password"));
}

#[tokio::test]
async fn one_signs_in_with_email_or_user_name_whatever_their_case() {
    let site = TestSite::start().await;
    site.member("ana").await;
    for name in ["ana", "ANA", "Ana@Example.com"] {
        let mut client = site.visitor();
        assert_eq!(post(&mut client, "/login", login(name, PASSWORD)).await.status, 200, "{name}");
        assert!(client.get("/").await.text().contains("Sign out"), "{name}");
    }
}

#[tokio::test]
async fn sign_in_goes_on_to_where_one_was_headed_and_nowhere_else() {
    let site = TestSite::start().await;
    site.member("ana").await;
    for (next, location) in [("/upload", "/upload"), ("//evil.example", "/"), ("https://evil.example", "/")] {
        let answer = post(&mut site.visitor(), "/login", login("ana", PASSWORD).text("next", next)).await;
        assert_eq!(answer.json()["location"], location);
    }
}

#[tokio::test]
async fn a_session_gets_a_new_name_at_sign_in_and_ends_at_sign_out() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let before = ana.clone();
    post(&mut ana, "/login", login("ana", PASSWORD)).await;
    assert_ne!(ana.cookie("session"), before.cookie("session"));
    assert!(!before.clone().get("/").await.text().contains("Sign out"), "the old name is worth nothing");

    let mut kept = ana.clone();
    assert_eq!(post_plain(&mut ana, "/logout", Form::default()).await.status, 303);
    assert!(ana.cookie("session").is_none());
    assert!(!kept.get("/").await.text().contains("Sign out"), "the session is gone on the server, too");
    assert_eq!(site.count("sessions").await, 0);
}

#[tokio::test]
async fn the_table_of_sessions_signs_nobody_in() {
    let site = TestSite::start().await;
    let ana = site.member("ana").await;
    let row: String = sqlx::query_scalar("select encode(id_hash, 'hex') || data::text from sessions")
        .fetch_one(&site.rows)
        .await
        .unwrap();
    assert!(!row.contains(ana.cookie("session").unwrap()));
    let hash: String = sqlx::query_scalar("select password_hash from users").fetch_one(&site.rows).await.unwrap();
    assert!(hash.starts_with("$argon2id$"));
}

#[tokio::test]
async fn the_first_admins_link_works_once() {
    let site = TestSite::start().await;
    let path = site.server.first_admin_path().await.unwrap().unwrap();
    let token = path.split('=').next_back().unwrap();
    let form = |name: &str| {
        Form::default()
            .text("email", &format!("{name}@example.com"))
            .text("username", name)
            .text("password", PASSWORD)
            .text("first_admin", token)
    };
    assert!(site.visitor().get(&path).await.text().contains(token), "the form carries the token on");
    assert_eq!(post(&mut site.visitor(), "/signup", form("ana")).await.status, 200);
    assert_eq!(post(&mut site.visitor(), "/signup", form("bob")).await.status, 410);
    let admins: Vec<String> =
        sqlx::query_scalar("select username from users where role = 'admin'").fetch_all(&site.rows).await.unwrap();
    assert_eq!(admins, ["ana"]);
    assert_eq!(site.count("users").await, 1);
    assert!(site.server.first_admin_path().await.unwrap().is_none());
}

#[tokio::test]
async fn an_avatar_is_everyones_to_see_and_a_bad_one_is_reported_at_its_field() {
    let site = TestSite::start().await;
    let form = |name: &str, file: &[u8]| {
        Form::default()
            .text("email", &format!("{name}@example.com"))
            .text("username", name)
            .text("password", PASSWORD)
            .file("avatar", "me.png", file)
    };
    let refused = post(&mut site.visitor(), "/signup", form("ana", b"not a picture")).await;
    assert_eq!((refused.status, refused.json()["errors"][0]["field"].as_str()), (422, Some("avatar")));
    assert_eq!((site.count("users").await, site.count("blobs").await, site.files()), (0, 0, 0));

    // A large one, and one too small to have a state for grids.
    for (name, side) in [("ana", 300), ("bob", 90)] {
        assert_eq!(post(&mut site.visitor(), "/signup", form(name, &pictures::png(side, side, 1))).await.status, 200);
        site.work_off().await;
        let profile = site.visitor().get(&format!("/api/v1/users/{name}")).await.json();
        let url = profile["avatar_url"].as_str().unwrap();
        let address = url[url.find("/media/").unwrap()..].to_owned();
        let page = site.visitor().get(&format!("/@{name}")).await;
        assert!(page.text().contains(&format!("\"{address}\"")), "{} without {address}: {}", page.status, page.text());
        assert_eq!(site.visitor().get(&address).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn forms_from_other_sites_are_refused() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
        assert_eq!(ana.send("POST", "/logout", &headers, &[]).await.status, 403);
    }
    assert!(ana.get("/").await.text().contains("Sign out"));
}

#[tokio::test]
async fn a_deleted_account_signs_nobody_in() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id: uuid::Uuid = sqlx::query_scalar("delete from users returning id").fetch_one(&site.rows).await.unwrap();
    assert_eq!(UserId::from_uuid(id).to_string().len(), 22);
    assert!(!ana.get("/").await.text().contains("Sign out"));
}
