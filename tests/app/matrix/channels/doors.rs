//! Doors, in words, and what comes of knocking at one.
//!
//! - `GET /channels/{talk}`: the API; a body stands behind the path, `<picture>` for a file;
//! - `page /c/{community}`: a page, as a browser gets it;
//! - `part messages /c/{community}/{talk}`: a part of a page, as its script gets it;
//! - `form /fn/react channel={talk}&want=react`: a form, as a script sends it;
//! - `upload {talk}`: a picture that is for the readers of a channel.

use super::{KINDS, NONE, Promise, WHO, World, is_as_promised, is_hidden, no_things, with};
use crate::{
    client::Answer,
    harness::post,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};

/// The fields of a form, as they stand in an address.
fn form(fields: &str) -> Form {
    let fields = fields.split('&').filter_map(|field| field.split_once('='));
    fields.fold(Form::default(), |form, (name, value)| form.text(name, value))
}

/// Whether it is only looked at what is behind a door.
fn looks(door: &str) -> bool {
    ["GET ", "page ", "part "].iter().any(|verb| door.starts_with(verb))
}

impl World {
    /// Knocks at a door, with everything in the place of its name.
    pub(super) async fn knock(&mut self, who: &str, door: &str) -> Answer {
        self.uploads += 1;
        let person = self.people.get_mut(who).unwrap();
        let (verb, rest) = door.split_once(' ').unwrap();
        match verb {
            "page" => person.browser.get(rest).await,
            "part" => {
                let (part, path) = rest.split_once(' ').unwrap();
                person.browser.part(path, part).await
            }
            "form" => {
                let (path, fields) = rest.split_once(' ').unwrap();
                post(&mut person.browser, path, form(fields)).await
            }
            "upload" => {
                let file = pictures::numbered_png(self.uploads);
                let form = Form::default().text("visibility", "channel").text("channel", rest);
                let mut answer = person.program.upload(form.file("file", "a.png", &file)).await;
                // Each file of an upload has an answer of its own.
                if answer.status == 202 && !answer.json()["items"][0]["id"].is_string() {
                    answer.status = 403;
                }
                answer
            }
            method => match rest.split_once(' ') {
                None => person.program.send(method, rest, &[], &[]).await,
                Some((path, "<picture>")) => {
                    let file = Form::default().file("file", "a.png", &pictures::png(30, 20, 1)).finish();
                    person.program.send(method, path, &[("content-type", CONTENT_TYPE)], &file).await
                }
                Some((path, body)) => {
                    person.program.send(method, path, &[("content-type", "application/json")], body.as_bytes()).await
                }
            },
        }
    }

    /// Knocks at every door as everybody, and says where it is otherwise than promised.
    pub(super) async fn broken(&mut self, promises: &[Promise]) -> Vec<String> {
        let mut broken = Vec::new();
        for promise in promises {
            for (kind, row) in KINDS.into_iter().zip(promise.rows).filter(|(_, row)| *row != NONE) {
                for (who, expected) in WHO.into_iter().zip(row) {
                    for door in promise.doors {
                        let wrong = self.wrong_at(door, kind, who, (expected, promise.shows)).await;
                        let at = format!("{}, {kind}: {door} for {who}", promise.what);
                        broken.extend(wrong.into_iter().map(|wrong| format!("{at}: {wrong}")));
                    }
                }
            }
        }
        broken
    }

    /// What is wrong with how somebody is answered at a door.
    async fn wrong_at(&mut self, door: &str, kind: &str, who: &str, (expected, shows): (u16, &str)) -> Vec<String> {
        let mut things = self.things(kind);
        things.extend(self.fresh_things(kind, who, door).await);
        let before = if looks(door) { None } else { Some(self.fingerprint().await) };
        let answer = self.knock(who, &with(door, &things)).await;
        let (text, is_in) = (answer.text(), (200..300).contains(&answer.status));
        let mut wrong = Vec::new();
        if !is_as_promised(answer.status, expected) {
            wrong.push(format!("{} instead of {expected}", answer.status));
        }
        let shows = with(shows, &things);
        if !shows.is_empty() && text.contains(&shows) != is_in {
            wrong.push(format!("answered with {}, whether “{shows}” is there is {}", answer.status, !is_in));
        }
        if is_in && before.is_some() {
            self.restore().await;
        } else if let Some(before) = before
            && before != self.fingerprint().await
        {
            wrong.push("refused, and something has changed".to_owned());
        }
        if is_hidden(kind, who) && expected != 200 {
            wrong.extend(self.told_of_what_is_hidden(door, kind, who, &answer).await);
        }
        wrong
    }

    /// What an answer tells of something that is none of theirs to know of: words, or that it is there at all.
    async fn told_of_what_is_hidden(&mut self, door: &str, kind: &str, who: &str, answer: &Answer) -> Vec<String> {
        let text = answer.text();
        let words = ["Herons", "Bittern", "Spoonbill", "Shot", "Lovely"].map(|word| format!("{word} {kind}"));
        let mut told: Vec<_> =
            words.into_iter().filter(|words| text.contains(words)).map(|words| format!("tells “{words}”")).collect();
        let nothing = self.knock(who, &with(door, &no_things())).await;
        if in_short(&nothing) != in_short(answer) {
            told.push(format!("{}; where there is nothing, {}", in_short(answer), in_short(&nothing)));
        }
        told
    }
}

/// The status of an answer, and what a program is told with it. Each page names its own address.
fn in_short(answer: &Answer) -> String {
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    format!("{} {}", answer.status, if is_problem { answer.text() } else { String::new() })
}
