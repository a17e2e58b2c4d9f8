//! What is found, and in which order.

use super::{complete, look, many, names, ok, pins, say, set_likes, titled, titles};
use crate::{
    api::{Program, ids, wrong_fields},
    harness::TestSite,
    markup::values,
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_pin_is_found_by_each_of_its_words_whatever_their_case_and_accents() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let words = [
        ("title", "Café on the lake"),
        ("description", "Waders at dawn,\nfar off"),
        ("alt_text", "A grey bird"),
        ("tags", "Morning Fog, Ørsted"),
    ];
    let pin = say(&mut ana, &words).await;
    let other = titled(&mut ana, "IMG_2024/grey-heron's nest").await;
    assert_eq!(pins(&mut ana, "café").await, [pin.as_str()], "at once, before any job");
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    for q in [
        "cafe",
        "CAFÉ",
        "Café lake",
        "lake  café",
        "waders",
        "far",
        "bird",
        "fog",
        "morning fog",
        "#fog",
        "ORSTED",
        "“lake”",
    ] {
        assert_eq!(pins(&mut visitor, q).await, [pin.as_str()], "{q}");
    }
    for q in ["heron", "2024", "img 2024", "202", "nest heron"] {
        assert_eq!(pins(&mut visitor, q).await, [other.as_str()], "{q}");
    }
    let both = pins(&mut visitor, "grey").await;
    assert_eq!(both, [other.as_str(), pin.as_str()], "a title says more than an alternative text");
    for q in ["grey fog heron", "zzz", "café zzz"] {
        assert_eq!(pins(&mut visitor, q).await, Vec::<String>::new(), "{q}: all of the words");
    }
}

#[tokio::test]
async fn the_last_word_is_found_as_soon_as_it_is_begun() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mountain = titled(&mut ana, "Blue mountain").await;
    let private = say(&mut ana, &[("title", "Moustache"), ("visibility", "private")]).await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    for q in ["mou", "moun", "mountai", "mountain", "blue m", "blue mou"] {
        let found = pins(&mut visitor, q).await;
        let begun = q != "blue m";
        assert_eq!(found.contains(&mountain), begun, "{q}: from three letters on");
    }
    assert_eq!(pins(&mut ana, "mous").await, [private.as_str()], "one's own, which is in no count of words");
    assert!(!pins(&mut visitor, "mous").await.contains(&private));
    assert_eq!(pins(&mut visitor, "moun blue").await, Vec::<String>::new(), "a word that another follows is whole");
}

#[tokio::test]
async fn a_misspelt_word_finds_what_was_meant_once_the_words_are_counted() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let elephant = titled(&mut ana, "Elephant bathing").await;
    let mountain = titled(&mut ana, "Снег on the mountain").await;
    assert_eq!(pins(&mut ana, "elefant").await, Vec::<String>::new());
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    for (q, instead, pin) in [
        ("elefant", "elephant", &elephant),
        ("Elephnat bathing", "elephant bathing", &elephant),
        ("elephant batthing", "elephant bathing", &elephant),
        ("mounatin", "mountain", &mountain),
        ("mountian ", "mountain", &mountain),
        ("nountain", "mountain", &mountain),
        ("снге", "снег", &mountain),
    ] {
        let found = look(&mut visitor, q).await;
        assert_eq!((ids(&found["pins"]), &found["instead"]), (vec![pin.clone()], &json!(instead)), "{q}");
    }
    let right = look(&mut visitor, "mountain").await;
    assert_eq!((&right["instead"], &right["perhaps"]), (&Value::Null, &Value::Null));
    let odd = titled(&mut ana, "Montain").await;
    many(&site, &mountain, "mountain", 60).await;
    tessera::services::search::count_words(&site.server.site).await.unwrap();
    let rare = look(&mut visitor, "montain ").await;
    assert_eq!(
        (&rare["instead"], &rare["perhaps"]),
        (&Value::Null, &json!("mountain")),
        "it is there, but hardly meant"
    );
    assert_eq!(ids(&rare["pins"]), [odd]);
}

#[tokio::test]
async fn what_fits_better_comes_first_and_what_is_liked_more_of_what_fits_as_well() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let description = say(&mut ana, &[("title", "First"), ("description", "an otter")]).await;
    let tag = say(&mut ana, &[("title", "Second"), ("tags", "otter")]).await;
    let title = titled(&mut ana, "Otter").await;
    let liked = titled(&mut ana, "Otter once more").await;
    let newer = titled(&mut ana, "Otter again").await;
    let begun = titled(&mut ana, "Otterhound").await;
    site.work_off().await;
    set_likes(&site, &liked, 5).await;
    let mut visitor = Program::visitor(&site);
    let found = pins(&mut visitor, "otter").await;
    assert_eq!(found, [&liked, &newer, &title, &tag, &begun, &description].map(String::as_str));
    set_likes(&site, &liked, 0).await;
    set_likes(&site, &title, 300).await;
    let found = pins(&mut visitor, "otter ").await;
    assert_eq!(found, [&title, &newer, &liked, &tag, &description].map(String::as_str));
}

