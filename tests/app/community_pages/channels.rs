//! The channels of a community, as those see them who look after it, and the list of them beside one.

use super::{World, about, channels_of, keeps, page, sent, status};
use crate::{
    channels::said,
    harness::post_plain,
    markup::{attribute, tags, texts, values},
    multipart::Form,
};

/// The names in the list of channels, in order.
fn names(html: &str) -> Vec<String> {
    texts(html, "entry__link draggable__name")
}

/// The channel of the list's first row: its id.
fn first_id(html: &str, community: &str) -> String {
    let (_, rest) = html.split_once(&format!("href=\"{community}/channels?channel=")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn fields(form: Form, name: &str) -> Form {
    form.text("name", name).text("topic", "All of it").text("slow_mode", "30")
}

#[tokio::test]
async fn channels_are_made_by_their_form() {
    let mut world = World::new().await;
    let address = world.at("channels");
    assert_eq!(names(&page(&mut world.mia, &address).await), ["general", "pictures"]);
    let new = |world: &World, name: &str| fields(about(&world.community).text("kind", "gallery"), name);
    let form = new(&world, " ").text("read_only", "1");
    let wrong = post_plain(&mut world.mia, "/fn/create_channel", form).await;
    let kept = ["id=\"name-error\"", "All of it", "value=\"30\" selected", "value=\"gallery\" checked"];
    keeps(&wrong, 422, &kept);
    assert!(wrong.text().contains("name=\"read_only\" value=\"1\" checked"));
    let form = new(&world, "Light");
    assert!(sent(&mut world.mia, "/fn/create_channel", form).await.starts_with(&world.community));
    assert_eq!(names(&page(&mut world.mia, &address).await), ["general", "pictures", "Light"]);
}

#[tokio::test]
async fn a_channel_is_changed_by_its_form() {
    let mut world = World::new().await;
    let address = world.at("channels");
    let channel = first_id(&page(&mut world.mia, &address).await, &world.community);
    let one = format!("{address}?channel={channel}");
    let html = page(&mut world.mia, &one).await;
    assert!(html.contains("value=\"general\"") && html.contains("value=\"0\" selected"));
    let form = |world: &World, name: &str| {
        let form = about(&world.community).text("channel", &channel).text("back", &format!("{address}?saved=1"));
        fields(form, name)
    };
    let named = form(&world, " ");
    let wrong = post_plain(&mut world.mia, "/fn/edit_channel", named).await;
    keeps(&wrong, 422, &["id=\"name-error\"", "All of it", &format!("value=\"{channel}\"")]);
    let right = form(&world, "Talk").text("read_only", "1");
    assert_eq!(sent(&mut world.mia, "/fn/edit_channel", right).await, format!("{address}?saved=1"));
    let html = page(&mut world.mia, &one).await;
    assert!(
        html.contains("value=\"Talk\"")
            && html.contains("value=\"30\" selected")
            && html.contains("value=\"1\" checked")
    );
    assert_eq!(status(&mut world.mia, &format!("{address}?channel=1111111111111111111112")).await, 404);
    assert_eq!(status(&mut world.mia, &format!("{address}?channel=nonsense")).await, 404);
}

#[tokio::test]
async fn channels_are_put_in_order_and_deleted() {
    let mut world = World::new().await;
    let address = world.at("channels");
    let html = page(&mut world.mia, &address).await;
    let buttons = values(&html, "button", "data-move");
    assert_eq!(buttons, ["earlier", "later", "earlier", "later"]);
    // Those that move nothing are for scripts, which move a channel in place.
    let forms =
        tags(&html, "form").into_iter().filter(|form| attribute(form, "action").as_deref() == Some("/fn/move_channel"));
    let for_scripts: Vec<_> = forms.map(|form| form.contains("data-needs-script")).collect();
    assert_eq!(for_scripts, [true, false, false, true]);
    let list = tags(&html, "ol").into_iter().find(|list| list.contains("data-arrange")).expect("the order can be made");
    assert_eq!(attribute(list, "data-of"), Some(world.community.trim_start_matches("/c/").to_owned()));
    let channel = first_id(&html, &world.community);
    let of = |world: &World, done: &str| {
        about(&world.community).text("channel", &channel).text("back", &format!("{address}?{done}=1"))
    };
    let down = of(&world, "moved").text("index", "1");
    assert_eq!(sent(&mut world.mia, "/fn/move_channel", down).await, format!("{address}?moved=1"));
    assert_eq!(names(&page(&mut world.mia, &address).await), ["pictures", "general"]);
    let delete = of(&world, "deleted");
    assert_eq!(sent(&mut world.mia, "/fn/delete_channel", delete).await, format!("{address}?deleted=1"));
    let html = page(&mut world.mia, &format!("{address}?deleted=1")).await;
    assert!(html.contains("The channel was deleted.") && names(&html) == ["pictures"]);
    let is_lazy = tags(&html, "ol").iter().any(|list| list.contains("data-lazy"));
    assert!(!is_lazy && !html.contains("data-move"), "one channel has no order");
}

#[tokio::test]
async fn the_list_beside_a_channel_marks_it_where_a_phone_shows_the_list_alone() {
    let mut world = World::new().await;
    let channel = channels_of(&mut world.max, &world.community).await.remove(0);
    said(&world.site, channel.rsplit('/').next().unwrap(), "ana", "@max, see the heron?", &["max"]).await;
    let whole = page(&mut world.max, &world.community).await;
    let anew = world.max.part(&format!("{channel}?front=channels"), "beside").await.text();
    let beside_it = world.max.part(&channel, "beside").await.text();
    for (list, marked) in [(whole, true), (anew, true), (beside_it, false)] {
        let of_channel = |tag: &&str| attribute(tag, "href").as_deref() == Some(channel.as_str());
        let link = tags(&list, "a").into_iter().find(of_channel).expect("the channel is in the list");
        assert_eq!(attribute(link, "data-unread").is_some(), marked, "{list}");
        assert_eq!(texts(&list, "side__mentions").len(), usize::from(marked), "{list}");
    }
}
