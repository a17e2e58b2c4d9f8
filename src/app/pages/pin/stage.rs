//! The picture on its page, and the ways to those beside it: links, and a swipe.

use super::{Steps, Ways};
use crate::{
    app::components::{Draw, Icon, sources},
    model::pictures::{FULL, Picture, PictureState},
};
use leptos::{
    ev::{MouseEvent, PointerEvent},
    prelude::*,
};

/// How wide the picture is drawn: the style sheet leaves it all but the panel's width.
const SIZES: &str = "(width < 960px) 100vw, calc(100vw - 26rem)";

/// How far a finger goes before it is a swipe, in CSS pixels, and how much further sideways than up or down.
const SWIPE: f64 = 56.0;
const SIDEWAYS: f64 = 2.0;

/// The picture and what stands around it.
#[component]
pub(super) fn Stage(picture: Picture, alt: String, steps: Steps, ways: Ways) -> impl IntoView {
    let touched = StoredValue::new(None::<(f64, f64)>);
    let down = move |event: PointerEvent| {
        let finger = event.pointer_type() == "touch" && event.is_primary();
        touched.set_value(finger.then(|| (event.client_x().into(), event.client_y().into())));
    };
    let up = move |event: PointerEvent| {
        let Some((x, y)) = touched.get_value().filter(|_| event.is_primary()) else { return };
        touched.set_value(None);
        let (x, y) = (f64::from(event.client_x()) - x, f64::from(event.client_y()) - y);
        if x.abs() > SWIPE && x.abs() > SIDEWAYS * y.abs() {
            ways.step(x < 0.0);
        }
    };
    let beside = steps.back.is_some() || steps.on.is_some();
    view! {
        <div
            class="pin__stage"
            on:pointerdown=down
            on:pointerup=up
            on:pointercancel=move |_| touched.set_value(None)
        >
            <Frame picture alt closer=ways.closer />
            {beside.then(|| view! {
                <nav class="pin__steps" aria-label="Pictures beside this one">
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
            // In the place of this one in the history.
            <a class=format!("pin__step pin__step--{rel}") href=address rel=rel prop:replace=true>
                <Draw icon /><span class="visually-hidden">{words}</span>
            </a>
        }
    })
}

#[component]
fn Frame(picture: Picture, alt: String, closer: RwSignal<bool>) -> impl IntoView {
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
    let full = (picture.state == PictureState::Ready).then(|| picture.address(FULL));
    let image = StoredValue::new((picture.clone(), sources, alt));
    let drawn = view! {
        // Made anew for another picture: the one before would be seen in its place until it has come.
        <For each=move || [image.with_value(|(_, sources, _)| sources.srcset.clone())] key=Clone::clone let:_srcset>
            {image.with_value(|(picture, sources, alt)| view! {
                <img
                    class="pin__picture"
                    src=sources.src.clone()
                    srcset=sources.srcset.clone()
                    sizes=SIZES
                    width=picture.width.to_string()
                    height=picture.height.to_string()
                    alt=alt.clone()
                    fetchpriority="high"
                    decoding="async"
                />
            })}
        </For>
    };
    let look = move |event: MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            closer.set(true);
        }
    };
    view! {
        <div class="pin__frame" style=format!("{shape}{}", placeholder.unwrap_or_default())>
            {match full {
                // Without script it leads to the file itself.
                Some(full) => view! {
                    <a class="pin__open" href=full rel="external" on:click=look>
                        {drawn}<span class="visually-hidden">" (see it closer)"</span>
                    </a>
                }
                .into_any(),
                None => drawn.into_any(),
            }}
        </div>
    }
    .into_any()
}
