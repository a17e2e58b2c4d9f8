//! How often something may be tried, by address and by account: against guessing, flooding and mail bombs (OWASP
//! Authentication Cheat Sheet). What would lock an owner out is slowed down instead (`slowdown`). Counted in this process's memory, which has a bound; more servers allow as many times more.

mod reading;

pub use reading::Reading;

use super::{devices::Device, slowdown::Slowdown};
use crate::model::{errors::Problem, ids::UserId};
use governor::{
    NotUntil, Quota, RateLimiter,
    clock::{Clock, QuantaClock, QuantaInstant},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// How many keys a limit remembers: some 5 MB.
pub(super) const KEYS_MOST: usize = 50_000;

/// How many tries lie between two looks at how many keys there are.
const LOOK_EVERY: usize = 1024;

type Counters = RateLimiter<u64, DashMapStateStore<u64>, QuantaClock, StateInformationMiddleware>;

/// All limits of the site. Cheap to clone.
#[derive(Clone)]
pub struct Limits(Arc<Kinds>);

struct Kinds {
    on: bool,
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
    /// Fresh limits; `on` false lets everything through.
    pub fn new(on: bool) -> Self {
        let (second, minute, hour) = (Duration::from_secs(1), Duration::from_secs(60), Duration::from_secs(3600));
        Self(Arc::new(Kinds {
            on,
            sign_in_from: PlaceLimit::new(20, 15 * second),
            sign_in_at_from: Limit::new(10, minute),
            sign_in_at: Slowdown::default(),
            sign_in_on: Limit::new(10, minute),
            sign_up_from: PlaceLimit::new(10, 2 * minute),
            mail_from: PlaceLimit::new(10, 3 * minute),
            mail_to: Limit::new(3, 20 * minute),
            invitation_to: Limit::new(1, 24 * hour),
            password_of: Limit::new(10, minute),
            link_from: PlaceLimit::new(30, 10 * second),
            comment_of: Limit::new(20, 3 * second),
            message_of: Limit::new(60, second / 2),
            report_of: Limit::new(20, minute),
            share_of: Limit::new(60, 2 * second),
            conversation_of: Limit::new(20, minute),
            community_of: Limit::new(10, 6 * minute),
            // As at sign-in.
            unlock_at_from: Limit::new(10, minute),
            unlock_at: Slowdown::default(),
            api: Limit::new(600, second / 10),
            api_visitor: PlaceLimit::new(120, second / 2),
            reading: reading::ReadingLimits::default(),
        }))
    }

    /// Someone tries to sign in to an account. From one place that ends soon; from many it becomes slow, for the owner, too, but is
    /// never refused.
    pub(super) async fn sign_in(&self, from: IpAddr, account: Account) -> Result<(), Problem> {
        self.check_place(&self.0.sign_in_from, from)?;
        self.check(&self.0.sign_in_at_from, (&account, network(from)))?;
        self.slow_down(&self.0.sign_in_at, account).await
    }

    /// Someone tries to sign in on a device where they were signed in to the same account before.
    pub(super) fn sign_in_on(&self, device: Device) -> Result<(), Problem> {
        self.check(&self.0.sign_in_on, device)
    }

    /// Someone opens an account.
    pub(super) fn sign_up(&self, from: IpAddr) -> Result<(), Problem> {
        self.check_place(&self.0.sign_up_from, from)
    }

    /// Someone asks for mail to an address.
    pub(super) fn mail(&self, from: IpAddr, to: &str) -> Result<(), Problem> {
        self.check_place(&self.0.mail_from, from)?;
        self.check(&self.0.mail_to, to.trim().to_lowercase())
    }

    /// Whether an address may be sent an invitation just because somebody tried to sign in with it.
    pub(super) fn allows_invitation(&self, to: &str) -> bool {
        self.check(&self.0.invitation_to, to.trim().to_lowercase()).is_ok()
    }

    /// Someone who is signed in types the account's password.
    pub(super) fn password(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.password_of, account)
    }

    /// Someone follows a link or comes with a token that may be guessed.
    pub(super) fn link(&self, from: IpAddr) -> Result<(), Problem> {
        self.check_place(&self.0.link_from, from)
    }

    /// A member writes a comment, or writes one anew.
    pub(super) fn comment(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.comment_of, account)
    }

    /// A member writes in a channel.
    pub(super) fn message(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.message_of, account)
    }

    /// A member reports something.
    pub(super) fn report(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.report_of, account)
    }

    /// A member makes an expiring link, or an invitation.
    pub(super) fn share(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.share_of, account)
    }

    /// A member begins a direct conversation.
    pub(super) fn conversation(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.conversation_of, account)
    }

    /// A member makes a community.
    pub(super) fn community(&self, account: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.community_of, account)
    }

    /// Someone types the password of an expiring link.
    pub(super) async fn unlock(&self, from: IpAddr, link: impl Hash) -> Result<(), Problem> {
        self.check(&self.0.unlock_at_from, (&link, network(from)))?;
        self.slow_down(&self.0.unlock_at, link).await
    }

    /// A request of a program: by its account, or by its address where it has none. `None` where limits are off.
    pub fn api(&self, account: Option<impl Hash>, from: IpAddr) -> Result<Option<Allowance>, Problem> {
        if !self.0.on {
            return Ok(None);
        }
        match account {
            Some(account) => self.0.api.take(account),
            None => self.0.api_visitor.take(from),
        }
        .map(Some)
    }

    fn check_place(&self, limit: &PlaceLimit, from: IpAddr) -> Result<(), Problem> {
        if self.0.on { limit.take(from).map(|_| ()) } else { Ok(()) }
    }

    async fn slow_down(&self, slowdown: &Slowdown, key: impl Hash) -> Result<(), Problem> {
        if self.0.on { slowdown.wait(key).await } else { Ok(()) }
    }

    fn check(&self, limit: &Limit, key: impl Hash) -> Result<(), Problem> {
        if self.0.on { limit.take(key).map(|_| ()) } else { Ok(()) }
    }
}

