//! Categories of communities: everybody reads them in their order, admins look after them.

use super::{audited, browser};
use crate::{
    api::{Program, wrong_fields},
    harness::{TestSite, post_plain},
    multipart::Form,
};
use futures::future::join_all;
use serde_json::json;

async fn names(program: &mut Program) -> Vec<String> {
    let answer = program.get("/categories").await;
    assert_eq!(answer.status, 200);
    let items = answer.json()["items"].clone();
    items.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn add(admin: &mut Program, name: &str) -> String {
    let answer = admin.post("/admin/categories", json!({"name": name})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn everybody_reads_them_in_the_order_that_an_admin_gave_them() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut visitor = Program::visitor(&site);
    assert!(names(&mut visitor).await.is_empty());
    let mut ids = Vec::new();
    for name in ["Landscapes", "  Film   photography ", "Birds"] {
        ids.push(add(&mut admin, name).await);
    }
    assert_eq!(names(&mut visitor).await, ["Landscapes", "Film photography", "Birds"]);
    let path = |at: usize| format!("/admin/categories/{}", ids[at]);
    let moved = admin.json("PATCH", &path(2), json!({"position": 0, "name": "Birds and bats"})).await;
    assert_eq!((moved.status, &moved.json()["name"]), (200, &json!("Birds and bats")));
    assert_eq!(names(&mut visitor).await, ["Birds and bats", "Landscapes", "Film photography"]);
    assert_eq!(admin.delete(&path(0)).await.status, 204);
    assert_eq!(admin.delete(&path(0)).await.status, 404);
    assert_eq!(names(&mut visitor).await, ["Birds and bats", "Film photography"]);
    let acts: Vec<_> = audited(&site).await.into_iter().map(|(act, about)| format!("{act} {about}")).collect();
    let expected = [
        "add_category Landscapes",
        "add_category Film photography",
        "add_category Birds",
        "move_category Birds",
        "rename_category Birds and bats",
        "delete_category Landscapes",
    ];
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn what_will_not_do_is_refused_and_changes_nothing() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = add(&mut admin, "Birds").await;
    add(&mut admin, "Cats").await;
    for name in ["bIRDS", "", "   ", &"x".repeat(41)] {
        assert_eq!(wrong_fields(&admin.post("/admin/categories", json!({"name": name})).await), ["name"], "{name}");
    }
    let path = format!("/admin/categories/{id}");
    assert_eq!(wrong_fields(&admin.json("PATCH", &path, json!({"name": "CATS"})).await), ["name"]);
    assert_eq!(wrong_fields(&admin.json("PATCH", &path, json!({"position": 2})).await), ["position"]);
    assert_eq!(wrong_fields(&admin.json("PATCH", &path, json!({"colour": "red"})).await), ["colour"]);
    assert_eq!(admin.json("PATCH", "/admin/categories/1C3XR6Gzv21Kf3E2ZpLk9B", json!({})).await.status, 404);
    assert_eq!(admin.json("PATCH", &path, json!({"name": "BIRDS"})).await.status, 200, "its own, written otherwise");
    for status in [
        ana.post("/admin/categories", json!({"name": "Mine"})).await.status,
        ana.json("PATCH", &path, json!({"name": "Mine"})).await.status,
        ana.delete(&path).await.status,
    ] {
        assert_eq!(status, 404);
    }
    assert_eq!(names(&mut ana).await, ["BIRDS", "Cats"]);
}

#[tokio::test]
async fn however_many_move_at_once_each_has_a_place_of_its_own() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(add(&mut admin, &format!("Category {n}")).await);
    }
    let moves = (0..24).map(|n| {
        let (mut admin, path) = (admin.clone(), format!("/admin/categories/{}", ids[n % 6]));
        async move { admin.json("PATCH", &path, json!({"position": (n * 5) % 6})).await.status }
    });
    assert!(join_all(moves).await.into_iter().all(|status| status == 200));
    let places: Vec<i32> =
        sqlx::query_scalar("select position from categories order by position").fetch_all(&site.rows).await.unwrap();
    assert_eq!(places, [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn there_are_a_hundred_at_most_however_many_are_added_at_once() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    for n in 0..95 {
        add(&mut admin, &format!("Category {n}")).await;
    }
    let added = (0..12).map(|n| {
        let mut admin = admin.clone();
        async move { admin.post("/admin/categories", json!({"name": format!("More {n}")})).await.status }
    });
    let mut statuses = join_all(added).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [[201; 5].as_slice(), &[422; 7]].concat());
    assert_eq!(site.count("categories").await, 100);
}

#[tokio::test]
async fn the_forms_work_without_script() {
    let site = TestSite::start().await;
    let mut program = Program::admin(&site, "root").await;
    let mut admin = browser(&site, "root").await;
    assert!(admin.get("/admin/categories").await.text().contains("No categories yet"));
    for name in ["Birds", "Cats"] {
        let added = post_plain(&mut admin, "/fn/admin_add_category", Form::default().text("name", name)).await;
        assert_eq!((added.status, added.header("location")), (303, Some("/admin/categories?added=1")));
    }
    let again = post_plain(&mut admin, "/fn/admin_add_category", Form::default().text("name", "cats")).await;
    assert_eq!(again.status, 422);
    assert!(
        again.text().contains("There is already a category with this name.") && again.text().contains("value=\"cats\"")
    );

    let id = program.get("/categories").await.json()["items"][1]["id"].as_str().unwrap().to_owned();
    let path = format!("/admin/categories/{id}");
    let named = || Form::default().text("category", &id);
    for (step, expected) in [("up", ["Cats", "Birds"]), ("up", ["Cats", "Birds"]), ("down", ["Birds", "Cats"])] {
        let moved = post_plain(&mut admin, "/fn/admin_move_category", named().text("step", step)).await;
        assert_eq!(moved.status, 303, "{}", moved.text());
        assert_eq!(names(&mut program).await, expected);
    }
    assert_eq!(post_plain(&mut admin, "/fn/admin_move_category", named()).await.status, 422);
    let taken = post_plain(&mut admin, "/fn/admin_rename_category", named().text("name", "BIRDS")).await;
    assert_eq!(taken.status, 422);
    assert!(taken.text().contains("value=\"BIRDS\""), "what was typed is still there");
    let renamed = post_plain(&mut admin, "/fn/admin_rename_category", named().text("name", "Felines")).await;
    assert_eq!(renamed.header("location"), Some("/admin/categories?renamed=1"));
    let question = admin.get(&format!("{path}/delete")).await;
    assert!(question.status == 200 && question.text().contains("Felines"), "it is asked first");
    assert_eq!(post_plain(&mut admin, "/fn/admin_delete_category", named()).await.status, 303);
    assert_eq!(names(&mut program).await, ["Birds"]);
    assert_eq!(admin.get(&format!("{path}/delete")).await.status, 404);
}
