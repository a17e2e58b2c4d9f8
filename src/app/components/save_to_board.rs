//! The way from a pin to boards: one's own to choose from, a new one on the way, and public ones that show it. Without script each
//! is a form of its own.

use super::{BoardCards, Checkbox, Draw, Field, Icon, toasts};
use crate::{
    app::{
        browser,
        feeds::Feeds,
        start::FormAnswer,
        switches::{Switch, Switches, here, sign_in_address},
    },
    model::{
        accounts::Me,
        boards::{BoardCard, BoardChoice, BoardVisibility, PinOnBoards},
        errors::Problem,
        ids::{BoardId, PinId},
        page::Page,
        pins::{PinCard, Visibility},
        text::isolated,
    },
    server_fns,
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

/// Which pins are on which of one's boards, as far as it was switched in this tab.
pub type Saves = Switches<(PinId, BoardId)>;

/// What is saved where: shared by the button and the list of boards.
#[derive(Clone, Copy)]
struct Saved {
    pin: PinId,
    mine: RwSignal<Vec<BoardChoice>>,
    public: RwSignal<Vec<BoardCard>>,
    saves: Saves,
}

impl Saved {
    fn switch(self, board: BoardId) -> Switch {
        self.saves.of((self.pin, board))
    }

    fn any(self) -> bool {
        self.mine.with(|mine| mine.iter().any(|choice| self.switch(choice.id).is_on(choice.holds)))
    }

    /// Looks again at what has changed. The page may have been left meanwhile, and its signals with it.
    async fn look_again(self, with_mine: bool) {
        let Ok(found) = server_fns::boards::pin_boards(self.pin).await else { return };
        let _left = self.public.try_set(found.public);
        if with_mine {
            let _left = self.mine.try_set(found.mine);
        }
    }
}

/// Saves a pin to boards, and shows the public ones that it is on.
#[component]
pub fn SaveToBoard(
    /// The pin.
    card: PinCard,
    /// The boards it is on.
    boards: PinOnBoards,
    /// What a form on this page was answered.
    answer: FormAnswer,
    /// What stands beside the button.
    children: Children,
) -> impl IntoView {
    let saved = Saved {
        pin: card.id,
        mine: RwSignal::new(boards.mine),
        public: RwSignal::new(boards.public),
        saves: expect_context::<Saves>(),
    };
    let me = expect_context::<Option<Me>>();
    let hidden = card.visibility == Visibility::Unlisted
        && me.as_ref().is_some_and(|me| me.person.username != card.owner.username);
    let button = if me.is_some() {
        view! { <Chooser saved answer hidden /> }.into_any()
    } else {
        let sign_in = sign_in_address(&here());
        view! { <a class="button button--primary" href=sign_in><Draw icon=Icon::Board class="icon--small" />"Save"</a> }
            .into_any()
    };
    let public = move || {
        let boards = saved.public.get();
        (!boards.is_empty()).then(|| {
            view! {
                <section class="on-boards">
                    <h2 class="on-boards__title">"On boards"</h2>
                    <BoardCards boards label="Boards that show this picture".to_owned() with_owner=true />
                </section>
            }
        })
    };
    view! {
        <div class="pin__like">{button}{children()}</div>
        {public}
    }
}

#[component]
fn Chooser(saved: Saved, answer: FormAnswer, hidden: bool) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let refused = answer.typed.contains_key("title");
    let escape = move |event: KeyboardEvent| {
        let Some(details) = details.get_untracked().filter(|details| event.key() == "Escape" && details.open()) else {
            return;
        };
        event.prevent_default();
        details.set_open(false);
        browser::focus_on("save-toggle");
    };
    let choices = move || saved.mine.get();
    view! {
        <details class="save" node_ref=details open=refused on:keydown=escape>
            <summary class="button button--primary save__toggle" id="save-toggle">
                <Draw icon=Icon::Board class="icon--small" />
                {move || if saved.any() { "Saved" } else { "Save" }}
                <span class="visually-hidden">" to a board"</span>
            </summary>
            <div class="save__panel">
                {hidden.then(|| view! {
                    <p class="save__hint">"This picture is unlisted: boards do not show it until its owner lists it."</p>
                })}
                {move || saved.mine.with(|mine| !mine.is_empty()).then(|| view! {
                    <ul class="save__list" aria-label="Your boards">
                        <For each=choices key=|choice| (choice.id, choice.title.clone()) let:choice>
                            <Choice choice saved />
                        </For>
                    </ul>
                })}
                <NewBoard saved answer />
            </div>
        </details>
    }
}

