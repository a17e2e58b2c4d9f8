//! How often something may be tried, and what a stranger can learn from trying.

use crate::{
    client::{Answer, Client},
    harness::{JSON, PASSWORD, TestSite, post},
    multipart::{CONTENT_TYPE, Form},
};
use futures::future::join_all;
use std::time::{Duration, Instant};

const LIMITED: &[(&str, &str)] = &[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")];

/// Tries to sign in, seen by the site as coming from this address.
async fn login_from(client: &mut Client, from: &str, name: &str, password: &str) -> Answer {
    let form = Form::default().text("login", name).text("password", password);
    let headers = [("content-type", CONTENT_TYPE), JSON, ("x-forwarded-for", from)];
    client.send("POST", "/login", &headers, &form.finish()).await
}

#[tokio::test]
async fn two_hundred_wrong_sign_ins_are_limited_and_the_owner_still_gets_in_from_elsewhere() {
    let site = TestSite::start_with(LIMITED).await;
    site.member("ana").await;
    let mut tried = 0;
    let mut refused = 0;
    for _ in 0..200 {
        let answer = login_from(&mut site.visitor(), "192.0.2.1", "ana@example.com", "wrong password").await;
        match answer.status {
            401 => tried += 1,
            429 => {
                refused += 1;
                assert!(answer.json()["detail"].as_str().unwrap().contains("try again in"), "{}", answer.text());
                assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
            }
            other => panic!("{other}: {}", answer.text()),
        }
    }
    println!("200 wrong sign-ins from one address: {tried} compared, {refused} refused");
    assert!(tried <= 12 && refused >= 188, "{tried} were let through");
    // From the attacker's address not even the right password is tried; from anywhere else it is.
    assert_eq!(login_from(&mut site.visitor(), "192.0.2.1", "ana@example.com", PASSWORD).await.status, 429);
    assert_eq!(login_from(&mut site.visitor(), "198.51.100.7", "ana@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn many_addresses_slow_an_account_down_and_keep_nobody_out() {
    let site = TestSite::start_with(LIMITED).await;
    // Her browser is known from now on.
    let mut ana = site.member("ana").await;
    let attack = (0..70).map(|n| {
        let mut attacker = site.visitor();
        let (from, name) = (format!("192.0.2.{}", n % 7), ["ana", "ana@example.com", " ANA"][n % 3]);
        async move { login_from(&mut attacker, &from, name, "wrong password").await.status }
    });
    let statuses = join_all(attack).await;
    assert!(statuses.iter().all(|status| *status == 401), "{statuses:?}");
    assert_eq!(post(&mut ana, "/logout", Form::default()).await.status, 200);
    // From an attacker's own address, even.
    assert_eq!(login_from(&mut ana, "192.0.2.1", "ana", PASSWORD).await.status, 200);
    let unknown = login_from(&mut site.visitor(), "198.51.100.7", "ana", PASSWORD).await;
    assert_eq!(unknown.status, 200, "it is slow, and not refused: {}", unknown.text());
}

#[tokio::test]
async fn an_account_has_one_budget_however_it_is_spelt() {
    let site = TestSite::start_with(LIMITED).await;
    site.member("ana").await;
    let mut statuses = Vec::new();
    for n in 0..12 {
        let name = ["ana", "ANA", "ana@example.com", "Ana@Example.com"][n % 4];
        statuses.push(login_from(&mut site.visitor(), "192.0.2.1", name, "wrong password").await.status);
    }
    assert!(statuses[..10].iter().all(|status| *status == 401) && statuses[10..] == [429, 429], "{statuses:?}");
}

#[tokio::test]
async fn a_device_is_known_for_its_own_account_alone_and_has_a_budget_of_its_own() {
    let site = TestSite::start_with(LIMITED).await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    assert!(ana.cookie("device").is_some_and(|device| Some(device) != bob.cookie("device")));
    for _ in 0..10 {
        assert_eq!(login_from(&mut bob, "192.0.2.1", "ana", "wrong password").await.status, 401);
    }
    assert_eq!(login_from(&mut bob, "192.0.2.1", "ana", PASSWORD).await.status, 429, "his device is none of hers");
    let beside = login_from(&mut site.visitor(), "192.0.2.1", "ana", PASSWORD).await;
    assert_eq!(beside.status, 429, "his tries were counted by his address");
    for _ in 0..10 {
        assert_eq!(login_from(&mut ana, "192.0.2.1", "ana", "wrong password").await.status, 401);
    }
    assert_eq!(login_from(&mut ana, "192.0.2.1", "ana", "wrong password").await.status, 429);
    let set = login_from(&mut site.visitor(), "198.51.100.7", "bob", PASSWORD).await;
    let cookies: Vec<_> = set.headers("set-cookie").collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("device=") && cookie.contains("HttpOnly; SameSite=Lax")));
}

#[tokio::test]
async fn a_device_is_unknown_once_the_password_is_another() {
    let site = TestSite::start_with(LIMITED).await;
    let mut ana = site.member("ana").await;
    let mut thief = ana.clone();
    let form = Form::default().text("current_password", PASSWORD).text("password", "another horse entirely");
    assert_eq!(post(&mut ana, "/settings/password", form).await.status, 200);
    for _ in 0..10 {
        assert_eq!(login_from(&mut thief, "192.0.2.1", "ana", "wrong password").await.status, 401);
    }
    let beside = login_from(&mut site.visitor(), "192.0.2.1", "ana", "another horse entirely").await;
    assert_eq!(beside.status, 429, "the thief's tries were counted by the address");
}

#[tokio::test]
async fn whoever_has_a_session_cannot_keep_its_owner_from_changing_the_password() {
    let site = TestSite::start_with(LIMITED).await;
    let mut thief = site.member("ana").await;
    let mut ana = site.visitor();
    assert_eq!(login_from(&mut ana, "198.51.100.7", "ana", PASSWORD).await.status, 200);
    let form =
        |current: &str| Form::default().text("current_password", current).text("password", "another horse entirely");
    let mut statuses = Vec::new();
    for _ in 0..11 {
        statuses.push(post(&mut thief, "/settings/password", form("wrong password")).await.status);
    }
    assert_eq!(statuses[9..], [422, 429]);
    assert_eq!(post(&mut ana, "/settings/password", form(PASSWORD)).await.status, 200);
}

#[tokio::test]
async fn a_stranger_cannot_choose_the_address_they_are_counted_by() {
    let site = TestSite::start_with(&[("RATE_LIMITS", "on")]).await;
    let mut statuses = Vec::new();
    for n in 0..30 {
        let from = format!("192.0.2.{n}");
        statuses.push(login_from(&mut site.visitor(), &from, &format!("name{n}"), "wrong password").await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn sign_ups_and_mail_are_limited_as_well() {
    let site = TestSite::start_with(&[("RATE_LIMITS", "on"), ("SMTP_URL", "smtp://127.0.0.1:9")]).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let form = Form::default().text("email", "ana@example.com");
        statuses.push(post(&mut site.visitor(), "/forgot", form).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(post(&mut site.visitor(), "/signup", Form::default()).await.status);
    }
    assert_eq!((statuses[9], statuses[10]), (422, 429), "{statuses:?}");
}

#[tokio::test]
async fn known_and_unknown_addresses_cannot_be_told_apart_at_sign_in() {
    let site = TestSite::start_with(&[("SMTP_URL", "smtp://127.0.0.1:9")]).await;
    site.member("ana").await;
    let mut times = [Vec::new(), Vec::new()];
    let mut answers = Vec::new();
    // In turns, so that whatever else goes on here weighs on both alike.
    for round in 0..60 {
        for (which, name) in ["ana@example.com".to_owned(), format!("nobody{round}@example.com")].iter().enumerate() {
            let form = Form::default().text("login", name).text("password", "wrong password");
            let started = Instant::now();
            let answer = post(&mut site.visitor(), "/login", form).await;
            times[which].push(started.elapsed());
            let names: Vec<_> = ["content-type", "content-length", "cache-control", "set-cookie", "vary"]
                .map(|name| answer.header(name).map(str::to_owned))
                .into();
            answers.push((answer.status, names, answer.body));
        }
    }
    for (times, name) in times.iter_mut().zip(["known", "unknown"]) {
        println!("sign-in with a wrong password, {name} address: {}", distribution(times));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "every answer is the same");
}

fn distribution(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    let percentiles = [0, 10, 25, 50, 75, 90, 100].map(|percent| format!("p{percent} {:.1}", at(percent)));
    format!("{} ms (n = {})", percentiles.join("  "), times.len())
}
