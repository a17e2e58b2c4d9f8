//! Reporting a pin, a comment or a message to the moderators of the site.

use super::comments::{self, Quoted};
use crate::{
    app::{
        components::{Form, ProblemNotice, TextField, problem_of},
        counts::pictures,
        served::{Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        comments::{Comment, comment_address},
        errors::Problem,
        ids::{ChannelId, PinId},
        messages::{Message, message_address},
        pins::PinDetail,
    },
    services::{channels, messages, pins},
};
use leptos::prelude::*;

/// Who learns of a report.
const LEAD: &str = "The moderators of this site will review it. Nobody else will know who reported it.";

/// The same of a message in a community.
const LEAD_IN_COMMUNITY: &str = "The moderators of this site and of the community will review it. Only the moderators \
    of this site will know who reported it.";

/// The same of a message in a direct conversation.
const LEAD_IN_CONVERSATION: &str = "The moderators of this site will review it. They can see this message and its \
    pictures, but not the rest of the conversation. Nobody else will know who reported it.";

/// The form by which a comment is reported.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or its pin is not the caller's to see.
pub async fn of_comment(request: PageRequest) -> Result<Content, Problem> {
    let form = |comment, answer| view! { <OfComment comment answer /> }.into_any();
    comments::page(request, "Report a comment", "report", form).await
}

/// The form by which a pin is reported.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn of_pin(request: PageRequest) -> Result<Content, Problem> {
    let id: PinId = request.id()?;
    if request.caller.me.is_none() {
        let (title, words) = ("Sign in to report this picture", "Tell the moderators what is wrong with it.");
        return Ok(Content::sign_in_first("Report a picture", title, words, format!("/pin/{id}/report")));
    }
    let detail = pins::pin(&request.caller, id).await?;
    Ok(Content::new(move || {
        view! {
            <Title text="Report a picture" />
            <main id="main" class="page page--form" tabindex="-1">
                <OfPin detail answer=request.answer />
            </main>
        }
    }))
}

/// The form by which a message is reported.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to read.
pub async fn of_message(request: PageRequest) -> Result<Content, Problem> {
    let channel: ChannelId = request.param("channel").parse().map_err(|_| Problem::NotFound)?;
    let seq: i64 = request.param("seq").parse().map_err(|_| Problem::NotFound)?;
    if request.caller.me.is_none() {
        let (title, words) = ("Sign in to report this message", "Tell the moderators what is wrong with it.");
        let next = format!("/messages/{channel}/{seq}/report");
        return Ok(Content::sign_in_first("Report a message", title, words, next));
    }
    let message = messages::one(&request.caller, channel, seq).await?;
    let room = channels::detail(&request.caller, channel).await?;
    let lead = if room.community.is_some() { LEAD_IN_COMMUNITY } else { LEAD_IN_CONVERSATION };
    let back = message_address(&room.address(), seq);
    Ok(Content::new(move || {
        view! {
            <Title text="Report a message" />
            <main id="main" class="page page--form" tabindex="-1">
                <OfMessage message lead back answer=request.answer />
            </main>
        }
    }))
}

#[component]
fn OfComment(comment: Comment, answer: FormAnswer) -> impl IntoView {
    // Only its author can edit a comment.
    if comment.editable {
        return own();
    }
    let (id, back) = (comment.id.to_string(), comment_address(comment.pin, comment.id));
    view! {
        <Head title="Report this comment" lead=LEAD />
        <Quoted comment />
        <Ask action="/fn/report_comment" about=("comment", id) back answer />
    }
    .into_any()
}

#[component]
fn OfPin(detail: PinDetail, answer: FormAnswer) -> impl IntoView {
    let card = detail.card;
    if expect_context::<Option<Me>>().is_some_and(|me| me.person.username == card.owner.username) {
        return own();
    }
    let back = format!("/pin/{}", card.id);
    view! {
        <Head title="Report this picture" lead=LEAD />
        <p>
            <a href=back.clone() dir="auto">{card.title.clone()}</a>" by "
            <a href=format!("/@{}", card.owner.username)>{card.owner.display_name.clone()}</a>
        </p>
        <Ask action="/fn/report_pin" about=("pin", card.id.to_string()) back answer />
    }
    .into_any()
}

#[component]
fn OfMessage(message: Message, lead: &'static str, back: String, answer: FormAnswer) -> impl IntoView {
    let Message { channel, seq, author, body, pins, .. } = message;
    if expect_context::<Option<Me>>().is_some_and(|me| me.person.username == author.username) {
        return own();
    }
    let pictures = u32::try_from(pins.len()).ok().filter(|count| *count > 0).map(pictures);
    view! {
        <Head title="Report this message" lead />
        <figure class="quoted">
            <blockquote class="prose" dir="auto">{body}</blockquote>
            {pictures.map(|words| view! { <p>{words}</p> })}
            <figcaption class="quoted__who">
                <bdi>{author.display_name}</bdi>" "<a href=format!("/@{}", author.username)>{format!("@{}", author.username)}</a>
            </figcaption>
        </figure>
        <Ask action="/fn/report_message" about=("seq", seq.to_string()) back answer>
            <input type="hidden" name="channel" value=channel.to_string() />
        </Ask>
    }
    .into_any()
}

/// What is one's own is not reported.
fn own() -> AnyView {
    let detail = "This is your own, so you can’t report it. You can edit or delete it instead.".to_owned();
    view! { <ProblemNotice problem=Problem::Forbidden { detail } /> }.into_any()
}

#[component]
fn Head(title: &'static str, lead: &'static str) -> impl IntoView {
    view! {
        <header class="page__head">
            <h1 class="page__title">{title}</h1>
            <p class="page__lead">{lead}</p>
        </header>
    }
}

#[component]
fn Ask(
    action: &'static str,
    /// The field that names what is reported, and its id.
    about: (&'static str, String),
    back: String,
    answer: FormAnswer,
    /// What names it beside that.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (name, id) = about;
    let (typed, wrong) = (answer.typed_or("reason", ""), problem_of(&answer.problem, "reason"));
    let problem = answer.problem;
    view! {
        <Form
            action
            submit="Report"
            look="button--primary"
            busy="Sending"
            done="Thank you. One moment."
            problem
            cancel=back
        >
            <input type="hidden" name=name value=id />
            {children.map(|children| children())}
            <TextField name="reason" label="Describe the problem" typed wrong />
        </Form>
    }
}
