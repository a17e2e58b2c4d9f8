//! Which of one's uploads are shown, and in which order: a form, and what of it holds just now.

use super::wanted::{View, Wanted};
use crate::{
    app::{
        browser,
        components::{Draw, Icon, TagsField},
    },
    model::{
        mine::{MineFilter, Progress},
        pins::Visibility,
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

const VISIBILITIES: [(&str, &str); 4] =
    [("", "Whoever"), ("public", "Everyone"), ("unlisted", "Whoever has the address"), ("private", "Only you")];
const STATES: [(&str, &str); 3] = [("", "Any"), ("ready", "Ready"), ("working", "Being prepared")];
const SORTS: [(&str, &str); 3] = [("newest", "Newest first"), ("oldest", "Oldest first"), ("title", "By title")];

/// The form. Without script it is sent; with script, what is chosen is shown at once.
#[component]
pub(super) fn Filters(wanted: Memo<Wanted>) -> impl IntoView {
    let navigate = use_navigate();
    let form = NodeRef::<html::Form>::new();
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form else { return };
        let [q, tag, visibility, state, sort] =
            ["q", "tag", "visibility", "state", "sort"].map(|name| browser::filled(&form, name));
        let filter = MineFilter { q, tag, visibility: visibility.parse().ok(), state: state.parse().ok() };
        let view = wanted.with_untracked(|wanted| wanted.view);
        let address = Wanted { filter, sort: sort.parse().unwrap_or_default(), view }.address(None);
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let chosen = move || {
        if let Some(Err(error)) = form.get_untracked().map(|form| form.request_submit()) {
            leptos::logging::error!("could not send the form: {error:?}");
        }
    };
    let q = Signal::derive(move || wanted.with(|wanted| wanted.filter.q.clone()));
    let tag = Signal::derive(move || wanted.with(|wanted| wanted.filter.tag.clone()));
    let visibility =
        Signal::derive(move || wanted.with(|wanted| wanted.filter.visibility.map_or("", Visibility::name)));
    let state = Signal::derive(move || wanted.with(|wanted| wanted.filter.state.map_or("", Progress::name)));
    let sort = Signal::derive(move || wanted.with(|wanted| wanted.sort.name()));
    let find = NodeRef::<html::Input>::new();
    Effect::new(move |before: Option<String>| {
        let now = q.get();
        if let (Some(find), true) = (find.get_untracked(), before.is_some_and(|before| before != now)) {
            find.set_value(&now);
        }
        now
    });
    view! {
        <form class="filters" method="get" action="/uploads" role="search" node_ref=form on:submit=show>
            <div class="field filters__find">
                <label class="field__label" for="q">"Find"</label>
                <input class="input" id="q" name="q" type="search" autocomplete="off" node_ref=find value=q.get_untracked() />
            </div>
            <details class="filters__more">
                <summary class="button button--secondary filters__toggle"><Draw icon=Icon::Settings class="icon--small" />"Filter"<span class="filters__long">" and sort"</span></summary>
                <div class="filters__fields">
                    <TagsField name="tag" label="Tag" one=true typed=tag problem=RwSignal::new(None) />
                    {choice("visibility", "Who sees it", &VISIBILITIES, visibility, chosen)}
                    {choice("state", "State", &STATES, state, chosen)}
                    {choice("sort", "Sort", &SORTS, sort, chosen)}
                    <input type="hidden" name="view" value=move || wanted.with(|wanted| wanted.view.name()) />
                    <button class="button button--secondary filters__show" type="submit">"Show"</button>
                </div>
            </details>
        </form>
        {move || chips(&wanted.get())}
    }
}

/// One choice out of a list, which is followed at once.
fn choice(
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    holds: Signal<&'static str>,
    chosen: impl Fn() + 'static,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    Effect::new(move |before: Option<&str>| {
        let now = holds.get();
        if let (Some(select), true) = (select.get_untracked(), before.is_some_and(|before| before != now)) {
            select.set_value(now);
        }
        now
    });
    let now = holds.get_untracked();
    let options = options
        .iter()
        .map(|&(value, words)| view! { <option value=value selected=value == now>{words}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="input input--choice" id=name name=name node_ref=select on:change=move |_| chosen()>{options}</select>
        </div>
    }
}

/// What is left out, and the ways to have it back.
fn chips(wanted: &Wanted) -> Option<impl IntoView + use<>> {
    let filter = &wanted.filter;
    let without = |change: fn(&mut MineFilter)| {
        let mut filter = wanted.filter.clone();
        change(&mut filter);
        wanted.of(filter).address(None)
    };
    let mut shown = Vec::new();
    if !filter.q.is_empty() {
        shown.push((format!("“{}”", filter.q), without(|filter| filter.q.clear())));
    }
    if !filter.tag.is_empty() {
        shown.push((format!("#{}", filter.tag), without(|filter| filter.tag.clear())));
    }
    if let Some(visibility) = filter.visibility {
        let words = words_of(&VISIBILITIES, visibility.name());
        shown.push((format!("Seen by: {words}"), without(|filter| filter.visibility = None)));
    }
    if let Some(state) = filter.state {
        shown.push((words_of(&STATES, state.name()).to_owned(), without(|filter| filter.state = None)));
    }
    let many = shown.len() > 1;
    let none = wanted.of(MineFilter::default()).address(None);
    let chip = |(words, address): (String, String)| {
        view! {
            <li>
                <a class="chip" href=address data-noscroll>
                    <span class="visually-hidden">"Show without "</span>{words}<Draw icon=Icon::Close class="icon--small" />
                </a>
            </li>
        }
    };
    (!shown.is_empty()).then(|| {
        view! {
            <ul class="chips" aria-label="Filters">
                {shown.into_iter().map(chip).collect_view()}
                {many.then(|| view! { <li><a class="chip chip--quiet" href=none data-noscroll>"Clear all"</a></li> })}
            </ul>
        }
    })
}

fn words_of(options: &[(&'static str, &'static str)], value: &str) -> &'static str {
    options.iter().find(|(known, _)| *known == value).map_or("", |(_, words)| words)
}

/// The two ways to show a list, as links.
#[component]
pub(super) fn ViewSwitch(wanted: Memo<Wanted>) -> impl IntoView {
    let link = move |view: View, icon: Icon, words: &'static str| {
        let current = move || wanted.with(|wanted| wanted.view == view).then_some("true");
        let address = move || wanted.with(|wanted| wanted.shown_as(view).address(None));
        view! {
            <a class="segmented__option" href=address aria-current=current data-noscroll>
                <Draw icon class="icon--small" />{words}
            </a>
        }
    };
    view! {
        <nav class="segmented" aria-label="View">
            {link(View::Grid, Icon::Explore, "Grid")}
            {link(View::List, Icon::List, "List")}
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mine::MineSort;

    #[test]
    fn every_choice_has_its_words() {
        for visibility in [Visibility::Public, Visibility::Unlisted, Visibility::Private] {
            assert_ne!(words_of(&VISIBILITIES, visibility.name()), "");
        }
        for state in [Progress::Ready, Progress::Working] {
            assert_ne!(words_of(&STATES, state.name()), "");
        }
        for sort in [MineSort::Newest, MineSort::Oldest, MineSort::Title] {
            assert_ne!(words_of(&SORTS, sort.name()), "");
        }
    }
}
