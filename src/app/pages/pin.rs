//! The page of one pin: the picture at the best size for the screen, and its words.

use crate::{
    app::components::{Avatar, AvatarSize, Day, Draw, Icon, ProblemNotice, sources},
    model::{
        errors::Problem,
        pictures::{Picture, PictureState},
        pins::{PinCard, PinDetail, Visibility},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// How long between looks whether the picture is done.
const LOOK_AGAIN: Duration = Duration::from_millis(1000);

/// How wide the picture is drawn: the style sheet leaves it all but the panel's width.
const SIZES: &str = "(width < 960px) 100vw, calc(100vw - 26rem)";

/// The page of one pin.
#[component]
pub fn PinPage() -> impl IntoView {
    let params = use_params_map();
    let pin = Resource::new(
        move || params.with(|params| params.get("id")).unwrap_or_default(),
        |id| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            server_fns::pins::pin(id).await
        },
    );
    view! {
        <main id="main" class="page" tabindex="-1">
            <Transition fallback=Fetching>
                {move || Suspend::new(async move {
                    match pin.await {
                        Ok(detail) => {
                            look_again(&detail, move || pin.refetch());
                            view! { <Shown detail /> }.into_any()
                        }
                        Err(problem) => view! { <ProblemNotice problem /> }.into_any(),
                    }
                })}
            </Transition>
        </main>
    }
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
fn Shown(detail: PinDetail) -> impl IntoView {
    let PinDetail { card, created_at } = detail;
    let PinCard { title, visibility, owner, picture, .. } = card;
    let ready = picture.state == PictureState::Ready;
    let size = format!("{} × {}", picture.width, picture.height);
    view! {
        <Title text=title.clone() />
        <article class="pin">
            <div class="pin__stage"><Frame picture title=title.clone() /></div>
            <aside class="pin__panel" aria-label="About this picture">
                <h1 class="pin__title">{title}</h1>
                <a class="pin__owner" href=format!("/@{}", owner.username)>
                    <Avatar person=owner.clone() size=AvatarSize::Medium />
                    <span class="pin__who">
                        <span class="pin__name">{owner.display_name.clone()}</span>
                        <span class="pin__handle">{format!("@{}", owner.username)}</span>
                    </span>
                </a>
                <p class="pin__badges">
                    {match visibility {
                        Visibility::Public => view! {
                            <span class="badge"><Draw icon=Icon::Globe class="icon--small" />"Public"</span>
                        },
                        Visibility::Private => view! {
                            <span class="badge badge--accent"><Draw icon=Icon::Lock class="icon--small" />"Private: only you see it"</span>
                        },
                    }}
                    {(!ready).then(|| view! {
                        <span class="badge"><Draw icon=Icon::Clock class="icon--small" />"Processing"</span>
                    })}
                </p>
                <dl class="facts">
                    <dt class="facts__name">"Added"</dt>
                    <dd class="facts__value"><Day at=created_at /></dd>
                    <dt class="facts__name">"Size"</dt>
                    <dd class="facts__value">{size}</dd>
                </dl>
            </aside>
        </article>
    }
}

#[component]
fn Frame(picture: Picture, title: String) -> impl IntoView {
    let shape = format!("--r:{:.4};--w:{}", picture.ratio(), picture.width);
    if picture.available().is_empty() {
        return view! {
            <div class="pin__frame" style=shape>
                <div class="pin__processing skeleton" role="status">
                    <div class="pin__processing-words">
                        <span class="spinner" aria-hidden="true"></span>
                        <p>"This picture is being prepared."<br />"It appears here by itself, in a moment."</p>
                    </div>
                </div>
            </div>
        }
        .into_any();
    }
    let placeholder = picture.placeholder.as_ref().map(|data| format!(";--placeholder:url('{data}')"));
    let sources = sources(&picture, picture.width);
    view! {
        <div class="pin__frame" style=format!("{shape}{}", placeholder.unwrap_or_default())>
            <img
                class="pin__picture"
                src=sources.src
                srcset=sources.srcset
                sizes=SIZES
                width=picture.width.to_string()
                height=picture.height.to_string()
                alt=title
                fetchpriority="high"
                decoding="async"
            />
        </div>
    }
    .into_any()
}
