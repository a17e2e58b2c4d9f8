//! What goes over the socket, read and written with the browser's own calls: a deserializer would weigh more than all that it reads.

use crate::app::browser::{
    live,
    post::{is_true, number_of, text_of},
};
use js_sys::{Array, Date, JSON, Object, Reflect};
use wasm_bindgen::JsValue;

/// A message as the server tells it.
#[derive(Clone)]
pub struct Message(pub JsValue);

/// A member.
pub struct Person {
    pub username: String,
    pub name: String,
    /// Where their picture is; empty where they have none.
    pub face: String,
}

/// The beginning of a message that is answered.
pub struct Quoted {
    pub seq: i64,
    /// Empty where it was deleted.
    pub name: String,
    pub excerpt: String,
}

/// One kind of reaction.
pub struct Reaction {
    pub emoji: String,
    pub count: i64,
    /// By user name.
    pub by: Vec<String>,
}

impl Message {
    pub fn seq(&self) -> i64 {
        number(&self.0, "seq")
    }

    /// The number of the last change that it has seen.
    pub fn changed(&self) -> i64 {
        number(&self.0, "changed_seq")
    }

    pub fn author(&self) -> Person {
        person(&get(&self.0, "author"))
    }

    pub fn key(&self) -> String {
        text(&self.0, "key")
    }

    pub fn body(&self) -> String {
        text(&self.0, "body")
    }

    /// The body as it is shown, which the server has made safe.
    pub fn html(&self) -> String {
        text(&self.0, "html")
    }

    pub fn quoted(&self) -> Option<Quoted> {
        let quoted = get(&self.0, "reply_to");
        if quoted.is_null() || quoted.is_undefined() {
            return None;
        }
        let name = person(&get(&quoted, "author")).name;
        Some(Quoted { seq: number(&quoted, "seq"), name, excerpt: text(&quoted, "excerpt") })
    }

    /// Their ids.
    pub fn pins(&self) -> Vec<String> {
        texts(&self.0, "pins")
    }

    pub fn reactions(&self) -> Vec<Reaction> {
        let reaction =
            |one: &JsValue| Reaction { emoji: text(one, "emoji"), count: number(one, "count"), by: texts(one, "by") };
        list(&self.0, "reactions").iter().map(reaction).collect()
    }

    /// As the server writes it, and in milliseconds since 1970.
    pub fn sent_at(&self) -> (String, f64) {
        let written = text(&self.0, "sent_at");
        let at = Date::new(&written.as_str().into()).get_time();
        (written, at)
    }

    pub fn is_edited(&self) -> bool {
        is_true(&self.0, "edited_at")
    }

    pub fn is_deleted(&self) -> bool {
        is_true(&self.0, "deleted")
    }

    pub fn is_pinned(&self) -> bool {
        is_true(&self.0, "pinned")
    }
}

/// A member as the server tells them.
pub fn person(said: &JsValue) -> Person {
    Person { username: text(said, "username"), name: text(said, "display_name"), face: text(said, "avatar_url") }
}

/// What the server says; `None` for what is no text of its kind.
pub fn heard(said: &str) -> Option<(String, JsValue)> {
    let frame = JSON::parse(said).ok()?;
    Some((text_of(&frame, "type")?, frame))
}

/// Says something of a kind; `false` where the socket is not open.
pub fn say(kind: &str, fields: &[(&str, JsValue)]) -> bool {
    let frame = object(fields);
    put(&frame, "type", &kind.into());
    JSON::stringify(&frame).is_ok_and(|text| live::say(&String::from(text)))
}

/// An object with these fields.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    fields.iter().for_each(|(name, value)| put(&object, name, value));
    object
}

fn put(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes anything.
    let _ = Reflect::set(object, &name.into(), value);
}

/// A list of texts.
pub fn array(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

pub fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

pub fn text(of: &JsValue, name: &str) -> String {
    text_of(of, name).unwrap_or_default()
}

/// A whole number; 0 where there is none.
pub fn number(of: &JsValue, name: &str) -> i64 {
    number_of(of, name).unwrap_or_default() as i64
}

pub fn list(of: &JsValue, name: &str) -> Vec<JsValue> {
    let found = get(of, name);
    if Array::is_array(&found) { Array::from(&found).iter().collect() } else { Vec::new() }
}

fn texts(of: &JsValue, name: &str) -> Vec<String> {
    list(of, name).iter().filter_map(JsValue::as_string).collect()
}
