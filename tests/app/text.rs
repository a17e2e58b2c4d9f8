//! Text that people type: one spelling of a word, nothing invisible, nothing that turns what stands beside it.

use crate::{
    api::{Program, ids, wrong_fields},
    harness::TestSite,
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use url::form_urlencoded::byte_serialize;

/// "é" as a Mac writes it in names of files, and as others do.
const DECOMPOSED: &str = "Cafe\u{301}";
const COMPOSED: &str = "Caf\u{e9}";

async fn send(program: &mut Program, words: &[(&str, &str)], file: &str) -> Value {
    let form = words.iter().fold(Form::default(), |form, (name, text)| form.text(name, text));
    let answer = program.upload(form.file("file", file, &pictures::png(12, 9, 1))).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0].clone()
}

#[tokio::test]
async fn a_word_is_one_word_however_a_keyboard_writes_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made =
        send(&mut ana, &[("title", DECOMPOSED), ("tags", DECOMPOSED), ("description", DECOMPOSED)], "a.png").await;
    assert_eq!(made["title"], COMPOSED);
    let pin = made["id"].as_str().unwrap();
    let seen = ana.see(pin).await;
    assert_eq!((&seen["tags"], &seen["description"]), (&json!(["caf\u{e9}"]), &json!(COMPOSED)));
    assert_eq!(send(&mut ana, &[("title", COMPOSED)], "b.png").await["pin"], json!(pin), "the same title");
    assert_eq!(send(&mut ana, &[], "Cafe\u{301}.png").await["title"], "Caf\u{e9} 2");
    for q in [DECOMPOSED, COMPOSED] {
        let q: String = byte_serialize(q.as_bytes()).collect();
        assert_eq!(ids(&ana.get(&format!("/pins?tag={q}")).await.json()), [pin], "{q}");
        assert!(ids(&ana.get(&format!("/pins?q={q}")).await.json()).contains(&pin.to_owned()), "{q}");
    }
    assert_eq!(ana.json("PATCH", "/me", json!({"display_name": DECOMPOSED, "bio": DECOMPOSED})).await.status, 200);
    let me = ana.get("/me").await.json();
    assert_eq!((&me["display_name"], &me["bio"]), (&json!(COMPOSED), &json!(COMPOSED)));
    let board = ana.post("/boards", json!({"title": DECOMPOSED})).await;
    assert_eq!((board.status, &board.json()["title"]), (201, &json!(COMPOSED)));
    assert_ne!(ana.post("/boards", json!({"title": COMPOSED})).await.status, 201, "the same title");
    let said = ana.post(&format!("/pins/{pin}/comments"), json!({"body": DECOMPOSED})).await;
    assert_eq!((said.status, &said.json()["body"]), (201, &json!(COMPOSED)));
}

#[tokio::test]
async fn what_cannot_be_seen_is_no_name() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = send(&mut ana, &[], "\u{200b}.png").await;
    assert_eq!(made["title"], "Untitled");
    let pin = format!("/pins/{}", made["id"].as_str().unwrap());
    let comments = format!("{pin}/comments");
    for nothing in ["\u{202e}", "\u{200b}", "\u{2066}\u{2069}", "\u{301}", "\u{3164}", "\u{feff} \u{200d}"] {
        for (method, path, field) in [
            ("PATCH", "/me", "display_name"),
            ("PATCH", pin.as_str(), "title"),
            ("POST", "/boards", "title"),
            ("POST", comments.as_str(), "body"),
        ] {
            let answer = ana.json(method, path, json!({field: nothing})).await;
            assert_eq!((answer.status, wrong_fields(&answer)), (422, vec![field.to_owned()]), "{path} {nothing:?}");
        }
        assert!(send(&mut ana, &[("title", nothing)], "a.png").await["error"].is_string(), "{nothing:?}");
    }
    // What joins pictures and letters stays; what turns letters goes.
    for (typed, kept) in [
        ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("Ana\u{202e}gnp", "Anagnp"),
    ] {
        assert_eq!(ana.json("PATCH", "/me", json!({"display_name": typed})).await.status, 200, "{typed}");
        assert_eq!(ana.get("/me").await.json()["display_name"], kept);
    }
}

