//! Which connections are open, what each is doing, and which have to go: a table that has an end, and the same for each address.

use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// How long the head of a request may take: from the opening of a connection, or from its first byte.
const HEAD_PATIENCE: Duration = Duration::from_secs(15);

/// How long a connection may rest between two requests. Longer than proxies keep theirs, which are then the ones to close them.
const IDLE_PATIENCE: Duration = Duration::from_secs(75);

/// How long the other side may take nothing of what is sent to it.
const SEND_PATIENCE: Duration = Duration::from_secs(60);

/// How long a request may take to come, or its body may bring nothing, once the server is to stop.
const PAUSE_AT_STOP: Duration = Duration::from_secs(2);

/// What a connection is doing.
#[derive(Debug, Clone, Copy)]
enum Doing {
    /// It waits for a request, of which the first byte may have come.
    Waiting { since: Instant, begun: Option<Instant> },
    /// A request is being answered; its body may have stopped to come.
    Answering { starved: Option<Instant> },
    /// It has become something else than HTTP, which looks after itself.
    Upgraded,
}

/// One connection.
#[derive(Debug)]
pub(in crate::http) struct Connection {
    id: u64,
    /// Whose share it takes from; none where it is a proxy's.
    from: Option<IpAddr>,
    doing: Mutex<Doing>,
    /// Since when what is sent to it is not taken.
    stuck: Mutex<Option<Instant>>,
    close: Notify,
}

impl Connection {
    /// Bytes have come from it.
    pub(super) fn heard(&self) {
        if let Doing::Waiting { begun, .. } = &mut *locked(&self.doing) {
            begun.get_or_insert_with(Instant::now);
        }
    }

    /// A request has come whole, but for its body.
    pub(super) fn begin(&self) {
        *locked(&self.doing) = Doing::Answering { starved: None };
    }

    /// It has its answer.
    pub(super) fn end(&self) {
        let mut doing = locked(&self.doing);
        if let Doing::Answering { .. } = *doing {
            *doing = Doing::Waiting { since: Instant::now(), begun: None };
        }
    }

    /// It is no longer HTTP.
    pub(super) fn upgrade(&self) {
        *locked(&self.doing) = Doing::Upgraded;
    }

    /// Whether the body of its request is waited for.
    pub(in crate::http) fn starve(&self, waiting: bool) {
        if let Doing::Answering { starved } = &mut *locked(&self.doing) {
            *starved = waiting.then(|| starved.unwrap_or_else(Instant::now));
        }
    }

    /// Whether it does not take what is sent to it. An answer has ended for us once hyper has all of it: only when that is taken does the
    /// connection rest.
    pub(super) fn stick(&self, stuck: bool) {
        let was_stuck = {
            let mut since = locked(&self.stuck);
            let before = *since;
            *since = stuck.then(|| before.unwrap_or_else(Instant::now));
            before.is_some()
        };
        if was_stuck
            && !stuck
            && let Doing::Waiting { since, begun: None } = &mut *locked(&self.doing)
        {
            *since = Instant::now();
        }
    }

    fn is_stuck(&self) -> bool {
        locked(&self.stuck).is_some()
    }

    /// Whether a request is to come: it was opened for one, or the first byte of one is there.
    pub(super) fn is_about_to_ask(&self) -> bool {
        matches!(*locked(&self.doing), Doing::Waiting { begun: Some(_), .. })
    }

    /// Resolves once it is to be closed.
    pub(super) async fn closed(&self) {
        self.close.notified().await;
    }

    /// Since when it has waited for a request, where it does.
    fn waits_since(&self) -> Option<Instant> {
        if self.is_stuck() {
            return None;
        }
        match *locked(&self.doing) {
            Doing::Waiting { since, .. } => Some(since),
            Doing::Answering { .. } | Doing::Upgraded => None,
        }
    }

    /// Whether it has taken longer than it may.
    fn is_overdue(&self, now: Instant) -> bool {
        let after = |since: Instant, patience| now.saturating_duration_since(since) > patience;
        if let Some(since) = *locked(&self.stuck) {
            return after(since, SEND_PATIENCE);
        }
        match *locked(&self.doing) {
            Doing::Waiting { begun: Some(begun), .. } => after(begun, HEAD_PATIENCE),
            Doing::Waiting { since, begun: None } => after(since, IDLE_PATIENCE),
            Doing::Answering { .. } | Doing::Upgraded => false,
        }
    }

