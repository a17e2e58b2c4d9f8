//! Originals: what says where a picture was taken is its owner's alone, as long as they do not share it. All that must not go out says
//! `SECRET`.

use crate::{
    api::Program,
    client::Answer,
    harness::{TestSite, post, post_plain},
    links::{give_plan, link, path},
    multipart::Form,
    pictures,
};
use exif::{Field, In, Rational, Tag, Value as Fact, experimental::Writer};
use image::ImageFormat;
use serde_json::{Value, json};
use std::io::Cursor;

const SECRET: &[u8] = b"SECRET";
const PLACE: &str = "SECRET village";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &u16::try_from(content.len() + 2).unwrap().to_be_bytes(), content].concat()
}

/// A photograph with a position, maker notes, XMP and IPTC places, and a film behind it.
pub fn photograph(seed: u8) -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let fields = [
        field(Tag::Make, Fact::Ascii(vec![b"Nikon".to_vec()])),
        field(Tag::MakerNote, Fact::Undefined(b"SECRET notes".to_vec(), 0)),
        field(Tag::GPSLatitude, Fact::Rational(vec![Rational { num: 47, denom: 1 }; 3])),
        field(Tag::GPSLongitude, Fact::Rational(vec![Rational { num: 8, denom: 1 }; 3])),
        field(Tag::GPSAreaInformation, Fact::Undefined(b"SECRET area".to_vec(), 0)),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut exif = Cursor::new(Vec::new());
    writer.write(&mut exif, true).unwrap();
    let block = [&b"Exif\0\0"[..], exif.get_ref()].concat();
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<x photoshop:City='{PLACE}' exif:GPSLatitude='{PLACE}'/>");
    let iptc = [&b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x13\x1c\x02\x5a\0\x0e"[..], PLACE.as_bytes(), b"\0"].concat();
    let plain = pictures::encoded(pictures::gradient(600, 400, seed), ImageFormat::Jpeg);
    let segments = [segment(0xe1, &block), segment(0xe1, xmp.as_bytes()), segment(0xed, &iptc)].concat();
    [&plain[..2], &segments, &plain[2..], b"ftypmp42 SECRET film"].concat()
}

fn holds_secret(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET)
}

/// The path of an address of this site.
fn path_of(address: &Value) -> String {
    let address = address.as_str().unwrap();
    address[address.find("/media/").unwrap()..].to_owned()
}

/// Ana, whose plan gives everything, and a photograph of hers that is ready.
async fn photographer(site: &TestSite, bytes: &[u8]) -> (Program, String) {
    let mut ana = Program::sign_up(site, "ana").await;
    give_plan(site, "ana", "Enterprise").await;
    let pin = ana.pin("IMG_0042.jpg", bytes, "public").await;
    site.work_off().await;
    (ana, pin)
}

/// All that a stranger can fetch of a pin: its page, its words, every file.
async fn fetched(site: &TestSite, pin: &str) -> Vec<Answer> {
    let mut stranger = site.visitor();
    let words = stranger.get(&format!("/api/v1/pins/{pin}")).await;
    let whole = words.json();
    let files = ["qualities", "thumbnails"].map(|list| whole[list].as_array().unwrap().clone()).concat();
    let mut paths: Vec<_> = files.iter().map(|file| path_of(&file["url"])).collect();
    paths.push(path_of(&whole["original_url"]));
    paths.push(format!("/pin/{pin}"));
    let mut answers = vec![words];
    for path in paths {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        answers.push(answer);
    }
    answers
}

#[tokio::test]
async fn nothing_that_strangers_or_links_fetch_says_where_and_the_owner_has_all_of_it() {
    let site = TestSite::start().await;
    let bytes = photograph(1);
    let (mut ana, pin) = photographer(&site, &bytes).await;
    for answer in fetched(&site, &pin).await {
        assert!(!holds_secret(&answer.body));
    }
    let made = link(&mut ana, &pin, json!({"original": true})).await;
    let followed = site.visitor().get(&path(&made)).await;
    assert!(followed.status == 200 && !holds_secret(&followed.body));

    let original = path_of(&ana.see(&pin).await["original_url"]);
    let open = site.visitor().get(&original).await;
    assert_eq!(open.body, followed.body, "both doors give the same");
    assert_eq!(open.header("cache-control"), Some("public, no-cache"));
    let decoded = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8().into_raw();
    assert_eq!(decoded(&open.body), decoded(&bytes), "the picture is the same");
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(&open.body)).unwrap();
    assert_eq!(
        exif.fields().map(|field| field.tag).collect::<Vec<_>>(),
        [Tag::Make],
        "what says nothing of where stays"
    );

    let own = ana.outside(&original).await;
    assert_eq!(own.body, bytes, "as it was sent, by bytes");
    assert_eq!(own.header("cache-control"), Some("private, no-store"), "no cache gives it to others");
    assert_ne!(own.header("etag"), open.header("etag"));
    // An unknown part of it: ranges are those of the copy.
    let part = site.visitor().get_with(&original, &[("range", "bytes=0-9")]).await;
    assert_eq!((part.status, &part.body[..]), (206, &open.body[..10]));
    // A member who is not its owner, and an admin, are others.
    let mut bob = Program::sign_up(&site, "bob").await;
    assert_eq!(bob.outside(&original).await.body, open.body);
}

