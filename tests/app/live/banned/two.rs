//! Two servers of a site with a community, and Ben, who is at both and about to lose a right there.

use super::{
    super::{
        Socket,
        access::own_channel,
        sign_in,
        world::{World, good, join},
    },
    shows,
};
use crate::{
    api::Program,
    client::{Answer, Client},
    harness::post,
    links::give_plan,
    matrix::channels::{files, picture_for},
    multipart::Form,
};
use serde_json::json;
use std::net::SocketAddr;
use tessera::server::Server;

/// What is said with the picture.
pub const WORDS: &str = "A bittern at dawn";

/// Ana's community on two servers, with a picture that those alone see who read its channel. Mia, who is at the second one, looks after
/// it, and Ben and Cyd belong to it. Ben is about to lose a right, and has a channel of his own.
pub struct Two {
    pub world: World,
    pub second: Server,
    pub mia: Program,
    /// Ben's, one at each server.
    pub browsers: [Client; 2],
    pub pin: String,
    /// Where its picture is, in every size and as it was sent, each with its entity tag.
    pub files: Vec<(String, String)>,
    pub own: String,
}

impl Two {
    pub async fn start(set: &[(&str, &str)]) -> Self {
        let mut world = World::start_with(set).await;
        let second = world.site.another_server_with(set).await;
        let mut mia = Program::sign_up(&world.site, "mia").await;
        join(&mut mia, &world.community).await;
        join(&mut world.cyd, &world.community).await;
        let role = format!("/communities/{}/members/mia", world.community);
        good(&world.ana.json("PATCH", &role, json!({"role": "moderator"})).await);
        give_plan(&world.site, "ana", "Enterprise").await;
        let channel = world.channel.clone();
        let (pin, files) = posted(&mut world, &channel, 1).await;
        let own = own_channel(&mut world.ben, "Only Ben").await;
        let browsers = [sign_in(world.address(), "ben").await, sign_in(second.address, "ben").await];
        let mia = mia.at(second.address);
        Self { world, second, mia, browsers, pin, files, own }
    }

    pub fn addresses(&self) -> [SocketAddr; 2] {
        [self.world.address(), self.second.address]
    }

    /// Sockets of Ben's that show these channels: at the first server by his token, at the second by his session.
    pub async fn sockets(&self, channels: &[&str]) -> [Socket; 2] {
        let mut sockets = [
            Socket::of_program(self.world.address(), &self.world.ben).await.unwrap(),
            Socket::of_page(self.second.address, &self.browsers[1]).await.unwrap(),
        ];
        for socket in &mut sockets {
            shows(socket, channels).await;
        }
        sockets
    }

    /// What Ben is answered who asks for the picture: at both servers, by his session and by his token, for all of it, for a part, and
    /// for what he has already.
    async fn pictures(&self) -> Vec<(String, Answer)> {
        let bearer = format!("Bearer {}", self.world.ben.token.as_deref().unwrap());
        let mut answers = Vec::new();
        for (address, browser) in self.addresses().into_iter().zip(&self.browsers) {
            for (path, tag) in &self.files {
                for headers in [
                    vec![],
                    vec![("if-none-match", tag.as_str())],
                    vec![("if-none-match", "*")],
                    vec![("range", "bytes=0-3")],
                    vec![("range", "bytes=0-3"), ("if-range", tag.as_str())],
                ] {
                    let by_token = [headers.as_slice(), &[("authorization", bearer.as_str())]].concat();
                    for (mut client, headers) in [(browser.clone(), headers), (Client::new(address), by_token)] {
                        let answer = client.get_with(path, &headers).await;
                        answers.push((format!("{path} at {address} with {headers:?}"), answer));
                    }
                }
            }
        }
        answers
    }

    pub async fn assert_sees_the_picture(&self) {
        for (at, answer) in self.pictures().await {
            assert!(matches!(answer.status, 200 | 206 | 304), "{at}: {}", answer.status);
            assert_eq!(answer.header("cache-control"), Some("private, no-store"), "{at}");
        }
    }

