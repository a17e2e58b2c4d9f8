//! What a plan gives of a picture: exactly its thumbnails, the original or not; and a change of plan holds at once, on every server.

use super::{give, id_of, terms};
use crate::{
    api::Program,
    client::Client,
    harness::{JSON, PASSWORD, TestSite, post, sign_up},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};

/// A picture, asked for on one of two servers.
struct Asked<'a> {
    site: &'a TestSite,
    /// Of each server, somebody who looks there.
    clients: [Client; 2],
    pin: String,
    picture: String,
}

impl Asked<'_> {
    async fn detail(&mut self, server: usize) -> Value {
        self.clients[server].get(&format!("/api/v1/pins/{}", self.pin)).await.json()
    }

    /// Whether on both servers the API, the page and the bytes agree on what the plan gives. `refused` is what the words for what
    /// it does not give hold.
    async fn expect(&mut self, heights: &[u32], original: bool, refused: &[&str]) {
        for server in 0..2 {
            let detail = self.detail(server).await;
            let listed = detail["thumbnails"].as_array().unwrap().clone();
            let found: Vec<_> = listed.iter().map(|thumbnail| thumbnail["height"].as_u64().unwrap()).collect();
            assert_eq!(found, heights.iter().map(|&height| u64::from(height)).collect::<Vec<_>>());
            assert_eq!(detail.get("original_url").is_some(), original);
            let page = self.clients[server].get(&format!("/pin/{}", self.pin)).await.text();
            for height in [100, 200, 333, 400] {
                let path = format!("/media/{}/h{height}", self.picture);
                let given = heights.contains(&height);
                assert_eq!(page.contains(&format!("\"{path}\"")), given, "the page and {height}");
                let answer = self.clients[server].get_with(&path, &[JSON]).await;
                assert_eq!(answer.status, if given { 200 } else { 403 }, "{height}: {}", answer.text());
                if given {
                    let picture = image::load_from_memory(&answer.body).unwrap();
                    let width = (height * 3).div_ceil(2);
                    assert_eq!((picture.width(), picture.height()), (width, height));
                    assert_eq!(answer.header("cache-control"), Some("public, no-cache"));
                    let listed = listed.iter().find(|thumbnail| thumbnail["height"] == height).unwrap();
                    assert_eq!(listed["width"], width);
                    assert!(listed["url"].as_str().unwrap().ends_with(&path));
                } else {
                    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
                    let words = answer.json()["detail"].as_str().unwrap().to_owned();
                    assert!(refused.iter().all(|part| words.contains(part)), "{words}");
                }
            }
            let path = format!("/media/{}/original", self.picture);
            assert_eq!(page.contains(&format!("\"{path}\"")), original, "the page and the original");
            let answer = self.clients[server].get_with(&path, &[JSON]).await;
            assert_eq!(answer.status, if original { 200 } else { 403 });
            if original {
                assert_eq!(answer.body, pictures::png(600, 400, 5), "untouched");
                assert_eq!(answer.header("content-type"), Some("image/png"));
                assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename="));
            } else {
                let words = answer.json()["detail"].as_str().unwrap().to_owned();
                assert!(refused[..1].iter().all(|part| words.contains(part)), "{words}");
                assert!(words.contains("“Premium”"), "the first plan that does: {words}");
            }
        }
        self.site.work_off().await;
    }
}

