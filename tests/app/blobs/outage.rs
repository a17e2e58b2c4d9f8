//! A store that is away: whoever asks hears it soon, then at once; and it is found again by itself.

use super::{BUCKET, Places, all_of, buckets::SECRET, s3, s3_settings, wire::Wire};
use crate::{
    client::Answer,
    faults::until,
    harness::{JSON, TestSite, post, upload},
    multipart::Form,
    pictures,
};
use bytes::Bytes;
use futures::StreamExt;
use std::time::{Duration, Instant};
use tessera::{
    model::errors::Problem,
    store::blobs::{Bucket, Cloud, Place},
};

/// The store has five seconds, here on a busy machine. The library's own habit is three minutes.
const SOON: Duration = Duration::from_secs(15);

#[tokio::test]
async fn a_store_that_is_away_fails_soon_then_at_once_and_is_found_again() {
    let places = Places::open().await;
    let Some((weed, _)) = &places.servers else { return };
    let wire = Wire::to(weed.port).await;
    let place = s3(wire.port, &places.prefix);
    place.put("a", Bytes::from_static(b"x")).await.unwrap();
    wire.silent.send_replace(true);
    let began = Instant::now();
    assert_eq!(place.size("a").await.unwrap_err(), Problem::StoreAway);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    until("calls that are refused at once", async || {
        let before = wire.taken();
        let get = place.get("a").await.err();
        let listed = place.list("").next().await.unwrap().err();
        let (put, delete) = (place.put("b", Bytes::new()).await.err(), place.delete("a").await.err());
        assert_eq!([get, listed, put, delete], [const { Some(Problem::StoreAway) }; 4]);
        wire.taken() == before
    })
    .await;
    assert!(!place.answers().await);
    place.check().await.expect("that it is away is nobody's fault");
    wire.silent.send_replace(false);
    until("a store that is found again", async || place.answers().await).await;
    assert_eq!(all_of(place.get("a").await.unwrap()).await.unwrap(), b"x");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_or_does_not_open_stops_the_start() {
    let places = Places::open().await;
    let Some((weed, _)) = &places.servers else { return };
    let settings = |secret: &str| {
        s3_settings(weed.port).map(|(key, value)| {
            (key.to_owned(), if key == "AWS_SECRET_ACCESS_KEY" { secret.to_owned() } else { value })
        })
    };
    for (name, secret, said) in [("no-such-bucket", SECRET, "NoSuchBucket"), (BUCKET, "wrong", "SignatureDoesNotMatch")]
    {
        let settings = settings(secret);
        let bucket = Bucket { cloud: Cloud::S3, name, prefix: "", settings: &settings };
        let words = Place::bucket(&bucket).unwrap().check().await.unwrap_err();
        assert!(words.contains(said) && !words.contains(SECRET), "{words}");
    }
}

#[tokio::test]
async fn a_site_without_its_store_says_so_in_words_and_goes_on_after() {
    let places = Places::open().await;
    let Some((weed, _)) = &places.servers else { return };
    let wire = Wire::to(weed.port).await;
    let url = format!("s3://{BUCKET}/{}", places.prefix);
    let settings = s3_settings(wire.port);
    let mut set: Vec<_> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    set.push(("BLOBS_URL", &url));
    let site = TestSite::start_with(&set).await;
    let mut ana = site.member("ana").await;
    upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let ready = async || site.visitor().get("/readyz").await;
    assert_eq!(ready().await.status, 200);
    wire.silent.send_replace(true);
    until("a site that is not ready", async || ready().await.status == 503).await;
    assert!(ready().await.text().contains("the blob store does not answer"));
    let form = || Form::default().text("visibility", "public").file("file", "b.png", &pictures::png(300, 200, 2));
    assert_away(&post(&mut ana, "/upload", form()).await);
    // What needs no file works.
    assert_eq!(ana.get_with("/api/v1/pins", &[JSON]).await.status, 200);
    wire.silent.send_replace(false);
    until("a site that is ready", async || ready().await.status == 200).await;
    assert_eq!(post(&mut ana, "/upload", form()).await.status, 202);
    site.work_off().await;
    assert_eq!(site.count("pins").await, 2);
}

fn assert_away(answer: &Answer) {
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{}", answer.text());
    assert!(answer.text().contains("cannot be loaded or saved right now"), "{}", answer.text());
}
