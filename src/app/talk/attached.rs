//! Pictures that are attached to the message that is being written: chosen, pasted or dropped. Each is uploaded at once, for those alone who
//! read the channel.

use super::{entry::say_in, room::Room};
use crate::app::browser::{
    self, Dropped, Errand, Reply, dom, new_key,
    post::{NO_SENSE, text_of},
    toasts,
};
use js_sys::{Array, JSON, Reflect};
use leptos::prelude::window;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, File, FormData, HtmlInputElement};

/// How many pictures a message can have.
const MOST: usize = 10;

/// A picture.
struct Picture {
    element: Element,
    errand: Errand,
    /// The pin that it has become.
    pin: RefCell<Option<String>>,
    failed: Cell<bool>,
}

/// Those of the message that is being written.
pub struct Attached {
    channel: String,
    /// Whose uploads they are.
    account: String,
    place: Element,
    pictures: RefCell<Vec<Rc<Picture>>>,
    /// Whether the message is to be sent once they have arrived.
    waits: Cell<bool>,
    done: RefCell<Option<Box<dyn Fn()>>>,
}

impl Attached {
    /// Takes pictures from here on. The whole page takes what is dropped.
    pub fn start(room: &Rc<Room>, form: &Element) -> Option<Rc<Self>> {
        let uploads = dom::first("html").map(|html| dom::attribute(&html, "data-uploads")).unwrap_or_default();
        let attached = Rc::new(Self {
            channel: room.channel.clone(),
            account: uploads.split(' ').next().unwrap_or_default().to_owned(),
            place: dom::first_in(form, ".composer__pins")?,
            pictures: RefCell::default(),
            waits: Cell::default(),
            done: RefCell::default(),
        });
        if let Some(input) = dom::first_in(form, "input[type=file]") {
            let input: HtmlInputElement = input.unchecked_into();
            input.set_multiple(true);
            // What is chosen is sent by script, and not by the form.
            dom::set(&input, "name", None);
            let (chosen, files) = (Rc::clone(&attached), input.clone());
            dom::on(&input, "change", move |_| chosen.add(browser::chosen_files(&files)));
        }
        let pasted = Rc::clone(&attached);
        dom::on(&window(), "paste", move |event| {
            let files = browser::pasted_files(event.unchecked_ref());
            if !files.is_empty() {
                event.prevent_default();
                pasted.add(files);
            }
        });
        let (dropped, zone) = (Rc::clone(&attached), form.clone());
        let over = move |dragging: bool| dom::set(&zone, "data-over", dragging.then_some(""));
        browser::when_dropped(over, move |found| {
            if let Dropped::Files { files, .. } = found {
                dropped.add(files);
            }
        });
        Some(attached)
    }

    /// Calls `done` once all have arrived that a message waits for.
    pub fn when_done(&self, done: impl Fn() + 'static) {
        *self.done.borrow_mut() = Some(Box::new(done));
    }

    fn add(self: &Rc<Self>, files: Vec<File>) {
        for file in files {
            if self.pictures.borrow().len() >= MOST {
                return toasts::error(&["A message can have up to ", &MOST.to_string(), " pictures."].concat());
            }
            if let Some(picture) = self.show(&file) {
                self.pictures.borrow_mut().push(Rc::clone(&picture));
                spawn_local(Rc::clone(self).send(file, picture));
            }
        }
    }

    fn show(self: &Rc<Self>, file: &File) -> Option<Rc<Picture>> {
        let (element, errand) = (dom::copy_of_template("composer-pin")?, Errand::new()?);
        say_in(&element, ".attached__name", &file.name());
        if let Some(canvas) = dom::first_in(&element, "canvas") {
            browser::draw_preview(file, canvas.unchecked_into());
        }
        self.place.append_child(&element).ok()?;
        let (pin, failed) = (RefCell::default(), Cell::default());
        let picture = Rc::new(Picture { element, errand, pin, failed });
        if let Some(button) = dom::first_in(&picture.element, "[data-remove]") {
            dom::set(&button, "aria-label", Some(&["Remove ", &file.name()].concat()));
            let (attached, gone) = (Rc::clone(self), Rc::clone(&picture));
            dom::on(&button, "click", move |_| attached.remove(&gone));
        }
        Some(picture)
    }

