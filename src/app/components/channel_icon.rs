//! What stands before the name of a channel.

use super::Icon;
use crate::model::channels::ChannelKind;

/// The icon of a kind of channel.
pub const fn channel_icon(kind: ChannelKind) -> Icon {
    match kind {
        ChannelKind::Talk => Icon::Channel,
        ChannelKind::Gallery => Icon::Pictures,
        ChannelKind::Direct => Icon::Messages,
    }
}
