//! How much fits: quotas under parallel uploads, the largest file, files at once, and what one is told of it.

use super::{id_of, terms};
use crate::{api::Program, harness::TestSite, multipart::Form, pictures};
use futures::future::join_all;
use serde_json::{Value, json};

/// A picture of exactly so many bytes: a PNG with a chunk of words that nobody reads.
fn of_bytes(size: usize, seed: u8) -> Vec<u8> {
    let png = pictures::png(20, 20, seed);
    // IHDR ends at byte 33; a chunk has twelve bytes beside what it holds.
    let (head, rest) = png.split_at(33);
    let mut chunk = b"tEXtComment\0".to_vec();
    chunk.resize(4 + size - png.len() - 12, b'.');
    let mut made = head.to_vec();
    made.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
    made.extend(&chunk);
    made.extend(crc32fast::hash(&chunk).to_be_bytes());
    made.extend(rest);
    assert_eq!(made.len(), size);
    made
}

/// A member with this plan of their own making.
async fn member_with(site: &TestSite, plan: Value) -> Program {
    let mut admin = Program::admin(site, "boss").await;
    let made = admin.post("/admin/plans", plan).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let ana = Program::sign_up(site, "ana").await;
    let given = admin.json("PATCH", "/admin/users/ana", json!({"plan": made.json()["id"]})).await;
    assert_eq!(given.status, 200, "{}", given.text());
    ana
}

async fn usage(program: &mut Program) -> Value {
    program.get("/me/usage").await.json()
}

#[tokio::test]
async fn of_twenty_files_side_by_side_exactly_as_many_are_taken_as_there_is_room_for() {
    let site = TestSite::start().await;
    let mut ana = member_with(&site, terms("Ten", json!({"quota": 12_500_000}))).await;
    let before = ana.pin("before.png", &of_bytes(900_000, 99), "public").await;
    for seed in 1..=2 {
        ana.pin(&format!("b{seed}.png"), &of_bytes(800_000, seed), "public").await;
    }
    assert_eq!(usage(&mut ana).await["left"], 10_000_000);
    let sent = (0..20u8).map(|n| {
        let mut ana = ana.clone();
        async move { ana.upload(Form::default().file("file", &format!("{n}.png"), &of_bytes(1_000_000, n))).await }
    });
    let answers: Vec<_> = join_all(sent).await.iter().map(|answer| answer.json()["items"][0].clone()).collect();
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.get("id").is_some());
    assert_eq!((taken.len(), refused.len()), (10, 10));
    for answer in refused {
        let words = answer["error"].as_str().unwrap();
        assert!(
            words.contains("“Ten” includes 12.5 MB") && words.contains("“Premium”") != words.contains("“Basic”"),
            "{words}"
        );
    }
    let full = usage(&mut ana).await;
    assert_eq!(
        (full["used"].as_u64(), full["left"].as_u64(), full["pictures"].as_u64()),
        (Some(12_500_000), Some(0), Some(13))
    );
    assert_eq!(site.count("pins").await, 13);
    assert_eq!(site.spooled(), 0);
    // Not even the smallest fits; and there is room again once something has gone for good.
    let small = ana.upload(Form::default().file("file", "small.png", &pictures::png(8, 8, 1))).await;
    assert!(small.json()["items"][0].get("id").is_none());
    assert_eq!(ana.delete(&format!("/pins/{before}")).await.status, 204);
    crate::api::a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!(usage(&mut ana).await["left"], 900_000);
    ana.pin("again.png", &of_bytes(900_000, 7), "public").await;
    assert_eq!(usage(&mut ana).await["left"], 0);
}