#[tokio::test]
async fn an_owner_opens_the_location_and_closes_it_again() {
    let site = TestSite::start().await;
    let bytes = photograph(2);
    let (mut ana, pin) = photographer(&site, &bytes).await;
    let seen = ana.see(&pin).await;
    assert_eq!((&seen["location"], &seen["share_location"]), (&json!("removed"), &json!(false)));
    let theirs = site.visitor().get(&format!("/api/v1/pins/{pin}")).await.json();
    assert!(theirs.get("location").is_none() && theirs.get("share_location").is_none(), "told to nobody else");

    let original = path_of(&seen["original_url"]);
    let changed = ana.json("PATCH", &format!("/pins/{pin}"), json!({"share_location": true})).await.json();
    assert_eq!((&changed["location"], &changed["share_location"]), (&json!("shared"), &json!(true)));
    assert_eq!(site.visitor().get(&original).await.body, bytes);
    let made = link(&mut ana, &pin, json!({"original": true})).await;
    assert_eq!(site.visitor().get(&path(&made)).await.body, bytes);

    // It is for its owner to say, not for whoever may change it otherwise.
    let mut admin = Program::admin(&site, "boss").await;
    let refused = admin.json("PATCH", &format!("/pins/{pin}"), json!({"share_location": false})).await;
    assert_eq!(refused.status, 403);

    // The form, without script: the box is not ticked.
    let mut page = site.visitor();
    let form = Form::default().text("login", "ana").text("password", crate::harness::PASSWORD);
    assert_eq!(post(&mut page, "/login", form).await.status, 200);
    let shown = page.get(&format!("/pin/{pin}/edit")).await.text();
    assert!(shown.contains("Share location"));
    let form = Form::default().text("title", "Elephants").text("share_location", "false");
    assert!(post_plain(&mut page, &format!("/pin/{pin}/edit"), form).await.status < 400);
    assert!(!holds_secret(&site.visitor().get(&original).await.body));
    let form = Form::default().text("share_location", "false").text("share_location", "true");
    assert!(post_plain(&mut page, &format!("/pin/{pin}/edit"), form).await.status < 400);
    let shared = site.visitor().get(&original).await;
    assert_eq!(shared.body, bytes);
    let name = shared.header("content-disposition").unwrap();
    assert!(name.contains("Elephants.jpg") && !name.contains("IMG_0042"), "named by its title: {name}");
}

#[tokio::test]
async fn an_upload_says_that_a_place_was_found() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    give_plan(&site, "ana", "Enterprise").await;
    let form = Form::default()
        .file("file", "a.jpg", &photograph(3))
        .file("file", "b.png", &pictures::png(30, 20, 3))
        .text("share_location", "true")
        .file("file", "c.jpg", &photograph(4));
    let items = ana.upload(form).await.json()["items"].clone();
    let said: Vec<_> = (0..3).map(|n| items[n]["location"].as_str().unwrap()).collect();
    assert_eq!(said, ["removed", "none", "shared"]);

    let mut page = site.member("bob").await;
    let answer = post_plain(&mut page, "/upload", Form::default().file("file", "a.jpg", &photograph(5))).await;
    assert!(answer.text().contains("Location found and removed from what others can download."));
    let own = answer.text();
    let id = own.split("href=\"/pin/").nth(1).unwrap()[..22].to_owned();
    site.work_off().await;
    assert!(page.get(&format!("/pin/{id}")).await.text().contains("Removed from what others can download"));
    let strange = site.visitor().get(&format!("/pin/{id}")).await.text();
    assert!(!strange.contains("Removed from what others can download"));
}

#[tokio::test]
async fn copies_of_old_pictures_are_made_when_asked_for_and_go_with_their_pictures() {
    let site = TestSite::start().await;
    let (mut ana, pin) = photographer(&site, &photograph(6)).await;
    let original = path_of(&ana.see(&pin).await["original_url"]);
    // As it is on a site from before there were copies.
    sqlx::query("delete from public_originals").execute(&site.rows).await.unwrap();
    assert!(ana.see(&pin).await.get("location").is_none(), "nobody has looked yet");
    assert!(!holds_secret(&site.visitor().get(&original).await.body));
    assert_eq!(site.count("public_originals").await, 1);

    let used = "select used_bytes from users where username = 'ana'";
    let used: i64 = sqlx::query_scalar(used).fetch_one(&site.rows).await.unwrap();
    assert_eq!(usize::try_from(used).unwrap(), photograph(6).len(), "only what was sent counts");

    // Private: another id, the same copy.
    let changed = ana.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": "private"})).await;
    assert_eq!((changed.status, site.count("public_originals").await), (200, 1));

    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    crate::api::a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!((site.count("public_originals").await, site.count("blobs").await, site.files()), (0, 0, 0));
}

#[tokio::test]
async fn what_says_nothing_of_where_is_kept_once() {
    let site = TestSite::start().await;
    let bytes = pictures::png(600, 400, 7);
    let (mut ana, pin) = photographer(&site, &bytes).await;
    let seen = ana.see(&pin).await;
    assert_eq!(seen["location"], json!("none"));
    assert_eq!(site.visitor().get(&path_of(&seen["original_url"])).await.body, bytes);
    let shared = "select count(*) from public_originals join pictures on pictures.id = picture_id
                  where sha256 = original_sha256";
    assert_eq!(sqlx::query_scalar::<_, i64>(shared).fetch_one(&site.rows).await.unwrap(), 1);
}
