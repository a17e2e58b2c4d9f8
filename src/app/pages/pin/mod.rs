//! The page of one pin: the picture at the best size for the screen, its words, and the way to those beside it.

mod graph;
mod moderated;
mod panel;
mod stage;
mod viewer;

use crate::{
    app::{
        browser,
        components::{Comments, FeedOf, FormProblem, ProblemNotice, Success},
        start::{Answered, FormAnswer},
    },
    model::{
        boards::PinOnBoards,
        comments::Thread,
        errors::Problem,
        ids::PinId,
        pictures::PictureState,
        pins::{PinCard, PinDetail},
    },
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long between looks whether the picture is done.
const LOOK_AGAIN: Duration = Duration::from_millis(1000);

/// The addresses of the pins beside this one, in the list that one came from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Steps {
    back: Option<String>,
    on: Option<String>,
}

/// What the page does besides showing: goes to the pins beside this one, and shows the picture closer.
#[derive(Clone, Copy)]
struct Ways {
    steps: StoredValue<Steps>,
    go: Callback<String>,
    /// Whether the picture is shown closer.
    closer: RwSignal<bool>,
}

impl Ways {
    /// Goes to the pin before this one or after it, and says whether there is one.
    fn step(self, on: bool) -> bool {
        let address = self.steps.with_value(|steps| if on { steps.on.clone() } else { steps.back.clone() });
        let there = address.is_some();
        if let Some(address) = address {
            self.go.run(address);
        }
        there
    }
}

/// The page of one pin.
#[component]
pub fn PinPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let pin = Resource::new(
        move || id.get(),
        |id| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            server_fns::pins::pin(id).await
        },
    );
    let list = list_come_from();
    let boards = Resource::new(
        move || id.get(),
        |id| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            server_fns::boards::pin_boards(id).await
        },
    );
    let beside = Resource::new(move || (id.get(), list.get()), |(id, list)| steps(id, list));
    let ways = ways();
    let thread = thread(id);
    let answer = Answered::take().unwrap_or_default();
    let problem = RwSignal::new(answer.problem.clone());
    let panel_answer = answer.clone();
    view! {
        <main id="main" class="page" tabindex="-1">
            <Success query="saved" words="Your changes are saved." />
            <Success query="reported" words="Thank you. Those who run this site will look at it." />
            <FormProblem problem />
            <Transition fallback=Fetching>
                {move || {
                    let answer = panel_answer.clone();
                    Suspend::new(async move {
                        match (pin.await, boards.await, beside.await) {
                            (Ok(detail), boards, beside) => {
                                look_again(&detail, move || pin.refetch());
                                let (boards, steps) = (known(boards), known(beside));
                                view! { <Shown detail boards answer steps ways /> }.into_any()
                            }
                            (Err(problem), ..) => view! { <ProblemNotice problem /> }.into_any(),
                        }
                    })
                }}
            </Transition>
            // Apart from the pin, which is looked at again while its picture is under work: what is being written stays.
            <Transition>
                {move || {
                    let answer = answer.clone();
                    Suspend::new(async move {
                        match thread.await {
                            Ok((pin, thread)) => view! { <Comments pin thread answer /> }.into_any(),
                            Err(Problem::NotFound) => ().into_any(),
                            Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </main>
    }
}

/// What is said about the pin: the newest, or the comments that the address leads to.
fn thread(id: Memo<String>) -> Resource<Result<(PinId, Thread), Problem>> {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|query| (query.get("comments"), query.get("comment"))));
    Resource::new(
        move || (id.get(), place.get()),
        |(id, (cursor, at))| async move {
            let pin = id.parse().map_err(|_| Problem::NotFound)?;
            Ok((pin, server_fns::comments::comments(pin, cursor, at).await?))
        },
    )
}

/// The list that the address says one came from.
fn list_come_from() -> Memo<Option<FeedOf>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| FeedOf::come_from(&query.get("from")?, query.get("tag"), query.get("q"))))
}

/// The pins beside this one in a list.
async fn steps(id: String, list: Option<FeedOf>) -> Result<Steps, Problem> {
    let (Some(list), Ok(pin)) = (list, id.parse::<PinId>()) else { return Ok(Steps::default()) };
    // What was looked for leads nowhere.
    if list.q().is_some() {
        return Ok(Steps::default());
    }
    let tag = list.tag().map(str::to_owned);
    let (before, after) = server_fns::feeds::neighbours(pin, list.origin(), tag).await?;
    let address = |pin: Option<PinId>| pin.map(|pin| list.pin_address(pin));
    Ok(Steps { back: address(before), on: address(after) })
}

/// What is not there beside a pin takes nothing from it: its page is whole without.
fn known<T: Default>(beside: Result<T, Problem>) -> T {
    beside.unwrap_or_else(|_| {
        AnswerStatus::set(200);
        T::default()
    })
}

/// Keys lead from pin to pin and closer. All pins gone through this way are one step of the history: back leads to the list.
fn ways() -> Ways {
    let navigate = use_navigate();
    let go = move |address: String| navigate(&address, NavigateOptions { replace: true, ..NavigateOptions::default() });
    let ways = Ways { steps: StoredValue::new(Steps::default()), go: Callback::new(go), closer: RwSignal::new(false) };
    Effect::new(move || {
        browser::on_key(move |key| match key {
            "ArrowLeft" => ways.step(false),
            "ArrowRight" => ways.step(true),
            "+" | "=" => {
                ways.closer.set(true);
                true
            }
            _ => false,
        });
    });
    ways
}

/// As long as the picture is under work, looks again after a while; the timer ends with the page.
fn look_again(detail: &PinDetail, again: impl Fn() + Clone + 'static) {
    if detail.card.picture.state == PictureState::Ready {
        return;
    }
    Effect::new(move || {
        let again = again.clone();
        if let Ok(timer) = set_timeout_with_handle(again, LOOK_AGAIN) {
            on_cleanup(move || timer.clear());
        }
    });
}

#[component]
fn Fetching() -> impl IntoView {
    view! {
        <article class="pin" aria-busy="true">
            <div class="pin__stage"><div class="pin__frame skeleton" style="--r:0.66;--w:1200"></div></div>
            <aside class="pin__panel"><p class="visually-hidden" role="status">"Fetching the picture"</p></aside>
        </article>
    }
}

#[component]
fn Shown(detail: PinDetail, boards: PinOnBoards, answer: FormAnswer, steps: Steps, ways: Ways) -> impl IntoView {
    ways.steps.set_value(steps.clone());
    let PinCard { title, alt_text, picture, .. } = detail.card.clone();
    let alt = if alt_text.is_empty() { title.clone() } else { alt_text };
    let ready = picture.state == PictureState::Ready;
    view! {
        <Title text=title.clone() />
        <graph::Graph detail=detail.clone() />
        <article class="pin">
            <stage::Stage picture=picture.clone() alt=alt.clone() steps ways />
            <panel::Panel detail boards answer />
        </article>
        {ready.then(|| view! { <viewer::Viewer picture alt open=ways.closer /> })}
    }
}
