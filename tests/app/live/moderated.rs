//! What those who look after the site take away is gone for everybody who shows the channel.

use super::{
    reader::{Reader, there},
    world::{World, good, say},
};
use crate::api::Program;
use serde_json::json;

#[tokio::test]
async fn a_message_that_is_removed_from_the_queue_goes_from_every_page_that_shows_it() {
    let mut world = World::start().await;
    let mut root = Program::admin(&world.site, "root").await;
    let (address, channel) = (world.address(), world.channel.clone());
    let rude = say(&mut world.ben, &channel, "rude").await;
    say(&mut world.ana, &channel, "kind").await;
    let mut cyd = Reader::open(address, &world.cyd, &channel).await;
    assert_eq!(cyd.bodies(), ["rude", "kind"]);
    let wish = json!({"message": {"channel": channel, "seq": rude}, "reason": "It insults me"});
    good(&world.cyd.post("/reports", wish).await);
    let queue = good(&root.get("/admin/reports").await);
    let case = queue["items"][0]["id"].as_str().unwrap();
    let decision = json!({"act": "remove_message", "reason": "Be kind."});
    good(&root.post(&format!("/admin/reports/{case}/decision"), decision).await);
    cyd.reach(world.seq().await).await;
    assert_eq!((cyd.bodies(), cyd.resets), (vec!["kind"], 0));
    assert_eq!(cyd.shown(), there(&mut world.cyd, &channel).await);
}
