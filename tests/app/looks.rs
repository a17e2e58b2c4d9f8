//! What pictures look like: an owner's own that are nearly the same, pictures from before there was this, and search by a colour.

use crate::{
    api::{Program, ids},
    client::Client,
    harness::{PASSWORD, TestSite, post},
    markup::pins,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

const RED: [u8; 3] = [198, 40, 40];
const TEAL: [u8; 3] = [26, 143, 134];

/// A picture of stripes: so many rows of each colour.
fn stripes(rows: &[([u8; 3], u32)]) -> Vec<u8> {
    let colours: Vec<_> = rows.iter().flat_map(|(colour, rows)| (0..*rows).map(|_| *colour)).collect();
    let picture = RgbImage::from_fn(60, colours.len() as u32, |_, y| Rgb(colours[y as usize]));
    pictures::encoded(picture, ImageFormat::Png)
}

fn scene(seed: u32, format: ImageFormat) -> Vec<u8> {
    pictures::encoded(pictures::scene(seed), format)
}

async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

/// By the title of each of one's own pins, which earlier one looks nearly the same.
async fn near_duplicates(who: &mut Program) -> Value {
    let mine = who.get("/me/pins?sort=title").await.json();
    mine["items"].as_array().unwrap().iter().map(|pin| json!([pin["title"], pin["near_duplicate_of"]])).collect()
}

#[tokio::test]
async fn an_owner_is_told_of_an_earlier_picture_that_looks_nearly_the_same() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    bob.pin("Another's.png", &scene(0, ImageFormat::Png), "public").await;
    let first = ana.pin("First.png", &scene(0, ImageFormat::Png), "private").await;
    site.work_off().await;
    let again = ana.pin("Second.jpg", &scene(0, ImageFormat::Jpeg), "public").await;
    ana.pin("Third.png", &scene(1, ImageFormat::Png), "public").await;
    site.work_off().await;
    assert_eq!(near_duplicates(&mut ana).await, json!([["First", null], ["Second", first], ["Third", null]]));
    assert_eq!(near_duplicates(&mut bob).await, json!([["Another's", null]]));

    let words = "This looks nearly the same as";
    let mut owner = browser_of(&site, "ana").await;
    let page = owner.get(&format!("/pin/{again}")).await.text();
    assert!(page.contains(words) && page.contains(&format!("href=\"/pin/{first}\"")), "{page}");
    assert!(!owner.get(&format!("/pin/{first}")).await.text().contains(words));
    assert!(owner.get("/uploads?view=list").await.text().contains("Looks like"));
    for mut other in [site.visitor(), browser_of(&site, "bob").await] {
        let page = other.get(&format!("/pin/{again}")).await;
        assert!(page.status == 200 && !page.text().contains(words), "{}", page.text());
    }

    assert_eq!(ana.delete(&format!("/pins/{first}")).await.status, 204);
    assert!(!owner.get(&format!("/pin/{again}")).await.text().contains(words));
    assert_eq!(near_duplicates(&mut ana).await, json!([["Second", null], ["Third", null]]));
}

#[tokio::test]
async fn another_picture_of_a_pin_is_described_anew() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("Stripes.png", &stripes(&[(RED, 40)]), "public").await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    assert_eq!(of_colour(&mut visitor, "colour=c62828").await, [pin.as_str()]);
    let form = Form::default().file("file", "teal.png", &stripes(&[(TEAL, 40)])).finish();
    let replaced = ana.send("PUT", &format!("/pins/{pin}/picture"), &[("content-type", CONTENT_TYPE)], &form).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    site.work_off().await;
    assert_eq!(of_colour(&mut visitor, "colour=c62828").await, Vec::<String>::new());
    assert_eq!(of_colour(&mut visitor, "colour=1a8f86").await, [pin.as_str()]);
}

#[tokio::test]
async fn pictures_from_before_are_described_by_a_job_and_missing_files_hold_up_nothing() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for seed in 0..3 {
        ana.pin(&format!("{seed}.png"), &scene(seed, ImageFormat::Png), "public").await;
    }
    ana.pin("flat.png", &stripes(&[(RED, 40)]), "public").await;
    site.work_off().await;
    let described = async || {
        let sql = "select count(*), count(code) from likenesses where version = 1";
        sqlx::query_as::<_, (i64, i64)>(sql).fetch_one(&site.rows).await.unwrap()
    };
    assert_eq!(described().await, (4, 3));
    let ask = async || {
        sqlx::query("select graphile_worker.add_job('describe_pictures', '{}'::json)")
            .execute(&site.rows)
            .await
            .unwrap();
        site.work_off().await;
    };
    // Two have never been described, and one by an older version.
    for sql in [
        "delete from likenesses where pin_id in (select pin_id from likenesses order by pin_id limit 2)",
        "update likenesses set version = 0 where pin_id = (select pin_id from likenesses order by pin_id desc limit 1)",
    ] {
        sqlx::query(sql).execute(&site.rows).await.unwrap();
    }
    ask().await;
    assert_eq!(described().await, (4, 3));
    assert_eq!(of_colour(&mut Program::visitor(&site), "colour=c62828").await.len(), 1);

    sqlx::query("delete from likenesses").execute(&site.rows).await.unwrap();
    for folder in std::fs::read_dir(site.folder.path().join("blobs")).unwrap() {
        std::fs::remove_dir_all(folder.unwrap().path()).unwrap();
    }
    ask().await;
    assert_eq!(described().await, (4, 0));
    let failed = "select count(*) from graphile_worker.jobs where last_error is not null";
    assert_eq!(sqlx::query_scalar::<_, i64>(failed).fetch_one(&site.rows).await.unwrap(), 0);
}

