//! Chinese, Japanese and Korean: words that have no spaces between them are found by their parts.

use super::{complete, known, look, names, pins, say, titled, titles};
use crate::{api::Program, harness::TestSite};
use serde_json::{Value, json};

#[tokio::test]
async fn parts_of_what_is_written_without_spaces_are_found() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let tower = titled(&mut ana, "東京タワーの夜景").await;
    let garden =
        say(&mut ana, &[("title", "Garden"), ("description", "京都の庭。とても静か"), ("tags", "日本庭園")]).await;
    let cat = titled(&mut ana, "我的黑猫").await;
    let book = titled(&mut ana, "한국어사전 여행 2024").await;
    let hidden = say(&mut ana, &[("title", "秘密の夜景"), ("visibility", "private")]).await;
    let mut visitor = Program::visitor(&site);
    site.work_off().await;
    for (q, pin) in [
        ("東京", &tower),
        ("タワー", &tower),
        ("夜景", &tower),
        ("景", &tower),
        ("東京タワーの夜景", &tower),
        ("東京　夜景", &tower),
        ("静か", &garden),
        ("庭園", &garden),
        ("京都の庭。", &garden),
        ("garden 庭", &garden),
        ("猫", &cat),
        ("黑猫", &cat),
        ("국어", &book),
        ("사전 여행", &book),
        ("어사 2024", &book),
    ] {
        assert_eq!(pins(&mut visitor, q).await, [pin.as_str()], "{q}");
    }
    for q in ["東都", "庭京", "猫黑", "秘密", "東京 猫"] {
        assert_eq!(pins(&mut visitor, q).await, Vec::<String>::new(), "{q}");
    }
    assert_eq!(pins(&mut visitor, "京").await.len(), 2);
    assert_eq!(pins(&mut ana, "密の").await, [hidden.as_str()], "one's own");
    let offered = complete(&mut visitor, "夜景").await;
    assert_eq!((offered.len(), &offered[0]["id"]), (1, &json!(tower)));
}

#[tokio::test]
async fn parts_of_words_are_neither_misspelt_nor_offered_instead_of_others() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = titled(&mut ana, "東京タワー elephant").await;
    site.work_off().await;
    let found = look(&mut ana, "東京タワ elefant").await;
    assert_eq!((&found["instead"], &found["pins"]["items"][0]["id"]), (&json!("東京タワ elephant"), &json!(pin)));
    for q in ["東亰", "東京", "東"] {
        let found = look(&mut ana, q).await;
        assert_eq!((&found["instead"], &found["perhaps"]), (&Value::Null, &Value::Null), "{q}");
    }
    assert!(known(&site).await.contains(&"東".to_owned()), "how many have a letter is counted, as for words");
    assert_eq!(ana.json("PATCH", &format!("/pins/{pin}"), json!({"title": "elephant"})).await.status, 200);
    site.work_off().await;
    assert_eq!(known(&site).await, ["elephant"]);
}

#[tokio::test]
async fn members_and_boards_are_found_by_parts_of_their_names() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut taro = Program::sign_up(&site, "taro").await;
    assert_eq!(taro.json("PATCH", "/me", json!({"display_name": "山田太郎"})).await.status, 200);
    for title in ["春の東京散歩", "東京", "大阪"] {
        assert_eq!(ana.post("/boards", json!({"title": title})).await.status, 201, "{title}");
    }
    let private = json!({"title": "秘密の東京", "visibility": "private"});
    assert_eq!(ana.post("/boards", private).await.status, 201);
    let mut visitor = Program::visitor(&site);
    for q in ["太郎", "田", "山田", "山田太郎"] {
        assert_eq!(names(&look(&mut visitor, q).await["users"]), ["taro"], "{q}");
    }
    for (q, found) in [("東京", vec!["東京", "春の東京散歩"]), ("散歩 東京", vec!["春の東京散歩"]), ("京大", vec![])]
    {
        assert_eq!(titles(&look(&mut visitor, q).await["boards"]), found, "{q}");
    }
}
