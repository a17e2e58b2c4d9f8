//! The form below the messages: something new, an answer, a change, or the question before a message is deleted. It is a plain form; with
//! script (`app/talk`) a message is sent without leaving the page.

use super::{Room, Viewer, history};
use crate::{
    app::{
        addresses::{Intent, sign_in_to},
        components::{Draw, Icon, JoinButton, Moment, Success, escaped, problem_of},
        islands::MentionField,
        served::PageRequest,
        start::FormAnswer,
    },
    model::{
        channels::{ChannelDetail, ChannelKind},
        communities::{COMMUNITY_REASON_LONGEST, CommunityCard},
        errors::{Problem, grouped},
        ids::ClientKey,
        messages::Message,
    },
    services::messages,
};
use leptos::prelude::*;
use time::OffsetDateTime;
use uuid::Uuid;

/// What the form is for.
pub(super) enum Writing {
    /// A new message, which may answer another one.
    New { reply: Option<Message> },
    /// The viewer's own message.
    Edit(Message),
    /// A message that is to be deleted.
    Delete(Message),
    /// The viewer may not write.
    Closed(Closed),
}

/// Why the viewer may not write.
pub(super) enum Closed {
    Visitor,
    Stranger(CommunityCard),
    TimedOut(OffsetDateTime),
    ReadOnly,
    Blocked,
}

impl Writing {
    /// What the address asks for, or a form that was refused.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such message.
    pub(super) async fn of(request: &PageRequest, room: &Room, viewer: &Viewer) -> Result<Self, Problem> {
        let typed = |name: &str| request.answer.typed.get(name).and_then(|text| text.parse::<i64>().ok());
        let asked = |name: &str| history::number(request.queries(), name);
        let edited = typed("seq").filter(|_| request.answer.typed.contains_key("body"));
        let message = |seq| messages::one(&request.caller, room.detail.id, seq);
        if let Some(seq) = asked("delete") {
            let found = message(seq).await?;
            if viewer.removes || viewer.is(&found.author.username) {
                return Ok(Self::Delete(found));
            }
        }
        if let Some(closed) = Closed::of(room, viewer) {
            return Ok(Self::Closed(closed));
        }
        if let Some(seq) = asked("edit").or(edited) {
            let found = message(seq).await?;
            if viewer.is(&found.author.username) {
                return Ok(Self::Edit(found));
            }
        }
        let reply = match asked("reply").or(typed("reply_to")) {
            // One that has been deleted meanwhile is answered by a message of its own.
            Some(seq) => message(seq).await.ok(),
            None => None,
        };
        Ok(Self::New { reply })
    }
}

impl Closed {
    fn of(room: &Room, viewer: &Viewer) -> Option<Self> {
        if viewer.writes {
            return None;
        }
        if viewer.name.is_none() {
            return Some(Self::Visitor);
        }
        let Some(community) = &room.community else { return Some(Self::Blocked) };
        if community.card.role.is_none() {
            return Some(Self::Stranger(community.card.clone()));
        }
        Some(community.timed_out_until.map_or(Self::ReadOnly, Self::TimedOut))
    }
}

/// Whether an answer is about the form of a message, which says itself what was wrong.
pub(super) fn is_answered(answer: &FormAnswer) -> bool {
    answer.typed.contains_key("body")
}

/// What stands below the messages.
#[component]
pub(super) fn Foot(room: ChannelDetail, viewer: Viewer, writing: Writing, answer: FormAnswer) -> impl IntoView {
    match writing {
        Writing::Closed(closed) => view! { <NotHere closed viewer /> }.into_any(),
        Writing::Delete(message) => view! { <Delete message viewer answer /> }.into_any(),
        Writing::Edit(message) => view! { <Edit message viewer answer /> }.into_any(),
        Writing::New { reply } => view! { <New room viewer reply answer /> }.into_any(),
    }
}

