//! Two servers behind nginx are restarted one after the other while people look, upload and talk: nobody notices.

mod asker;
mod listener;

use crate::{
    api::Program,
    channels,
    harness::{PASSWORD, TestSite},
    live::world::say,
    nginx::{Nginx, free_address},
    pictures,
};
use asker::Asker;
use futures::future::join_all;
use listener::Listener;
use serde_json::json;
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use tessera::server::Server;
use tokio::{sync::watch, task::JoinHandle, time::timeout};

/// How long the pause between two pieces of a slow upload is.
const PAUSE: Duration = Duration::from_millis(100);

/// How many sockets show the channel in which two talk, and what is said there when all is over.
const LISTENERS: usize = 20;
const LAST: &str = "The end";

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(60);

/// A server that is the site for which nginx stands: tokens say of which they are.
async fn start(site: &TestSite, nginx: &Nginx, address: SocketAddr) -> Server {
    let (address, public) = (address.to_string(), format!("http://{}", nginx.address));
    let set = [("DRAIN_SECONDS", "5"), ("LEPTOS_SITE_ADDR", address.as_str()), ("PUBLIC_URL", public.as_str())];
    site.another_server_with(&set).await
}

/// Somebody who has signed up, and is signed in at the site for which nginx stands.
async fn member(site: &TestSite, nginx: &Nginx, name: &str) -> Program {
    let mut program = Program::sign_up(site, name).await.at(nginx.address);
    program.token = None;
    let signed_in = program.post("/token", json!({"login": name, "password": PASSWORD})).await;
    program.take_tokens(&signed_in, 200);
    program
}

/// Those who read pages and pictures, and those who upload some.
struct Requests {
    readers: Vec<JoinHandle<Asker>>,
    uploaders: Vec<JoinHandle<Asker>>,
}

impl Requests {
    fn begin(nginx: &Nginx, ana: &Program, pages: &[String], over: &watch::Sender<bool>) -> Self {
        let asker = || Asker::new(nginx.address, over);
        let upload = |side, pause| tokio::spawn(asker().upload(ana.token.clone().unwrap(), side, pause));
        let readers = (0..3).map(|_| tokio::spawn(asker().read(pages.to_vec()))).collect();
        let mut uploaders: Vec<_> = (0..3).map(|_| upload(300, PAUSE)).collect();
        uploaders.push(upload(12, Duration::ZERO));
        Self { readers, uploaders }
    }

    /// None has failed. Gives how many pictures were uploaded.
    async fn end(self) -> usize {
        let mut uploaded = 0;
        for reader in self.readers {
            let reader = reader.await.unwrap();
            assert!(nothing_failed(&reader).answered > 10, "{} pages were read", reader.answered);
        }
        for uploader in self.uploaders {
            let uploader = uploader.await.unwrap();
            assert!(nothing_failed(&uploader).answered > 0, "nothing was uploaded");
            uploaded += uploader.answered;
        }
        uploaded
    }
}

fn nothing_failed(asker: &Asker) -> &Asker {
    let failures = &asker.failures;
    assert!(failures.is_empty(), "{} failed, such as {:?}", failures.len(), &failures[..failures.len().min(5)]);
    asker
}

/// Two who talk in a channel, and those who listen to them.
struct Talk {
    channel: String,
    talkers: Vec<JoinHandle<Asker>>,
    listeners: Vec<JoinHandle<Listener>>,
}

impl Talk {
    async fn begin(nginx: &Nginx, members: [&Program; 2], channel: String, over: &watch::Sender<bool>) -> Self {
        let mut listeners = Vec::new();
        for who in members.into_iter().cycle().take(LISTENERS) {
            let listener = Listener::open(nginx.address, who, &channel).await;
            listeners.push(tokio::spawn(listener.listen(LAST)));
        }
        let talker = |(who, name): (&Program, &'static str)| {
            let (asker, token) = (Asker::new(nginx.address, over), who.token.clone().unwrap());
            tokio::spawn(asker.talk(token, channel.clone(), name))
        };
        let talkers = members.into_iter().zip(["ana", "ben"]).map(talker).collect();
        Self { channel, talkers, listeners }
    }

    /// All listeners have come back, and each has heard everything that was acknowledged, once, and nothing else.
    async fn end(self, ana: &mut Program) {
        let mut said = BTreeMap::new();
        for talker in self.talkers {
            let talker = talker.await.unwrap();
            assert!(nothing_failed(&talker).said.len() > 10, "{} messages were sent", talker.said.len());
            said.extend(talker.said);
        }
        said.insert(say(ana, &self.channel, LAST).await, LAST.to_owned());
        let listening = timeout(NEVER, join_all(self.listeners)).await;
        for listener in listening.expect("all sockets come back, and hear the last message") {
            let listener = listener.unwrap();
            assert!(listener.returns > 0, "a socket has outlived its server");
            assert_eq!(listener.heard, said);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_restart_one_after_the_other_and_no_request_fails_and_no_socket_or_message_is_lost() {
    let site = TestSite::start().await;
    let addresses = [free_address(), free_address()];
    let Some(nginx) = Nginx::before(&addresses).await else { return };
    let servers = [start(&site, &nginx, addresses[0]).await, start(&site, &nginx, addresses[1]).await];
    let (mut ana, mut ben) = (member(&site, &nginx, "ana").await, member(&site, &nginx, "ben").await);
    let pin = ana.pin("first.png", &pictures::png(600, 400, 5), "public").await;
    site.work_off().await;
    let picture = site.picture_of(&pin).await;
    let community = channels::community(&mut ana, "Birds", "public").await;
    channels::join(&mut ben, &community).await;
    let channel = channels::first_channel(&mut ana, &community).await;

    let over = watch::Sender::new(false);
    let pages = [format!("/pin/{pin}"), format!("/media/{picture}-1"), "/api/v1/pins".to_owned(), "/".to_owned()];
    let requests = Requests::begin(&nginx, &ana, &pages, &over);
    let talk = Talk::begin(&nginx, [&ana, &ben], channel, &over).await;
    let mut restarted = Vec::new();
    for server in servers {
        let address = server.address;
        server.stop().await;
        restarted.push(start(&site, &nginx, address).await);
    }
    over.send_replace(true);

    let uploaded = requests.end().await;
    assert_eq!(site.count("pins").await, 1 + i64::try_from(uploaded).unwrap(), "each upload is there once");
    talk.end(&mut ana).await;
}