/// Where someone comes from, as far as one household or office goes: an IPv4 address, or an IPv6 /64.
fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}

/// A limit by where someone comes from. Whoever has a whole IPv6 /48, as providers give them away, has 65,536 networks of /64: the
/// networks around one's own count as well, with more room, as more people share them.
struct PlaceLimit {
    near: Limit,
    /// An IPv6 /56.
    around: Limit,
    /// An IPv6 /48.
    far: Limit,
}

impl PlaceLimit {
    /// So many at once from one place, and another after each interval.
    fn new(burst: u32, interval: Duration) -> Self {
        let wider = |times: u32| Limit::new(burst * times, interval / times);
        Self { near: wider(1), around: wider(4), far: wider(16) }
    }

    /// Takes one try of each.
    fn take(&self, from: IpAddr) -> Result<Allowance, Problem> {
        let near = self.near.take(network(from))?;
        if let IpAddr::V6(address) = from.to_canonical() {
            self.around.take(address.to_bits() >> 72)?;
            self.far.take(address.to_bits() >> 80)?;
        }
        Ok(near)
    }
}

/// One limit: so many at once, and another after each interval.
struct Limit {
    quota: Quota,
    counters: RwLock<Counters>,
    hasher: RandomState,
    tries: AtomicUsize,
    window: Duration,
}

impl Limit {
    fn new(burst: u32, interval: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(interval).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst);
        Self {
            quota,
            counters: RwLock::new(RateLimiter::dashmap(quota).with_middleware()),
            hasher: RandomState::new(),
            tries: AtomicUsize::new(0),
            window: interval * burst.get(),
        }
    }

    /// Counts one try.
    fn take(&self, key: impl Hash) -> Result<Allowance, Problem> {
        if self.tries.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK_EVERY) {
            self.stay_small();
        }
        // A key of our own making, so that a long name costs no more memory than a short one.
        let key = self.hasher.hash_one(key);
        let counters = self.counters.read().unwrap_or_else(PoisonError::into_inner);
        match counters.check_key(&key) {
            Ok(state) => Ok(Allowance {
                limit: state.quota().burst_size().get(),
                window: self.window.as_secs().max(1),
                remaining: state.remaining_burst_capacity(),
            }),
            Err(until) => Err(too_many(&until)),
        }
    }

    /// Forgets keys that are as good as new; and all of them where even that leaves too many. Whoever has so many
    /// addresses is not held by a limit on addresses anyway.
    fn stay_small(&self) {
        if self.keys() < KEYS_MOST {
            return;
        }
        let mut counters = self.counters.write().unwrap_or_else(PoisonError::into_inner);
        counters.retain_recent();
        if counters.len() >= KEYS_MOST {
            *counters = RateLimiter::dashmap(self.quota).with_middleware();
        }
        counters.shrink_to_fit();
    }

    fn keys(&self) -> usize {
        self.counters.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn too_many(until: &NotUntil<QuantaInstant>) -> Problem {
    let wait = until.wait_time_from(QuantaClock::default().now());
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
        let limits = Limits::new(true);
        let mut through = 0;
        for _ in 0..200 {
            through += usize::from(limits.sign_in(HERE, ana()).await.is_ok());
        }
        assert_eq!(through, 10);
        assert!(matches!(limits.sign_in(HERE, ana()).await, Err(Problem::TooMany { retry_after: 1.. })));
        assert_eq!(limits.sign_in(ELSEWHERE, ana()).await, Ok(()));
    }

    #[test]
    fn the_networks_around_ones_own_count_as_well() {
        let limit = PlaceLimit::new(2, Duration::from_secs(3600));
        let from =
            |site: u16, network: u16| IpAddr::V6(std::net::Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 1));
        let through = (0..200).filter(|n| limit.take(from(1, *n)).is_ok()).count();
        assert_eq!(through, 8, "a /56 counts as four of its networks");
        let through = (1..200).filter(|n| limit.take(from(1, n << 8)).is_ok()).count();
        assert!(through <= 32 - 8, "a /48 counts as sixteen: {through}");
        assert!(limit.take(from(2, 0)).is_ok());
    }

    #[test]
    fn a_limit_remembers_a_bounded_number_of_keys() {
        let limit = Limit::new(1, Duration::from_secs(3600));
        for key in 0..2 * KEYS_MOST {
            let _ = limit.take(key);
        }
        assert!(limit.keys() <= KEYS_MOST + LOOK_EVERY, "{}", limit.keys());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let address = |text: &str| network(text.parse().unwrap());
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }

    #[test]
    fn a_program_hears_what_is_left() {
        let limits = Limits::new(true);
        let allowance = limits.api(Some("ana"), HERE).unwrap().unwrap();
        assert_eq!(allowance, Allowance { limit: 600, window: 60, remaining: 599 });
        assert_eq!(Limits::new(false).api(Some("ana"), HERE), Ok(None));
    }
}
