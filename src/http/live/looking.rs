//! What a socket's member may still hear. It is looked at beside the socket, which goes on meanwhile: when all are called at once, each
//! has to wait for its turn.

use super::{Listener, Shown};
use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    services::{conversations, live, notices},
};
use futures::{
    FutureExt,
    future::{BoxFuture, pending},
};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// How long to wait where the database has not answered.
const PAUSE: Duration = Duration::from_secs(2);

/// What was found; `None` where they are no longer signed in.
pub(super) type Looked = Result<Option<Found>, Problem>;

/// What was found of somebody who is still signed in.
pub(super) struct Found {
    /// Which of the channels and communities that the socket shows are no longer theirs to read.
    pub(super) channels: Vec<ChannelId>,
    pub(super) communities: Vec<CommunityId>,
    /// How often the socket had been held before all of this was read; `None` where only a part of it was.
    pub(super) holds: Option<u64>,
    /// For how long their session or token holds.
    pub(super) holds_for: Duration,
    /// How many notifications and conversations are unread. Where the database does not say, what comes next says it.
    pub(super) unread: Option<(u32, u32)>,
}

impl Found {
    /// Nothing but that they are signed in.
    fn only(holds_for: Duration) -> Self {
        Self { channels: Vec::new(), communities: Vec::new(), holds: None, holds_for, unread: None }
    }
}

/// A look that is under way, if any.
#[derive(Default)]
pub(super) struct Looking {
    under_way: Option<BoxFuture<'static, Looked>>,
    /// They were called since it began.
    again: bool,
    /// When it is to be looked whether their session or token still holds. Until then, its end would have been told.
    due: Option<Instant>,
}

impl Looking {
    /// What was found. Waits for ever where nothing is under way; may be given up at any time without losing any.
    pub(super) async fn next(&mut self) -> Looked {
        let Some(under_way) = &mut self.under_way else { return pending().await };
        let looked = under_way.await;
        self.under_way = None;
        looked
    }

    /// Notes for how long their session or token holds.
    pub(super) fn note(&mut self, holds_for: Duration) {
        self.due = Some(Instant::now() + holds_for);
    }

    /// Whether they were called meanwhile.
    pub(super) fn take_again(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }
}

impl Listener {
    /// Begins to look at all that the socket shows, or does so once more after the look that is under way.
    pub(super) fn look(self: &Arc<Self>, shown: &mut Shown) {
        self.look_after(Duration::ZERO, shown);
    }

    /// The same a little later.
    pub(super) fn look_later(self: &Arc<Self>, shown: &mut Shown) {
        self.look_after(PAUSE, shown);
    }

    fn look_after(self: &Arc<Self>, pause: Duration, shown: &mut Shown) {
        if shown.looking.under_way.is_some() {
            shown.looking.again = true;
            return;
        }
        // Both at the same moment: what is shown later was allowed later, and a socket that is held later is called again.
        let (holds, channels, communities) =
            (self.seat.outbound.holds(), shown.channels.clone(), shown.communities.clone());
        let listener = Arc::clone(self);
        shown.looking.under_way = Some(
            async move {
                if !pause.is_zero() {
                    sleep(pause).await;
                }
                let found = live::in_turn(&listener.caller.site, listener.find(channels, communities)).await;
                found.map(|found| found.map(|found| Found { holds: Some(holds), ..found }))
            }
            .boxed(),
        );
    }

    /// Begins to make sure that they are still signed in, where their session or token may have expired, unless a look is under way.
    pub(super) fn glance(self: &Arc<Self>, shown: &mut Shown) {
        if shown.looking.due.is_some_and(|due| Instant::now() < due) {
            return;
        }
        let listener = Arc::clone(self);
        shown.looking.under_way.get_or_insert_with(|| {
            async move {
                let holds_for = live::in_turn(&listener.caller.site, listener.signed_in_for()).await?;
                Ok(holds_for.map(Found::only))
            }
            .boxed()
        });
    }

    /// For how long they are signed in; `None` where they are no longer. Reads whom they have blocked, too.
    async fn signed_in_for(&self) -> Result<Option<Duration>, Problem> {
        let site = &self.caller.site;
        let holds_for = live::holds(site, self.seat.user, &self.pass).await?;
        if holds_for.is_some() {
            live::renew(site, &self.seat).await?;
        }
        Ok(holds_for)
    }

    async fn find(
        &self,
        mut channels: Vec<ChannelId>,
        mut communities: Vec<CommunityId>,
    ) -> Result<Option<Found>, Problem> {
        let site = &self.caller.site;
        let Some(holds_for) = self.signed_in_for().await? else { return Ok(None) };
        if !channels.is_empty() || !communities.is_empty() {
            let readable = live::readable(site, self.seat.user, &channels, &communities).await?;
            channels.retain(|channel| !readable.0.contains(channel));
            communities.retain(|community| !readable.1.contains(community));
        }
        let unread = notices::unread(site, self.seat.user).await;
        let conversations = conversations::unread(&self.caller).await;
        Ok(Some(Found { channels, communities, unread: unread.ok().zip(conversations.ok()), ..Found::only(holds_for) }))
    }
}
