//! How the picture is seen: how large, and which part of it.

use super::{
    super::{dom, steps},
    OPENER,
};
use crate::app::{
    counts::grouped,
    zoom::{CLOSE, Frame, STEP, Span, Zoom, wheel_factor},
};
use js_sys::Number;
use leptos::prelude::document;
use std::{
    cell::{Cell, RefCell},
    mem,
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlDialogElement, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};

/// How far an arrow key moves the picture, in CSS pixels.
const ARROW: f64 = 80.0;

/// How far a pointer may stray in what is still a click, in CSS pixels.
const STRAY: f64 = 6.0;

/// The image of every pixel there is.
const FULL: &str = "viewer__image viewer__image--full";

/// A finger, or the mouse, while it is down.
#[derive(Clone, Copy)]
struct Pointer {
    id: i32,
    at: Span,
}

/// The viewer, and how the picture is seen in it.
pub(super) struct Seen {
    dialog: HtmlDialogElement,
    /// Where it says how large the picture is drawn.
    label: Element,
    window: Element,
    picture: HtmlElement,
    zoom: Cell<Zoom>,
    /// The picture's own pixels across.
    pixels: Cell<f64>,
    pointers: RefCell<Vec<Pointer>>,
    /// How far the pointers have gone since the first came down, in CSS pixels.
    strayed: Cell<f64>,
}

impl Seen {
    pub(super) fn new(dialog: &Element) -> Option<Self> {
        Some(Self {
            dialog: dialog.clone().unchecked_into(),
            label: dom::first_in(dialog, ".viewer__scale")?,
            window: dom::first_in(dialog, ".viewer__window")?,
            picture: dom::first_in(dialog, ".viewer__picture")?.unchecked_into(),
            zoom: Cell::default(),
            pixels: Cell::new(1.0),
            pointers: RefCell::default(),
            strayed: Cell::default(),
        })
    }

    /// Opens the viewer, and says whether it could.
    pub(super) fn open(&self) -> bool {
        if self.dialog.open() || self.take_picture().is_none() {
            return false;
        }
        self.show(Zoom::default());
        let opened = self.dialog.show_modal();
        if let Err(error) = &opened {
            dom::report("could not enlarge the picture", error);
        }
        opened.is_ok()
    }

    /// Takes the picture of the page as it is now: it is fetched when it is looked at, not before.
    fn take_picture(&self) -> Option<()> {
        let shown = dom::first(&format!("{OPENER} img"))?;
        let [width, height, name] = ["width", "height", "alt"].map(|name| dom::attribute(&shown, name));
        self.pixels.set(width.parse::<u32>().ok()?.into());
        let image: Element = shown.clone_node().ok()?.dyn_into().ok()?;
        for (name, value) in [("class", "viewer__image"), ("sizes", "100vw"), ("draggable", "false")] {
            dom::set(&image, name, Some(value));
        }
        self.picture.replace_children_with_node_1(&image);
        dom::set(&self.picture, "style", Some(&format!("--r:calc({height}/{width});--w:{width}")));
        dom::set(&self.dialog, "aria-label", Some(&format!("{name}, enlarged")));
        Some(())
    }

    /// Forgets what was seen, once the viewer is closed.
    pub(super) fn forget(&self) {
        self.picture.set_inner_html("");
        self.pointers.borrow_mut().clear();
        self.show_moving();
    }

    /// Shows the picture so close.
    fn show(&self, zoom: Zoom) {
        self.zoom.set(zoom);
        let close = zoom.is_close();
        let percent = || grouped(zoom.percent(self.frame()).round() as u64);
        let words = if close { format!("{} %", percent()) } else { "Fit".to_owned() };
        self.label.set_text_content(Some(&words));
        dom::set(&self.window, "data-close", close.then_some(""));
        if let Err(error) = self.transform(zoom).and_then(|()| self.show_full(close)) {
            dom::report("could not show the picture so close", &error);
        }
    }

    /// Moves and scales what is drawn. The browser writes the numbers: Rust's own way to would weigh more than this whole file.
    fn transform(&self, zoom: Zoom) -> Result<(), JsValue> {
        let written = |number: f64| Number::from(number).to_fixed(4).map(String::from);
        let (x, y, scale) = (written(zoom.middle.x)?, written(zoom.middle.y)?, written(zoom.scale)?);
        self.picture.style().set_property("transform", &format!("translate({x}px,{y}px) scale({scale})"))
    }

