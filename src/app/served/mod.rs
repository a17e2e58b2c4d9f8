//! Pages that the server draws once, from what was loaded before. In the browser they come alive by what stands in [`super::islands`].

mod document;
mod feeds;
mod grid;
mod head;
mod routes;
mod status;

pub use document::{Document, Drawn, Files, TalkFiles};
pub use feeds::list;
pub use grid::{Grid, Pager, Sheet, Strip, Tile, no_such_part, part, states};
pub use head::{CommunityStyle, InHead, Title};
pub use routes::{PAGES, Page};
pub use status::AnswerStatus;

use super::{
    location::{PageAddress, Query},
    start::FormAnswer,
};
use crate::{
    app::components::{ProblemNotice, SignInFirst},
    model::{errors::Problem, ids::PinId},
    services::Caller,
};
use leptos::prelude::*;
use std::str::FromStr;

/// A part of a page, which a page in a browser asks for by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The tiles of a list's page, and the way on.
    Tiles,
    /// Those of some tiles whose pictures have been made meanwhile.
    States,
    /// What a text that is being typed into the search box may become.
    Completions,
    /// One's own tags that a line of them may go on with.
    Tags,
    /// Members whom a comment may mention.
    Members,
    /// A pin's picture and what is beside it.
    Pin,
    /// To which boards a pin is saved.
    Saved,
    /// The comments on a pin.
    Comments,
    /// One of them.
    Comment,
    /// The form by which one of them is changed.
    CommentForm,
    /// A stretch of a channel's history.
    Messages,
    /// One message of it.
    Message,
    /// What stands beside a conversation: the others.
    Beside,
    /// Pictures that have been posted in a gallery meanwhile.
    Fresh,
}

impl Part {
    const EACH: [(Self, &'static str); 14] = [
        (Self::Tiles, "tiles"),
        (Self::States, "states"),
        (Self::Completions, "completions"),
        (Self::Tags, "tags"),
        (Self::Members, "members"),
        (Self::Pin, "pin"),
        (Self::Saved, "saved"),
        (Self::Comments, "comments"),
        (Self::Comment, "comment"),
        (Self::CommentForm, "comment-form"),
        (Self::Messages, "messages"),
        (Self::Message, "message"),
        (Self::Beside, "beside"),
        (Self::Fresh, "fresh"),
    ];

    /// Its name in the header `x-part`.
    pub fn name(self) -> &'static str {
        Self::EACH.into_iter().find(|(part, _)| *part == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for Part {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = Self::EACH.into_iter().find(|(_, name)| *name == text).map(|(part, _)| part);
        known.ok_or_else(|| Problem::BadRequest { detail: "Pages have no such part.".to_owned() })
    }
}

/// Which page is asked for, by whom.
pub struct PageRequest {
    /// Who asks.
    pub caller: Caller,
    /// The page's address.
    pub address: PageAddress,
    /// What differs in its address: the values of `{id}` and the like, by name.
    pub params: Vec<(String, String)>,
    /// The part that is asked for; all of it where there is none.
    pub part: Option<Part>,
    /// How far the columns of a grid reach that tiles are asked for: the state of its layout.
    pub sheet: String,
    /// The pins whose tiles are asked for again.
    pub pins: Vec<PinId>,
    /// What a form on this page was answered, where the browser runs no script.
    pub answer: FormAnswer,
}

impl PageRequest {
    /// What differs in its address, by name: `id`; empty where the address has no such part.
    pub fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The id in its address.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where it is no id.
    pub fn id<T: FromStr>(&self) -> Result<T, Problem> {
        self.param("id").parse().map_err(|_| Problem::NotFound)
    }

    /// The user name in its address, which is a member's page or lies below it.
    pub fn handle(&self) -> String {
        self.param("handle").trim_start_matches('@').to_owned()
    }

    /// A value of the address' query; `None` where it is empty.
    pub fn query(&self, name: &str) -> Option<String> {
        self.address.query.get(name).filter(|value| !value.is_empty())
    }

    /// All of the query.
    pub fn queries(&self) -> &Query {
        &self.address.query
    }

    /// Where in a list the page begins.
    pub fn cursor(&self) -> Option<String> {
        self.query("cursor")
    }
}

/// A page, or a part of one, with all that it shows.
pub struct Content(Box<dyn FnOnce() -> AnyView + Send>);

impl Content {
    /// What these lines draw.
    pub fn new<V: IntoView + 'static>(draw: impl FnOnce() -> V + Send + 'static) -> Self {
        Self(Box::new(move || draw().into_any()))
    }

    /// What stands in the place of a page that could not be loaded.
    pub fn problem(problem: Problem) -> Self {
        Self::new(move || {
            view! {
                <main id="main" class="page" tabindex="-1">
                    <ProblemNotice problem />
                </main>
            }
        })
    }

    /// What a visitor sees of a page for members: a way to sign in and come back. `page` is what the page is called.
    pub fn sign_in_first(
        page: &'static str,
        title: &'static str,
        words: &'static str,
        next: impl Into<String>,
    ) -> Self {
        let next = next.into();
        Self::new(move || {
            AnswerStatus::set(401);
            view! {
                <Title text=page />
                <main id="main" class="page" tabindex="-1">
                    <SignInFirst title words next />
                </main>
            }
        })
    }

    /// Draws it. Under an owner that has the contexts of the page.
    pub fn draw(self) -> AnyView {
        (self.0)()
    }
}

/// Loads what a page shows, as who asks.
///
/// # Errors
/// What keeps a part of a page from being shown. A whole page says it itself.
pub async fn load(request: PageRequest, page: Page) -> Result<Content, Problem> {
    let part = request.part.is_some();
    match page.load(request).await {
        Err(problem) if !part => Ok(Content::problem(problem)),
        loaded => loaded,
    }
}
