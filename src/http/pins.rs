//! The forms of pins: one edited or deleted, many changed in one go.

use super::{
    AppState,
    forms::{Form, Unread},
};
use crate::{
    model::{
        boards::BoardWords,
        errors::Problem,
        ids::PinId,
        mine::{Change, MineFilter, Selection},
        pins::Visibility,
        words::{PinWords, split_tags},
    },
    services::{allowances, mine, pins},
};
use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::Response,
};
use std::str::FromStr;
use url::form_urlencoded;

/// The pin that an address names by its id.
pub(super) struct Named<T = PinId>(pub(super) T);

impl<T: FromStr> FromRequestParts<AppState> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::NotFound)?;
        id.parse().map(Self).map_err(|_| Problem::NotFound)
    }
}

/// Changes what is said of a pin, and what it shows.
pub(super) async fn edit(Named(pin): Named, form: Unread) -> Result<Response, Problem> {
    // Whoever may not change it hears so before anything else.
    let allowance = match pins::editable(form.caller(), pin).await {
        Ok(owner) => allowances::of_replacement(&form.caller().site, owner).await?,
        Err(problem) => return form.refuse(problem).await,
    };
    let mut form = form.read(Some(allowance)).await?;
    let done = async {
        let picture = form.picture("file")?;
        let visibility = form.filled("visibility").map(|text| text.parse()).transpose()?;
        let words = PinWords {
            title: form.sent("title"),
            description: form.sent("description"),
            alt_text: form.sent("alt_text"),
            source_url: form.sent("source_url"),
            tags: form.sent("tags").map(|tags| split_tags(&tags)),
            visibility,
            channel: None,
            // A box that is not ticked is not sent; a field beside it says that there was one.
            share_location: form.sent("share_location").map(|_| form.every("share_location").contains(&"true")),
        };
        pins::edit(&form.caller, pin, words, picture).await?;
        Ok(format!("/pin/{pin}?saved=1"))
    };
    let done = done.await;
    form.answer(done).await
}

/// Deletes a pin.
pub(super) async fn delete(Named(pin): Named, form: Form) -> Result<Response, Problem> {
    let done = pins::delete(&form.caller, pin).await;
    form.answer(done.map(|deleted| format!("/uploads?deleted={}&count={}", deleted.deletion, deleted.count))).await
}

/// Changes or deletes many of one's own pins.
pub(super) async fn change_many(form: Form) -> Result<Response, Problem> {
    let done = async {
        form.caller.member()?;
        let selection = selection(&form)?;
        if form.get("action") == "delete" {
            let deleted = mine::delete(&form.caller, &selection).await?;
            return Ok(format!("/uploads?deleted={}&count={}", deleted.deletion, deleted.count));
        }
        let changed = mine::change(&form.caller, &selection, change(&form)?).await.map_err(of_new_board)?;
        let kept = ["q", "tag", "visibility_is", "state", "sort", "view"].map(|name| (name, form.get(name)));
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in kept.iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name.trim_end_matches("_is"), value);
        }
        query.append_pair("changed", &changed.count.to_string());
        if let Some(board) = changed.board {
            query.append_pair("board", &board.to_string());
        }
        Ok(format!("/uploads?{}", query.finish()))
    };
    let done = done.await;
    form.answer(done).await
}

/// Has back what was deleted a moment ago.
pub(super) async fn restore(form: Form) -> Result<Response, Problem> {
    let done = async {
        let deletion = form.get("deletion").parse().map_err(|_| Problem::NotFound)?;
        mine::restore(&form.caller, deletion).await
    };
    let done = done.await;
    form.of_page("/uploads").answer(done.map(|restored| format!("/uploads?restored={restored}"))).await
}

fn selection(form: &Form) -> Result<Selection, Problem> {
    if form.filled("all").is_some() {
        let filter = MineFilter {
            q: form.text("q"),
            tag: form.text("tag"),
            visibility: form.filled("visibility_is").map(|text| text.parse()).transpose()?,
            state: form.filled("state").map(|text| text.parse()).transpose()?,
        };
        return Ok(Selection::Matching(filter));
    }
    let pins = form.every("pin").into_iter().map(str::parse).collect::<Result<Vec<PinId>, _>>();
    pins.map(Selection::Named).map_err(|_| Problem::NotFound)
}

fn change(form: &Form) -> Result<Change, Problem> {
    let tags = || split_tags(form.get("tags"));
    match form.get("action") {
        "public" => Ok(Change::Visibility(Visibility::Public)),
        "unlisted" => Ok(Change::Visibility(Visibility::Unlisted)),
        "private" => Ok(Change::Visibility(Visibility::Private)),
        "add_tags" => Ok(Change::AddTags(tags())),
        "remove_tags" => Ok(Change::RemoveTags(tags())),
        "put_on" => match form.filled("board") {
            Some(board) => board.parse().map(Change::PutOn).map_err(|_| Problem::NotFound),
            None => {
                let is_private = form.filled("board_private").is_some();
                Ok(Change::PutOnNew(BoardWords::of_new(form.text("board_title"), is_private)))
            }
        },
        _ => Err(Problem::field("action", "Please choose an action.")),
    }
}

/// What is wrong with the title of a board that is made on the way, said of its field in this form: no other has a title.
fn of_new_board(problem: Problem) -> Problem {
    match problem {
        Problem::Invalid { mut fields } => {
            for problem in fields.iter_mut().filter(|problem| problem.field == "title") {
                problem.field = "board_title".to_owned();
            }
            Problem::Invalid { fields }
        }
        other => other,
    }
}