/// One board: a button that puts the pin there, or takes it off.
#[component]
fn Choice(choice: BoardChoice, saved: Saved) -> impl IntoView {
    let BoardChoice { id, title, visibility, holds } = choice;
    let back = here();
    let sign_in = sign_in_address(&back);
    let switch = saved.switch(id);
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let on = {
        let switch = switch.clone();
        Signal::derive(move || switch.is_on(holds))
    };
    let action = format!("/pin/{}/boards", saved.pin);
    let submit = {
        let action = action.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let action = action.clone();
            switch.press(holds, sign_in.clone(), move |on| {
                let action = action.clone();
                async move {
                    browser::post_fields(&action, &[("board", &id.to_string()), ("want", wish(on))]).await?;
                    // Whoever goes back to the board sees it as it is now.
                    feeds.forget(&format!("/board/{id}"));
                    saved.look_again(false).await;
                    Ok(())
                }
            });
        }
    };
    view! {
        <li>
            <form method="post" action=action enctype="multipart/form-data" on:submit=submit>
                <input type="hidden" name="back" value=back />
                <input type="hidden" name="board" value=id.to_string() />
                <button
                    class="save__board"
                    type="submit"
                    name="want"
                    value=move || wish(!on.get())
                    aria-pressed=move || on.get().to_string()
                >
                    <span class="save__tick" aria-hidden="true"><Draw icon=Icon::Tick class="icon--small" /></span>
                    <span class="save__name" dir="auto">{title}</span>
                    {(visibility == BoardVisibility::Private).then(|| view! {
                        <Draw icon=Icon::Lock class="icon--small" /><span class="visually-hidden">", private"</span>
                    })}
                </button>
            </form>
        </li>
    }
}

/// How the form says what is wanted.
const fn wish(on: bool) -> &'static str {
    if on { "put" } else { "take" }
}

/// A board that is made for the pin.
#[component]
fn NewBoard(saved: Saved, answer: FormAnswer) -> impl IntoView {
    let refused = |problem: &Problem| matches!(problem, Problem::Invalid { .. });
    let problem = RwSignal::new(answer.problem.clone().filter(refused));
    let sending = RwSignal::new(false);
    let action = format!("/pin/{}/boards", saved.pin);
    let owner = Owner::current().unwrap_or_default();
    let submit = {
        let action = action.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            let Some(form) = form.filter(|_| !sending.get_untracked()) else { return };
            sending.set(true);
            let (action, owner) = (action.clone(), owner.clone());
            spawn_local(SendWrapper::new(async move {
                let [title, private] = ["title", "private"].map(|name| browser::filled(&form, name));
                let fields = [("want", "new"), ("title", title.as_str()), ("private", private.as_str())];
                let done = browser::post_fields(&action, &fields).await;
                let wrong = match done {
                    Ok(_) => {
                        saved.look_again(true).await;
                        form.reset();
                        owner.with(|| toasts::success(format!("Saved to “{}”.", isolated(title.trim()))));
                        None
                    }
                    Err(wrong) => Some(wrong),
                };
                let _left = problem.try_set(wrong);
                let _left = sending.try_set(false);
            }));
        }
    };
    let others = move || {
        let wrong = problem.get().filter(|wrong| !matches!(wrong, Problem::Invalid { .. }));
        wrong.map(|wrong| view! { <p class="field__error">{wrong.to_string()}</p> })
    };
    view! {
        <form class="save__new" method="post" action=action enctype="multipart/form-data" on:submit=submit>
            <input type="hidden" name="back" value=here() />
            <Field name="title" label="New board" autocomplete="off" typed=answer.typed_or("title", "") problem />
            <div role="status">{others}</div>
            <Checkbox name="private" value="1" label="Private: only you see it" checked=answer.typed.contains_key("private") />
            <button class="button button--secondary" type="submit" name="want" value="new" aria-disabled=move || sending.get().then_some("true")>
                "Make it and save"
            </button>
        </form>
    }
}
