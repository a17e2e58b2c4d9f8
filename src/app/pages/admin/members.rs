//! Members as admins see them, and links made for them by hand.

use crate::{
    app::{
        components::{Avatar, AvatarSize, ButtonForm, Day, Empty, Fetched, Field, FormProblem, Icon, ShownOnce},
        counts::pictures,
        pages::NotFound,
        start::{Answered, FormAnswer},
    },
    model::{
        accounts::{Me, Role},
        errors::Problem,
        links::LinkPurpose,
        settings::Member,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Members, for admins.
#[component]
pub fn Members() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let admin = expect_context::<Option<Me>>().is_some_and(|me| me.role == Role::Admin);
    if admin { view! { <MembersPage answer /> }.into_any() } else { view! { <NotFound /> }.into_any() }
}

#[component]
fn MembersPage(answer: FormAnswer) -> impl IntoView {
    let query = use_query_map();
    let sent = answer.typed_or("q", "");
    let q = Memo::new(move |_| query.with(|query| query.get("q")).unwrap_or_else(|| sent.clone()));
    let members = Resource::new(move || q.get(), server_fns::admin::members);
    let problem = RwSignal::new(answer.problem.clone());
    let email = if answer.shown_once.is_none() { answer.typed_or("email", "") } else { String::new() };
    let made = made(answer);
    view! {
        <Title text="Members" />
        <main id="main" class="page page--wide" tabindex="-1">
            <header class="page__head">
                <h1 class="page__title">"Members"</h1>
                <p class="page__lead">"Find somebody, help them back in, or ask somebody to come."</p>
            </header>
            <FormProblem problem />
            {made}
            <div class="members">
                <form class="inline-form" method="get" action="/admin/members" role="search">
                    <div class="field">
                        <label class="field__label" for="q">"Find a member"</label>
                        <input class="input" id="q" name="q" type="search" autocomplete="off" value=q.get_untracked() />
                    </div>
                    <button class="button button--secondary" type="submit">"Search"</button>
                </form>
                <Invite email problem />
                <div><Fetched from=members let:members><List members q /></Fetched></div>
            </div>
        </main>
    }
}

/// The form of an invitation. It is not sent by script, nor are the buttons: the page that comes back shows the link.
#[component]
fn Invite(email: String, problem: RwSignal<Option<Problem>>) -> impl IntoView {
    view! {
        <section class="members__invite" aria-labelledby="invite">
            <h2 class="members__title" id="invite">"Invite somebody"</h2>
            <p class="members__words">"By a link to the sign-up form. Their address is filled in there, if you know it."</p>
            <form class="form" method="post" action="/admin/invitations" enctype="multipart/form-data">
                <input type="hidden" name="purpose" value=LinkPurpose::Invitation.name() />
                <Field name="email" label="E-mail" kind="email" autocomplete="off" optional=true typed=email problem />
                <button class="button button--secondary" type="submit">"Make an invitation"</button>
            </form>
        </section>
    }
}

/// The link that was just made, if one was, and what to do with it.
fn made(answer: FormAnswer) -> Option<impl IntoView> {
    let text = answer.shown_once.clone()?;
    let user = answer.typed.get("user");
    let whom = user.map_or_else(|| "the member".to_owned(), |user| format!("@{user}"));
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

#[component]
fn List(members: Vec<Member>, q: Memo<String>) -> impl IntoView {
    if members.is_empty() {
        let words = "Nobody’s name or e-mail address holds that text. Part of one is enough.";
        return view! { <Empty icon=Icon::People title="No member found" words /> }.into_any();
    }
    let q = q.get_untracked();
    let entries = members.into_iter().map(|member| view! { <Entry member q=q.clone() /> }).collect_view();
    view! { <ul class="entries" aria-label="Members">{entries}</ul> }.into_any()
}

#[component]
fn Entry(member: Member, q: String) -> impl IntoView {
    let Member { person, email, verified, role, joined_at, pins } = member;
    let id = format!("member-{}", person.username);
    let (badge, words) = if verified { ("badge badge--accent", "Confirmed") } else { ("badge", "Not confirmed yet") };
    view! {
        <li class="entry">
            <Avatar person=person.clone() size=AvatarSize::Medium />
            <div class="entry__words">
                <p class="entry__name">
                    <a class="entry__link" id=id.clone() href=format!("/@{}", person.username)>{person.display_name}</a>
                </p>
                <p class="entry__facts">
                    <span>{format!("@{}", person.username)}</span>
                    <span>{email}</span>
                    <span class=badge>{words}</span>
                    {(role == Role::Admin).then(|| view! { <span class="badge badge--accent">"Admin"</span> })}
                </p>
                <p class="entry__facts">
                    <span>"Joined "<Day at=joined_at /></span>
                    <span>{pictures(pins)}</span>
                </p>
            </div>
            <div class="entry__actions">
                {(!verified).then(|| view! {
                    <LinkButton purpose=LinkPurpose::VerifyEmail username=person.username.clone() q=q.clone() id=id.clone()>
                        "Make a confirmation link"
                    </LinkButton>
                })}
                <LinkButton purpose=LinkPurpose::ResetPassword username=person.username.clone() q=q.clone() id=id.clone()>
                    "Make a reset link"
                </LinkButton>
            </div>
        </li>
    }
}

/// Makes a link for a member. What was searched for goes along, so that the same members are shown again.
#[component]
fn LinkButton(purpose: LinkPurpose, username: String, q: String, id: String, children: Children) -> impl IntoView {
    let fields = vec![("user", username), ("purpose", purpose.name().to_owned()), ("q", q)];
    view! {
        <ButtonForm action="/admin/members/links" fields class="button button--secondary" described_by=id>
            {children()}
        </ButtonForm>
    }
}
