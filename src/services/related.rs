//! What is like a pin.

use super::{Site, likeness, replicas::read};
use crate::model::{
    errors::Problem,
    feeds::RELATED_MOST,
    ids::{PinId, UserId},
    pins::PinCard,
};

/// Public pins that are like this one: first those that look like it, then those that share tags, boards or the owner with it. None where this
/// viewer may not see the pin.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn like_this(site: &Site, viewer: Option<UserId>, pin: PinId) -> Result<Vec<PinCard>, Problem> {
    read(site, |site| async move {
        let mut found = likeness::look_alikes(&site, viewer, pin, RELATED_MOST).await?;
        if found.len() < RELATED_MOST {
            let mut others = site.db.related(viewer, pin, RELATED_MOST + found.len()).await?;
            others.retain(|other| !found.contains(other));
            found.extend(others);
            found.truncate(RELATED_MOST);
        }
        site.db.cards(viewer, &found).await
    })
    .await
}
