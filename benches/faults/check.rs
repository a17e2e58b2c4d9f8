//! Whether all that clients were told holds at the end: in the rows, in the files, in the channel and at the site's own doors.

use crate::{
    acts::{is_what_it_says, path, pin},
    api::history,
    client::Client,
    http,
    listener::Listener,
    replica::Replica,
    told::Uploaded,
};
use futures::{StreamExt, stream};
use sqlx::PgPool;
use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
};
use tessera::{model::ids::PinId, store::blobs::Sha256Hash};
use uuid::Uuid;

/// How many files are read at a time.
const AT_ONCE: usize = 8;

/// What does not hold.
#[derive(Default)]
pub struct Findings {
    /// What was told and is not there, or not as it was told.
    pub lost: Vec<String>,
    /// What is there twice, or that nobody was told of.
    pub doubled: Vec<String>,
    /// What rows and files, or rows among each other, say differently.
    pub inconsistent: Vec<String>,
}

/// Every upload is one pin, whose picture is ready and made of just the bytes that were sent.
pub async fn uploads(rows: &PgPool, clients: &[Client], found: &mut Findings) {
    let query = "select users.username, pins.id, encode(pictures.original_sha256, 'hex'), pictures.state
                 from pins join users on users.id = pins.owner_id join pictures on pictures.id = pins.picture_id
                 where users.username = any($1) and pins.deleted_at is null";
    let pins: Vec<(String, Uuid, String, String)> =
        sqlx::query_as(query).bind(names(clients)).fetch_all(rows).await.expect("the pins");
    let mut there: HashMap<_, Vec<_>> = HashMap::new();
    for (name, id, sha256, state) in pins {
        there.entry((name, sha256)).or_default().push((PinId::from_uuid(id).to_string(), state));
    }
    for client in clients {
        for Uploaded { pin, sha256 } in &client.told().uploads {
            let pins = there.remove(&(client.member().name.clone(), sha256.clone())).unwrap_or_default();
            match pins.iter().find(|(id, _)| id == pin) {
                None => found.lost.push(format!("the pin {pin} is gone")),
                Some((_, state)) if state != "ready" => found.lost.push(format!("the picture of {pin} is {state}")),
                Some(_) => {}
            }
            if pins.len() > 1 {
                found.doubled.push(format!("the upload of {pin} is {} pins", pins.len()));
            }
        }
    }
    let open: HashSet<_> = clients.iter().filter(|client| !client.told().unsettled.is_empty()).map(name).collect();
    let untold = there.into_iter().filter(|((name, _), _)| !open.contains(name));
    found.doubled.extend(untold.map(|((name, _), _)| format!("{name} has a pin that nobody was told of")));
}

/// The same as owners and visitors see it, of the uploads of this case: the original is what was sent, and each size is there.
pub async fn files(server: SocketAddr, clients: &[Client], found: &mut Findings) {
    let uploads =
        clients.iter().flat_map(|client| client.told().new_uploads().iter().map(move |upload| (client, upload)));
    let looked = stream::iter(uploads).map(|(client, upload)| async move {
        let whole = look(server, client, upload).await;
        whole.err().map(|what| format!("{what} of the pin {}", upload.pin))
    });
    let lost: Vec<_> = looked.buffer_unordered(AT_ONCE).collect().await;
    found.lost.extend(lost.into_iter().flatten());
}

async fn look(server: SocketAddr, client: &Client, upload: &Uploaded) -> Result<(), &'static str> {
    let bearer = client.member().bearer();
    let get = async |path: &str, lines: &str| {
        let reply = http::send(server, "GET", path, lines, b"").await;
        reply.ok().filter(|reply| reply.status == 200)
    };
    let reply = get(&format!("/api/v1/pins/{}", upload.pin), &bearer).await.ok_or("the entry")?;
    let said = serde_json::from_slice(&reply.body).map_err(|_| "the entry")?;
    let shown = pin(&said).ok_or("all sizes")?;
    let original = said["original_url"].as_str().and_then(path).ok_or("the address of the original")?;
    let original = get(&original, &bearer).await.ok_or("the original")?;
    if Sha256Hash::of(&original.body).to_string() != upload.sha256 {
        return Err("the bytes of the original");
    }
    for file in &shown.files {
        if !get(file, "").await.is_some_and(|reply| is_what_it_says(&reply)) {
            return Err("a size");
        }
    }
    Ok(())
}

