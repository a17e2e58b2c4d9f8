//! The forms of communities that hold a picture, and the one whose answer is shown once. All others are server functions.

use super::{
    AppState,
    expiring_links::number,
    forms::{Form, Unread, to_page},
    pins::Named,
};
use crate::{
    model::{communities::CommunityPicture, errors::Problem, ids::CommunityId},
    services::{
        allowances,
        communities::{self, invitations},
    },
};
use axum::{
    Router,
    response::{Redirect, Response},
    routing::post,
};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/c/{id}/invitations", post(invite))
}

pub(super) fn picture_routes() -> Router<AppState> {
    Router::new()
        .route("/c/{id}/icon", post(set_icon).get(edit_page))
        .route("/c/{id}/banner", post(set_banner).get(edit_page))
}

/// Opened as a page, the forms of pictures lead to the page that they are on.
async fn edit_page(Named(community): Named<CommunityId>) -> Result<Redirect, Problem> {
    to_page(&form_of(community))
}

fn form_of(community: CommunityId) -> String {
    format!("/c/{community}/edit")
}

async fn set_icon(Named(community): Named<CommunityId>, form: Unread) -> Result<Response, Problem> {
    set_picture(community, CommunityPicture::Icon, form).await
}

async fn set_banner(Named(community): Named<CommunityId>, form: Unread) -> Result<Response, Problem> {
    set_picture(community, CommunityPicture::Banner, form).await
}

/// Gives a community another icon or banner, or takes it away.
async fn set_picture(community: CommunityId, which: CommunityPicture, form: Unread) -> Result<Response, Problem> {
    let page = form_of(community);
    let form = form.of_page(&page);
    // Whoever may not change it hears so before a file is read.
    if let Err(problem) = communities::may_set_picture(form.caller(), community).await {
        return form.refuse(problem).await;
    }
    let allowance = allowances::of_avatar(&form.caller().site);
    let mut form = form.read(Some(allowance)).await?;
    let done = async {
        let picture = form.picture("picture")?;
        if picture.is_none() && form.filled("remove").is_none() {
            return Err(Problem::field("picture", "Please choose a picture."));
        }
        communities::set_picture(&form.caller, community, which, picture).await?;
        Ok(format!("{page}?saved=1"))
    };
    let done = done.await;
    form.answer(done).await
}

/// Makes an invitation, and shows its address this once.
async fn invite(Named(community): Named<CommunityId>, form: Form) -> Result<Response, Problem> {
    let done = async {
        form.caller.member()?;
        let (max_uses, expires_in) = (number(&form, "max_uses")?, number(&form, "expires_in")?);
        invitations::create(&form.caller, community, max_uses, expires_in).await.map(|(address, _)| address)
    };
    let done = done.await;
    form.answer_once(done).await
}
