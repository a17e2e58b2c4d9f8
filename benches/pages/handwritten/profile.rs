//! A member's own page, with their pictures.

use super::{Around, Content, Html, document::whole, grid::grid, pieces, visitor};
use axum::{
    extract::{Path, State},
    http::Uri,
};
use maud::{Markup, html};
use tessera::{
    app::{
        counts::{Grouped, followers, pictures},
        served::list,
    },
    model::{accounts::Profile, errors::Problem, feeds::FeedOf, text::isolated},
    services::{Site, accounts},
};
use time::macros::format_description;

pub async fn page(State(site): State<Site>, uri: Uri, Path(handle): Path<String>) -> Result<Html, Problem> {
    let caller = visitor(site);
    let name = handle.strip_prefix('@').ok_or(Problem::NotFound)?.to_owned();
    let around = Around::of(&caller.site, &uri).await?;
    let profile = accounts::profile(&caller.site, None, &name).await?;
    let feed = FeedOf::Member { name, tag: None };
    let page = list(&caller, &feed, None).await?;
    let label = format!("Pictures by {}", profile.person.display_name);
    let main = html! {
        main id="main" class="page" tabindex="-1" {
            (head(&around, &profile))
            (tabs(&profile))
            (grid(&around, &feed, &page, &label))
        }
    };
    let title = format!("{} (@{})", isolated(&profile.person.display_name), profile.person.username);
    Ok(whole(&around, &Content { title, head: Markup::default(), main }))
}

fn head(around: &Around, profile: &Profile) -> Markup {
    let Profile { person, bio, joined_at, .. } = profile;
    let month = joined_at.format(format_description!("[month repr:long] [year]")).unwrap_or_default();
    let machine_month = joined_at.format(format_description!("[year]-[month]")).unwrap_or_default();
    html! {
        header class="profile" {
            (pieces::avatar(person, "avatar avatar--large"))
            h1 class="profile__name" dir="auto" { (person.display_name) }
            p class="profile__facts" {
                span { "@" (person.username) }
                span { "Joined " time datetime=(machine_month) { (month) } }
            }
            p class="profile__facts" {
                a class="profile__count" href={ "/@" (person.username) "/followers" } { (followers(profile.followers)) }
                a class="profile__count" href={ "/@" (person.username) "/following" } { (Grouped(profile.following)) " following" }
            }
            @if !bio.is_empty() { p class="profile__bio" dir="auto" { (bio) } }
            div class="profile__actions" { (pieces::follow(around, person, "button button--primary")) }
        }
    }
}

fn tabs(profile: &Profile) -> Markup {
    let address = format!("/@{}", profile.person.username);
    html! {
        nav class="profile__tabs" aria-label="Profile" {
            div class="segmented" {
                a class="segmented__option" href=(address) aria-current="page" {
                    "Pictures"
                    span class="profile__number" aria-hidden="true" { (Grouped(profile.pins)) }
                    span class="visually-hidden" { ": " (pictures(profile.pins)) }
                }
                a class="segmented__option" href={ (address) "/boards" } { "Boards" }
                a class="segmented__option" href={ (address) "/likes" } {
                    "Likes" span class="profile__number" { (Grouped(profile.likes)) }
                }
            }
        }
    }
}