/// Says why one cannot write.
#[component]
fn NotHere(closed: Closed, viewer: Viewer) -> impl IntoView {
    let words = match closed {
        Closed::Visitor => view! {
            <a class="button button--primary" href=sign_in_to(Intent::Join, &viewer.address)>"Sign in to write"</a>
        }
        .into_any(),
        Closed::Stranger(card) => view! { <span>"Join this community to write."</span><JoinButton card /> }.into_any(),
        Closed::TimedOut(until) => view! { <span>"You can write again "<Moment at=until />"."</span> }.into_any(),
        Closed::ReadOnly => view! { <span>"Only moderators can write in this channel."</span> }.into_any(),
        Closed::Blocked => view! { <span>"You can’t write in this conversation."</span> }.into_any(),
    };
    view! { <div class="composer composer--closed" id="composer">{words}</div> }
}

#[component]
fn New(room: ChannelDetail, viewer: Viewer, reply: Option<Message>, answer: FormAnswer) -> impl IntoView {
    let key = answer.typed_or("key", &ClientKey::from_uuid(Uuid::now_v7()).to_string());
    let wrong = problem_of(&answer.problem, "body")
        .or_else(|| problem_of(&answer.problem, "picture"))
        .or_else(|| answer.problem.as_ref().filter(|_| is_answered(&answer)).map(ToString::to_string));
    let typed = answer.typed_or("body", "");
    let placeholder = match room.kind {
        ChannelKind::Talk => format!("Message #{}", room.name),
        ChannelKind::Gallery => "Add a caption".to_owned(),
        ChannelKind::Direct => format!("Message {}", room.name),
    };
    view! {
        <Success query="sent" words="Your picture is posted. It is shown once it has been processed." once=true />
        <form
            class="composer"
            id="composer"
            method="post"
            action=viewer.address.clone()
            enctype="multipart/form-data"
            data-composer
        >
            <input type="hidden" name="key" value=key />
            {reply.map(|message| view! { <Reply message address=viewer.address.clone() /> })}
            <ul class="composer__pins" aria-label="Attached pictures"></ul>
            <div class="composer__line">
                <Attach />
                <Text address=viewer.address.clone() typed wrong placeholder />
                <button class="icon-button composer__send" type="submit" aria-label="Send"><Draw icon=Icon::Send /></button>
            </div>
            <p class="composer__note">{pace(room.slow_mode)}</p>
            <p class="composer__status" role="status" data-status></p>
        </form>
    }
}

/// What is to be known of a channel in which one waits between two messages.
fn pace(slow_mode: u32) -> Option<String> {
    let words = match slow_mode {
        0 => return None,
        1 => "second".to_owned(),
        60 => "minute".to_owned(),
        3600 => "hour".to_owned(),
        seconds if seconds % 3600 == 0 => format!("{} hours", seconds / 3600),
        seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{} seconds", grouped(seconds.into())),
    };
    Some(format!("Slow mode: you can send one message every {words}."))
}

/// Which message is answered.
#[component]
fn Reply(message: Message, address: String) -> impl IntoView {
    let Message { seq, author, body, .. } = message;
    let excerpt: String = body.chars().take(140).collect();
    view! {
        <p class="composer__about" data-about>
            <span class="composer__about-words">
                "Replying to "<strong dir="auto">{author.display_name}</strong>" "<span dir="auto">{excerpt}</span>
            </span>
            <input type="hidden" name="reply_to" value=seq.to_string() />
            <a class="icon-button" href=format!("{address}#composer") aria-label="Don’t reply"><Draw icon=Icon::Close /></a>
        </p>
    }
}

/// Where a picture is chosen; with script several.
#[component]
fn Attach() -> impl IntoView {
    view! {
        <input class="composer__file file-input" id="picture" name="picture" type="file" accept="image/*" aria-label="Attach pictures" />
        <label class="icon-button composer__attach" for="picture" aria-hidden="true" data-with-talk><Draw icon=Icon::Attach /></label>
    }
}

