//! One's direct conversations, and the form by which another is begun.

use crate::{
    app::{
        addresses::with_query,
        components::{ConversationList, Draw, Empty, Field, Form, Icon, problem_of},
        served::{CommunityStyle, Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{channels::Conversation, errors::Problem, page::Page},
    services::{conversations, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/messages";

/// One's direct conversations, the one with the latest message first. Visitors are asked to sign in.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor; [`Problem::Invalid`] for that of another list.
pub async fn list(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    if caller.me.is_none() {
        let (title, words) = ("Sign in to see your messages", "Write to one member or a few, away from everyone else.");
        return Ok(Content::sign_in_first("Messages", title, words, ADDRESS));
    }
    let span = Span::of_conversations(request.cursor().map(|cursor| cursor.parse()).transpose()?);
    let page = conversations::list(caller, span).await?;
    let first = request.cursor().is_none();
    Ok(Content::new(move || {
        view! {
            <CommunityStyle />
            <Title text="Messages" />
            <main id="main" class="page page--form" tabindex="-1">
                <header class="page__head conversations__head">
                    <h1 class="page__title">"Messages"</h1>
                    <a class="icon-button" href="/messages/search" aria-label="Search your messages"><Draw icon=Icon::Search /></a>
                </header>
                <Begin answer=request.answer />
                <Found page first />
            </main>
        }
    }))
}

/// The form by which a conversation is begun, folded away until it is opened or was refused.
#[component]
fn Begin(answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("members", "");
    let problem = answer.problem;
    let wrong = problem_of(&problem, "members");
    let open = problem.is_some();
    view! {
        <details class="asked" open=open>
            <summary class="button button--primary"><Draw icon=Icon::Plus class="icon--small" />"New message"</summary>
            <div class="asked__panel">
                <Form
                    action="/fn/begin_conversation"
                    submit="Start conversation"
                    look="button--primary"
                    busy="Starting"
                    done="One moment."
                    problem
                >
                    <Field
                        name="members"
                        label="To"
                        autocomplete="off"
                        hint="User names, with spaces or commas between them. Up to nine people."
                        typed
                        wrong
                    />
                </Form>
            </div>
        </details>
    }
}

#[component]
fn Found(page: Page<Conversation>, first: bool) -> impl IntoView {
    let Page { items, next } = page;
    if items.is_empty() && first {
        let words = "Write to a member, or to a few at once. Only the people in a conversation can read it.";
        return view! { <Empty icon=Icon::Messages title="No messages yet" words /> }.into_any();
    }
    let older = next.map(|cursor| with_query(ADDRESS, &[("cursor", &cursor.to_string())]));
    view! {
        <ConversationList conversations=items />
        {(older.is_some() || !first).then(|| view! {
            <nav class="community__pages" aria-label="Pages">
                {(!first).then(|| view! { <a class="button button--quiet" href=ADDRESS>"Latest"</a> })}
                {older.map(|address| view! { <a class="button button--secondary" href=address rel="next">"Older"</a> })}
            </nav>
        })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use crate::model::channels::CONVERSATION_MOST;

    #[test]
    fn the_hint_says_how_many_can_be_in_a_conversation() {
        // Nine, and whoever begins it.
        assert_eq!(CONVERSATION_MOST, 10);
    }
}
