//! The pages of communities and conversations, as browsers without script see and send them: who finds which page, and what its forms do.
//! Here is what the tests share.

mod blocks;
mod channels;
mod found;
mod invited;
mod managed;
mod members;
mod messages;

use crate::{
    client::{Answer, Client},
    harness::{TestSite, post, post_plain},
    markup::{attribute, tags},
    multipart::Form,
};

/// The second style sheet, which only these pages load.
const STYLE: &str = "/pkg/communities";

/// Makes a community, and gives the path of its pages.
pub async fn make(owner: &mut Client, name: &str, visibility: &str) -> String {
    let form = Form::default().text("name", name).text("description", "For the spring.").text("visibility", visibility);
    let made = post(owner, "/fn/create_community", form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    made.json()["location"].as_str().unwrap().to_owned()
}

/// The paths of a community's channels, in their order.
pub async fn channels_of(who: &mut Client, community: &str) -> Vec<String> {
    let html = page(who, community).await;
    let links = tags(&html, "a").into_iter();
    let links = links.filter(|tag| attribute(tag, "class").as_deref() == Some("side__channel"));
    links.filter_map(|tag| attribute(tag, "href")).collect()
}

/// A form about a community.
fn about(community: &str) -> Form {
    Form::default().text("community", community.strip_prefix("/c/").unwrap())
}

async fn join(who: &mut Client, community: &str) {
    let joined = post(who, "/fn/join_community", about(community).text("want", "join")).await;
    assert_eq!(joined.status, 200, "{}", joined.text());
}

/// Sends a form as a browser without script does, and gives where that leads.
async fn sent(who: &mut Client, path: &str, form: Form) -> String {
    let answer = post_plain(who, path, form).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    answer.header("location").unwrap().to_owned()
}

/// The page at an address, which is there.
async fn page(who: &mut Client, address: &str) -> String {
    let answer = who.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.text()
}

/// The status of a page.
async fn status(who: &mut Client, address: &str) -> u16 {
    who.get(address).await.status
}

/// A form was refused, and the page that says so keeps this.
fn keeps(answer: &Answer, status: u16, what: &[&str]) {
    let html = answer.text();
    assert_eq!(answer.status, status, "{html}");
    for words in what {
        assert!(html.contains(words), "{words}: {html}");
    }
}

/// A community of Ana's, in which Mia is a moderator and Max a member; Bea is banned, and Sam a stranger.
struct World {
    site: TestSite,
    community: String,
    ana: Client,
    mia: Client,
    max: Client,
    bea: Client,
    sam: Client,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let mut ana = site.member("ana").await;
        let community = make(&mut ana, "Garden", "public").await;
        let [mut mia, mut max, mut bea] =
            [site.member("mia").await, site.member("max").await, site.member("bea").await];
        for who in [&mut mia, &mut max, &mut bea] {
            join(who, &community).await;
        }
        let role = about(&community).text("name", "mia").text("role", "moderator");
        assert_eq!(post(&mut ana, "/fn/set_community_role", role).await.status, 200);
        let ban = about(&community).text("name", "bea").text("want", "ban").text("reason", "Weeds.");
        assert_eq!(post(&mut ana, "/fn/ban_from_community", ban).await.status, 200);
        let sam = site.member("sam").await;
        Self { site, community, ana, mia, max, bea, sam }
    }

    /// Keeps the community to its members from here on.
    async fn close(&mut self) {
        let form = about(&self.community).text("name", "Garden").text("visibility", "private");
        assert_eq!(post(&mut self.ana, "/fn/edit_community", form).await.status, 200);
    }

    /// The address of one of its pages.
    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.community)
    }
}
