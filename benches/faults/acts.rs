//! What a client does, a request each, and what of the answers they keep.

use crate::{
    answers::{Answer, Failure, judged, wrong},
    api::{Member, PASSWORD, key},
    http::{self, Reply},
    outcomes::Kind,
    pictures::{self, CONTENT_TYPE, Upload},
    told::{Pin, Sent, Shown, Told, Uploaded},
};
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc};
use tessera::store::blobs::Sha256Hash;
use tokio::time::Instant;

/// How a browser asks for a page.
const AS_A_PAGE: &str = "accept: text/html\r\n";

const AS_JSON: &str = "content-type: application/json\r\n";

/// What the addresses that the site gives begin with.
const SITE: &str = "http://localhost";

/// A pin that has not come as far as its picture.
struct Waiting {
    pin: String,
    since: Instant,
}

pub struct Acts {
    pub member: Member,
    pub told: Told,
    servers: [SocketAddr; 2],
    /// How many requests there were: they go to the servers in turn.
    requests: usize,
    channel: String,
    shown: Arc<Shown>,
    /// What has not been answered.
    upload: Option<Upload>,
    like: Option<(String, bool)>,
    message: Option<(String, String)>,
    waiting: Option<Waiting>,
    ready: Option<Instant>,
}

impl Acts {
    pub fn new(member: Member, servers: [SocketAddr; 2], channel: &str, shown: Arc<Shown>) -> Self {
        Self {
            member,
            told: Told::default(),
            servers,
            requests: 0,
            channel: channel.to_owned(),
            shown,
            upload: None,
            like: None,
            message: None,
            waiting: None,
            ready: None,
        }
    }

    pub const fn waits_for_picture(&self) -> bool {
        self.waiting.is_some()
    }

    /// Since when the picture was waited for that has become ready; once.
    pub fn has_become_ready(&mut self) -> Option<Instant> {
        self.ready.take()
    }

    /// What would have to be done for all to be answered.
    pub fn open(&self) -> Vec<Kind> {
        let open = [
            (Kind::Upload, self.upload.is_some()),
            (Kind::Like, self.like.is_some()),
            (Kind::Message, self.message.is_some()),
            (Kind::State, self.waiting.is_some()),
        ];
        open.into_iter().filter(|(_, is_open)| *is_open).map(|(kind, _)| kind).collect()
    }

    /// Does it; `None` where there is nothing to do it with.
    pub async fn act(&mut self, kind: Kind) -> Option<Answer> {
        Some(match kind {
            Kind::Explore => self.explore().await,
            Kind::PinPage => self.pin_page(self.shown.any()?).await,
            Kind::Picture => self.picture(self.shown.any()?).await,
            Kind::Like => {
                let (pin, liked) = match self.like.take() {
                    Some(open) => open,
                    None => self.another_like()?,
                };
                self.like(pin, liked).await
            }
            Kind::Message => self.message().await,
            Kind::History => self.history().await,
            // One after the other: pictures are not to pile up.
            Kind::Upload if self.waiting.is_some() => return None,
            Kind::Upload => self.upload().await,
            Kind::State => self.state().await?,
            Kind::Ready | Kind::Socket | Kind::SignIn => return None,
        })
    }

    async fn ask(&mut self, method: &str, path: &str, lines: &str, body: &[u8]) -> Result<Reply, Failure> {
        self.requests += 1;
        let server = self.servers[self.requests % 2];
        judged(http::send(server, method, path, lines, body).await)
    }

