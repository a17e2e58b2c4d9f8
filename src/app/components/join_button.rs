//! The button by which one joins a community. A visitor is led to sign in and back.

use super::ButtonForm;
use crate::{
    app::{
        addresses::{Intent, sign_in_to},
        location::here,
        start::is_visitor,
    },
    model::{communities::CommunityCard, visibility::PublicOrPrivate},
};
use leptos::prelude::*;

const LOOK: &str = "button button--primary";

/// Joins a public community; nothing for whoever belongs to it, and where an invitation is needed.
#[component]
pub fn JoinButton(
    /// Which.
    card: CommunityCard,
) -> impl IntoView {
    if card.role.is_some() || card.visibility == PublicOrPrivate::Private {
        return ().into_any();
    }
    if is_visitor() {
        return view! { <a class=LOOK href=sign_in_to(Intent::Join, &here())>"Join"</a> }.into_any();
    }
    let fields =
        vec![("community", card.id.to_string()), ("want", "join".to_owned()), ("back", format!("/c/{}", card.id))];
    view! { <ButtonForm action="/fn/join_community" fields class=LOOK>"Join"</ButtonForm> }.into_any()
}