/// The pins that a search finds, in order.
async fn of_colour(who: &mut Program, query: &str) -> Vec<String> {
    let answer = who.get(&format!("/search?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    ids(&answer.json()["pins"])
}

#[tokio::test]
async fn pictures_are_found_by_the_colours_that_stand_out_in_them() {
    let site = TestSite::start().await;
    let (mut ana, mut visitor) = (Program::sign_up(&site, "ana").await, Program::visitor(&site));
    let white = [250, 250, 250];
    let teal = ana.pin("Teal sea.png", &stripes(&[(TEAL, 40)]), "public").await;
    let both = ana.pin("Sea and sand.png", &stripes(&[(TEAL, 12), (RED, 28)]), "public").await;
    ana.pin("A line of teal.png", &stripes(&[(TEAL, 2), (white, 38)]), "public").await;
    let unlisted = ana.pin("Teal unlisted.png", &stripes(&[(TEAL, 40)]), "unlisted").await;
    ana.pin("Grey.png", &stripes(&[([128, 128, 128], 40)]), "public").await;
    site.work_off().await;
    // Where it takes most comes first, and one's own unlisted ones are found as by words.
    assert_eq!(of_colour(&mut visitor, "colour=1a8f86").await, [teal.as_str(), &both]);
    assert_eq!(of_colour(&mut ana, "colour=1A8F86").await, [unlisted.as_str(), &teal, &both]);
    // Nearly the same colour.
    assert_eq!(of_colour(&mut visitor, "colour=209a90").await, [teal.as_str(), &both]);
    assert_eq!(of_colour(&mut visitor, "colour=c62828").await, [both.as_str()]);
    assert_eq!(of_colour(&mut visitor, "q=sand&colour=1a8f86").await, [both.as_str()]);
    assert_eq!(of_colour(&mut visitor, "q=sea&colour=f2c12e").await, Vec::<String>::new());
    assert_eq!(of_colour(&mut visitor, "colour=1a8f86&kind=users").await, Vec::<String>::new());
    let people = visitor.get("/search?q=ana&colour=1a8f86").await.json();
    assert_eq!((&people["users"], &people["boards"]), (&json!([]), &json!([])), "nobody has a colour");
    for wrong in ["colour=", "colour=teal", "colour=%231a8f86", "colour=1a8f8", "q=a&colour=1a8f860"] {
        assert_eq!(visitor.get(&format!("/search?{wrong}")).await.status, 400, "{wrong}");
    }
    // Page by page.
    let mut found = Vec::new();
    let mut cursor = String::new();
    while found.len() < 4 {
        let page = visitor.get(&format!("/search?colour=1a8f86&limit=1{cursor}")).await.json()["pins"].clone();
        found.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found, [teal, both]);
}

#[tokio::test]
async fn the_search_page_offers_colours_by_their_names() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let teal = ana.pin("Sea.png", &stripes(&[(TEAL, 40)]), "public").await;
    let red = ana.pin("Red sea.png", &stripes(&[(RED, 40)]), "public").await;
    site.work_off().await;
    let mut visitor = site.visitor();
    let blank = visitor.get("/search").await.text();
    for part in ["aria-label=\"Colour\"", "href=\"/search?colour=1a8f86\"", "Teal", "Any colour", "background:#1a8f86"]
    {
        assert!(blank.contains(part), "{part}");
    }
    let chosen = visitor.get("/search?colour=1a8f86").await.text();
    assert_eq!(pins(&chosen), [teal.as_str()]);
    for part in ["<title>Pictures in teal · Tessera</title>", "aria-current=\"true\"", "href=\"/search\""] {
        assert!(chosen.contains(part), "{part}");
    }
    let words = visitor.get("/search?q=sea&colour=c62828").await.text();
    assert_eq!(pins(&words), [red.as_str()]);
    for part in ["href=\"/search?q=sea&amp;colour=1a8f86\"", "href=\"/search?q=sea\"", "from=search&amp;q=sea"] {
        assert!(words.contains(part), "{part}");
    }
    let own = visitor.get("/search?colour=209a90").await.text();
    assert!(own.contains("Pictures in #209a90") && pins(&own) == [teal.as_str()]);
    let none = visitor.get("/search?colour=7b3fa0").await;
    assert!(none.status == 200 && none.text().contains("Nothing found"));
    assert!(visitor.get("/search?colour=nonsense").await.text().contains("Search for pictures, people and boards."));
    assert_eq!(visitor.get(&format!("/pin/{teal}?from=search")).await.status, 200);
}