/// The text of a message. Members are mentioned in it as in a comment.
#[component]
fn Text(address: String, typed: String, wrong: Option<String>, placeholder: String) -> impl IntoView {
    let described = wrong.is_some().then_some("body-error");
    let invalid = wrong.is_some().then_some("true");
    view! {
        <div class="composer__field">
            <MentionField>
                <label class="visually-hidden" for="body">"Message"</label>
                <div class="combobox composer__combobox" data-mentions=address>
                    <textarea
                        class="input composer__text"
                        id="body"
                        name="body"
                        rows="1"
                        dir="auto"
                        placeholder=placeholder
                        aria-controls="body-options"
                        aria-describedby=described
                        aria-invalid=invalid
                        inner_html=escaped(&typed)
                    ></textarea>
                    // Empty here: the members come as HTML.
                    <ul class="combobox__list" id="body-options" role="listbox" aria-label="Members" hidden></ul>
                </div>
                <p class="visually-hidden" role="status"></p>
                {wrong.map(|words| view! {
                    <p class="field__error" id="body-error"><Draw icon=Icon::Alert class="icon--small" />{words}</p>
                })}
            </MentionField>
        </div>
    }
}

/// The viewer's own message, to be written anew without script.
#[component]
fn Edit(message: Message, viewer: Viewer, answer: FormAnswer) -> impl IntoView {
    let Message { seq, body, .. } = message;
    let wrong = answer.problem.as_ref().map(ToString::to_string);
    let wrong = problem_of(&answer.problem, "body").or(wrong);
    let typed = answer.typed_or("body", &body);
    let back = viewer.place_of(seq);
    view! {
        <form class="composer" id="composer" method="post" action="/fn/edit_message" enctype="multipart/form-data">
            <p class="composer__about">
                <span class="composer__about-words">"Editing a message"</span>
                <a class="icon-button" href=back aria-label="Don’t edit"><Draw icon=Icon::Close /></a>
            </p>
            <input type="hidden" name="channel" value=viewer.channel.to_string() />
            <input type="hidden" name="seq" value=seq.to_string() />
            <div class="composer__line">
                <Text address=viewer.address.clone() typed wrong placeholder="Message".to_owned() />
                <button class="button button--primary" type="submit">"Save"</button>
            </div>
        </form>
    }
}

/// The question before a message is deleted without script.
#[component]
fn Delete(message: Message, viewer: Viewer, answer: FormAnswer) -> impl IntoView {
    let Message { seq, author, html, .. } = message;
    let own = viewer.is(&author.username);
    let wrong = answer.problem.as_ref().map(ToString::to_string);
    let back = viewer.place_of(seq);
    view! {
        <form
            class="composer composer--ask"
            id="composer"
            method="post"
            action="/fn/delete_message"
            enctype="multipart/form-data"
            aria-labelledby="delete-title"
        >
            <h2 class="composer__title" id="delete-title">"Delete this message?"</h2>
            <blockquote class="composer__quote" dir="auto" inner_html=html></blockquote>
            <input type="hidden" name="channel" value=viewer.channel.to_string() />
            <input type="hidden" name="seq" value=seq.to_string() />
            {(!own).then(|| view! { <Reason id="reason" /> })}
            {wrong.map(|words| view! {
                <p class="field__error"><Draw icon=Icon::Alert class="icon--small" />{words}</p>
            })}
            <div class="composer__actions">
                <a class="button button--quiet" href=back>"Cancel"</a>
                <button class="button button--danger" type="submit">"Delete"</button>
            </div>
        </form>
    }
}

/// Why a message of somebody else is removed.
#[component]
pub(super) fn Reason(id: &'static str) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id>"Reason"<span class="field__optional">" (optional)"</span></label>
            <input class="input" id=id name="reason" dir="auto" maxlength=COMMUNITY_REASON_LONGEST.to_string() />
            <p class="field__hint">"The author sees it in their notifications, and it is recorded in the community’s log."</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::pace;

    #[test]
    fn a_pace_is_told_in_the_largest_unit_that_fits() {
        for (seconds, words) in
            [(1, "second"), (30, "30 seconds"), (60, "minute"), (90, "90 seconds"), (21_600, "6 hours")]
        {
            assert_eq!(pace(seconds), Some(format!("Slow mode: you can send one message every {words}.")));
        }
        assert_eq!(pace(0), None);
    }
}
