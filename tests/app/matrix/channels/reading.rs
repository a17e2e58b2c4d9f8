//! What is read: through the API, and on pages and their parts.

use super::{NONE, Promise, READERS, Row, SIGNED_IN_READERS, World, promise};

const PUBLIC: Row = READERS[0];
const INVITED: Row = READERS[1];

#[rustfmt::skip]
pub(super) const API: [Promise; 11] = [
    promise("a community", "Herons {kind}", [PUBLIC, INVITED, NONE], &[
        "GET /communities/{community}",
    ]),
    promise("what belongs to it", "\"items\"", [PUBLIC, INVITED, NONE], &[
        "GET /communities/{community}/channels",
        "GET /communities/{community}/members",
        "GET /communities/{community}/members?q=bob",
    ]),
    promise("a channel", "\"epoch\"", READERS, &[
        "GET /channels/{talk}",
        "GET /channels/{gallery}",
    ]),
    promise("messages", "Bittern {kind}", READERS, &[
        "GET /channels/{talk}/messages",
        "GET /channels/{talk}/messages?before=1000000",
        "GET /channels/{talk}/messages?after=0",
        "GET /channels/{talk}/messages?around={said}",
        "GET /channels/{talk}/messages?at=2020-01-01T00:00:00Z",
        "GET /channels/{talk}/messages/{said}",
        "GET /channels/{talk}/pinned",
        "GET /messages/search?q=bittern&channel={talk}",
        "GET /messages/search?author=bob&channel={talk}",
        "GET /messages/search?has_picture=true&channel={talk}",
    ]),
    promise("messages of a community", "Bittern {kind}", [PUBLIC, INVITED, NONE], &[
        "GET /messages/search?q=bittern&community={community}",
    ]),
    promise("pictures", "{picture}", READERS, &[
        "GET /pins/{picture}",
        "GET /channels/{talk}/pins",
        "GET /channels/{talk}/pins?sort=popular",
        "GET /channels/{talk}/messages?limit=200",
    ]),
    promise("a gallery", "{shot}", READERS, &[
        "GET /channels/{gallery}/pins",
        "GET /channels/{gallery}/pins?sort=popular",
    ]),
    promise("what is said of a picture", "Lovely {kind}", READERS, &[
        "GET /pins/{picture}/comments",
        "GET /comments/{comment}",
    ]),
    promise("who likes a picture", "\"bob\"", READERS, &[
        "GET /pins/{picture}/likes",
    ]),
    promise("what those see who look after it", "\"items\"", LOOKED_AFTER, &[
        "GET /communities/{community}/bans",
        "GET /communities/{community}/invitations",
        "GET /communities/{community}/log",
        "GET /communities/{community}/reports",
    ]),
    // Whoever has its address sees what they are invited to.
    promise("an invitation", "Herons {kind}", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 200, 404, 200, 200, 200],
        [200, 200, 200, 404, 200, 200, 200],
        NONE,
    ], &[
        "GET /invitations/{token}",
    ]),
];

/// For those who look after a community.
#[rustfmt::skip]
pub(super) const LOOKED_AFTER: [Row; 3] = [
    [200, 200, 403, 404, 403, 401, 200],
    [200, 200, 403, 404, 404, 401, 200],
    NONE,
];

/// For its owner.
#[rustfmt::skip]
pub(super) const OWNED: [Row; 3] = [
    [200, 403, 403, 404, 403, 401, 200],
    [200, 403, 403, 404, 404, 401, 200],
    NONE,
];

