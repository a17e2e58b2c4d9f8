//! Members, for admins: all of them, and one by one.

mod delete;
mod list;
mod one;

pub use delete::DeleteMember;
pub use list::Members;
pub use one::Member;

use crate::{
    app::{
        components::{Avatar, AvatarSize, ShownOnce},
        start::FormAnswer,
    },
    model::{accounts::Person, links::LinkPurpose, members},
};
use leptos::prelude::*;

/// The page of one member.
fn address(person: &Person) -> String {
    format!("/admin/members/{}", person.username)
}

/// A face and both names; the name leads to their page.
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

/// What is to be seen at once: that they look after the site, or are kept out.
#[component]
fn State(member: members::Member) -> impl IntoView {
    use crate::model::accounts::Role;
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
            "A link to set a new password",
            format!("Hand it to {whom} alone: whoever opens it can set their password."),
        ),
        Some(LinkPurpose::VerifyEmail) => {
            ("A link to confirm an address", format!("Hand it to {whom} in a way that shows the address to be theirs."))
        }
        Some(LinkPurpose::Invitation) => {
            ("An invitation", "Hand it to whoever you want to come. One person can sign up by it.".to_owned())
        }
        _ => ("Your link", "Hand it to whom it is for, and nobody else. It works once.".to_owned()),
    };
    Some(view! { <ShownOnce title words text /> })
}