/// Every like is there that was said to be, none that was taken back, and all are counted.
pub async fn likes(rows: &PgPool, clients: &[Client], found: &mut Findings) {
    let query = "select users.username, likes.pin_id from likes join users on users.id = likes.user_id
                 where users.username = any($1)";
    let likes: Vec<(String, Uuid)> =
        sqlx::query_as(query).bind(names(clients)).fetch_all(rows).await.expect("the likes");
    let mut there: HashMap<_, HashSet<_>> = HashMap::new();
    for (name, pin) in likes {
        there.entry(name).or_default().insert(PinId::from_uuid(pin).to_string());
    }
    for client in clients {
        let (name, told) = (name(client), client.told());
        let mut liked = there.remove(&name).unwrap_or_default();
        for (pin, expected) in &told.likes {
            if liked.remove(pin) != *expected && told.unsettled.is_empty() {
                found.lost.push(format!("{name} was told that they like {pin}: {expected}"));
            }
        }
        found.doubled.extend(liked.into_iter().map(|pin| format!("{name} likes {pin}, and was never told so")));
    }
    let miscounted = "select count(*) from pin_counts
                      where like_count <> (select count(*) from likes where likes.pin_id = pin_counts.pin_id)";
    let miscounted: i64 = sqlx::query_scalar(miscounted).fetch_one(rows).await.expect("the counts");
    if miscounted > 0 {
        found.inconsistent.push(format!("{miscounted} pins whose likes are not counted right"));
    }
}

/// Every message is in the channel once, under its number, and every socket has heard all of them.
pub async fn messages(
    server: SocketAddr,
    channel: &str,
    clients: &[Client],
    listeners: &[Listener],
    found: &mut Findings,
) {
    let read = history(clients[0].member(), server, channel).await.expect("the channel");
    let mut bodies: HashMap<&str, usize> = HashMap::new();
    for message in read.messages.values() {
        *bodies.entry(message["body"].as_str().unwrap_or_default()).or_default() += 1;
    }
    for (key, sent) in clients.iter().flat_map(|client| &client.told().messages) {
        let is_there =
            read.messages.get(&sent.seq).is_some_and(|there| there["key"] == **key && there["body"] == *sent.body);
        if !is_there {
            found.lost.push(format!("message {} of the channel is not what was sent", sent.seq));
        }
        match bodies.remove(sent.body.as_str()) {
            None | Some(1) => {}
            Some(times) => found.doubled.push(format!("message {} is there {times} times", sent.seq)),
        }
    }
    let untold = bodies.len();
    if untold > 0 && clients.iter().all(|client| client.told().unsettled.is_empty()) {
        found.doubled.push(format!("{untold} messages that nobody was told of"));
    }
    let truth = Replica::read(clients[0].member(), server, channel).await.expect("the channel");
    for listener in listeners {
        let heard = &listener.replica.messages;
        if *heard != truth.messages {
            let missing = truth.messages.keys().filter(|seq| !heard.contains_key(*seq)).count();
            let other =
                truth.messages.iter().filter(|(seq, known)| heard.get(*seq).is_some_and(|had| had != *known)).count();
            found.lost.push(format!("the socket of {} lacks {missing} messages, {other} differ", listener.member.name));
        }
    }
}

fn name(client: &Client) -> String {
    client.member().name.clone()
}

fn names(clients: &[Client]) -> Vec<String> {
    clients.iter().map(name).collect()
}
