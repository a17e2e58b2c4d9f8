//! One's own uploads: found, sorted, selected, and changed many at once.

mod filters;
mod list;
mod news;
mod selection;
mod to_board;
mod wanted;

use crate::{
    app::{
        components::{FormProblem, ProblemNotice, SignInFirst, Skeleton},
        feeds::Feeds,
        start::{Answered, FormAnswer},
    },
    model::{accounts::Me, mine::MyPage},
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use wanted::Wanted;

/// One's own uploads. Visitors are asked to sign in.
#[component]
pub fn Uploads() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let page = match expect_context::<Option<Me>>() {
        Some(me) => view! { <Mine me answer /> }.into_any(),
        None => {
            AnswerStatus::set(401);
            view! {
                <SignInFirst title="Uploads belong to somebody" words="Sign in to see and change yours." next="/uploads" />
            }
            .into_any()
        }
    };
    view! {
        <Title text="Your uploads" />
        <main id="main" class="page" tabindex="-1">{page}</main>
    }
}

#[component]
fn Mine(me: Me, answer: FormAnswer) -> impl IntoView {
    let feeds = expect_context::<Feeds<MyPage>>();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    // How it is shown is no matter to what is fetched.
    let asked = Memo::new(move |_| {
        let cursor = query.with(|query| query.get("cursor"));
        wanted.with(|wanted| (wanted.shown_as(wanted::View::Grid), cursor))
    });
    let address = |(wanted, cursor): &(Wanted, Option<String>)| wanted.address(cursor.as_deref());
    let page = Resource::new(
        move || asked.get(),
        move |asked| async move {
            if let Some(page) = feeds.returned(&address(&asked)) {
                return Ok(page);
            }
            let (Wanted { filter, sort, .. }, cursor) = asked;
            server_fns::mine::my_pins(filter, sort, cursor).await
        },
    );
    let boards = Resource::new(|| (), |()| server_fns::boards::my_boards());
    let problem = RwSignal::new(answer.problem.clone());
    // What was wrong with the form before is no matter to another list.
    Effect::new(move |before: Option<()>| {
        asked.track();
        if before.is_some() {
            problem.set(None);
        }
    });
    view! {
        <header class="page__head">
            <h1 class="page__title">"Your uploads"</h1>
        </header>
        <news::News wanted />
        <FormProblem problem />
        <filters::Filters wanted />
        <Transition fallback=Skeleton>
            {move || {
                let (me, answer) = (me.clone(), answer.clone());
                let address = address(&asked.get_untracked());
                Suspend::new(async move {
                    match (page.await, boards.await) {
                        (Ok(page), boards) => {
                            // Without them, a new one can still be made.
                            let boards = boards.unwrap_or_default();
                            view! { <list::Found me page boards wanted address answer problem /> }.into_any()
                        }
                        (Err(problem), _) => view! { <ProblemNotice problem below=true /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}
