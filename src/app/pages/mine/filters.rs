//! Which of one's uploads are shown, and in which order: a form, and what of it holds just now. Where scripts run, what is chosen is
//! followed at once (`lazy/selection/filters.rs`).

use super::wanted::{View, Wanted};
use crate::{
    app::components::{Draw, Icon, TagsField},
    model::{
        mine::{MineFilter, Progress},
        pins::Visibility,
    },
};
use leptos::prelude::*;

const VISIBILITIES: [(&str, &str); 5] =
    [("", "Any"), ("public", "Public"), ("unlisted", "Unlisted"), ("private", "Private"), ("channel", "In a channel")];
const STATES: [(&str, &str); 3] = [("", "Any"), ("ready", "Ready"), ("working", "Processing")];
const SORTS: [(&str, &str); 3] = [("newest", "Newest first"), ("oldest", "Oldest first"), ("title", "Title, A to Z")];

/// The form. What it holds fits the address: browsers fill nothing in.
#[component]
pub(super) fn Filters(wanted: Wanted) -> impl IntoView {
    let chips = chips(&wanted);
    let Wanted { filter, sort, view } = wanted;
    let visibility = filter.visibility.map_or("", Visibility::name);
    let state = filter.state.map_or("", Progress::name);
    let view = (view != View::Grid).then(|| view! { <input type="hidden" name="view" value=view.name() /> });
    view! {
        <form class="filters" method="get" action="/uploads" role="search" autocomplete="off" data-lazy>
            <div class="field filters__find">
                <label class="field__label" for="q">"Find"</label>
                <input class="input" id="q" name="q" type="search" autocomplete="off" value=filter.q />
            </div>
            <details class="filters__more">
                <summary class="button button--secondary filters__toggle"><Draw icon=Icon::Settings class="icon--small" />"Filter"<span class="filters__long">" and sort"</span></summary>
                <div class="filters__fields">
                    <TagsField name="tag" label="Tag" one=true typed=filter.tag wrong=None />
                    {choice("visibility", "Visibility", &VISIBILITIES, visibility)}
                    {choice("state", "Status", &STATES, state)}
                    {choice("sort", "Sort", &SORTS, sort.name())}
                    {view}
                    <button class="button button--secondary filters__show" type="submit">"Apply"</button>
                </div>
            </details>
        </form>
        {chips}
    }
}

/// One choice out of a list.
fn choice(
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    chosen: &'static str,
) -> impl IntoView {
    let option = |&(value, words): &(&'static str, &'static str)| {
        view! { <option value=value selected=value == chosen>{words}</option> }
    };
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="input input--choice" id=name name=name>{options.iter().map(option).collect_view()}</select>
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
        shown.push((format!("Visibility: {words}"), without(|filter| filter.visibility = None)));
    }
    if let Some(state) = filter.state {
        shown.push((words_of(&STATES, state.name()).to_owned(), without(|filter| filter.state = None)));
    }
    let many = shown.len() > 1;
    let none = wanted.of(MineFilter::default()).address(None);
    let chip = |(words, address): (String, String)| {
        view! {
            <li>
                <a class="chip" href=address>
                    <span class="visually-hidden">"Remove filter: "</span>{words}<Draw icon=Icon::Close class="icon--small" />
                </a>
            </li>
        }
    };
    (!shown.is_empty()).then(|| {
        view! {
            <ul class="chips" aria-label="Filters">
                {shown.into_iter().map(chip).collect_view()}
                {many.then(|| view! { <li><a class="chip chip--quiet" href=none>"Clear all"</a></li> })}
            </ul>
        }
    })
}

fn words_of(options: &[(&'static str, &'static str)], value: &str) -> &'static str {
    options.iter().find(|(known, _)| *known == value).map_or("", |(_, words)| words)
}

/// The two ways to show a list, as links.
#[component]
pub(super) fn ViewSwitch(wanted: Wanted) -> impl IntoView {
    let link = |view: View, icon: Icon, words: &'static str| {
        let current = (wanted.view == view).then_some("true");
        let address = wanted.shown_as(view).address(None);
        view! {
            <a class="segmented__option" href=address aria-current=current>
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
        for visibility in [Visibility::Public, Visibility::Unlisted, Visibility::Private, Visibility::Channel] {
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
