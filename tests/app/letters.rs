//! Mail, through a real SMTP server: what is sent, and what its links do.

use crate::{
    client::Client,
    harness::{PASSWORD, TestSite, post, sign_up},
    mailbox::Mailbox,
    multipart::Form,
    settings::email,
};

const ANA: &str = "ana@example.com";
const NEW_PASSWORD: &str = "another horse entirely";

async fn site_with_mail() -> (TestSite, Mailbox) {
    let mailbox = Mailbox::open();
    (TestSite::start_with(&[("SMTP_URL", &mailbox.url())]).await, mailbox)
}

async fn login(site: &TestSite, name: &str, password: &str) -> u16 {
    let form = Form::default().text("login", name).text("password", password);
    post(&mut site.visitor(), "/login", form).await.status
}

async fn follow(client: &mut Client, path: &str, token: &str) -> (u16, String) {
    let form = Form::default().text("token", token).text("password", NEW_PASSWORD);
    let answer = post(client, path, form).await;
    (answer.status, answer.text())
}

async fn expire_links(site: &TestSite) {
    let sql = "update one_time_links set expires_at = now() - interval '1 second'";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
}

#[tokio::test]
async fn an_address_is_confirmed_once_by_its_newest_link() {
    let (site, mailbox) = site_with_mail().await;
    let mut ana = site.member("ana").await;
    site.work_off().await;
    let first = mailbox.letter(ANA, "Confirm");
    assert!(!email(&mut ana).await.confirmed);

    let again = post(&mut ana, "/settings/email/verification", Form::default()).await;
    assert_eq!(again.status, 200, "{}", again.text());
    site.work_off().await;
    let second = mailbox.letters(ANA, "Confirm").pop().unwrap();
    let (status, words) = follow(&mut site.visitor(), "/verify", &first.token()).await;
    assert_eq!(status, 410);
    assert!(words.contains("replaced by a newer one"), "{words}");
    assert_eq!(follow(&mut site.visitor(), "/verify", &second.token()).await.0, 200);
    assert!(email(&mut ana).await.confirmed);
    assert_eq!(follow(&mut site.visitor(), "/verify", &second.token()).await.0, 410);
    // Looking at a link, as mail scanners do, uses nothing up and shows the state it is in.
    assert_eq!(ana.get(&second.link()).await.status, 200);
}

#[tokio::test]
async fn a_new_password_is_set_once_and_signs_everybody_out() {
    let (site, mailbox) = site_with_mail().await;
    let mut ana = site.member("ana").await;
    let asked = post(&mut site.visitor(), "/forgot", Form::default().text("email", " ANA@example.com")).await;
    assert_eq!(asked.json()["location"], "/forgot?sent=1");
    site.work_off().await;
    let letter = mailbox.letter(ANA, "password");
    let weak = Form::default().text("token", &letter.token()).text("password", "short");
    assert_eq!(post(&mut site.visitor(), "/reset", weak).await.status, 422);
    assert_eq!(follow(&mut site.visitor(), "/reset", &letter.token()).await.0, 200);
    assert_eq!(follow(&mut site.visitor(), "/reset", &letter.token()).await.0, 410);
    assert_eq!(ana.get("/settings").await.status, 401);
    assert_eq!((login(&site, "ana", PASSWORD).await, login(&site, "ana", NEW_PASSWORD).await), (401, 200));
    site.work_off().await;
    mailbox.letter(ANA, "has been changed");
}

#[tokio::test]
async fn an_expired_link_says_so_and_does_nothing() {
    let (site, mailbox) = site_with_mail().await;
    site.member("ana").await;
    post(&mut site.visitor(), "/forgot", Form::default().text("email", ANA)).await;
    site.work_off().await;
    expire_links(&site).await;
    let reset = mailbox.letter(ANA, "Set a new password").token();
    let verify = mailbox.letter(ANA, "Confirm").token();
    for (path, token) in [("/reset", &reset), ("/verify", &verify)] {
        let (status, words) = follow(&mut site.visitor(), path, token).await;
        assert_eq!(status, 410, "{path}");
        assert!(words.contains("has expired"), "{words}");
    }
    let (status, words) = follow(&mut site.visitor(), "/reset", "nonsense").await;
    assert_eq!(status, 410);
    assert!(words.contains("is not valid"), "{words}");
    assert_eq!(login(&site, "ana", PASSWORD).await, 200);
}