    /// Calls the API, and gives the answer with what is in it.
    async fn call(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> Result<(Reply, Value), Failure> {
        let lines = format!("{}{more}", self.member.bearer());
        let reply = self.ask(method, &format!("/api/v1{path}"), &lines, body).await?;
        let said = serde_json::from_slice(&reply.body).map_err(|_| wrong(&reply, "no JSON"))?;
        Ok((reply, said))
    }

    pub async fn sign_in(&mut self) -> Answer {
        self.requests += 1;
        sign_in(&mut self.member, self.servers[self.requests % 2]).await
    }

    async fn explore(&mut self) -> Answer {
        let expected = self.shown.any().is_some();
        let reply = self.ask("GET", "/", AS_A_PAGE, b"").await?;
        let has_pins = String::from_utf8_lossy(&reply.body).contains("class=\"tile\"");
        if has_pins || !expected { Ok(reply.status) } else { Err(wrong(&reply, "a page without pins")) }
    }

    async fn pin_page(&mut self, pin: Pin) -> Answer {
        let reply = self.ask("GET", &format!("/pin/{}", pin.id), AS_A_PAGE, b"").await?;
        let has_picture = String::from_utf8_lossy(&reply.body).contains(&pin.image);
        if has_picture { Ok(reply.status) } else { Err(wrong(&reply, "a page without its picture")) }
    }

    async fn picture(&mut self, pin: Pin) -> Answer {
        let file = &pin.files[rand::random_range(0..pin.files.len())];
        let reply = self.ask("GET", file, "", b"").await?;
        if is_what_it_says(&reply) { Ok(reply.status) } else { Err(wrong(&reply, "other bytes")) }
    }

    fn another_like(&self) -> Option<(String, bool)> {
        let pin = self.shown.any()?.id;
        let liked = self.told.likes.get(&pin).copied().unwrap_or_default();
        Some((pin, !liked))
    }

    async fn like(&mut self, pin: String, liked: bool) -> Answer {
        let method = if liked { "PUT" } else { "DELETE" };
        let path = format!("/pins/{pin}/like");
        self.like = Some((pin.clone(), liked));
        let (reply, said) = self.call(method, &path, "", b"").await?;
        if said["liked"] != liked {
            return Err(wrong(&reply, "the other way round"));
        }
        self.like = None;
        self.told.likes.insert(pin, liked);
        Ok(reply.status)
    }

    async fn message(&mut self) -> Answer {
        let next = || (key(), format!("{} says something that nobody else says: {}", self.member.name, key()));
        let (key, body) = self.message.take().unwrap_or_else(next);
        self.message = Some((key.clone(), body.clone()));
        let path = format!("/channels/{}/messages", self.channel);
        let message = json!({"key": key, "body": body}).to_string();
        let (reply, said) = self.call("POST", &path, AS_JSON, message.as_bytes()).await?;
        let seq = said["seq"].as_i64().ok_or_else(|| wrong(&reply, "no number"))?;
        if said["body"] != body {
            return Err(wrong(&reply, "another message"));
        }
        self.message = None;
        self.told.messages.insert(key, Sent { seq, body });
        Ok(reply.status)
    }

    /// Reads the newest messages, among which must be all of one's own.
    async fn history(&mut self) -> Answer {
        let path = format!("/channels/{}/messages?limit=100", self.channel);
        let (reply, said) = self.call("GET", &path, "", b"").await?;
        let Some(items) = said["items"].as_array() else { return Err(wrong(&reply, "no messages")) };
        let first = items.first().and_then(|message| message["seq"].as_i64()).unwrap_or(i64::MAX);
        let is_there = |(key, sent): (&String, &Sent)| {
            sent.seq < first || items.iter().any(|message| message["key"] == **key && message["seq"] == sent.seq)
        };
        if self.told.messages.iter().all(is_there) {
            Ok(reply.status)
        } else {
            Err(Failure::Unclear(reply.status, "a message that was sent is missing".to_owned()))
        }
    }

    async fn upload(&mut self) -> Answer {
        let upload = self.upload.take().unwrap_or_else(|| Upload::of(&pictures::small()));
        let sent = self.call("POST", "/pins", CONTENT_TYPE, &upload.body).await;
        let sha256 = upload.sha256.to_string();
        self.upload = Some(upload);
        let (reply, said) = sent?;
        let pin = said["items"][0]["id"].as_str().ok_or_else(|| wrong(&reply, "no pin"))?.to_owned();
        self.upload = None;
        self.told.uploads.push(Uploaded { pin: pin.clone(), sha256 });
        self.waiting = Some(Waiting { pin, since: Instant::now() });
        Ok(reply.status)
    }

    /// Looks whether the picture of the last upload is ready.
    async fn state(&mut self) -> Option<Answer> {
        let path = format!("/pins/{}", self.waiting.as_ref()?.pin);
        Some(self.call("GET", &path, "", b"").await.and_then(|(reply, said)| self.seen(&reply, &said)))
    }

    fn seen(&mut self, reply: &Reply, said: &Value) -> Answer {
        match said["state"].as_str() {
            Some("ready") => {
                let pin = pin(said).ok_or_else(|| wrong(reply, "a ready pin without files"))?;
                self.shown.add(pin);
                self.ready = self.waiting.take().map(|waiting| waiting.since);
                Ok(reply.status)
            }
            Some("failed") | None => {
                self.waiting = None;
                Err(wrong(reply, "a picture that was taken is refused"))
            }
            Some(_) => Ok(reply.status),
        }
    }
}

/// Signs a member in, as whoever has a token no longer.
pub async fn sign_in(member: &mut Member, server: SocketAddr) -> Answer {
    let body = json!({"login": member.name, "password": PASSWORD}).to_string();
    let reply = judged(http::send(server, "POST", "/api/v1/token", AS_JSON, body.as_bytes()).await)?;
    let said: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let token = said["access_token"].as_str().ok_or_else(|| wrong(&reply, "no token"))?;
    member.token = token.to_owned();
    Ok(reply.status)
}

/// A pin as the API tells of it, with the paths of its files.
pub fn pin(said: &Value) -> Option<Pin> {
    let sizes = said["qualities"].as_array()?.iter().chain(said["thumbnails"].as_array()?);
    let files: Option<Vec<_>> = sizes.map(|size| path(size["url"].as_str()?)).collect();
    let files = files.filter(|files| !files.is_empty())?;
    Some(Pin { id: said["id"].as_str()?.to_owned(), image: said["image_id"].as_str()?.to_owned(), files })
}

/// The path of an address of the site.
pub fn path(address: &str) -> Option<String> {
    address.strip_prefix(SITE).map(str::to_owned)
}

/// Whether a file has the bytes that its name (ETag) stands for.
pub fn is_what_it_says(reply: &Reply) -> bool {
    let tag = reply.headers("etag").next().unwrap_or_default();
    tag.trim_matches('"') == Sha256Hash::of(&reply.body).to_string()
}
