//! Pictures out: caching, ranges, and who may see which.

mod fast_path;
mod mapped;
mod taken_back;

use crate::{
    client::Client,
    harness::{TestSite, upload},
    pictures,
};

async fn shown(site: &TestSite, owner: &mut Client, visibility: &str) -> String {
    shown_as(site, owner, &pictures::png(300, 200, 5), visibility).await
}

async fn shown_as(site: &TestSite, owner: &mut Client, png: &[u8], visibility: &str) -> String {
    let id = upload(owner, "a.png", png, visibility).await;
    site.work_off().await;
    site.picture_of(&id).await
}

#[tokio::test]
async fn a_public_picture_is_everyones_and_cached_for_good() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let picture = shown(&site, &mut ana, "public").await;
    let mut visitor = site.visitor();
    for name in ["-0", "-1", "-2", "-2.webp"] {
        let answer = visitor.get(&format!("/media/{picture}{name}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/webp")), "{name}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.header("set-cookie").is_none());
        assert_eq!(&answer.body[8..12], b"WEBP");
    }
    for name in ["-3", "-9", "-02", "", "-x"] {
        assert_eq!(visitor.get(&format!("/media/{picture}{name}")).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn a_private_picture_is_its_owners_alone_and_never_kept_by_caches() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let picture = shown(&site, &mut ana, "private").await;
    for n in [0, 1, 2] {
        let path = format!("/media/{picture}-{n}");
        let own = ana.get(&path).await;
        assert_eq!((own.status, own.header("cache-control")), (200, Some("private, no-store")));
        let (other, visitor) = (bob.get(&path).await, site.visitor().get(&path).await);
        let nothing = site.visitor().get("/media/1111111111111111111112-0").await;
        assert_eq!((other.status, visitor.status), (404, 404));
        assert_eq!((&other.body, &visitor.body), (&nothing.body, &nothing.body), "nothing tells that it exists");
        assert!(visitor.header("etag").is_none());
    }
}

#[tokio::test]
async fn what_a_browser_has_already_is_not_sent_again() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let path = format!("/media/{}-0", shown(&site, &mut ana, "public").await);
    let tag = site.visitor().get(&path).await.header("etag").unwrap().to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let answer = site.visitor().get_with(&path, &[("if-none-match", &known)]).await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
    }
    assert_eq!(site.visitor().get_with(&path, &[("if-none-match", "\"other\"")]).await.status, 200);
}

#[tokio::test]
async fn a_part_of_a_picture_can_be_asked_for() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let path = format!("/media/{}-0", shown(&site, &mut ana, "public").await);
    let whole = site.visitor().get(&path).await;
    let size = whole.body.len();
    let part = site.visitor().get_with(&path, &[("range", "bytes=4-19")]).await;
    assert_eq!((part.status, &part.body), (206, &whole.body[4..20].to_vec()));
    assert_eq!(part.header("content-range"), Some(format!("bytes 4-19/{size}").as_str()));
    let end = site.visitor().get_with(&path, &[("range", "bytes=-5")]).await;
    assert_eq!((end.status, &end.body), (206, &whole.body[size - 5..].to_vec()));
    let more = site.visitor().get_with(&path, &[("range", &format!("bytes=-{}", size + 1))]).await;
    assert_eq!((more.status, &more.body), (206, &whole.body), "the last bytes of a shorter file are all of it");
    let beyond = site.visitor().get_with(&path, &[("range", &format!("bytes={size}-"))]).await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some(format!("bytes */{size}").as_str())));
    let changed = site.visitor().get_with(&path, &[("range", "bytes=0-1"), ("if-range", "\"other\"")]).await;
    assert_eq!((changed.status, changed.body.len()), (200, size));
}

#[tokio::test]
async fn head_tells_the_size_and_sends_nothing() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let picture = shown(&site, &mut ana, "public").await;
    // The second is not found out of memory, as its path has to be decoded first.
    for name in ["-0", "%2D0", "/h200"] {
        let path = format!("/media/{picture}{name}");
        let whole = site.visitor().get(&path).await;
        let (size, tag) = (whole.body.len().to_string(), whole.header("etag").unwrap());
        for range in ["", "bytes=4-19", "bytes=999999999-"] {
            let head = site.visitor().send("HEAD", &path, &[("range", range)], &[]).await;
            let said = (head.status, head.body.len(), head.header("content-length"), head.header("content-range"));
            assert_eq!(said, (200, 0, Some(size.as_str()), None), "{path}: a range of “{range}” is for GET alone");
        }
        let known = site.visitor().send("HEAD", &path, &[("if-none-match", tag)], &[]).await;
        assert_eq!((known.status, known.header("content-length")), (304, None), "{path}: it is not of no length");
    }
}
