//! What owners are told of the files they sent, and nobody else. Where a picture was taken says `SECRET`.

use crate::{api::Program, client::Client, harness::TestSite, links::give_plan, originals::photograph, pictures};
use image::{DynamicImage, Frame, codecs::gif::GifEncoder};
use serde_json::{Value, json};

const SECTION: &str = "What we did to your file";
const PLACE: &str = "47.79639° N, 8.13556° E; SECRET village";

/// Ana, in a browser and by a program, and a pin of hers.
async fn sent(site: &TestSite, file_name: &str, bytes: &[u8]) -> (Client, Program, String) {
    let browser = site.member("ana").await;
    let mut ana = Program::sign_in(site, "ana").await;
    let pin = ana.pin(file_name, bytes, "public").await;
    (browser, ana, pin)
}

async fn told(program: &mut Program, pin: &str) -> Value {
    let answer = program.get(&format!("/pins/{pin}/file")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn page(browser: &mut Client, pin: &str, query: &str) -> String {
    let answer = browser.get(&format!("/pin/{pin}{query}")).await;
    assert_eq!(answer.status, 200);
    answer.text()
}

#[tokio::test]
async fn an_owner_is_told_what_was_in_the_file_and_what_was_made_of_it() {
    let site = TestSite::start().await;
    let bytes = photograph(1);
    let (mut browser, mut ana, pin) = sent(&site, "a.jpg", &bytes).await;
    give_plan(&site, "ana", "Premium").await;
    let waiting = told(&mut ana, &pin).await;
    let yet = ["contents", "saved_bytes", "sizes"].map(|field| &waiting[field]);
    assert_eq!(yet, [&json!(null), &json!(null), &json!([])]);
    assert!(page(&mut browser, &pin, "").await.contains("Still being processed."));

    site.work_off().await;
    let told = told(&mut ana, &pin).await;
    let file = ["state", "format", "bytes", "width", "height"].map(|field| told[field].clone());
    assert_eq!(file, [json!("ready"), json!("JPEG"), json!(bytes.len()), json!(600), json!(400)]);
    let qualities = ana.see(&pin).await["qualities"].clone();
    for size in told["sizes"].as_array().unwrap() {
        let quality = qualities.as_array().unwrap().iter().find(|quality| quality["n"] == size["n"]).unwrap();
        for field in ["width", "height", "bytes"] {
            assert_eq!(size[field], quality[field], "{field}");
        }
    }
    let made: Vec<_> = told["sizes"].as_array().unwrap().iter().map(|size| size["n"].as_u64().unwrap()).collect();
    assert_eq!(made, [1, 2, 3, 0]);
    let full = told["sizes"][3]["bytes"].as_i64().unwrap();
    assert_eq!(told["saved_bytes"], i64::try_from(bytes.len()).unwrap() - full);

    let contents = &told["contents"];
    assert_eq!(contents["metadata"], json!(["exif", "gps", "xmp", "iptc", "other"]));
    assert!(contents["metadata_bytes"].as_u64().unwrap() > 100);
    let more = ["frames", "orientation", "colour_profile", "camera"].map(|field| contents[field].clone());
    assert_eq!(more, [json!(1), json!(1), json!(null), json!("Nikon")]);
    assert_eq!(contents["place"]["names"], json!(["SECRET village"]));
    assert!((contents["place"]["latitude"].as_f64().unwrap() - 47.796_39).abs() < 0.000_01);
    assert!((contents["place"]["longitude"].as_f64().unwrap() - 8.135_56).abs() < 0.000_01);

    let shown = page(&mut browser, &pin, "").await;
    for words in [
        SECTION,
        "JPEG, 600 × 400 px",
        "236 × 157 px",
        "Removed from all sizes: EXIF, GPS position, XMP, IPTC, other data (",
        "No colour profile found, so read as sRGB",
        "Nikon, removed from all sizes",
        "Show where it was taken",
        "Download your original",
    ] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(!shown.contains("SECRET"), "not before they ask");
    let shown = page(&mut browser, &pin, "?place=1").await;
    assert!(shown.contains(PLACE) && shown.contains("removed from what others can download"));
}

#[tokio::test]
async fn nobody_else_is_told_and_the_place_is_kept_in_the_file_alone() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    let (_, mut ana, pin) = sent(&site, "a.jpg", &photograph(2)).await;
    let mut bob = Program::sign_up(&site, "bob").await;
    site.work_off().await;
    told(&mut ana, &pin).await;
    let path = format!("/pins/{pin}/file");
    assert_eq!(Program::visitor(&site).get(&path).await.status, 401);
    assert_eq!((bob.get(&path).await.status, admin.get(&path).await.status), (403, 403));
    for mut other in [site.visitor(), site.member("cleo").await] {
        for query in ["", "?place=1"] {
            let shown = page(&mut other, &pin, query).await;
            assert!(!shown.contains(SECTION) && !shown.contains("SECRET") && !shown.contains("Nikon"), "{query}");
        }
    }
    let kept = sqlx::query_scalar::<_, String>("select to_jsonb(file_facts)::text from file_facts");
    let kept = kept.fetch_one(&site.rows).await.unwrap();
    assert!(kept.contains("Nikon") && !kept.contains("SECRET") && !kept.contains("47."), "{kept}");

    // Private: the picture has another id, and what is known of the file is there as before.
    let before = told(&mut ana, &pin).await;
    assert_eq!(ana.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": "private"})).await.status, 200);
    assert_eq!(told(&mut ana, &pin).await, before);
    assert_eq!((bob.get(&path).await.status, admin.get(&path).await.status), (404, 404));
}

#[tokio::test]
async fn a_file_that_holds_nothing_else_and_one_that_moves() {
    let site = TestSite::start().await;
    let (mut browser, mut ana, plain) = sent(&site, "plain.png", &pictures::png(300, 200, 3)).await;
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new(&mut gif);
    for seed in [0, 100, 200] {
        let frame = DynamicImage::from(pictures::gradient(300, 200, seed)).into_rgba8();
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let moving = ana.pin("moving.gif", &gif, "public").await;
    let turned = ana.pin("turned.jpg", &pictures::sideways_jpeg_with_gps(), "public").await;
    site.work_off().await;

    let nothing = json!({
        "frames": 1, "orientation": 1, "colour_profile": null, "metadata": [], "metadata_bytes": 0, "camera": null,
        "place": null,
    });
    assert_eq!(told(&mut ana, &plain).await["contents"], nothing);
    let shown = page(&mut browser, &plain, "?place=1").await;
    for words in ["None found in your file", "Already upright", "Your file does not say where it was taken."] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(shown.contains("Your plan does not include downloading it."), "a plan without originals");

    assert_eq!(told(&mut ana, &moving).await["contents"]["frames"], 3);
    assert!(page(&mut browser, &moving, "").await.contains("3 frames, kept in all sizes but the smallest"));

    let of_turned = told(&mut ana, &turned).await;
    assert_eq!((&of_turned["width"], &of_turned["height"]), (&json!(400), &json!(600)));
    // The file says that it has a latitude, but not which.
    let empty = json!({"latitude": null, "longitude": null, "names": []});
    assert_eq!((&of_turned["contents"]["orientation"], &of_turned["contents"]["place"]), (&json!(6), &empty));
    let shown = page(&mut browser, &turned, "?place=1").await;
    assert!(shown.contains("Turned 90° clockwise") && shown.contains("location data that cannot be read"));
}

#[tokio::test]
async fn files_of_old_pictures_are_looked_into_when_their_owner_asks() {
    let site = TestSite::start().await;
    let (mut browser, mut ana, pin) = sent(&site, "a.jpg", &photograph(4)).await;
    site.work_off().await;
    let known = told(&mut ana, &pin).await;
    for table in ["delete from file_facts", "delete from public_originals"] {
        sqlx::query(table).execute(&site.rows).await.unwrap();
    }
    assert!(page(&mut browser, &pin, "").await.contains("Check this file"));
    assert_eq!(site.count("file_facts").await, 0, "nobody has asked");
    assert!(page(&mut browser, &pin, "?place=1").await.contains(PLACE));
    assert_eq!(site.count("file_facts").await, 1);
    sqlx::query("delete from file_facts").execute(&site.rows).await.unwrap();
    assert_eq!(told(&mut ana, &pin).await, known);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_takes_nothing_else_from_its_page() {
    let site = TestSite::start().await;
    let (mut browser, mut ana, pin) = sent(&site, "a.jpg", &photograph(5)).await;
    site.work_off().await;
    std::fs::remove_dir_all(site.folder.path().join("blobs")).unwrap();
    let shown = page(&mut browser, &pin, "?place=1").await;
    for words in ["File not read", "Nikon, removed from all sizes", "Show where it was taken"] {
        assert!(shown.contains(words), "{words}");
    }
    assert_eq!(ana.get(&format!("/pins/{pin}/file")).await.status, 500);
}
