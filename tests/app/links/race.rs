//! Many who follow one link at the same moment.

use super::{get, get_on, link, path, sharer, views, why};
use crate::{client::Client, harness::TestSite};
use serde_json::json;
use std::collections::BTreeMap;
use tokio::task::JoinSet;

#[tokio::test]
async fn of_five_hundred_on_two_servers_a_hundred_get_a_link_of_a_hundred_views() {
    let site = TestSite::start().await;
    let other = site.another_server().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let made = link(&mut ana, &pin, json!({"max_views": 100})).await;
    let path = path(&made);
    let mut clients = JoinSet::new();
    for n in 0..500 {
        let mut client = Client::new(if n % 2 == 0 { site.server.address } else { other.address });
        let path = path.clone();
        clients.spawn(async move { client.get(&path).await });
    }
    let mut statuses = BTreeMap::new();
    for answer in clients.join_all().await {
        *statuses.entry(answer.status).or_insert(0) += 1;
        match answer.status {
            200 => assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str())),
            _ => assert_eq!(why(&answer), "This link has reached its view limit."),
        }
    }
    println!("500 clients, 2 servers, a link of 100 views: {statuses:?}");
    assert_eq!(statuses, BTreeMap::from([(200, 100), (410, 400)]));
    assert_eq!(views(&mut ana, &made).await, 100);
    let entry = ana.get("/links").await.json()["items"][0].clone();
    assert_eq!((&entry["state"], &entry["max_views"]), (&json!("used_up"), &json!(100)));
}

#[tokio::test]
async fn a_link_that_is_taken_back_works_no_more_on_any_server() {
    let site = TestSite::start().await;
    let other = site.another_server().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let path = path(&made);
    assert_eq!((get(&site, &path).await.status, get_on(&other, &path).await.status), (200, 200));
    ana.delete(&format!("/links/{}", made["id"].as_str().unwrap())).await;
    for answer in [get(&site, &path).await, get_on(&other, &path).await] {
        assert_eq!(why(&answer), "The person who created this link has revoked it.");
    }
    assert_eq!(views(&mut ana, &made).await, 2);
}
