//! The bytes of pictures of channels: who has them, in every size and as they were sent, and that no cache keeps them for anybody else.

use super::{KINDS, Person, READERS, WHO, World, done};
use crate::{
    client::Answer,
    harness::TestSite,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::Value;

/// The paths of all files of a pin, as the API has it.
pub fn files(pin: &Value) -> Vec<String> {
    let sizes = ["qualities", "thumbnails"].into_iter().flat_map(|list| pin[list].as_array().unwrap());
    sizes.map(|size| &size["url"]).chain(pin.get("original_url")).map(path_of).collect()
}

fn path_of(url: &Value) -> String {
    let url = url.as_str().unwrap();
    url[url.find("/media/").unwrap()..].to_owned()
}

/// Asks for a file with these headers, by cookie and by token.
async fn ask(site: &TestSite, person: &mut Person, path: &str, headers: &[(&str, &str)]) -> [Answer; 2] {
    let bearer = person.program.token.as_ref().map(|token| format!("Bearer {token}"));
    let bearer = bearer.as_deref().map(|bearer| ("authorization", bearer));
    let by_token: Vec<_> = headers.iter().copied().chain(bearer).collect();
    [person.browser.get_with(path, headers).await, site.visitor().get_with(path, &by_token).await]
}

/// The files that are seen where a channel is read, each with its entity tag: of its picture, and its community's icon and banner.
async fn files_of(world: &mut World, kind: &str) -> Vec<(String, String)> {
    let mut paths = files(&world.bob.see(&world.rooms[kind].picture).await);
    assert_eq!(paths.len(), 6, "three qualities, two thumbnails and the original: {paths:?}");
    if kind != "direct" {
        let community = format!("/communities/{}", world.rooms[kind].community);
        let community = done(&world.program("owner").get(&community).await);
        paths.extend([path_of(&community["icon_url"]), path_of(&community["banner_url"])]);
    }
    let mut files = Vec::new();
    for path in paths {
        let own = world.bob.outside(&path).await;
        assert_eq!(own.status, 200, "{path}");
        files.push((path, own.header("etag").unwrap().to_owned()));
    }
    files
}

#[tokio::test]
async fn bytes_are_had_by_those_who_read_the_channel_and_kept_by_no_cache() {
    let mut world = World::new().await;
    for kind in ["public", "invited"] {
        for (seed, which) in (51..).zip(["icon", "banner"]) {
            let path = format!("/communities/{}/{which}", world.rooms[kind].community);
            let file = Form::default().file("file", "a.png", &pictures::png(300, 200, seed)).finish();
            done(&world.program("owner").send("PUT", &path, &[("content-type", CONTENT_TYPE)], &file).await);
        }
    }
    world.site.work_off().await;
    for (kind, row) in KINDS.into_iter().zip(READERS) {
        let files = files_of(&mut world, kind).await;
        for (who, expected) in WHO.into_iter().zip(row) {
            let person = world.people.get_mut(who).unwrap();
            for (path, tag) in &files {
                let known = ("if-none-match", tag.as_str());
                for (headers, found) in [
                    (vec![], 200),
                    (vec![known], 304),
                    (vec![("if-none-match", "*")], 304),
                    (vec![("range", "bytes=0-3")], 206),
                    (vec![("range", "bytes=0-3"), ("if-range", tag.as_str())], 206),
                ] {
                    let expected = if expected == 200 { found } else { expected };
                    let answers = ask(&world.site, person, path, &headers).await;
                    for (way, answer) in ["cookie", "token"].into_iter().zip(answers) {
                        let at = format!("{kind} for {who} by {way}: {path} with {headers:?}");
                        assert_eq!(answer.status, expected, "{at}");
                        let kept = answer.header("cache-control").unwrap_or_default().to_owned();
                        assert_eq!(kept == "private, no-store", expected != 404, "{at}: {kept}");
                        assert!(!kept.contains("public"), "{at}: {kept}");
                        assert_eq!(answer.header("etag").is_some(), expected != 404, "{at}");
                    }
                }
            }
        }
    }
}
