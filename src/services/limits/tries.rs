//! What one request counts as, at one limit or at several.

use super::{Allowance, in_process::Limit, network, shared::Shared, too_many};
use crate::{
    model::errors::Problem,
    store::redis::{Counted, Counter, Rule},
};
use std::{hash::Hash, net::IpAddr, time::Duration};

/// A limit by where someone comes from. Whoever has a whole IPv6 /48, as providers give them away, has 65,536 networks of /64: the
/// networks around one's own count as well, with more room, as more people share them.
pub(super) struct PlaceLimit {
    near: Limit,
    /// An IPv6 /56.
    around: Limit,
    /// An IPv6 /48.
    far: Limit,
}

impl PlaceLimit {
    /// So many at once from one place, and another after each interval.
    pub(super) fn new(name: &'static str, burst: u32, interval: Duration) -> Self {
        let wider = |times: u32| Limit::new(name, burst * times, interval / times);
        Self { near: wider(1), around: wider(4), far: wider(16) }
    }
}

/// The tries of one request. Each is counted in this process at once, and all of them together where servers share their limits.
pub(super) struct Tries<'a> {
    shared: Option<&'a Shared>,
    counters: Vec<Counter>,
}

impl<'a> Tries<'a> {
    pub(super) fn new(shared: Option<&'a Shared>) -> Self {
        Self { shared, counters: Vec::new() }
    }

    /// One try at a limit, and what this process leaves of it.
    pub(super) fn at(&mut self, limit: &Limit, key: impl Hash) -> Result<Allowance, Problem> {
        let here = limit.take(&key)?;
        self.everywhere(limit.rule, key);
        Ok(here)
    }

    /// One try at each limit of a place, and what this process leaves of the nearest.
    pub(super) fn at_place(&mut self, limit: &PlaceLimit, from: IpAddr) -> Result<Allowance, Problem> {
        // Counters in Redis have the same name for all three, so the key says how wide the network is.
        let near = self.at(&limit.near, (64, network(from)))?;
        if let IpAddr::V6(address) = from.to_canonical() {
            self.at(&limit.around, (56, address.to_bits() >> 72))?;
            self.at(&limit.far, (48, address.to_bits() >> 80))?;
        }
        Ok(near)
    }

    /// One try that is counted where servers share their limits, and not here.
    pub(super) fn everywhere(&mut self, rule: Rule, key: impl Hash) {
        if let Some(shared) = self.shared {
            self.counters.push(Counter { rule, whose: shared.code(key) });
        }
    }

    /// How many tries all servers have counted, these included, in the order in which they were made; nothing where each server counts by
    /// itself.
    pub(super) async fn together(self) -> Result<Vec<f64>, Problem> {
        let Some(shared) = self.shared else { return Ok(Vec::new()) };
        match shared.count(&self.counters).await {
            Some(Counted::Passed(tries)) => Ok(tries),
            Some(Counted::Refused(wait)) => Err(too_many(wait)),
            None => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_networks_around_ones_own_count_as_well() {
        let limit = PlaceLimit::new("test", 2, Duration::from_secs(3600));
        let is_through = |site: u16, network: u16| {
            let from = std::net::Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 1);
            Tries::new(None).at_place(&limit, IpAddr::V6(from)).is_ok()
        };
        let through = (0..200).filter(|n| is_through(1, *n)).count();
        assert_eq!(through, 8, "a /56 counts as four of its networks");
        let through = (1..200).filter(|n| is_through(1, n << 8)).count();
        assert!(through <= 32 - 8, "a /48 counts as sixteen: {through}");
        assert!(is_through(2, 0));
    }
}