#[rustfmt::skip]
pub(super) const PAGES: [Promise; 14] = [
    promise("the pages of a community", "Herons {kind}", [PUBLIC, INVITED, NONE], &[
        "page /c/{community}",
        "page /c/{community}/about",
        "page /c/{community}/members",
        "page /c/{community}/members?member={victim}",
        "page /c/{community}/search",
    ]),
    promise("the pages of a channel", "Bittern {kind}", [PUBLIC, INVITED, NONE], &[
        "page /c/{community}/{talk}",
        "page /c/{community}/{talk}?at={said}",
        "page /c/{community}/{talk}?before=1000000",
        "page /c/{community}/{talk}?after=0",
        "page /c/{community}/{talk}?date=2020-01-01",
        "page /c/{community}/{talk}?pinned=1",
        "page /c/{community}/{talk}?reply={said}",
        "page /c/{community}/{talk}?edit={said}",
        "page /c/{community}/{talk}?delete={said}",
        "page /c/{community}/search?q=bittern",
        "page /c/{community}/search?from=bob&channel={talk}",
        "part messages /c/{community}/{talk}",
        "part message /c/{community}/{talk}?message={said}",
    ]),
    promise("the pages of a gallery", "{shot}", [PUBLIC, INVITED, NONE], &[
        "page /c/{community}/{gallery}",
        "page /c/{community}/{gallery}?sort=popular",
        "page /c/{community}/{gallery}?list=1",
        "part tiles /c/{community}/{gallery}",
    ]),
    // A conversation stands in no community, and a channel is none of one's conversations.
    promise("a conversation at a community", "", [NONE, NONE, [404; 7]], &[
        "page /c/{community}/{talk}",
        "part messages /c/{community}/{talk}",
    ]),
    promise("the pages of a conversation", "Bittern {kind}", [
//       owner mod  memb ban  oth  vis  adm
        [404, 404, 404, 404, 404, 401, 404],
        [404, 404, 404, 404, 404, 401, 404],
        [200, 404, 200, 404, 404, 401, 404],
    ], &[
        "page /messages/{talk}",
        "page /messages/{talk}?at={said}",
        "page /messages/{talk}?pinned=1",
        "page /messages/{talk}?reply={said}",
        "part messages /messages/{talk}",
        "part message /messages/{talk}?message={said}",
        "part beside /messages/{talk}",
    ]),
    promise("search in a channel that one reads", "Bittern {kind}", SIGNED_IN_READERS, &[
        "page /messages/search?q=bittern&channel={talk}",
    ]),
    promise("who can be mentioned in a channel", "data-name=\"bob\"", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 200, 404, 200, 401, 200],
        [200, 200, 200, 404, 404, 404, 200],
        NONE,
    ], &[
        "part members /c/{community}/{talk}?mention=b",
    ]),
    promise("who can be mentioned in a conversation", "data-name=\"bob\"", [NONE, NONE, SIGNED_IN_READERS[2]], &[
        "part members /messages/{talk}?mention=b",
    ]),
    promise("a picture", "Spoonbill {kind}", READERS, &[
        "page /pin/{picture}",
        "page /pin/{picture}?from=channel-{community}-{talk}",
        "page /pin/{picture}?from=gallery-{community}-{talk}",
        "page /pin/{picture}/likes",
        "part pin /pin/{picture}",
    ]),
    promise("what is said of a picture", "Lovely {kind}", READERS, &[
        "page /pin/{picture}",
        "page /pin/{picture}?comment={comment}",
        "part comments /pin/{picture}",
        "part comment /pin/{picture}?comment={comment}",
    ]),
    promise("the forms of reports", "", SIGNED_IN_READERS, &[
        "page /pin/{picture}/report",
        "page /messages/{talk}/{said}/report",
    ]),
    promise("the pages of those who look after it", "Herons {kind}", LOOKED_AFTER, &[
        "page /c/{community}/channels",
        "page /c/{community}/channels?channel={talk}",
        "page /c/{community}/invitations",
        "page /c/{community}/bans",
        "page /c/{community}/log",
        "page /c/{community}/reports",
    ]),
    promise("the page of its owner", "Herons {kind}", OWNED, &[
        "page /c/{community}/edit",
    ]),
    promise("an invitation", "Herons {kind}", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 200, 404, 200, 200, 200],
        [200, 200, 200, 404, 200, 200, 200],
        NONE,
    ], &[
        "page /invite/{token}",
    ]),
];

#[tokio::test]
async fn whoever_may_read_reads_through_the_api_and_others_learn_nothing() {
    let broken = World::new().await.broken(&API).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn whoever_may_read_finds_the_pages_and_others_learn_nothing() {
    let broken = World::new().await.broken(&PAGES).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
