//! Members, for admins: all of them, and one by one.

mod delete;
mod list;
mod one;

pub use delete::delete_member;
pub use list::members;
pub use one::member;

use crate::{
    app::{
        components::{Avatar, AvatarSize, ShownOnce},
        start::FormAnswer,
    },
    model::{
        accounts::{Person, Role},
        links::LinkPurpose,
        members::Member,
    },
};
use leptos::prelude::*;

/// The page of one member.
fn address(person: &Person) -> String {
    format!("/admin/members/{}", person.username)
}

/// Avatar and both names; the name leads to the page of the member.
#[component]
fn Who(person: Person) -> impl IntoView {
    let address = address(&person);
    view! {
        <div class="table__who">
            <Avatar person=person.clone() size=AvatarSize::Small />
            <span class="table__names">
                <a href=address dir="auto">{person.display_name}</a>
                <span class="table__quiet">{format!("@{}", person.username)}</span>
            </span>
        </div>
    }
}

/// What is to be seen at once: the role of moderators and admins, and whether the member is suspended.
#[component]
fn State(member: Member) -> impl IntoView {
    let role =
        (member.role != Role::Member).then(|| view! { <span class="badge badge--accent">{member.role.words()}</span> });
    let kept = member.suspended.map(|_| view! { <span class="badge badge--danger">"Suspended"</span> });
    view! { {role} {kept} }
}

/// The link that was just made, if one was, and what to do with it.
fn made(answer: &FormAnswer, whom: &str) -> Option<impl IntoView + use<>> {
    let text = answer.shown_once.clone()?;
    let purpose = answer.typed.get("purpose").and_then(|purpose| purpose.parse().ok());
    let (title, words) = match purpose {
        Some(LinkPurpose::ResetPassword) => (
            "Password reset link",
            format!("Give this link only to {whom}: anyone who opens it can set a new password."),
        ),
        Some(LinkPurpose::VerifyEmail) => (
            "E-mail confirmation link",
            format!("Give this link to {whom} only if you know that the address is theirs."),
        ),
        Some(LinkPurpose::Invitation) => (
            "Invitation link",
            "Give this link to the person you are inviting. One person can sign up with it.".to_owned(),
        ),
        _ => ("Your link", "Give this link only to the person it is for. It works once.".to_owned()),
    };
    Some(view! { <ShownOnce title words text /> })
}
