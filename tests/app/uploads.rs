//! Pictures in: several at once, bad ones among them, and the work on them.

use crate::{
    harness::{JSON, MAX_UPLOAD_BYTES, TestSite, pin, post, post_plain, upload},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use image::{ImageFormat, Rgba};

#[tokio::test]
async fn several_files_become_pins_in_order_each_with_its_words() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form = Form::default()
        .text("title", " First\tlight ")
        .file("file", "a.png", &pictures::png(300, 200, 1))
        .text("visibility", "private")
        .file("file", "harbour at six.png", &pictures::png(200, 300, 2))
        .text("title", "Third")
        .file("file", "c.png", &pictures::png(20, 20, 3));
    let answer = post(&mut ana, "/upload", form).await;
    assert_eq!(answer.status, 202);
    let items = answer.json()["items"].as_array().unwrap().clone();
    let titles: Vec<_> = items.iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["First light", "harbour at six", "Third"]);
    site.work_off().await;
    let mut seen = Vec::new();
    for item in &items {
        let pin = pin(&mut ana, item["id"].as_str().unwrap()).await.unwrap();
        assert_eq!(pin.state, "ready");
        seen.push(pin.visibility);
    }
    assert_eq!(seen, ["private"; 3], "the first visibility counts for all files");
}

#[tokio::test]
async fn every_bad_file_gets_its_own_words_and_leaves_nothing() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let whole = pictures::png(120, 120, 4);
    let bad: [(&str, Vec<u8>, &str); 5] = [
        ("x.jpg", b"Dear diary, this is a text file.".to_vec(), "not a picture"),
        ("cut.png", whole[..whole.len() - 20].to_vec(), "cut short"),
        ("bomb.png", pictures::bomb(), "too large: 30000 × 30000 pixels"),
        ("empty.png", Vec::new(), "is empty"),
        ("huge.png", vec![0; MAX_UPLOAD_BYTES + 1], "too large. The limit is 2 MB"),
    ];
    let form = bad.iter().fold(Form::default(), |form, (name, bytes, _)| form.file("file", name, bytes));
    let answer = post(&mut ana, "/upload", form).await;
    assert_eq!(answer.status, 202);
    for (item, (name, _, words)) in answer.json()["items"].as_array().unwrap().iter().zip(&bad) {
        assert_eq!(item["file"], *name);
        assert!(item["error"].as_str().unwrap().contains(words), "{item} should say {words:?}");
    }
    site.work_off().await;
    for table in ["pins", "pictures", "qualities", "blobs", "blob_holds", "refusals"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
    assert_eq!((site.files(), site.spooled()), (0, 0));
}

#[tokio::test]
async fn a_picture_that_needs_more_memory_than_there_is_is_refused_at_the_door() {
    let site = TestSite::start_with(&[("MEDIA_MEMORY", "16MiB")]).await;
    let mut ana = site.member("ana").await;
    let form = Form::default().file("file", "large.png", &pictures::png(1600, 1600, 1)).file(
        "file",
        "small.png",
        &pictures::png(160, 160, 2),
    );
    let answer = post(&mut ana, "/upload", form).await;
    assert_eq!(answer.status, 202);
    let items = answer.json()["items"].clone();
    let words = items[0]["error"].as_str().unwrap();
    assert!(words.starts_with("This picture is too large for this site: 1600 × 1600 pixels"), "{words}");
    site.work_off().await;
    let small = pin(&mut ana, items[1]["id"].as_str().unwrap()).await.unwrap();
    assert_eq!(small.state, "ready", "the other one is made");
}

#[tokio::test]
async fn a_bad_file_does_not_keep_the_others_out() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form = Form::default()
        .file("file", "good.png", &pictures::png(30, 30, 1))
        .file("file", "bad.png", b"nothing")
        .file("file", "fine.png", &pictures::png(30, 30, 2));
    let page = post_plain(&mut ana, "/upload", form).await;
    assert_eq!(page.status, 200);
    let html = page.text();
    for words in ["2 of 3 pictures uploaded", "good", "fine", "bad.png", "not a picture we can read"] {
        assert!(html.contains(words), "the page should hold {words:?}");
    }
    assert_eq!(site.count("pins").await, 2);
}

#[tokio::test]
async fn a_picture_that_only_decoding_finds_broken_is_taken_back_and_its_owner_told() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "rubbish.png", &pictures::rubbish_png(), "public").await;
    assert_eq!(site.files(), 1);
    site.work_off().await;
    assert!(pin(&mut ana, &id).await.is_none());
    for table in ["pins", "pictures", "qualities", "blobs", "blob_holds"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
    assert_eq!(site.files(), 0);
    let asked = [("x-pins", id.as_str())];
    let states = ana.part_with("/upload", "states", &asked).await.text();
    assert!(states.contains("data-state=\"refused\"") && states.contains("PNG"), "{states}");
    let mut bob = site.member("bob").await;
    let states = bob.part_with("/upload", "states", &asked).await;
    assert_eq!((states.status, states.text().contains(&id)), (200, false));
    assert_eq!(site.visitor().part_with("/upload", "states", &asked).await.status, 401);
}