    /// Shows every pixel there is once it is close, on top of what is drawn until that has come.
    fn show_full(&self, close: bool) -> Result<(), JsValue> {
        let full = dom::first_in(&self.picture, ".viewer__image--full");
        match (full, dom::first(OPENER)) {
            (Some(full), _) if !close => full.remove(),
            (None, Some(opener)) if close => {
                let full = document().create_element("img")?;
                let address = dom::attribute(&opener, "href");
                for (name, value) in [("class", FULL), ("alt", ""), ("draggable", "false"), ("src", address.as_str())] {
                    full.set_attribute(name, value)?;
                }
                self.picture.append_with_node_1(&full)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// What the picture is seen through.
    fn frame(&self) -> Frame {
        Frame {
            window: Span { x: self.window.client_width().into(), y: self.window.client_height().into() },
            fitted: Span { x: self.picture.offset_width().into(), y: self.picture.offset_height().into() },
            pixels: self.pixels.get(),
        }
    }

    fn scale(&self, factor: f64, at: Span) {
        self.show(self.zoom.get().scaled(factor, at, self.frame()));
    }

    fn shift(&self, by: Span) {
        self.show(self.zoom.get().moved(by, self.frame()));
    }

    /// Does what a button of the bar says.
    pub(super) fn press(&self, does: &str) {
        match does {
            "in" => self.scale(STEP, Span::default()),
            "out" => self.scale(1.0 / STEP, Span::default()),
            "fit" => self.show(Zoom::default()),
            _ => self.dialog.close(),
        }
    }

    /// Does what a key says, and tells whether it says anything.
    pub(super) fn key(&self, event: &KeyboardEvent) -> bool {
        // The browser's own: its zoom, and back.
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return false;
        }
        let close = self.zoom.get().is_close();
        match event.key().as_str() {
            "+" | "=" => self.press("in"),
            "-" => self.press("out"),
            "0" => self.press("fit"),
            "ArrowLeft" if close => self.shift(Span { x: ARROW, y: 0.0 }),
            "ArrowRight" if close => self.shift(Span { x: -ARROW, y: 0.0 }),
            "ArrowUp" if close => self.shift(Span { x: 0.0, y: ARROW }),
            "ArrowDown" if close => self.shift(Span { x: 0.0, y: -ARROW }),
            key @ ("ArrowLeft" | "ArrowRight") => {
                steps::step(key == "ArrowRight", true);
            }
            _ => return false,
        }
        true
    }

    /// Listens for the wheel, the mouse and fingers.
    pub(super) fn follow_pointers(self: &Rc<Self>) {
        let turned = Rc::clone(self);
        dom::on(&self.window, "wheel", move |event| {
            event.prevent_default();
            turned.wheel(event.unchecked_ref());
        });
        for name in ["pointerdown", "pointermove", "pointerup", "pointercancel"] {
            let pointed = Rc::clone(self);
            dom::on(&self.window, name, move |event| {
                let event: &PointerEvent = event.unchecked_ref();
                match name {
                    "pointerdown" => pointed.down(event),
                    "pointermove" => pointed.drag(event),
                    _ => pointed.up(event, name == "pointerup"),
                }
            });
        }
    }

    /// Zooms towards the pointer. (A pinch on a touch pad is told by browsers as the wheel with Ctrl.)
    fn wheel(&self, event: &WheelEvent) {
        let pinched = event.ctrl_key() || event.meta_key();
        self.scale(wheel_factor(event.delta_y(), pinched), self.place(event.client_x(), event.client_y()));
    }

    /// A point of the screen, from the middle of the window, which is as large as the screen.
    fn place(&self, x: i32, y: i32) -> Span {
        let window = self.frame().window;
        Span { x: f64::from(x) - window.x / 2.0, y: f64::from(y) - window.y / 2.0 }
    }

    /// While something moves the picture, that follows at once.
    fn show_moving(&self) {
        dom::set(&self.window, "data-moving", (!self.pointers.borrow().is_empty()).then_some(""));
    }

    fn down(&self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        // Without it a drag ends at the edge of the window, and nothing else is lost.
        let _ = self.window.set_pointer_capture(event.pointer_id());
        let pointer = Pointer { id: event.pointer_id(), at: self.place(event.client_x(), event.client_y()) };
        if self.pointers.borrow().is_empty() {
            self.strayed.set(0.0);
        }
        self.pointers.borrow_mut().push(pointer);
        self.show_moving();
    }

    /// One pointer moves the picture; two bring it closer by how they part, and move it by where their middle goes.
    fn drag(&self, event: &PointerEvent) {
        let (id, to) = (event.pointer_id(), self.place(event.client_x(), event.client_y()));
        let mut pointers = self.pointers.borrow_mut();
        let Some(moved) = pointers.iter_mut().find(|pointer| pointer.id == id) else { return };
        let from = mem::replace(&mut moved.at, to);
        let other = pointers.iter().find(|pointer| pointer.id != id).map(|other| other.at);
        let by = Span { x: to.x - from.x, y: to.y - from.y };
        self.strayed.set(self.strayed.get() + by.x.hypot(by.y));
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
    fn up(&self, event: &PointerEvent, clicked: bool) {
        let before = self.pointers.borrow().len();
        self.pointers.borrow_mut().retain(|known| known.id != event.pointer_id());
        let left = self.pointers.borrow().len();
        self.show_moving();
        if !clicked || left > 0 || left == before || self.strayed.get() >= STRAY {
            return;
        }
        if self.zoom.get().is_close() {
            self.show(Zoom::default());
        } else {
            self.scale(CLOSE, self.place(event.client_x(), event.client_y()));
        }
    }
}
