//! Where each list of pins is: its own address, and the addresses of its pins.

use crate::{
    app::addresses::with_query,
    model::{
        feeds::{FeedOf, Order},
        ids::PinId,
    },
};

impl FeedOf {
    /// The address of a pin that is come to from this list: its page leads to those beside it.
    pub fn pin_address(&self, pin: PinId) -> String {
        let (from, tag, q) = (self.origin(), self.tag().unwrap_or_default(), self.q().unwrap_or_default());
        with_query(&format!("/pin/{pin}"), &[("from", &from), ("tag", tag), ("q", q)])
    }

    /// The address of a page of this list.
    pub fn address(&self, cursor: Option<&str>) -> String {
        let (path, sort, window) = match self {
            Self::Explore { order: Order::Popular(window) } => ("/".to_owned(), "popular", window.name()),
            Self::Explore { order: Order::Newest } | Self::Tag { .. } => ("/".to_owned(), "", ""),
            Self::Following => ("/following".to_owned(), "", ""),
            Self::Member { name, .. } => (format!("/@{name}"), "", ""),
            Self::Liked { name } => (format!("/@{name}/likes"), "", ""),
            Self::Board { id } => (format!("/board/{id}"), "", ""),
            Self::Channel { community, id, order: Order::Newest } => (format!("/c/{community}/{id}"), "", ""),
            Self::Channel { community, id, order: Order::Popular(_) } => {
                (format!("/c/{community}/{id}"), "popular", "")
            }
            Self::Search { .. } | Self::Coloured { .. } => ("/search".to_owned(), "", ""),
        };
        let colour = if let Self::Coloured { colour, .. } = self { colour.to_string() } else { String::new() };
        let (tag, q, cursor) =
            (self.tag().unwrap_or_default(), self.q().unwrap_or_default(), cursor.unwrap_or_default());
        let narrowed = [("tag", tag), ("q", q), ("colour", colour.as_str()), ("cursor", cursor)];
        with_query(&path, &[&[("sort", sort), ("window", window)], narrowed.as_slice()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        colours::Colour,
        feeds::Window,
        ids::{BoardId, ChannelId, CommunityId},
    };
    use uuid::Uuid;

    #[test]
    fn every_list_has_its_address() {
        let name = || "ana".to_owned();
        let gallery = |order| FeedOf::Channel {
            community: CommunityId::from_uuid(Uuid::nil()),
            id: ChannelId::from_uuid(Uuid::nil()),
            order,
        };
        let teal = Colour { red: 0x1a, green: 0x8f, blue: 0x86 };
        for (feed, address) in [
            (FeedOf::Explore { order: Order::Newest }, "/"),
            (FeedOf::Explore { order: Order::Popular(Window::Week) }, "/?sort=popular&window=week"),
            (FeedOf::Tag { tag: "two words".to_owned() }, "/?tag=two%20words"),
            (FeedOf::Following, "/following"),
            (FeedOf::Member { name: name(), tag: None }, "/@ana"),
            (FeedOf::Member { name: name(), tag: Some("birds".to_owned()) }, "/@ana?tag=birds"),
            (FeedOf::Liked { name: name() }, "/@ana/likes"),
            (FeedOf::Board { id: BoardId::from_uuid(Uuid::nil()) }, "/board/1111111111111111111111"),
            (gallery(Order::Newest), "/c/1111111111111111111111/1111111111111111111111"),
            (gallery(Order::Popular(Window::All)), "/c/1111111111111111111111/1111111111111111111111?sort=popular"),
            (FeedOf::Search { q: "grey heron".to_owned() }, "/search?q=grey%20heron"),
            (FeedOf::Coloured { q: "sea".to_owned(), colour: teal }, "/search?q=sea&colour=1a8f86"),
            (FeedOf::Coloured { q: String::new(), colour: teal }, "/search?colour=1a8f86"),
        ] {
            assert_eq!(feed.address(None), address);
        }
    }
}
