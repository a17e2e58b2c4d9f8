//! How often something may be tried, by address and by account: against guessing, flooding and mail bombs (OWASP
//! Authentication Cheat Sheet). What would lock an owner out is slowed down instead (`slowdown`). Each process counts in its memory, and
//! servers that have a Redis in common count together (`shared`).

mod in_process;
mod reading;
mod shared;
mod tries;

pub(super) use in_process::KEYS_MOST;
pub use reading::Reading;

use super::{devices::Device, slowdown::Slowdown};
use crate::{
    model::{errors::Problem, ids::UserId},
    store::{db::Db, redis::Redis},
};
use in_process::Limit;
use shared::Shared;
use std::{
    hash::Hash,
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tries::{PlaceLimit, Tries};

/// All limits of the site. Cheap to clone.
#[derive(Clone)]
pub struct Limits(Arc<Kinds>);

struct Kinds {
    on: bool,
    /// None where each process counts by itself.
    shared: Option<Shared>,
    sign_in_from: PlaceLimit,
    sign_in_at_from: Limit,
    sign_in_at: Slowdown,
    sign_in_on: Limit,
    sign_up_from: PlaceLimit,
    mail_from: PlaceLimit,
    mail_to: Limit,
    invitation_to: Limit,
    password_of: Limit,
    link_from: PlaceLimit,
    comment_of: Limit,
    message_of: Limit,
    report_of: Limit,
    share_of: Limit,
    conversation_of: Limit,
    community_of: Limit,
    unlock_at_from: Limit,
    unlock_at: Slowdown,
    api: Limit,
    api_visitor: PlaceLimit,
    reading: reading::ReadingLimits,
}

/// At what account somebody tries to sign in.
#[derive(Debug, Hash)]
pub(super) enum Account {
    /// One there is, by whatever name they typed.
    Known(UserId),
    /// What they typed, in small letters, where there is none.
    Unknown(String),
}

/// What is left to a program after a request, for the headers that tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many requests fit into the window.
    pub limit: u32,
    /// The window, in seconds.
    pub window: u64,
    /// How many more may come at once.
    pub remaining: u32,
}

impl Limits {
    /// Fresh limits, which are shared by all that have this Redis. `on` false lets everything through.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the database fails.
    pub(super) async fn open(on: bool, redis: Option<Redis>, db: &Db) -> Result<Self, Problem> {
        let shared = match redis {
            Some(redis) if on => Some(Shared::open(redis, db).await?),
            _ => None,
        };
        Ok(Self::new(on, shared))
    }

    fn new(on: bool, shared: Option<Shared>) -> Self {
        let (second, minute, hour) = (Duration::from_secs(1), Duration::from_secs(60), Duration::from_secs(3600));
        Self(Arc::new(Kinds {
            on,
            shared,
            sign_in_from: PlaceLimit::new("sign_in_from", 20, 15 * second),
            sign_in_at_from: Limit::new("sign_in_at_from", 10, minute),
            sign_in_at: Slowdown::new("sign_in_at"),
            sign_in_on: Limit::new("sign_in_on", 10, minute),
            sign_up_from: PlaceLimit::new("sign_up_from", 10, 2 * minute),
            mail_from: PlaceLimit::new("mail_from", 10, 3 * minute),
            mail_to: Limit::new("mail_to", 3, 20 * minute),
            invitation_to: Limit::new("invitation_to", 1, 24 * hour),
            password_of: Limit::new("password_of", 10, minute),
            link_from: PlaceLimit::new("link_from", 30, 10 * second),
            comment_of: Limit::new("comment_of", 20, 3 * second),
            message_of: Limit::new("message_of", 60, second / 2),
            report_of: Limit::new("report_of", 20, minute),
            share_of: Limit::new("share_of", 60, 2 * second),
            conversation_of: Limit::new("conversation_of", 20, minute),
            community_of: Limit::new("community_of", 10, 6 * minute),
            // As at sign-in.
            unlock_at_from: Limit::new("unlock_at_from", 10, minute),
            unlock_at: Slowdown::new("unlock_at"),
            api: Limit::new("api", 600, second / 10),
            api_visitor: PlaceLimit::new("api_visitor", 120, second / 2),
            reading: reading::ReadingLimits::default(),
        }))
    }

    /// Someone tries to sign in to an account. From one place that ends soon; from many it becomes slow, for the owner, too, but is
    /// never refused.
    pub(super) async fn sign_in(&self, from: IpAddr, account: Account) -> Result<(), Problem> {
        let Some(mut tries) = self.tries() else { return Ok(()) };
        tries.at_place(&self.0.sign_in_from, from)?;
        tries.at(&self.0.sign_in_at_from, (&account, network(from)))?;
        slow_down(tries, &self.0.sign_in_at, account).await
    }

    /// Someone tries to sign in on a device where they were signed in to the same account before.
    pub(super) async fn sign_in_on(&self, device: Device) -> Result<(), Problem> {
        self.check(&self.0.sign_in_on, device).await
    }

    /// Someone opens an account.
    pub(super) async fn sign_up(&self, from: IpAddr) -> Result<(), Problem> {
        self.check_place(&self.0.sign_up_from, from).await
    }

