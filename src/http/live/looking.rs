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
use tokio::time::sleep;

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
    /// How many notifications and conversations are unread. Where the database does not say, what comes next says it.
    pub(super) unread: Option<(u32, u32)>,
}

/// A look that is under way, if any.
#[derive(Default)]
pub(super) struct Looking {
    under_way: Option<BoxFuture<'static, Looked>>,
    /// They were called since it began.
    again: bool,
}

impl Looking {
    /// What was found. Waits for ever where nothing is under way; may be given up at any time without losing any.
    pub(super) async fn next(&mut self) -> Looked {
        let Some(under_way) = &mut self.under_way else { return pending().await };
        let looked = under_way.await;
        self.under_way = None;
        looked
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

    /// Begins to make sure that they are still signed in, and to read whom they have blocked, unless a look is under way.
    pub(super) fn glance(self: &Arc<Self>, shown: &mut Shown) {
        let listener = Arc::clone(self);
        shown.looking.under_way.get_or_insert_with(|| {
            async move {
                let nothing = Found { channels: Vec::new(), communities: Vec::new(), holds: None, unread: None };
                let signed_in = live::in_turn(&listener.caller.site, listener.is_signed_in()).await?;
                Ok(signed_in.then_some(nothing))
            }
            .boxed()
        });
    }

    async fn is_signed_in(&self) -> Result<bool, Problem> {
        let site = &self.caller.site;
        if !live::holds(site, self.seat.user, &self.pass).await? {
            return Ok(false);
        }
        live::renew(site, &self.seat).await?;
        Ok(true)
    }

    async fn find(
        &self,
        mut channels: Vec<ChannelId>,
        mut communities: Vec<CommunityId>,
    ) -> Result<Option<Found>, Problem> {
        let site = &self.caller.site;
        if !self.is_signed_in().await? {
            return Ok(None);
        }
        if !channels.is_empty() || !communities.is_empty() {
            let readable = live::readable(site, self.seat.user, &channels, &communities).await?;
            channels.retain(|channel| !readable.0.contains(channel));
            communities.retain(|community| !readable.1.contains(community));
        }
        let unread = notices::unread(site, self.seat.user).await;
        let conversations = conversations::unread(&self.caller).await;
        Ok(Some(Found { channels, communities, holds: None, unread: unread.ok().zip(conversations.ok()) }))
    }
}