#[tokio::test]
async fn the_same_file_twice_is_one_blob_and_two_pins() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let file = pictures::png(8, 8, 9);
    upload(&mut ana, "a.png", &file, "public").await;
    upload(&mut bob, "b.png", &file, "private").await;
    assert_eq!((site.count("pins").await, site.count("blobs").await, site.files()), (2, 1, 1));
}

#[tokio::test]
async fn nobody_uploads_without_an_account() {
    let site = TestSite::start().await;
    let form = || Form::default().file("file", "a.png", &pictures::png(8, 8, 1));
    assert_eq!(post(&mut site.visitor(), "/upload", form()).await.status, 401);
    let answer = post_plain(&mut site.visitor(), "/upload", form()).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/login?next=/upload")));
    assert_eq!(site.count("blobs").await, 0);
}

#[tokio::test]
async fn a_page_loaded_for_one_account_uploads_nothing_to_another() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form = Form::default().file("file", "a.png", &pictures::png(8, 8, 1)).finish();
    let somebody_else = ("x-upload-account", "1111111111111111111111");
    let answer = ana.send("POST", "/upload", &[("content-type", CONTENT_TYPE), JSON, somebody_else], &form).await;
    assert_eq!((answer.status, site.count("pins").await), (401, 0));
}

#[tokio::test]
async fn a_form_without_a_file_or_with_nonsense_is_answered_clearly() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let empty = post(&mut ana, "/upload", Form::default().file("file", "", b"")).await;
    assert_eq!((empty.status, empty.json()["errors"][0]["field"].as_str()), (422, Some("file")));
    let wrong = Form::default().text("visibility", "secret").file("file", "a.png", &pictures::png(8, 8, 1));
    assert_eq!(post(&mut ana, "/upload", wrong).await.status, 422);
    let broken = ana
        .send(
            "POST",
            "/upload",
            &[("content-type", "multipart/form-data; boundary=x"), crate::harness::JSON],
            b"--x\r\n",
        )
        .await;
    assert_eq!(broken.status, 400);
}

#[tokio::test]
async fn a_sideways_photograph_comes_out_upright_and_without_metadata_in_every_quality() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "photo.jpg", &pictures::sideways_jpeg_with_gps(), "public").await;
    site.work_off().await;
    let picture = site.picture_of(&id).await;
    // 400 px wide upright: the lowest, 236 px and the full size.
    for (n, size) in [(1, (7, 10)), (2, (236, 354)), (0, (400, 600))] {
        let webp = site.visitor().get(&format!("/media/{picture}-{n}")).await.body;
        for chunk in [b"EXIF", b"XMP ", b"ICCP"] {
            assert!(!webp.windows(4).any(|window| window == chunk), "quality {n} has metadata");
        }
        let decoded = image::load_from_memory_with_format(&webp, ImageFormat::WebP).unwrap().to_rgba8();
        assert_eq!(decoded.dimensions(), size, "quality {n}");
        let Rgba([red, _, blue, _]) = *decoded.get_pixel(size.0 / 2, 0);
        assert!(red > 150 && blue < 100, "the top of quality {n} should be red");
        let Rgba([red, _, blue, _]) = *decoded.get_pixel(size.0 / 2, size.1 - 1);
        assert!(red < 100 && blue > 150, "the bottom of quality {n} should be blue");
    }
}

#[tokio::test]
async fn the_work_on_a_picture_can_be_done_twice() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(500, 400, 1), "public").await;
    site.work_off().await;
    let before = (site.count("qualities").await, site.count("blobs").await, site.files());
    sqlx::query("update pictures set state = 'early'").execute(&site.rows).await.unwrap();
    let payload = r#"select graphile_worker.add_job('process_picture', (select json_build_object('picture', $1)))"#;
    let picture = site.picture_of(&id).await;
    sqlx::query(payload).bind(&picture).execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!((site.count("qualities").await, site.count("blobs").await, site.files()), before);
    assert_eq!(pin(&mut ana, &id).await.unwrap().state, "ready");
}

#[tokio::test]
async fn what_is_on_its_way_in_is_not_swept_and_what_nobody_needs_is() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    upload(&mut ana, "a.png", &pictures::png(40, 40, 1), "public").await;
    site.work_off().await;
    let kept = site.files();
    let hold = "with blob as (insert into blobs (sha256, byte_size) values (sha256('held'), 4) returning sha256)
                insert into blob_holds (id, sha256) select gen_random_uuid(), sha256 from blob";
    sqlx::query(hold).execute(&site.rows).await.unwrap();
    sqlx::query("insert into blobs (sha256, byte_size) values (sha256('nobody'), 6)")
        .execute(&site.rows)
        .await
        .unwrap();
    let blobs = site.count("blobs").await;
    let sweep = || async {
        sqlx::query("select graphile_worker.add_job('sweep_blobs', '{}'::json)").execute(&site.rows).await.unwrap();
        site.work_off().await;
    };
    sweep().await;
    assert_eq!(site.count("blobs").await, blobs - 1, "the held one stays");
    sqlx::query("update blob_holds set held_at = now() - interval '25 hours'").execute(&site.rows).await.unwrap();
    sweep().await;
    assert_eq!(site.count("blobs").await, blobs - 2, "a crash's hold expires");
    assert_eq!(site.files(), kept);
}
