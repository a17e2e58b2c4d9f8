//! What is like a pin.

use super::{Site, replicas::read};
use crate::model::{
    errors::Problem,
    feeds::RELATED_MOST,
    ids::{PinId, UserId},
    pins::PinCard,
};

/// Public pins that are like this one: they share tags, boards or the owner with it. None where this viewer may not see the pin.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn like_this(site: &Site, viewer: Option<UserId>, pin: PinId) -> Result<Vec<PinCard>, Problem> {
    read(site, |site| async move {
        let found = site.db.related(viewer, pin, RELATED_MOST).await?;
        site.db.cards(viewer, &found).await
    })
    .await
}