    async fn send(self: Rc<Self>, file: File, picture: Rc<Picture>) {
        let told = picture.element.clone();
        let progress = move |part: f64| {
            let percent = ((part * 100.0) as u32).min(99).to_string();
            say_in(&told, ".attached__state", &[percent.as_str(), "%"].concat());
        };
        say_in(&picture.element, ".attached__state", "Uploading");
        let sent = match self.form(&file) {
            Ok(form) => picture.errand.send_form(&form, &self.account, progress).await,
            Err(error) => Err(error),
        };
        match outcome(sent) {
            Ok(pin) => {
                *picture.pin.borrow_mut() = Some(pin);
                say_in(&picture.element, ".attached__state", "");
            }
            Err(why) => {
                picture.failed.set(true);
                self.waits.set(false);
                dom::set(&picture.element, "data-failed", Some(""));
                say_in(&picture.element, ".attached__state", &why);
            }
        }
        self.look();
    }

    /// A picture as a form. Who may see it is said before the file.
    fn form(&self, file: &File) -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        form.append_with_str("key", &new_key().to_string())?;
        form.append_with_str("visibility", "channel")?;
        form.append_with_str("channel", &self.channel)?;
        form.append_with_blob_and_filename("file", file, &file.name())?;
        Ok(form)
    }

    /// Whether any are still on their way.
    pub fn is_busy(&self) -> bool {
        self.pictures.borrow().iter().any(|picture| !picture.failed.get() && picture.pin.borrow().is_none())
    }

    /// Has the message sent once they have arrived.
    pub fn wait(&self) {
        self.waits.set(true);
    }

    fn look(&self) {
        if self.waits.get() && !self.is_busy() {
            self.waits.set(false);
            if let Some(done) = &*self.done.borrow() {
                done();
            }
        }
    }

    /// The pins that the pictures have become, in order.
    pub fn pins(&self) -> Vec<String> {
        self.pictures.borrow().iter().filter_map(|picture| picture.pin.borrow().clone()).collect()
    }

    /// Begins with none.
    pub fn clear(&self) {
        for picture in self.pictures.take() {
            picture.element.remove();
        }
    }

    /// Takes one away, which is deleted where it has arrived.
    fn remove(&self, picture: &Rc<Picture>) {
        picture.errand.call_back();
        picture.failed.set(true);
        picture.element.remove();
        self.pictures.borrow_mut().retain(|known| !Rc::ptr_eq(known, picture));
        let pin = picture.pin.take();
        if let Some(pin) = pin {
            spawn_local(async move {
                let address = ["/pin/", &pin, "/delete"].concat();
                // What could not be deleted stands among one's uploads.
                let _ = browser::post::post_fields(&address, &[("delete", "1")]).await;
            });
        }
        self.look();
    }
}

/// The pin that was made, or why there is none.
fn outcome(sent: Result<Reply, JsValue>) -> Result<String, String> {
    let Ok(Reply { status, text, .. }) = sent else { return Err(NO_SENSE.to_owned()) };
    if status == 0 {
        return Err("The connection was lost. Please add the picture again.".to_owned());
    }
    let answer = JSON::parse(&text).unwrap_or(JsValue::NULL);
    if status != 202 {
        return Err(text_of(&answer, "detail").unwrap_or_else(|| NO_SENSE.to_owned()));
    }
    let first = Reflect::get(&answer, &"items".into()).ok().and_then(|items| items.dyn_into::<Array>().ok());
    let first = first.map(|items| items.get(0)).unwrap_or_default();
    text_of(&first, "id").ok_or_else(|| text_of(&first, "error").unwrap_or_else(|| NO_SENSE.to_owned()))
}
