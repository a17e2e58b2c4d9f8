//! What can be done with a message where the browser runs no script: it stands below the message that the address leads to. With script a
//! menu does the same.

use super::Viewer;
use crate::{
    app::components::{ButtonForm, Draw, Icon},
    model::messages::Message,
};
use leptos::prelude::*;

/// The reactions that are offered first.
pub(super) const QUICK: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🎉"];

/// What the viewer may do with a message.
#[component]
pub(super) fn Acts(message: Message, viewer: Viewer) -> impl IntoView {
    let Message { seq, author, pinned, .. } = message;
    let own = viewer.is(&author.username);
    let link = |name: &str| format!("{}?{name}={seq}#composer", viewer.address);
    let (reply, edit, delete) = (link("reply"), link("edit"), link("delete"));
    let report = format!("/messages/{}/{seq}/report", viewer.channel);
    let fields =
        |want: &str| vec![("channel", viewer.channel.to_string()), ("seq", seq.to_string()), ("want", want.to_owned())];
    let (want, words) = if pinned { ("unpin", "Unpin") } else { ("pin", "Pin") };
    view! {
        <div class="message__acts" data-without-talk>
            {viewer.reacts.then(|| view! { <React seq viewer=viewer.clone() /> })}
            {viewer.writes.then(|| view! {
                <a class="button button--quiet button--small" href=reply><Draw icon=Icon::Reply class="icon--small" />"Reply"</a>
            })}
            {(own && viewer.writes).then(|| view! {
                <a class="button button--quiet button--small" href=edit><Draw icon=Icon::Edit class="icon--small" />"Edit"</a>
            })}
            {viewer.pins.then(|| view! {
                <ButtonForm action="/fn/pin_message" fields=fields(want) class="button button--quiet button--small">
                    <Draw icon=Icon::Pinned class="icon--small" />{words}
                </ButtonForm>
            })}
            {(own || viewer.removes).then(|| view! {
                <a class="button button--quiet button--small" href=delete><Draw icon=Icon::Delete class="icon--small" />"Delete"</a>
            })}
            {(!own).then(|| view! {
                <a class="button button--quiet button--small" href=report><Draw icon=Icon::Alert class="icon--small" />"Report"</a>
            })}
        </div>
    }
}

/// A button for each of a few reactions.
#[component]
fn React(seq: i64, viewer: Viewer) -> impl IntoView {
    let buttons = QUICK
        .map(|emoji| {
            view! {
                <button class="reaction" type="submit" name="emoji" value=emoji>
                    <span class="visually-hidden">"React with "</span>{emoji}
                </button>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <form class="message__react" method="post" action="/fn/react" enctype="multipart/form-data">
            <input type="hidden" name="channel" value=viewer.channel.to_string() />
            <input type="hidden" name="seq" value=seq.to_string() />
            <input type="hidden" name="want" value="react" />
            {buttons}
        </form>
    }
}