#[tokio::test]
async fn members_and_boards_are_found_by_their_names() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana_lovelace").await;
    let mut bob = Program::sign_up(&site, "bob").await;
    bob.json("PATCH", "/me", json!({"display_name": "José Ångström"})).await;
    for title in ["Garden ideas", "Wild Gardens", "Türme"] {
        assert_eq!(ana.post("/boards", json!({"title": title})).await.status, 201, "{title}");
    }
    let mut visitor = Program::visitor(&site);
    for (q, found) in [
        ("ana", "ana_lovelace"),
        ("ANA_LOVE", "ana_lovelace"),
        ("@ana_lovelace", "ana_lovelace"),
        ("jose", "bob"),
        ("angstrom", "bob"),
        ("José Å", "bob"),
        ("ana_lovelcae", "ana_lovelace"),
        ("angstorm", "bob"),
    ] {
        assert_eq!(names(&look(&mut visitor, q).await["users"]), [found], "{q}");
    }
    for (q, found) in [
        ("garden", vec!["Wild Gardens", "Garden ideas"]),
        ("gardens", vec!["Wild Gardens"]),
        ("garden i", vec!["Garden ideas"]),
        ("turm", vec!["Türme"]),
        ("gadren", vec!["Garden ideas"]),
        ("gadren ideas", vec!["Garden ideas"]),
        ("arden", vec!["Garden ideas"]),
        ("100%", vec![]),
        ("_", vec![]),
    ] {
        assert_eq!(titles(&look(&mut visitor, q).await["boards"]), found, "{q}");
    }
    let alone = ok(visitor.get("/search?q=garden&kind=boards").await);
    assert_eq!((titles(&alone["boards"]).len(), names(&alone["users"]).len(), ids(&alone["pins"]).len()), (2, 0, 0));
    let alone = ok(visitor.get("/search?q=ana&kind=users").await);
    assert_eq!((names(&alone["users"]), alone["more_users"].clone()), (vec!["ana_lovelace"], json!(false)));
}

#[tokio::test]
async fn what_is_being_typed_is_completed_with_tags_members_boards_and_pins() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "marta").await;
    let pin = say(&mut ana, &[("title", "Marble hall"), ("tags", "marble, marsh")]).await;
    let marinas = board(&mut ana, "Marinas").await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    let offered = complete(&mut visitor, "mar").await;
    let kinds: Vec<_> = offered.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["tag", "tag", "user", "board", "pin"]);
    assert_eq!((&offered[0]["tag"], &offered[1]["tag"]), (&json!("marble"), &json!("marsh")));
    assert_eq!(offered[2]["user"]["username"], "marta");
    assert_eq!((&offered[3]["id"], &offered[4]["id"]), (&json!(marinas), &json!(pin)));
    assert_eq!(complete(&mut visitor, "#marb").await[0]["tag"], "marble");
    assert_eq!(complete(&mut visitor, "mrable").await[0]["id"], json!(pin), "misspelt");
    assert_eq!(complete(&mut visitor, "#!?").await, Vec::<Value>::new());
    let part = site.visitor().part("/search?q=mar", "completions").await;
    assert_eq!((part.status, values(&part.text(), "li", "data-address").len()), (200, 5));
}

/// Makes a board, and gives its id.
async fn board(program: &mut Program, title: &str) -> String {
    let made = program.post("/boards", json!({"title": title})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn words_are_looked_for_among_a_members_pins_and_those_of_a_tag() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let anas = say(&mut ana, &[("title", "Owl"), ("tags", "night")]).await;
    let days = titled(&mut ana, "Owl by day").await;
    let bobs = say(&mut bob, &[("title", "Owl"), ("tags", "night")]).await;
    say(&mut ana, &[("title", "Fox"), ("tags", "night")]).await;
    let secret = say(&mut ana, &[("title", "Owl unseen"), ("visibility", "private")]).await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    for (list, expected) in [
        ("/pins?q=owl&owner=ana", vec![&days, &anas]),
        ("/pins?q=owl&owner=Bob", vec![&bobs]),
        ("/pins?q=owl&tag=Night", vec![&bobs, &anas]),
        ("/pins?q=owl&tag=night&owner=ana", vec![&anas]),
        ("/pins?q=wol&owner=bob", vec![&bobs]),
    ] {
        assert_eq!(ids(&ok(visitor.get(list).await)), expected.into_iter().cloned().collect::<Vec<_>>(), "{list}");
    }
    let own = ids(&ok(ana.get("/pins?q=owl&owner=ana").await));
    assert!(own.contains(&secret) && own.len() == 3);
    assert_eq!(visitor.get("/pins?q=owl&owner=nobody").await.status, 404);
    let first = ok(visitor.get("/pins?q=owl&owner=ana&limit=1").await);
    let next = format!("/pins?q=owl&owner=ana&limit=1&cursor={}", first["next"].as_str().unwrap());
    let second = ok(visitor.get(&next).await);
    assert_eq!([ids(&first), ids(&second)].concat(), [days, anas.clone()]);
    assert_eq!(second["next"], Value::Null);
    assert_eq!(wrong_fields(&visitor.get("/pins?q=owl&sort=newest").await), ["sort"]);
    assert_eq!(wrong_fields(&visitor.get(&format!("/pins?q=owl&owner=ana&cursor=p1{anas}")).await), ["cursor"]);
}