    pub async fn assert_sees_nothing_of_the_picture(&self) {
        for (at, answer) in self.pictures().await {
            assert_eq!(answer.status, 404, "{at}");
            assert!(answer.header("etag").is_none() && answer.header("content-range").is_none(), "{at}");
            assert!(!answer.header("cache-control").is_some_and(|kept| kept.contains("public")), "{at}");
        }
        for address in self.addresses() {
            let mut ben = self.world.ben.at(address);
            for path in ["", "/comments", "/likes"] {
                assert_eq!(ben.get(&format!("/pins/{}{path}", self.pin)).await.status, 404, "{path} at {address}");
            }
        }
    }

    /// Nothing of the community is there for Ben, at either server.
    pub async fn assert_is_out(&self, mine: i64) {
        for (address, browser) in self.addresses().into_iter().zip(&self.browsers) {
            self.assert_api_is_closed(self.world.ben.at(address), mine).await;
            self.assert_pages_are_closed(browser.clone()).await;
        }
    }

    async fn assert_api_is_closed(&self, mut ben: Program, mine: i64) {
        let World { community, channel, .. } = &self.world;
        let messages = format!("/channels/{channel}/messages");
        for path in [
            format!("/communities/{community}"),
            format!("/communities/{community}/channels"),
            format!("/communities/{community}/members"),
            format!("/channels/{channel}"),
            messages.clone(),
            format!("{messages}?before=1000"),
            format!("{messages}?after=0"),
            format!("{messages}?around={mine}"),
            format!("{messages}/{mine}"),
            format!("/channels/{channel}/pinned"),
            format!("/channels/{channel}/pins"),
            format!("/messages/search?q=bittern&channel={channel}"),
            format!("/messages/search?q=bittern&community={community}"),
        ] {
            assert_eq!(ben.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(good(&ben.get("/messages/search?q=bittern").await)["items"], json!([]));
        for (method, path, body) in [
            ("POST", messages.clone(), json!({"body": "I am back"})),
            ("PATCH", format!("{messages}/{mine}"), json!({"body": "I am back"})),
            ("DELETE", format!("{messages}/{mine}"), json!({})),
            ("PUT", format!("{messages}/{mine}/reactions/%F0%9F%92%9A"), json!({})),
            ("PUT", format!("/channels/{channel}/read"), json!({"seq": 1})),
        ] {
            assert_eq!(ben.json(method, &path, body).await.status, 404, "{method} {path}");
        }
    }

    async fn assert_pages_are_closed(&self, mut browser: Client) {
        let World { community, channel, .. } = &self.world;
        let page = format!("/c/{community}");
        for path in [
            page.clone(),
            format!("{page}/about"),
            format!("{page}/members"),
            format!("{page}/{channel}"),
            format!("{page}/search?q=bittern"),
            format!("/pin/{}", self.pin),
        ] {
            let answer = browser.get(&path).await;
            assert!(answer.status == 404 && !answer.text().contains(WORDS), "{path}: {}", answer.status);
        }
        assert_eq!(browser.part(&format!("{page}/{channel}"), "messages").await.status, 404);
        let form = Form::default().text("channel", channel).text("body", "I am back");
        assert_eq!(post(&mut browser, "/fn/send_message", form).await.status, 404);
    }

    /// Takes Ben out at the second server: banned, or removed.
    pub async fn take_out(&mut self, is_banned: bool) {
        let community = format!("/communities/{}", self.world.community);
        let answer = if is_banned {
            self.mia.json("PUT", &format!("{community}/bans/ben"), json!({"reason": "Noise"})).await
        } else {
            self.mia.delete(&format!("{community}/members/ben")).await
        };
        good(&answer);
    }
}

/// Ana posts a picture in a channel. Gives its pin, and its files with their entity tags.
pub async fn posted(world: &mut World, channel: &str, seed: u8) -> (String, Vec<(String, String)>) {
    let pin = picture_for(&mut world.ana, channel, &format!("Bittern {seed}"), seed).await;
    let message = json!({"body": WORDS, "pins": [pin]});
    good(&world.ana.post(&format!("/channels/{channel}/messages"), message).await);
    world.site.work_off().await;
    let mut found = Vec::new();
    for path in files(&world.ana.see(&pin).await) {
        let tag = world.ana.outside(&path).await.header("etag").unwrap().to_owned();
        found.push((path, tag));
    }
    assert_eq!(found.len(), 6, "three qualities, two thumbnails and the original");
    (pin, found)
}
