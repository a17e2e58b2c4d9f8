//! What a page puts into the head of its document. It is known before the head is drawn, as pages are drawn once.

use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// What has been said so far.
#[derive(Default)]
pub(super) struct Said {
    /// What the page is called; empty where it says nothing.
    pub(super) title: String,
    /// Elements of the head.
    pub(super) elements: Vec<AnyView>,
}

/// The head of the document that is being drawn.
#[derive(Clone, Default)]
pub(super) struct Head(Arc<Mutex<Said>>);

impl Head {
    /// Takes out what was said.
    pub(super) fn take(&self) -> Said {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where only a part of a page is drawn, there is no head.
    fn say(say: impl FnOnce(&mut Said)) {
        if let Some(Self(said)) = use_context() {
            say(&mut said.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// What the page is called. What is said last counts.
#[component]
pub fn Title(#[prop(into)] text: String) -> impl IntoView {
    Head::say(|said| said.title = text);
}

/// Elements for the head.
#[component]
pub fn InHead(children: Children) -> impl IntoView {
    let elements = children();
    Head::say(|said| said.elements.push(elements));
}

/// Where the style sheet of communities and conversations is. Known where a whole page is drawn.
#[derive(Clone)]
pub(super) struct CommunityCss(pub(super) String);

/// Has the page load the style sheet of communities and conversations as well.
#[component]
pub fn CommunityStyle() -> impl IntoView {
    if let Some(CommunityCss(href)) = use_context() {
        Head::say(|said| said.elements.push(view! { <link rel="stylesheet" href=href /> }.into_any()));
    }
}