#[tokio::test]
async fn a_name_turns_nothing_that_stands_beside_it() {
    let site = TestSite::start().await;
    let mut dana = Program::sign_up(&site, "dana").await;
    let name = json!({"display_name": "\u{202b}דנה", "bio": "שלום"});
    assert_eq!(dana.json("PATCH", "/me", name).await.status, 200);
    let words = [("title", "חתול"), ("description", "גינה"), ("tags", "ירוק")];
    let pin = send(&mut dana, &words, "a.png").await["id"].as_str().unwrap().to_owned();
    assert_eq!(dana.post("/boards", json!({"title": "לוח"})).await.status, 201);
    let said = dana.post(&format!("/pins/{pin}/comments"), json!({"body": "יפה"})).await;
    assert_eq!(said.status, 201, "{}", said.text());
    site.work_off().await;
    let mut visitor = site.visitor();
    let shown = format!("/pin/{pin}");
    for (path, texts) in [
        ("/", vec!["דנה", "חתול"]),
        ("/@dana", vec!["דנה", "שלום", "חתול"]),
        ("/@dana/boards", vec!["דנה", "לוח"]),
        (shown.as_str(), vec!["דנה", "חתול", "גינה", "#ירוק", "יפה"]),
        ("/search?q=%D7%97%D7%AA%D7%95%D7%9C", vec!["חתול"]),
    ] {
        let page = visitor.get(path).await.text();
        for text in texts {
            assert!(stands_by_itself(&page, text), "{path}: {text}");
        }
    }
    let title = visitor.get("/@dana").await.text();
    assert!(title.contains("<title>\u{2068}דנה (@dana)\u{2069} · Tessera</title>"), "{title}");
}

/// Whether an element that finds its own direction holds this text and nothing else.
fn stands_by_itself(page: &str, text: &str) -> bool {
    page.match_indices(&format!(">{text}<")).any(|(at, _)| {
        let tag = &page[page[..at].rfind('<').unwrap_or_default()..at];
        tag.contains("dir=\"auto\"") || tag.starts_with("<bdi")
    })
}

/// Applies the files of migrations whose names are in this range.
async fn migrate(rows: &PgPool, range: impl Fn(&str) -> bool) {
    let mut files: Vec<_> = std::fs::read_dir("migrations").unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        if range(file.file_name().unwrap().to_str().unwrap()) {
            let sql = std::fs::read_to_string(&file).unwrap();
            sqlx::raw_sql(AssertSqlSafe(format!("begin; {sql}; commit"))).execute(rows).await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_was_kept_as_it_was_typed_is_composed_and_what_is_then_the_same_is_numbered() {
    let site = TestSite::start().await;
    let name = format!("before_{}", uuid::Uuid::now_v7().simple());
    sqlx::raw_sql(AssertSqlSafe(format!("create database {name}"))).execute(&site.rows).await.unwrap();
    let options = site.rows.connect_options().as_ref().clone().database(&name);
    let rows = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    migrate(&rows, |file| file < "0015").await;
    sqlx::raw_sql(
        r"insert into users (id, email, username, display_name, password_hash)
              values ('00000000-0000-7000-8000-000000000001', 'ana@example.com', 'ana', E'Jose\u0301', 'x');
          insert into blobs (sha256, byte_size) values ('\x0000000000000000000000000000000000000000000000000000000000000000', 1);
          create temporary table typed (n serial, title text, id uuid generated always as
              (('00000000-0000-7000-8000-0000000001' || lpad(n::text, 2, '0'))::uuid) stored);
          insert into typed (title) values (E'caf\u00e9'), (E'Cafe\u0301'), (E'cafe\u0301 2'), ('東京タワー'), ('猫');
          insert into pictures (id, owner_id, original_sha256, format, width, height, state)
              select typed.id, users.id, sha256, 'png', 1, 1, 'ready' from typed, users, blobs;
          insert into pins (id, owner_id, picture_id, title, visibility, description)
              select typed.id, users.id, typed.id, title, 'public', E'a\u0308' from typed, users order by n;
          insert into pin_tags (pin_id, tag) select typed.id, tag from typed, unnest(array[E'u\u0308ber', E'\u00fcber']) as tag where n = 5;
          insert into boards (id, owner_id, title, visibility)
              select gen_random_uuid(), users.id, title, 'public' from users, unnest(array[E'\u00dc', E'U\u0308']) as title",
    )
    .execute(&rows)
    .await
    .unwrap();
    migrate(&rows, |file| file.starts_with("0015")).await;
    let all = |sql: &'static str| sqlx::query_scalar::<_, String>(sql).fetch_all(&rows);
    let titles = "select pins.title from pins join typed using (id) order by n";
    assert_eq!(all(titles).await.unwrap(), ["caf\u{e9}", "Caf\u{e9} 2", "caf\u{e9} 2 2", "東京タワー", "猫"]);
    assert_eq!(all("select title from boards order by title").await.unwrap(), ["\u{dc}", "\u{dc} 2"]);
    assert_eq!(all("select tag from pin_tags").await.unwrap(), ["\u{fc}ber"]);
    assert_eq!(all("select display_name from users").await.unwrap(), ["Jos\u{e9}"]);
    assert_eq!(all("select distinct description from pins").await.unwrap(), ["\u{e4}"]);
    let found =
        "select title from pins join pin_search on pin_id = pins.id where words @@ to_tsquery('simple', 'タワ & ワー')";
    assert_eq!(all(found).await.unwrap(), ["東京タワー"]);
    let counted = "select term from search_changes where term in ('猫', 'タワ', '東京タワー') group by term having sum(pins) = 1 order by 1";
    assert_eq!(all(counted).await.unwrap(), ["タワ", "猫"]);
}