    /// Someone asks for mail to an address.
    pub(super) async fn mail(&self, from: IpAddr, to: &str) -> Result<(), Problem> {
        let Some(mut tries) = self.tries() else { return Ok(()) };
        tries.at_place(&self.0.mail_from, from)?;
        tries.at(&self.0.mail_to, to.trim().to_lowercase())?;
        tries.together().await.map(|_| ())
    }

    /// Whether an address may be sent an invitation just because somebody tried to sign in with it.
    pub(super) async fn allows_invitation(&self, to: &str) -> bool {
        self.check(&self.0.invitation_to, to.trim().to_lowercase()).await.is_ok()
    }

    /// Someone who is signed in types the account's password.
    pub(super) async fn password(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.password_of, account).await
    }

    /// Someone follows a link or comes with a token that may be guessed.
    pub(super) async fn link(&self, from: IpAddr) -> Result<(), Problem> {
        self.check_place(&self.0.link_from, from).await
    }

    /// A member writes a comment, or writes one anew.
    pub(super) async fn comment(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.comment_of, account).await
    }

    /// A member writes in a channel.
    pub(super) async fn message(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.message_of, account).await
    }

    /// A member reports something.
    pub(super) async fn report(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.report_of, account).await
    }

    /// A member makes an expiring link, or an invitation.
    pub(super) async fn share(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.share_of, account).await
    }

    /// A member begins a direct conversation.
    pub(super) async fn conversation(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.conversation_of, account).await
    }

    /// A member makes a community.
    pub(super) async fn community(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.community_of, account).await
    }

    /// Someone types the password of an expiring link.
    pub(super) async fn unlock(&self, from: IpAddr, link: impl Hash) -> Result<(), Problem> {
        let Some(mut tries) = self.tries() else { return Ok(()) };
        tries.at(&self.0.unlock_at_from, (&link, network(from)))?;
        slow_down(tries, &self.0.unlock_at, link).await
    }

    /// A request of a program: by its account, or by its address where it has none. `None` where limits are off.
    ///
    /// # Errors
    /// [`Problem::TooMany`].
    pub async fn api(&self, account: Option<impl Hash>, from: IpAddr) -> Result<Option<Allowance>, Problem> {
        let Some(mut tries) = self.tries() else { return Ok(None) };
        let here = match account {
            Some(account) => tries.at(&self.0.api, account)?,
            None => tries.at_place(&self.0.api_visitor, from)?,
        };
        let everywhere = tries.together().await?;
        let left = everywhere.first().map_or(here.limit, |tries| here.limit.saturating_sub(tries.ceil() as u32));
        Ok(Some(Allowance { remaining: here.remaining.min(left), ..here }))
    }

    async fn check(&self, limit: &Limit, key: impl Hash) -> Result<(), Problem> {
        let Some(mut tries) = self.tries() else { return Ok(()) };
        tries.at(limit, key)?;
        tries.together().await.map(|_| ())
    }

    async fn check_place(&self, limit: &PlaceLimit, from: IpAddr) -> Result<(), Problem> {
        let Some(mut tries) = self.tries() else { return Ok(()) };
        tries.at_place(limit, from)?;
        tries.together().await.map(|_| ())
    }

    /// None so far; `None` where limits are off.
    fn tries(&self) -> Option<Tries<'_>> {
        self.0.on.then(|| Tries::new(self.0.shared.as_ref()))
    }
}

/// Counts another try, at what becomes slow, and waits as long as that takes.
async fn slow_down(mut tries: Tries<'_>, slowdown: &Slowdown, key: impl Hash) -> Result<(), Problem> {
    tries.everywhere(slowdown.rule, &key);
    let everywhere = tries.together().await?;
    let here = slowdown.count(&key, Instant::now());
    slowdown.wait(everywhere.last().map_or(here, |tries| tries.max(here))).await
}

/// Where someone comes from, as far as one household or office goes: an IPv4 address, or an IPv6 /64.
fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}

/// The refusal of somebody for whom there is room after so long.
fn too_many(wait: Duration) -> Problem {
    Problem::TooMany { retry_after: wait.as_secs() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn ana() -> Account {
        Account::Unknown("ana".to_owned())
    }

    #[tokio::test]
    async fn two_hundred_wrong_sign_ins_end_soon_and_leave_the_owner_room_elsewhere() {
        let limits = Limits::new(true, None);
        let mut through = 0;
        for _ in 0..200 {
            through += usize::from(limits.sign_in(HERE, ana()).await.is_ok());
        }
        assert_eq!(through, 10);
        assert!(matches!(limits.sign_in(HERE, ana()).await, Err(Problem::TooMany { retry_after: 1.. })));
        assert_eq!(limits.sign_in(ELSEWHERE, ana()).await, Ok(()));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let address = |text: &str| network(text.parse().unwrap());
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }

    #[tokio::test]
    async fn a_program_hears_what_is_left() {
        let limits = Limits::new(true, None);
        let allowance = limits.api(Some("ana"), HERE).await.unwrap().unwrap();
        assert_eq!(allowance, Allowance { limit: 600, window: 60, remaining: 599 });
        assert_eq!(Limits::new(false, None).api(Some("ana"), HERE).await, Ok(None));
    }
}
