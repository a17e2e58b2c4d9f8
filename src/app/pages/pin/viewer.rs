//! The picture over the whole screen: closer with a click, a tap, keys, wheel or two fingers, and moved by dragging.

use crate::{
    app::{
        browser,
        components::{Draw, Icon, sources},
        zoom::{CLOSE, Frame, STEP, Span, Zoom},
    },
    model::pictures::{FULL, Picture},
};
use leptos::{
    ev::{KeyboardEvent, PointerEvent, WheelEvent},
    html,
    prelude::*,
};

/// How far an arrow key moves the picture, in CSS pixels.
const ARROW: f64 = 80.0;

/// How far a pointer may stray in what is still a click, in CSS pixels.
const STRAY: f64 = 6.0;

/// A finger, or the mouse, while it is down.
#[derive(Clone, Copy)]
struct Pointer {
    id: i32,
    at: Span,
}

#[derive(Clone, Copy)]
struct Seen {
    zoom: RwSignal<Zoom>,
    window: NodeRef<html::Div>,
    picture: NodeRef<html::Div>,
    pixels: f64,
    pointers: RwSignal<Vec<Pointer>>,
    /// How far the pointers have gone since the first came down.
    strayed: StoredValue<f64>,
}

/// The picture over the whole screen, while it is asked for.
#[component]
pub(super) fn Viewer(picture: Picture, alt: String, open: RwSignal<bool>) -> impl IntoView {
    let seen = Seen {
        zoom: RwSignal::new(Zoom::default()),
        window: NodeRef::new(),
        picture: NodeRef::new(),
        pixels: picture.width.into(),
        pointers: RwSignal::new(Vec::new()),
        strayed: StoredValue::new(0.0),
    };
    let dialog = NodeRef::<html::Dialog>::new();
    browser::follow_dialog(dialog, open);
    let close = move |_| {
        open.set(false);
        seen.zoom.set(Zoom::default());
    };
    let label = format!("{alt}, closer");
    view! {
        <dialog class="viewer" node_ref=dialog aria-label=label on:close=close on:keydown=move |event| seen.key(&event)>
            <div class="viewer__bar">
                <output class="viewer__scale">{move || format!("{:.0} %", seen.zoom.get().scale * 100.0)}</output>
                {button(Icon::Minus, "Zoom out", false, move || seen.scale(1.0 / STEP, Span::default()))}
                {button(Icon::Plus, "Zoom in", true, move || seen.scale(STEP, Span::default()))}
                {button(Icon::Whole, "Whole picture", false, move || seen.zoom.set(Zoom::default()))}
                {button(Icon::Close, "Close", false, move || open.set(false))}
            </div>
            <div
                class="viewer__window"
                node_ref=seen.window
                // What is clicked here leaves the focus within, and the keys with it.
                tabindex="-1"
                data-close=move || seen.zoom.get().is_close().then_some("")
                data-moving=move || seen.pointers.with(|pointers| !pointers.is_empty()).then_some("")
                on:wheel=move |event| seen.wheel(&event)
                on:pointerdown=move |event| seen.down(&event)
                on:pointermove=move |event| seen.drag(&event)
                on:pointerup=move |event| seen.up(&event, true)
                on:pointercancel=move |event| seen.up(&event, false)
            >
                // Fetched when it is looked at, not before.
                {move || open.get().then(|| drawn(&picture, &alt, seen))}
            </div>
        </dialog>
    }
}

fn button(icon: Icon, words: &'static str, first: bool, press: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button class="icon-button viewer__button" type="button" aria-label=words autofocus=first on:click=move |_| press()>
            <Draw icon />
        </button>
    }
}

fn drawn(picture: &Picture, alt: &str, seen: Seen) -> impl IntoView + use<> {
    let shape = format!("--r:{:.4};--w:{}", picture.ratio(), picture.width);
    let sources = sources(picture, picture.width);
    let full = picture.address(FULL);
    let close = Memo::new(move |_| seen.zoom.get().is_close());
    view! {
        <div
            class="viewer__picture"
            node_ref=seen.picture
            style=move || format!("{shape};transform:{}", seen.zoom.get().transform())
        >
            <img class="viewer__image" src=sources.src srcset=sources.srcset sizes="100vw" alt=alt.to_owned() draggable="false" />
            // Every pixel there is, on top of what is drawn until it has come.
            {move || close.get().then(|| view! {
                <img class="viewer__image viewer__image--full" src=full.clone() alt="" draggable="false" />
            })}
        </div>
    }
}