#[tokio::test]
async fn each_plan_gives_exactly_its_own_and_a_change_holds_at_once_on_every_server() {
    let site = TestSite::start().await;
    let other = site.another_server().await;
    let mut admin = Program::admin(&site, "boss").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("elephants.png", &pictures::png(600, 400, 5), "public").await;
    site.work_off().await;
    let picture = ana.see(&pin).await["image_id"].as_str().unwrap().to_owned();
    let clients = [site.visitor(), Client::new(other.address)];
    let mut asked = Asked { site: &site, clients, pin, picture };
    asked.expect(&[200], false, &["“Basic”"]).await;

    give(&site, &mut admin, "ana", "Premium").await;
    asked.expect(&[200, 400], true, &["“Premium”", "No plan"]).await;
    give(&site, &mut admin, "ana", "Enterprise").await;
    asked.expect(&[200, 400], true, &["“Enterprise”", "No plan"]).await;

    // A fourth, made in the admin page.
    let mut page = site.visitor();
    let form = Form::default().text("login", "boss").text("password", PASSWORD);
    assert_eq!(post(&mut page, "/login", form).await.status, 200);
    let form = Form::default()
        .text("name", "Small")
        .text("heights", "333, 100")
        .text("links", "yes")
        .text("shortest", "60")
        .text("longest", "600")
        .text("largest_upload", "1")
        .text("quota", "")
        .text("batch", "10");
    let made = page.send("POST", "/fn/admin_add_plan", &[("content-type", CONTENT_TYPE), JSON], &form.finish()).await;
    assert_eq!((made.status, made.json()["location"].as_str()), (200, Some("/admin/plans?saved=1")));
    give(&site, &mut admin, "ana", "Small").await;
    // Before any job has run: what is asked for is made then.
    asked.expect(&[100, 333], false, &["“Small”"]).await;
    let detail = asked.detail(0).await;
    assert!(detail.get("original_url").is_none());

    // The plan itself changes.
    let small = id_of(&site, "Small").await;
    let change = terms("Small", json!({"heights": [400], "original": true}));
    assert_eq!(admin.json("PUT", &format!("/admin/plans/{small}"), change).await.status, 200);
    asked.expect(&[400], true, &["“Small”"]).await;
    other.stop().await;
}

#[tokio::test]
async fn thumbnails_of_a_new_height_are_made_in_the_background_and_forgotten_with_it() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for seed in 0..3 {
        ana.pin(&format!("{seed}.png"), &pictures::png(300, 150, seed), "private").await;
    }
    site.work_off().await;
    assert_eq!(site.count("thumbnails").await, 3 * 2, "of every height that a plan names");
    let files = site.files();
    let made = admin.post("/admin/plans", terms("More", json!({"heights": [64, 90]}))).await;
    assert_eq!(made.status, 201, "{}", made.text());
    site.work_off().await;
    assert_eq!(site.count("thumbnails").await, 3 * 4);
    assert_eq!(site.files(), files + 3 * 2);
    let more = made.json()["id"].as_str().unwrap().to_owned();
    let basic = id_of(&site, "Basic").await;
    let retired = admin.delete(&format!("/admin/plans/{more}?to={basic}")).await;
    assert_eq!((retired.status, retired.json()["moved"].as_u64()), (200, Some(0)));
    site.work_off().await;
    assert_eq!(site.count("thumbnails").await, 3 * 2);
    assert_eq!(site.files(), files, "no file is left behind");
}

#[tokio::test]
async fn what_a_plan_gives_follows_the_pin() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    give(&site, &mut admin, "ana", "Premium").await;
    let pin = ana.pin("mine.png", &pictures::png(600, 400, 9), "private").await;
    let waiting = ana.see(&pin).await;
    assert_eq!((waiting["thumbnails"].as_array().unwrap().len(), waiting.get("original_url")), (0, None));
    site.work_off().await;
    let picture = ana.see(&pin).await["image_id"].as_str().unwrap().to_owned();
    for file in ["h200", "h200.webp", "h400", "original"] {
        let path = format!("/media/{picture}/{file}");
        let own = ana.outside(&path).await;
        assert_eq!((own.status, own.header("cache-control")), (200, Some("private, no-store")), "{file}");
        assert_eq!((bob.outside(&path).await.status, site.visitor().get(&path).await.status), (404, 404), "{file}");
        assert_eq!(admin.outside(&path).await.status, 404, "an admin has no plan over private pins: {file}");
    }
    for file in ["h0200", "h", "200", "originals", "h99999999999"] {
        assert_eq!(ana.outside(&format!("/media/{picture}/{file}")).await.status, 404, "{file}");
    }
    // What nobody may see is not told apart from what no plan gives.
    assert_eq!(bob.outside(&format!("/media/{picture}/h77")).await.status, 404);
    // A face is a picture as well, but not a pin's.
    let mut carl = site.visitor();
    assert_eq!(sign_up(&mut carl, "carl").await.status, 200);
    let face = Form::default().text("display_name", "Carl").file("avatar", "me.png", &pictures::png(300, 300, 1));
    assert_eq!(post(&mut carl, "/settings", face).await.status, 200);
    site.work_off().await;
    let face: uuid::Uuid =
        sqlx::query_scalar("select avatar_id from users where username = 'carl'").fetch_one(&site.rows).await.unwrap();
    let face = tessera::model::ids::PictureId::from_uuid(face);
    assert_eq!(carl.get(&format!("/media/{face}-0")).await.status, 200);
    assert_eq!(carl.get(&format!("/media/{face}/h200")).await.status, 404);
}
