//! A socket that is kept open: opened again whenever it closes, after pauses that grow and have some chance in them, so that not
//! all browsers come back at once; and without a pause when the connection is back, or the tab is looked at again.

use js_sys::{Date, Math};
use leptos::{
    ev,
    leptos_dom::helpers::TimeoutHandle,
    prelude::{
        document, set_interval, set_timeout_with_handle, window, window_event_listener, window_event_listener_untyped,
    },
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// The longest first pause, in milliseconds. Each after it is twice as long,
const PAUSE: f64 = 1_000.0;

/// but not longer than this.
const PAUSE_LONGEST: f64 = 60_000.0;

/// A socket that was open for this long had nothing wrong with it, in milliseconds.
const WELL_AFTER: f64 = 60_000.0;

/// The server says something at least every 30 seconds. A socket that is silent for longer than this is dead, which a browser that says
/// nothing itself would not find out; in milliseconds.
const SILENCE_LONGEST: f64 = 75_000.0;

/// How often to look for that.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// The close code by which the server says that one is no longer signed in. There is nothing to come back to then.
const SIGNED_OUT: u16 = 4401;

/// What a socket tells.
pub enum Told {
    /// It is open: what is said is sent.
    Opened,
    /// It is not, or no longer.
    Closed,
    /// The server says something.
    Heard(String),
}

/// A socket that is kept open, for as long as the document is there. Copies are the same socket.
#[derive(Clone)]
pub struct Socket(Rc<Line>);

impl Socket {
    /// Sends a text; `false` where the socket is not open.
    pub fn say(&self, text: &str) -> bool {
        let open = self.0.socket.borrow();
        let open = open.as_ref().filter(|open| open.socket.ready_state() == WebSocket::OPEN);
        open.is_some_and(|open| open.socket.send_with_str(text).is_ok())
    }
}

struct Line {
    /// On this host.
    path: &'static str,
    tell: Box<dyn Fn(Told)>,
    socket: RefCell<Option<Open>>,
    /// How often in a row it could not be opened, or not kept open.
    failures: Cell<i32>,
    /// When it was opened and when it said something last, in milliseconds since 1970.
    opened_at: Cell<f64>,
    heard_at: Cell<f64>,
    pause: Cell<Option<TimeoutHandle>>,
    ended: Cell<bool>,
}

/// A socket with what it calls.
struct Open {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

/// Keeps a socket open to this path of the site.
pub fn keep_socket(path: &'static str, tell: impl Fn(Told) + 'static) -> Socket {
    let line = Rc::new(Line {
        path,
        tell: Box::new(tell),
        socket: RefCell::default(),
        failures: Cell::new(0),
        opened_at: Cell::new(f64::MAX),
        heard_at: Cell::new(f64::MAX),
        pause: Cell::default(),
        ended: Cell::new(false),
    });
    line.open();
    let again = |line: &Rc<Line>| {
        let line = Rc::clone(line);
        move || {
            if !document().hidden() && !line.is_open() {
                line.open();
            }
        }
    };
    let (seen, online) = (again(&line), Rc::clone(&line));
    window_event_listener_untyped("visibilitychange", move |_| seen());
    // A socket of another network may look open and be dead.
    window_event_listener(ev::online, move |_| online.open());
    let offline = Rc::clone(&line);
    window_event_listener(ev::offline, move |_| offline.hang_up());
    // With an open socket, a page that one comes back to would be made anew instead of being there at once.
    let (left, back) = (Rc::clone(&line), again(&line));
    window_event_listener(ev::pagehide, move |_| left.leave());
    window_event_listener(ev::pageshow, move |_| back());
    let looking = Rc::clone(&line);
    set_interval(move || looking.look_for_silence(), LOOK_EVERY);
    Socket(line)
}

impl Line {
    fn is_open(&self) -> bool {
        let open = |open: &Open| matches!(open.socket.ready_state(), WebSocket::CONNECTING | WebSocket::OPEN);
        self.socket.borrow().as_ref().is_some_and(open)
    }

    /// Opens a socket in place of the one before.
    fn open(self: &Rc<Self>) {
        self.leave();
        if self.ended.get() {
            return;
        }
        match Open::new(self) {
            Ok(open) => *self.socket.borrow_mut() = Some(open),
            // A browser that cannot is left in peace: the page says what it knows from the start.
            Err(error) => leptos::logging::warn!("could not open a socket: {error:?}"),
        }
    }

    /// Lets go of the socket, and of the wish for another.
    fn leave(&self) {
        if let Some(pause) = self.pause.take() {
            pause.clear();
        }
        let before = self.socket.borrow_mut().take();
        if let Some(Open { socket, .. }) = &before {
            socket.set_onopen(None);
            socket.set_onmessage(None);
            socket.set_onclose(None);
            // One that is closed already is no matter.
            let _ = socket.close();
            (self.tell)(Told::Closed);
        }
    }

    /// The browser has lost its network. What is open may be dead, which it would say only much later; what comes next is tried after a
    /// pause, should the browser be wrong.
    fn hang_up(self: &Rc<Self>) {
        self.leave();
        self.pause_and_open();
    }

    fn look_for_silence(self: &Rc<Self>) {
        if self.is_open() && Date::now() - self.heard_at.get() > SILENCE_LONGEST {
            self.hang_up();
        }
    }

    fn opened(&self) {
        self.opened_at.set(Date::now());
        self.heard_at.set(Date::now());
        (self.tell)(Told::Opened);
    }

    fn closed(self: &Rc<Self>, code: u16) {
        (self.tell)(Told::Closed);
        if code == SIGNED_OUT {
            self.ended.set(true);
            return;
        }
        self.pause_and_open();
    }

    fn pause_and_open(self: &Rc<Self>) {
        let was_well = Date::now() - self.opened_at.replace(f64::MAX) > WELL_AFTER;
        let failures = if was_well { 0 } else { self.failures.get() };
        self.failures.set(failures.saturating_add(1));
        let longest = (PAUSE * 2f64.powi(failures)).min(PAUSE_LONGEST);
        let pause = Duration::from_secs_f64(longest * (0.5 + 0.5 * Math::random()) / 1_000.0);
        let line = Rc::clone(self);
        if let Ok(timer) = set_timeout_with_handle(move || line.open(), pause) {
            self.pause.set(Some(timer));
        }
    }
}

impl Open {
    fn new(line: &Rc<Line>) -> Result<Self, JsValue> {
        let here = window().location();
        let scheme = if here.protocol()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{}", here.host()?, line.path))?;
        let (opened, heard, closed) = (Rc::downgrade(line), Rc::downgrade(line), Rc::downgrade(line));
        let opened = Closure::<dyn FnMut()>::new(move || {
            if let Some(line) = opened.upgrade() {
                line.opened();
            }
        });
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((line, text)) = heard.upgrade().zip(event.data().as_string()) {
                line.heard_at.set(Date::now());
                (line.tell)(Told::Heard(text));
            }
        });
        let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            if let Some(line) = closed.upgrade() {
                line.closed(event.code());
            }
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Ok(Self { socket, _opened: opened, _heard: heard, _closed: closed })
    }
}