#[tokio::test]
async fn in_one_request_files_are_taken_in_order_as_long_as_they_fit() {
    let site = TestSite::start().await;
    let mut ana = member_with(&site, terms("Two", json!({"quota": 2_000_000, "batch": 5}))).await;
    let mut form = Form::default();
    for (n, size) in [700_000, 700_000, 700_000, 500_000, 100_000, 90_000].into_iter().enumerate() {
        form = form.file("file", &format!("{n}.png"), &of_bytes(size, n as u8));
    }
    let answer = ana.upload(form).await;
    let items = answer.json()["items"].as_array().unwrap().clone();
    let taken: Vec<_> = items.iter().map(|item| item.get("id").is_some()).collect();
    assert_eq!(taken, [true, true, false, true, true, false]);
    assert!(items[2]["error"].as_str().unwrap().contains("not enough storage"), "{}", items[2]);
    let words = items[5]["error"].as_str().unwrap();
    assert!(words.contains("“Two” allows 5 files per upload") && words.contains("“Basic” allows more"), "{words}");
    assert_eq!(usage(&mut ana).await["left"], 0);
}

#[tokio::test]
async fn a_file_that_is_larger_than_the_plan_takes_is_refused_by_the_name_of_one_that_would() {
    let site = TestSite::start().await;
    let mut ana = member_with(&site, terms("Tiny", json!({"largest_upload": 5_000}))).await;
    let exactly = ana.upload(Form::default().file("file", "a.png", &of_bytes(5_000, 1))).await;
    let pin = exactly.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let over = ana.upload(Form::default().file("file", "b.png", &of_bytes(5_001, 2))).await.json();
    let words = over["items"][0]["error"].as_str().unwrap().to_owned();
    assert!(
        words.contains("The plan “Tiny” allows up to 5 kB per file.") && words.contains("“Basic” allows more"),
        "{words}"
    );
    // So is a picture that is to take another's place.
    let body = Form::default().file("file", "c.png", &of_bytes(5_001, 3)).finish();
    let kind = [("content-type", crate::multipart::CONTENT_TYPE)];
    let replaced = ana.send("PUT", &format!("/pins/{pin}/picture"), &kind, &body).await;
    assert_eq!((replaced.status, replaced.json()["title"].as_str()), (403, Some("Not in this plan")));
    // What is larger than the site takes at all is so for every plan.
    let huge = ana.upload(Form::default().file("file", "d.png", &of_bytes(2_000_001, 4))).await.json();
    assert!(huge["items"][0]["error"].as_str().unwrap().contains("“Tiny”"));
}

#[tokio::test]
async fn another_picture_in_a_pins_place_counts_for_what_it_adds() {
    let site = TestSite::start().await;
    let mut ana = member_with(&site, terms("Small", json!({"quota": 100_000}))).await;
    let pin = ana.pin("a.png", &of_bytes(60_000, 1), "public").await;
    let kind = [("content-type", crate::multipart::CONTENT_TYPE)];
    for (size, status, left) in [(100_000, 200, 0), (100_001, 403, 0), (20_000, 200, 80_000)] {
        let body = Form::default().file("file", "b.png", &of_bytes(size, 2)).finish();
        let answer = ana.send("PUT", &format!("/pins/{pin}/picture"), &kind, &body).await;
        assert_eq!(answer.status, status, "{size}: {}", answer.text());
        assert_eq!(usage(&mut ana).await["left"], left);
    }
    // Whoever has more than a smaller plan holds keeps it, and cannot add to it.
    let mut admin = Program::sign_in(&site, "boss").await;
    let small = id_of(&site, "Small").await;
    let change = terms("Small", json!({"quota": 10_000}));
    assert_eq!(admin.json("PUT", &format!("/admin/plans/{small}"), change).await.status, 200);
    assert_eq!(usage(&mut ana).await["left"], 0);
    let more = ana.upload(Form::default().file("file", "c.png", &of_bytes(2_000, 3))).await.json();
    assert!(more["items"][0].get("id").is_none());
    let body = Form::default().file("file", "d.png", &of_bytes(15_000, 4)).finish();
    let smaller = ana.send("PUT", &format!("/pins/{pin}/picture"), &kind, &body).await;
    assert_eq!(smaller.status, 200, "less than before is never refused");
}
