//! Rate limits that two servers of a site share through Redis, and what holds while that is away.

use crate::{
    client::{Answer, Client},
    harness::{JSON, TestSite},
    live::redis::Redis,
    multipart::{CONTENT_TYPE, Form},
};
use std::{net::SocketAddr, time::Duration};
use tessera::server::Server;
use tokio::time::timeout;

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(60);

/// What is limited.
#[derive(Clone, Copy, Debug)]
enum What {
    /// Sign-ups, by where they come from.
    SignUps,
    /// E-mails to one address, asked for from anywhere.
    Mails,
}

impl What {
    /// How often it may be done at once.
    fn allowed(self) -> usize {
        match self {
            Self::SignUps => 10,
            Self::Mails => 3,
        }
    }
}

/// Two servers of one site. Their visitors come from wherever they say.
struct Two {
    site: TestSite,
    second: Server,
    people: u16,
}

impl Two {
    async fn start(redis: &Redis) -> Self {
        let url = redis.url();
        let set = keys(&url);
        let site = TestSite::start_with(&set).await;
        let second = site.another_server_with(&set).await;
        Self { site, second, people: 0 }
    }

    /// Somebody who has done nothing so far.
    fn somebody(&mut self) -> u16 {
        self.people += 1;
        self.people
    }

    /// Does something at both servers in turns, twice as often as is allowed at one, and counts what is let through.
    async fn do_all(&self, what: What, who: u16) -> usize {
        let mut through = 0;
        for n in 0..2 * what.allowed() {
            let at = if n % 2 == 0 { self.site.server.address } else { self.second.address };
            through += usize::from(is_through(at, what, who, n).await);
        }
        through
    }

    /// Sees that both servers share an allowance, and who has used it up. Where this busy machine has kept Redis from answering in time,
    /// the servers have counted by themselves, and somebody else tries.
    async fn share(&mut self, what: What) -> u16 {
        let shared = async {
            loop {
                let who = self.somebody();
                let through = self.do_all(what, who).await;
                assert!(through >= what.allowed(), "{what:?}: two servers allow less than one: {through}");
                if through == what.allowed() {
                    return who;
                }
            }
        };
        timeout(NEVER, shared).await.expect("two servers allow together what one allows")
    }

    /// Sees that each server counts by itself, also for somebody who has used up an allowance before.
    async fn count_apart(&mut self, spent: u16) {
        assert_eq!(self.do_all(What::SignUps, spent).await, 0, "what was counted before counts still");
        let fresh = self.somebody();
        assert_eq!(self.do_all(What::SignUps, fresh).await, 2 * What::SignUps.allowed());
    }
}

fn keys(redis: &str) -> [(&str, &str); 4] {
    [("REDIS_URL", redis), ("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1"), ("SMTP_URL", "smtp://127.0.0.1:9")]
}

/// An address of somebody's.
fn address(who: u16, n: usize) -> String {
    let [high, low] = who.to_be_bytes();
    format!("10.{high}.{low}.{n}")
}

/// Whether somebody may do something for the nth time.
async fn is_through(at: SocketAddr, what: What, who: u16, n: usize) -> bool {
    let answer = match what {
        What::SignUps => send(at, "/signup", &address(who, 0), Form::default()).await,
        What::Mails => {
            let form = Form::default().text("email", &format!("nobody{who}@example.com"));
            send(at, "/forgot", &address(who, n), form).await
        }
    };
    match (what, answer.status) {
        (What::SignUps, 422) | (What::Mails, 200) => true,
        (_, 429) => {
            let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=20 * 60 + 1).contains(&wait), "it is said how long: {wait} s");
            false
        }
        (_, other) => panic!("{what:?}: {other}: {}", answer.text()),
    }
}

async fn send(at: SocketAddr, path: &str, from: &str, form: Form) -> Answer {
    let headers = [("content-type", CONTENT_TYPE), JSON, ("x-forwarded-for", from)];
    Client::new(at).send("POST", path, &headers, &form.finish()).await
}

#[tokio::test]
async fn two_servers_that_share_a_redis_allow_what_one_allows() {
    let Some(redis) = Redis::start().await else { return };
    let mut two = Two::start(&redis).await;
    let spent = two.share(What::SignUps).await;
    two.share(What::Mails).await;
    // A site beside it in the same Redis has limits of its own.
    let url = redis.url();
    let other = TestSite::start_with(&keys(&url)).await;
    assert!(is_through(other.server.address, What::SignUps, spent, 0).await);
}

#[tokio::test]
async fn a_program_hears_what_all_servers_have_left_for_it() {
    let Some(redis) = Redis::start().await else { return };
    let mut two = Two::start(&redis).await;
    let told = async {
        loop {
            let from = address(two.somebody(), 0);
            let mut left = Vec::new();
            for at in [two.site.server.address, two.second.address] {
                let answer = Client::new(at).get_with("/api/v1/pins", &[("x-forwarded-for", &from)]).await;
                assert_eq!(answer.header("ratelimit-policy"), Some("\"default\";q=120;w=60"));
                left.push(answer.header("ratelimit").unwrap().to_owned());
            }
            assert_eq!(left[0], "\"default\";r=119");
            // As in [`Two::share`].
            if left[1] == "\"default\";r=118" {
                break;
            }
        }
    };
    timeout(NEVER, told).await.expect("the second server knows what the first has counted");
}

#[tokio::test]
async fn while_redis_is_away_or_slow_each_server_counts_by_itself() {
    let Some(mut redis) = Redis::start().await else { return };
    let mut two = Two::start(&redis).await;
    let spent = two.share(What::SignUps).await;
    redis.pause().await;
    two.count_apart(spent).await;
    redis.go_on().await;
    let spent = two.share(What::SignUps).await;
    redis.kill();
    two.count_apart(spent).await;
    redis.start_again().await;
    two.share(What::Mails).await;
}

#[tokio::test]
async fn a_site_starts_without_its_redis_and_shares_once_that_is_there() {
    let Some(mut redis) = Redis::start().await else { return };
    redis.kill();
    let mut two = Two::start(&redis).await;
    let somebody = two.somebody();
    assert_eq!(two.do_all(What::SignUps, somebody).await, 2 * What::SignUps.allowed());
    redis.start_again().await;
    two.share(What::Mails).await;
}
