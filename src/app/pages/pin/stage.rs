//! The picture on its page, and the way to its neighbours: links, and a swipe.

use super::Steps;
use crate::{
    app::components::{Draw, Icon, sources},
    model::pictures::{FULL, Picture, PictureState},
};
use leptos::prelude::*;

/// How wide the picture is drawn: the style sheet leaves it all but the panel's width.
const SIZES: &str = "(width < 960px) 100vw, calc(100vw - 26rem)";

/// The picture and what stands around it.
#[component]
pub(super) fn Stage(picture: Picture, alt: String, steps: Steps) -> impl IntoView {
    let beside = steps.back.is_some() || steps.on.is_some();
    view! {
        <div class="pin__stage">
            <Frame picture alt />
            {beside.then(|| view! {
                <nav class="pin__steps" aria-label="Previous and next picture">
                    {step(steps.back, "prev", "Previous picture", Icon::Back)}
                    {step(steps.on, "next", "Next picture", Icon::Forward)}
                </nav>
            })}
        </div>
    }
}

fn step(address: Option<String>, rel: &'static str, words: &'static str, icon: Icon) -> impl IntoView {
    address.map(|address| {
        view! {
            <a class=format!("pin__step pin__step--{rel}") href=address rel=rel>
                <Draw icon /><span class="visually-hidden">{words}</span>
            </a>
        }
    })
}

#[component]
fn Frame(picture: Picture, alt: String) -> impl IntoView {
    let shape = format!("--r:{:.4};--w:{}", picture.ratio(), picture.width);
    if picture.available().is_empty() {
        return view! {
            <div class="pin__frame" style=shape>
                <div class="pin__processing skeleton" role="status">
                    <div class="pin__processing-words">
                        <span class="spinner" aria-hidden="true"></span>
                        <p>"This picture is being processed."<br />"It will appear here in a moment."</p>
                    </div>
                </div>
            </div>
        }
        .into_any();
    }
    let placeholder = picture.placeholder.as_ref().map(|data| format!(";--placeholder:url('{data}')"));
    let sources = sources(&picture, picture.width);
    let full = (picture.state == PictureState::Ready).then(|| picture.address(FULL));
    let drawn = view! {
        <img
            class="pin__picture"
            src=sources.src
            srcset=sources.srcset
            sizes=SIZES
            width=picture.width.to_string()
            height=picture.height.to_string()
            alt=alt
            fetchpriority="high"
            decoding="async"
            data-carried=""
        />
    };
    view! {
        <div class="pin__frame" style=format!("{shape}{}", placeholder.unwrap_or_default())>
            {match full {
                // Without script it leads to the file itself.
                Some(full) => view! {
                    <a class="pin__open" href=full>{drawn}<span class="visually-hidden">" (enlarge)"</span></a>
                }
                .into_any(),
                None => drawn.into_any(),
            }}
        </div>
    }
    .into_any()
}