    /// Whether it keeps a server from stopping for nothing.
    fn is_in_the_way(&self, now: Instant) -> bool {
        let after = |since: Instant| now.saturating_duration_since(since) > PAUSE_AT_STOP;
        match *locked(&self.doing) {
            Doing::Waiting { .. } if self.is_stuck() => false,
            Doing::Waiting { begun: None, .. } => true,
            Doing::Waiting { begun: Some(begun), .. } => after(begun),
            Doing::Answering { starved } => starved.is_some_and(after),
            Doing::Upgraded => false,
        }
    }
}

/// All connections.
#[derive(Debug)]
pub(super) struct Table {
    most: usize,
    /// How many one address may have.
    share: usize,
    /// Those whose connections are everybody's.
    proxies: Arc<[IpNet]>,
    rows: Mutex<Rows>,
}

#[derive(Debug, Default)]
struct Rows {
    last: u64,
    all: HashMap<u64, Arc<Connection>>,
    shares: HashMap<IpAddr, usize>,
}

impl Table {
    /// A table of so many; half of it is the most for one address.
    pub(super) fn new(most: usize, proxies: Arc<[IpNet]>) -> Self {
        Self { most, share: (most / 2).max(1), proxies, rows: Mutex::default() }
    }

    /// Takes in a connection. Where there is no room, or the address has its share, the one that has waited longest has to go;
    /// `None` where none of them waits.
    pub(super) fn add(&self, peer: IpAddr) -> Option<Arc<Connection>> {
        let peer = peer.to_canonical();
        let from = (!self.proxies.iter().any(|proxy| proxy.contains(&peer))).then(|| network(peer));
        let rows = &mut *locked(&self.rows);
        if from.is_some_and(|from| rows.shares.get(&from).is_some_and(|open| *open >= self.share)) {
            rows.close_idlest(|connection| connection.from == from)?;
        }
        if rows.all.len() >= self.most {
            rows.close_idlest(|_| true)?;
        }
        rows.last += 1;
        let now = Instant::now();
        let connection = Arc::new(Connection {
            id: rows.last,
            from,
            // Whoever opens one has something to ask.
            doing: Mutex::new(Doing::Waiting { since: now, begun: Some(now) }),
            stuck: Mutex::default(),
            close: Notify::new(),
        });
        rows.all.insert(connection.id, Arc::clone(&connection));
        if let Some(from) = from {
            *rows.shares.entry(from).or_default() += 1;
        }
        Some(connection)
    }

    /// Forgets a connection that has ended.
    pub(super) fn remove(&self, connection: &Connection) {
        locked(&self.rows).remove(connection.id);
    }

    /// Closes those that have taken longer than they may.
    pub(super) fn close_overdue(&self, now: Instant) {
        locked(&self.rows).close(|connection| connection.is_overdue(now));
    }

    /// Closes those that would keep the server from stopping, though nothing is under way there.
    pub(super) fn close_in_the_way(&self, now: Instant) {
        locked(&self.rows).close(|connection| connection.is_in_the_way(now));
    }

    /// Closes all but those that look after themselves.
    pub(super) fn close_all(&self) {
        locked(&self.rows).close(|connection| !matches!(*locked(&connection.doing), Doing::Upgraded));
    }
}

impl Rows {
    fn remove(&mut self, id: u64) {
        let Some(from) = self.all.remove(&id).and_then(|connection| connection.from) else { return };
        if let Some(open) = self.shares.get_mut(&from) {
            *open -= 1;
            if *open == 0 {
                self.shares.remove(&from);
            }
        }
    }

    fn close(&mut self, which: impl Fn(&Connection) -> bool) {
        for connection in self.all.values().filter(|connection| which(connection)) {
            connection.close.notify_one();
        }
    }

    /// Closes the one that has waited longest among some. Its room is free at once.
    fn close_idlest(&mut self, among: impl Fn(&Connection) -> bool) -> Option<()> {
        let candidates = self.all.values().filter(|connection| among(connection));
        let waiting = candidates.filter_map(|connection| Some((connection.waits_since()?, connection.id)));
        let (_, id) = waiting.min()?;
        if let Some(connection) = self.all.get(&id) {
            connection.close.notify_one();
        }
        self.remove(id);
        Some(())
    }
}

