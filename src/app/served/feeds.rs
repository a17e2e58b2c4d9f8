//! Loads a page of any list of pins.

use crate::{
    model::{
        errors::Problem,
        feeds::{FeedOf, Order},
        page::Page,
        pins::PinCard,
    },
    services::{Caller, boards, feeds, likes, pins::Span, search},
};

/// A page of a list, as the caller sees it.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such list; [`Problem::BadRequest`] for a broken cursor; [`Problem::NotSignedIn`] for
/// lists that belong to members.
pub async fn list(caller: &Caller, feed: &FeedOf, cursor: Option<&str>) -> Result<Page<PinCard>, Problem> {
    let (site, viewer) = (&caller.site, caller.viewer());
    let span = Span::of_grid(cursor.map(str::parse).transpose()?);
    match feed {
        FeedOf::Explore { order } => feeds::explore(site, viewer, *order, None, span).await,
        FeedOf::Tag { tag } => feeds::explore(site, viewer, Order::Newest, Some(tag), span).await,
        FeedOf::Following => feeds::following(site, caller.member()?, span).await,
        FeedOf::Member { name, tag } => feeds::of_member(site, viewer, name, tag.as_deref(), span).await,
        FeedOf::Liked { name } => likes::liked_pins(site, viewer, name, span).await,
        FeedOf::Board { id } => boards::pins(site, viewer, *id, span).await,
        FeedOf::Channel { id, order, .. } => feeds::channel(site, viewer, *id, *order, span).await,
        FeedOf::Search { q } => search::pins(site, viewer, q, span).await,
        FeedOf::Coloured { q, colour } => search::pins_of_colour(site, viewer, q, *colour, span).await,
    }
}