impl Seen {
    /// What the picture is seen through; `None` before it is laid out.
    fn frame(self) -> Option<Frame> {
        let (window, picture) = (self.window.get_untracked()?, self.picture.get_untracked()?);
        Some(Frame {
            window: Span { x: window.client_width().into(), y: window.client_height().into() },
            fitted: Span { x: picture.offset_width().into(), y: picture.offset_height().into() },
            pixels: self.pixels,
        })
    }

    fn scale(self, factor: f64, at: Span) {
        if let Some(frame) = self.frame() {
            self.zoom.update(|zoom| *zoom = zoom.scaled(factor, at, frame));
        }
    }

    fn shift(self, by: Span) {
        if let Some(frame) = self.frame() {
            self.zoom.update(|zoom| *zoom = zoom.moved(by, frame));
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let close = self.zoom.get_untracked().is_close();
        match event.key().as_str() {
            "+" | "=" => self.scale(STEP, Span::default()),
            "-" => self.scale(1.0 / STEP, Span::default()),
            "0" => self.zoom.set(Zoom::default()),
            "ArrowLeft" if close => self.shift(Span { x: ARROW, y: 0.0 }),
            "ArrowRight" if close => self.shift(Span { x: -ARROW, y: 0.0 }),
            "ArrowUp" if close => self.shift(Span { x: 0.0, y: ARROW }),
            "ArrowDown" if close => self.shift(Span { x: 0.0, y: -ARROW }),
            _ => return,
        }
        event.prevent_default();
    }

    /// With Ctrl it brings closer, as a pinch on a touch pad does, which browsers tell the same way; without it moves.
    fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        if event.ctrl_key() || event.meta_key() {
            let at = self.place(event.client_x(), event.client_y());
            self.scale((-event.delta_y() * 0.01).clamp(-0.5, 0.5).exp(), at);
        } else {
            self.shift(Span { x: -event.delta_x(), y: -event.delta_y() });
        }
    }

    /// A point of the screen, from the middle of the window, which is as large as the screen.
    fn place(self, x: i32, y: i32) -> Span {
        let window = self.frame().map(|frame| frame.window).unwrap_or_default();
        Span { x: f64::from(x) - window.x / 2.0, y: f64::from(y) - window.y / 2.0 }
    }

    fn down(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let Some(window) = self.window.get_untracked() {
            // Without it a drag ends at the edge of the window, and nothing else is lost.
            let _ = window.set_pointer_capture(event.pointer_id());
        }
        if self.pointers.with_untracked(Vec::is_empty) {
            self.strayed.set_value(0.0);
        }
        let pointer = Pointer { id: event.pointer_id(), at: self.place(event.client_x(), event.client_y()) };
        self.pointers.update(|pointers| pointers.push(pointer));
    }

    /// One pointer moves the picture; two bring it closer by how they part, and move it by where their middle goes.
    fn drag(self, event: &PointerEvent) {
        let to = self.place(event.client_x(), event.client_y());
        let before = self.pointers.get_untracked();
        let Some(which) = before.iter().position(|pointer| pointer.id == event.pointer_id()) else { return };
        let from = before[which].at;
        self.pointers.update_untracked(|pointers| pointers[which].at = to);
        let by = Span { x: to.x - from.x, y: to.y - from.y };
        self.strayed.update_value(|strayed| *strayed += by.x.hypot(by.y));
        let other = before.iter().find(|pointer| pointer.id != event.pointer_id()).map(|other| other.at);
        match other {
            None => self.shift(by),
            Some(other) => {
                let apart = |at: Span| (at.x - other.x).hypot(at.y - other.y).max(1.0);
                let middle = Span { x: (to.x + other.x) / 2.0, y: (to.y + other.y) / 2.0 };
                self.shift(Span { x: by.x / 2.0, y: by.y / 2.0 });
                self.scale(apart(to) / apart(from), middle);
            }
        }
    }

    /// The end of a drag, or a click: it leads closer, and from there back to the whole picture.
    fn up(self, event: &PointerEvent, clicked: bool) {
        let known =
            self.pointers.with_untracked(|pointers| pointers.iter().any(|known| known.id == event.pointer_id()));
        if !known {
            return;
        }
        self.pointers.update(|pointers| pointers.retain(|known| known.id != event.pointer_id()));
        let still = self.strayed.get_value() < STRAY && self.pointers.with_untracked(Vec::is_empty);
        if !(clicked && still) {
            return;
        }
        if self.zoom.get_untracked().is_close() {
            self.zoom.set(Zoom::default());
        } else {
            self.scale(CLOSE, self.place(event.client_x(), event.client_y()));
        }
    }
}