/// Whose share an address takes from: an IPv6 /64 is one household's.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// Nothing here can panic while it holds a lock and leave things half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(most: usize) -> Table {
        Table::new(most, vec!["192.0.2.0/24".parse().unwrap()].into())
    }

    fn open(table: &Table, from: &str) -> Option<u64> {
        table.add(from.parse().unwrap()).map(|connection| connection.id)
    }

    fn there(table: &Table) -> Vec<u64> {
        let mut there: Vec<_> = locked(&table.rows).all.keys().copied().collect();
        there.sort_unstable();
        there
    }

    #[test]
    fn whoever_comes_when_all_is_full_takes_the_place_of_who_has_waited_longest() {
        let table = table(4);
        let busy = table.add("198.51.100.1".parse().unwrap()).unwrap();
        busy.begin();
        for from in ["198.51.100.2", "198.51.100.3", "198.51.100.4", "198.51.100.5"] {
            assert!(open(&table, from).is_some());
        }
        assert_eq!(there(&table), [1, 3, 4, 5], "what is being answered stays");
        busy.end();
        open(&table, "198.51.100.6");
        assert_eq!(there(&table), [1, 4, 5, 6], "it has waited for the shortest time");
    }

    #[test]
    fn one_address_has_its_share_and_no_more() {
        let table = table(8);
        for port in 0..20 {
            assert!(open(&table, &format!("2001:db8::{port:x}")).is_some());
        }
        assert_eq!(there(&table), [17, 18, 19, 20], "half of all is one household's");
        for _ in 0..4 {
            assert!(open(&table, "192.0.2.9").is_some());
        }
        assert_eq!(there(&table).len(), 8, "a proxy has no share: who comes through it is everybody");
        for connection in locked(&table.rows).all.values() {
            connection.begin();
        }
        assert_eq!(open(&table, "198.51.100.1"), None, "nobody is thrown out who is being answered");
        let all: Vec<_> = locked(&table.rows).all.values().cloned().collect();
        all.iter().for_each(|connection| table.remove(connection));
        assert!(there(&table).is_empty() && locked(&table.rows).shares.is_empty());
    }

    #[test]
    fn nobody_waits_for_ever() {
        let table = table(8);
        let connection = table.add("198.51.100.1".parse().unwrap()).unwrap();
        let after = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert!(!connection.is_overdue(after(10)) && connection.is_overdue(after(20)), "its first request");
        connection.begin();
        assert!(!connection.is_overdue(after(1000)), "whoever answers has limits of its own");
        connection.end();
        assert!(!connection.is_overdue(after(60)) && connection.is_overdue(after(80)), "rest between requests");
        connection.heard();
        assert!(connection.is_overdue(after(20)), "a request that has begun");
        connection.begin();
        connection.stick(true);
        assert!(connection.is_overdue(after(61)), "an answer that is not taken");
        connection.stick(false);
        assert!(!connection.is_overdue(after(61)));
    }

    #[test]
    fn what_is_under_way_is_finished_before_a_stop() {
        let table = table(8);
        let connection = table.add("198.51.100.1".parse().unwrap()).unwrap();
        let after = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert!(!connection.is_in_the_way(after(1)) && connection.is_in_the_way(after(3)), "half a request");
        connection.begin();
        connection.end();
        assert!(connection.is_in_the_way(after(0)), "it rests");
        connection.begin();
        assert!(!connection.is_in_the_way(after(100)));
        connection.starve(true);
        assert!(!connection.is_in_the_way(after(1)) && connection.is_in_the_way(after(3)), "its body has stopped");
        connection.starve(false);
        assert!(!connection.is_in_the_way(after(3)));
        connection.stick(true);
        connection.end();
        assert!(!connection.is_in_the_way(after(3)) && connection.waits_since().is_none(), "the rest of its answer");
        assert!(connection.is_overdue(after(61)), "which it does not take");
        connection.stick(false);
        assert!(connection.is_in_the_way(after(0)) && connection.waits_since().is_some());
        connection.upgrade();
        connection.end();
        assert!(!connection.is_in_the_way(after(100)) && !connection.is_overdue(after(1000)));
    }
}