#[tokio::test]
async fn an_unknown_address_hears_nothing_of_a_reset_and_gets_the_same_answer() {
    let (site, mailbox) = site_with_mail().await;
    site.member("ana").await;
    let known = post(&mut site.visitor(), "/forgot", Form::default().text("email", ANA)).await;
    let unknown = post(&mut site.visitor(), "/forgot", Form::default().text("email", "nobody@example.com")).await;
    assert_eq!((known.status, known.body), (unknown.status, unknown.body));
    site.work_off().await;
    assert!(mailbox.letters("nobody@example.com", "").is_empty());
}

#[tokio::test]
async fn whoever_signs_in_with_an_unknown_address_is_invited_once() {
    let (site, mailbox) = site_with_mail().await;
    site.member("ana").await;
    for name in ["new@example.com", "NEW@example.com", ANA, "ana", "nobody"] {
        assert_eq!(login(&site, name, "not the password").await, 401);
    }
    site.work_off().await;
    assert!(mailbox.letters(ANA, "invited").is_empty());
    // Limits are off in this site, so each try is answered; both letters go to one address.
    let letters: Vec<_> = ["new@example.com", "NEW@example.com"].map(|to| mailbox.letter(to, "invited")).into();
    let page = site.visitor().get(&letters[0].link()).await.text();
    assert!(page.contains("value=\"new@example.com\""), "the e-mail is filled in");

    let form = |name: &str| {
        Form::default()
            .text("email", "new@example.com")
            .text("username", name)
            .text("password", PASSWORD)
            .text("invitation", &letters[0].token())
    };
    let mut new = site.visitor();
    assert_eq!(post(&mut new, "/signup", form("new")).await.status, 200);
    assert!(email(&mut new).await.confirmed, "the link came by mail");
    let again = Form::default()
        .text("email", "other@example.com")
        .text("username", "other")
        .text("password", PASSWORD)
        .text("invitation", &letters[0].token());
    assert_eq!(post(&mut site.visitor(), "/signup", again).await.status, 410);
}

#[tokio::test]
async fn a_new_address_takes_effect_when_it_is_confirmed() {
    let (site, mailbox) = site_with_mail().await;
    let mut ana = site.member("ana").await;
    site.member("bob").await;
    site.work_off().await;
    let ask = |email: &str, password: &str| Form::default().text("email", email).text("password", password);
    let wrong = post(&mut ana, "/settings/email", ask("new@example.com", "not mine")).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "password");
    let taken = post(&mut ana, "/settings/email", ask("bob@example.com", PASSWORD)).await;
    assert_eq!(taken.json()["errors"][0]["field"], "email");
    let asked = post(&mut ana, "/settings/email", ask("new@example.com", PASSWORD)).await;
    assert_eq!(asked.json()["location"], "/settings/email?sent=1");
    site.work_off().await;
    mailbox.letter(ANA, "about to change");
    let now = email(&mut ana).await;
    assert_eq!((now.address.as_str(), now.new.as_deref()), (ANA, Some("new@example.com")));
    let link = mailbox.letter("new@example.com", "Confirm").token();
    assert_eq!(follow(&mut ana, "/verify", &link).await.0, 200);
    let now = email(&mut ana).await;
    assert_eq!((now.address.as_str(), now.confirmed, now.new), ("new@example.com", true, None));
}

#[tokio::test]
async fn a_mail_server_that_is_down_loses_no_letter() {
    let down = Mailbox::open().url();
    let site = TestSite::start_with(&[("SMTP_URL", &down)]).await;
    sign_up(&mut site.visitor(), "ana").await;
    site.server.work_off().await.unwrap();
    let waiting = "select count(*) from graphile_worker.jobs where task_identifier = 'send_letter' and attempts = 1";
    assert_eq!(sqlx::query_scalar::<_, i64>(waiting).fetch_one(&site.rows).await.unwrap(), 1);
}
