//! Communities: making, changing, deleting, joining and leaving them, and accepting invitations.

use super::{Done, FormPage, back_or, context, named, wanted};
use crate::{
    model::{
        communities::CommunityFields,
        errors::Problem,
        ids::{CategoryId, CommunityId},
        visibility::PublicOrPrivate,
    },
    services::{
        Caller,
        communities::{self, invitations},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The fields of the form of a community, as they were typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CommunityForm {
    name: String,
    description: String,
    /// The id of one; none where it is empty.
    category: String,
    visibility: String,
}

impl CommunityForm {
    /// # Errors
    /// [`Problem::Invalid`] where a choice cannot be read. The service checks the rest.
    fn fields(self) -> Result<CommunityFields, Problem> {
        Ok(CommunityFields {
            name: Some(self.name),
            description: Some(self.description),
            category: Some(category(&self.category)?),
            visibility: chosen(&self.visibility)?,
        })
    }
}

fn category(text: &str) -> Result<Option<CategoryId>, Problem> {
    let named = (!text.is_empty()).then(|| text.parse()).transpose();
    named.map_err(|_| Problem::field("category", "There is no such category."))
}

fn chosen(visibility: &str) -> Result<Option<PublicOrPrivate>, Problem> {
    (!visibility.is_empty()).then(|| visibility.parse()).transpose()
}

/// Makes a community and goes to it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] with each field that needs another look; [`Problem::TooMany`].
#[server(prefix = "/fn", endpoint = "create_community")]
pub async fn create_community(#[server(flatten)] form: CommunityForm) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    FormPage::set("/communities/new");
    let community = communities::create(&caller, form.fields()?).await?;
    Ok(Done { location: format!("/c/{community}") })
}

/// Changes how a community is described, and who sees it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`];
/// [`Problem::Invalid`] with each field that needs another look.
#[server(prefix = "/fn", endpoint = "edit_community")]
pub async fn edit_community(
    #[server(default)] community: String,
    #[server(flatten)] form: CommunityForm,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, page) = form_of(&community)?;
    communities::edit(&caller, community, form.fields()?).await?;
    Ok(Done { location: format!("{page}?saved=1") })
}

/// Deletes a community with all that is in it, where its name is typed as `confirmed`.
///
/// # Errors
/// As [`edit_community`]; [`Problem::Invalid`] at `confirmed`.
#[server(prefix = "/fn", endpoint = "delete_community")]
pub async fn delete_community(
    #[server(default)] community: String,
    #[server(default)] confirmed: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, _) = form_of(&community)?;
    caller.member()?;
    let detail = communities::detail(&caller, community).await?;
    if detail.owned && confirmed.trim().to_lowercase() != detail.card.name.to_lowercase() {
        return Err(Problem::field("confirmed", "Please type the name of the community to delete it."));
    }
    communities::delete(&caller, community).await?;
    Ok(Done { location: "/communities?deleted=1".to_owned() })
}

/// Joins a community, or leaves it: `want` is “join” or “leave”. Goes `back`, or to the community; from a private one that was left, to
/// the list of communities.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::Forbidden`] where it needs an
/// invitation, and for its owner; [`Problem::Invalid`] at `want`.
#[server(prefix = "/fn", endpoint = "join_community")]
pub async fn join_community(
    #[server(default)] community: String,
    #[server(default)] want: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let community: CommunityId = named(&community)?;
    let page = format!("/c/{community}/about");
    FormPage::set(&page);
    if wanted(&want, "join", "leave")? {
        communities::join(&caller, community).await?;
        return Ok(Done { location: back_or(back.as_deref(), format!("/c/{community}")) });
    }
    caller.member()?;
    let detail = communities::detail(&caller, community).await?;
    communities::leave(&caller, community).await?;
    let location = match detail.card.visibility {
        PublicOrPrivate::Private => "/communities?left=1".to_owned(),
        PublicOrPrivate::Public => back_or(back.as_deref(), page),
    };
    Ok(Done { location })
}

/// Accepts an invitation and goes to the community.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where there is none of this token; [`Problem::StaleLink`] where it works no longer.
#[server(prefix = "/fn", endpoint = "accept_invitation")]
pub async fn accept_invitation(#[server(default)] token: String) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Problem::NotFound);
    }
    FormPage::set(&format!("/invite/{token}"));
    let community = invitations::accept(&caller, &token).await?;
    Ok(Done { location: format!("/c/{community}") })
}

/// Ends an invitation of a community. Goes to the list of its invitations.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where community or invitation are not there for them; [`Problem::NotAllowed`].
#[server(prefix = "/fn", endpoint = "revoke_invitation")]
pub async fn revoke_invitation(
    #[server(default)] community: String,
    #[server(default)] invitation: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let community: CommunityId = named(&community)?;
    let page = format!("/c/{community}/invitations");
    FormPage::set(&page);
    let invitation = named(&invitation)?;
    invitations::revoke(&caller, community, invitation).await?;
    Ok(Done { location: format!("{page}?revoked=1") })
}

/// Reads the community that a form is about, and says where the form is.
fn form_of(community: &str) -> Result<(CommunityId, String), Problem> {
    let community: CommunityId = named(community)?;
    let page = format!("/c/{community}/edit");
    FormPage::set(&page);
    Ok((community, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_without_a_choice_leaves_it_open() {
        let fields = CommunityForm { name: "Birds".to_owned(), ..CommunityForm::default() }.fields().unwrap();
        assert_eq!((fields.category, fields.visibility), (Some(None), None));
        for form in [
            CommunityForm { category: "birds".to_owned(), ..CommunityForm::default() },
            CommunityForm { visibility: "secret".to_owned(), ..CommunityForm::default() },
        ] {
            assert!(form.fields().is_err());
        }
    }
}
