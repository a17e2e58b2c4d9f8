//! What an invitation leads to: the community, and the way in.

use crate::{
    app::{
        addresses::{sign_in_address, sign_up_address},
        components::{AuthPage, ButtonForm, CommunityIcon, Drawing, FormProblem, IconSize, Notice},
        counts::members,
        location::here,
        served::{AnswerStatus, CommunityStyle, Content, InHead, PageRequest, Title},
        start::is_visitor,
    },
    model::{accounts::SignUpMode, communities::CommunityCard, errors::Problem},
    services::communities::invitations,
};
use leptos::prelude::*;

/// Where an invitation leads. To look at it uses nothing up.
///
/// # Errors
/// [`Problem::NotFound`] where there never was such an invitation.
pub async fn invited(request: PageRequest) -> Result<Content, Problem> {
    let token = request.param("token").to_owned();
    let card = match invitations::look(&request.caller, &token).await {
        Err(Problem::StaleLink { detail }) => return Ok(stale(detail)),
        card => card?,
    };
    let problem = request.answer.problem;
    Ok(Content::new(move || {
        view! {
            <CommunityStyle />
            <Title text="Invitation" />
            // Whoever has the address can join.
            <InHead><meta name="robots" content="noindex" /></InHead>
            <AuthPage title="You’re invited" lead="You have been invited to join a community.">
                <FormProblem problem />
                <Invited card token />
            </AuthPage>
        }
    }))
}

fn stale(detail: String) -> Content {
    Content::new(move || {
        AnswerStatus::set(410);
        view! {
            <Title text="Invitation" />
            <main id="main" class="page" tabindex="-1">
                <Notice drawing=Drawing::Lost title="This invitation no longer works" words=detail>
                    <a class="button button--primary" href="/communities">"Browse communities"</a>
                </Notice>
            </main>
        }
    })
}

#[component]
fn Invited(card: CommunityCard, token: String) -> impl IntoView {
    let CommunityCard { id, name, description, member_count, role, .. } = card.clone();
    let way = if role.is_some() {
        view! {
            <p>"You are a member already."</p>
            <a class="button button--primary button--wide" href=format!("/c/{id}")>"Open"</a>
        }
        .into_any()
    } else if is_visitor() {
        view! { <Account /> }.into_any()
    } else {
        let fields = vec![("token", token)];
        view! {
            <ButtonForm action="/fn/accept_invitation" fields class="button button--primary button--wide">"Join"</ButtonForm>
        }
        .into_any()
    };
    view! {
        <div class="invited">
            <CommunityIcon card size=IconSize::Large />
            <h2 class="invited__name" dir="auto">{name}</h2>
            <p class="invited__facts">{members(member_count.into())}</p>
        </div>
        {way}
        {(!description.is_empty()).then(|| view! { <p class="invited__about" dir="auto">{description}</p> })}
    }
}

/// The ways to an account, and back to the invitation.
#[component]
fn Account() -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    view! {
        <a class="button button--primary button--wide" href=sign_in_address(&here())>"Sign in to join"</a>
        {open.then(|| view! {
            <a class="button button--secondary button--wide" href=sign_up_address(&here())>"Create an account"</a>
        })}
    }
}
