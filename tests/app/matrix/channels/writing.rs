//! What is written: messages and what is done about them, channels, communities, and who belongs to them; by programs and by forms.

use super::{
    NONE, Promise, Row, SIGNED_IN_READERS, World, promise,
    reading::{LOOKED_AFTER, OWNED},
};

/// Those who say something at a channel.
#[rustfmt::skip]
const WRITERS: [Row; 3] = [
//  owner mod  memb ban  oth  vis  adm
    [200, 200, 200, 404, 403, 401, 403],
    [200, 200, 200, 404, 404, 401, 403],
    [200, 404, 200, 404, 404, 401, 404],
];

/// Nobody of those who read: it is another's.
#[rustfmt::skip]
const NOBODY: [Row; 3] = [
    [403, 403, 403, 404, 403, 401, 403],
    [403, 403, 403, 404, 404, 401, 403],
    [403, 404, 403, 404, 404, 401, 404],
];

#[rustfmt::skip]
pub(super) const MESSAGES: [Promise; 10] = [
    promise("a message", "", WRITERS, &[
        r#"POST /channels/{talk}/messages {"body": "A word"}"#,
        r#"POST /channels/{gallery}/messages {"body": "A word"}"#,
        "form /fn/send_message channel={talk}&body=A word",
        "form /fn/send_message channel={talk}&body=To that&reply_to={theirs}",
    ]),
    promise("a message by the form of its page", "", [WRITERS[0], WRITERS[1], NONE], &[
        "form /c/{community}/{talk} body=A word",
        "form /c/{community}/{gallery} body=A word",
    ]),
    promise("a message by the form of a conversation", "", [NONE, NONE, WRITERS[2]], &[
        "form /messages/{talk} body=A word",
    ]),
    // Each file has an answer of its own, which does not say whether there is such a channel.
    promise("a picture for a channel", "", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 200, 403, 403, 401, 403],
        [200, 200, 200, 403, 403, 401, 403],
        [200, 403, 200, 403, 403, 401, 403],
    ], &[
        "upload {talk}",
        "upload {gallery}",
    ]),
    promise("one's own message and a reaction", "", WRITERS, &[
        r#"PATCH /channels/{talk}/messages/{mine} {"body": "Better"}"#,
        "form /fn/edit_message channel={talk}&seq={mine}&body=Better",
        "PUT /channels/{talk}/messages/{theirs}/reactions/{emoji}",
        "form /fn/react channel={talk}&seq={theirs}&emoji=👍&want=react",
    ]),
    promise("another's message, changed", "", NOBODY, &[
        r#"PATCH /channels/{talk}/messages/{theirs} {"body": "Worse"}"#,
        "form /fn/edit_message channel={talk}&seq={theirs}&body=Worse",
    ]),
    promise("another's message, deleted", "", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 403, 404, 403, 401, 200],
        [200, 200, 403, 404, 404, 401, 200],
        [403, 404, 403, 404, 404, 401, 404],
    ], &[
        "DELETE /channels/{talk}/messages/{theirs}",
        r#"DELETE /channels/{talk}/messages/{theirs} {"reason": "Noise"}"#,
        "form /fn/delete_message channel={talk}&seq={theirs}&reason=Noise",
    ]),
    promise("a message, pinned", "", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 403, 404, 403, 401, 200],
        [200, 200, 403, 404, 404, 401, 200],
        [200, 404, 200, 404, 404, 401, 404],
    ], &[
        "PUT /channels/{talk}/messages/{theirs}/pin",
        "DELETE /channels/{talk}/messages/{theirs}/pin",
        "form /fn/pin_message channel={talk}&seq={theirs}&want=pin",
        "form /fn/pin_message channel={talk}&seq={theirs}&want=unpin",
    ]),
    promise("one's own message, reported", "", NOBODY, &[
        r#"POST /reports {"message": {"channel": "{talk}", "seq": {mine}}, "reason": "Rude"}"#,
        "form /fn/report_message channel={talk}&seq={mine}&reason=Rude",
    ]),
    // What is one's own can always go; so can what was read be marked as such, and what is rude be reported.
    promise("what everybody does who reads", "", SIGNED_IN_READERS, &[
        "DELETE /channels/{talk}/messages/{mine}",
        "form /fn/delete_message channel={talk}&seq={mine}",
        "DELETE /channels/{talk}/messages/{theirs}/reactions/{emoji}",
        "form /fn/react channel={talk}&seq={theirs}&emoji=👍&want=unreact",
        r#"PUT /channels/{talk}/read {"seq": 1}"#,
        r#"POST /reports {"message": {"channel": "{talk}", "seq": {theirs}}, "reason": "Rude"}"#,
        "form /fn/report_message channel={talk}&seq={theirs}&reason=Rude",
    ]),
];

#[rustfmt::skip]
pub(super) const PICTURES: [Promise; 2] = [
    promise("a picture that one sees", "", SIGNED_IN_READERS, &[
        "PUT /pins/{picture}/like",
        "DELETE /pins/{picture}/like",
        "form /fn/like pin={picture}&want=like",
        r#"POST /pins/{picture}/comments {"body": "Oh!"}"#,
        "form /fn/comment pin={picture}&body=Oh!",
        "POST /pins/{picture}/save",
        "form /fn/save pin={picture}",
        r#"POST /reports {"pin_id": "{picture}", "reason": "Rude"}"#,
        "form /fn/report_comment comment={comment}&reason=Rude",
    ]),
    promise("another's picture, changed", "", [
//       owner mod  memb ban  oth  vis  adm
        [403, 403, 403, 404, 403, 401, 200],
        [403, 403, 403, 404, 404, 401, 200],
        [403, 404, 403, 404, 404, 401, 404],
    ], &[
        r#"PATCH /pins/{picture} {"description": "Ours"}"#,
        "DELETE /pins/{picture}",
    ]),
];

#[rustfmt::skip]
pub(super) const COMMUNITIES: [Promise; 8] = [
    promise("a new channel", "", LOOKED_AFTER, &[
        r#"POST /communities/{community}/channels {"name": "New"}"#,
        "form /fn/create_channel community={community}&name=New",
    ]),
    promise("a channel, changed", "", [LOOKED_AFTER[0], LOOKED_AFTER[1], NOBODY[2]], &[
        r#"PATCH /channels/{talk} {"topic": "Ours"}"#,
        r#"PUT /channels/{talk}/position {"index": 0}"#,
        "DELETE /channels/{talk}",
        "form /fn/edit_channel community={community}&channel={talk}&name=general&topic=Ours",
        "form /fn/move_channel community={community}&channel={talk}&index=1",
        "form /fn/delete_channel community={community}&channel={talk}",
    ]),
    promise("its owner's business", "", OWNED, &[
        r#"PATCH /communities/{community} {"description": "Ours"}"#,
        "form /fn/edit_community community={community}&name={name}&description=Ours",
        "PUT /communities/{community}/icon <picture>",
        "DELETE /communities/{community}/icon",
        "form /c/{community}/icon remove=1",
        "PUT /communities/{community}/banner <picture>",
        "DELETE /communities/{community}/banner",
        "form /c/{community}/banner remove=1",
        r#"PATCH /communities/{community}/members/{victim} {"role": "moderator"}"#,
        r#"PATCH /communities/{community}/members/{victim} {"role": "owner"}"#,
        "form /fn/set_community_role community={community}&name={victim}&role=moderator",
        "form /fn/set_community_role community={community}&name={victim}&role=owner",
        "DELETE /communities/{community}",
        "form /fn/delete_community community={community}&confirmed={name}",
    ]),
    promise("what is done by those who look after it", "", LOOKED_AFTER, &[
        r#"PATCH /communities/{community}/members/{victim} {"timed_out_until": "{later}"}"#,
        r#"PATCH /communities/{community}/members/{victim} {"timed_out_until": null}"#,
        "DELETE /communities/{community}/members/{victim}",
        "PUT /communities/{community}/bans/{victim}",
        "DELETE /communities/{community}/bans/{victim}",
        "POST /communities/{community}/invitations {}",
        "DELETE /communities/{community}/invitations/{invitation}",
        "DELETE /communities/{community}/reports/{report}",
        "form /c/{community}/invitations max_uses=1",
        "form /fn/time_out_community_member community={community}&name={victim}&seconds=3600",
        "form /fn/remove_community_member community={community}&name={victim}",
        "form /fn/ban_from_community community={community}&name={victim}&want=ban",
        "form /fn/ban_from_community community={community}&name={victim}&want=unban",
        "form /fn/revoke_invitation community={community}&invitation={invitation}",
        "form /fn/dismiss_community_reports community={community}&report={report}",
        "form /fn/remove_reported_message community={community}&report={report}",
    ]),
    promise("joining", "", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 200, 404, 200, 401, 200],
        [200, 200, 200, 404, 404, 401, 403],
        NONE,
    ], &[
        "PUT /communities/{community}/membership",
        "form /fn/join_community community={community}&want=join",
    ]),
    promise("joining by an invitation", "", [
//       owner mod  memb ban  oth  vis  adm
        [200, 200, 200, 404, 200, 401, 200],
        [200, 200, 200, 404, 200, 401, 200],
        NONE,
    ], &[
        "POST /invitations/{token}",
        "form /fn/accept_invitation token={token}",
    ]),
    // An owner hands over first. Whoever is not there is not there as before.
    promise("leaving", "", [
//       owner mod  memb ban  oth  vis  adm
        [403, 200, 200, 404, 200, 401, 200],
        [403, 200, 200, 404, 404, 401, 200],
        NONE,
    ], &[
        "DELETE /communities/{community}/membership",
        "form /fn/join_community community={community}&want=leave",
    ]),
    promise("leaving a conversation", "", [
//       owner mod  memb ban  oth  vis  adm
        [404, 404, 404, 404, 404, 401, 404],
        [404, 404, 404, 404, 404, 401, 404],
        [200, 404, 200, 404, 404, 401, 404],
    ], &[
        "DELETE /conversations/{talk}",
        "form /fn/leave_conversation channel={talk}",
    ]),
];

/// Where a refusal could say what is there: it is the same, whatever is.
#[rustfmt::skip]
pub(super) const PROBED: [Promise; 3] = [
    promise("an answer to what was said", "", WRITERS, &[
        r#"POST /channels/{talk}/messages {"body": "To that", "reply_to": {theirs}}"#,
    ]),
    // Those who read the channel hear that there is no such message.
    promise("an answer to what nobody has said", "", [
//       owner mod  memb ban  oth  vis  adm
        [422, 422, 422, 404, 422, 401, 422],
        [422, 422, 422, 404, 404, 401, 422],
        [422, 404, 422, 404, 404, 401, 404],
    ], &[
        r#"POST /channels/{talk}/messages {"body": "To nothing", "reply_to": 1000000}"#,
        "form /fn/send_message channel={talk}&body=To nothing&reply_to=1000000",
    ]),
    // Whoever is signed out may be somebody who reads it.
    promise("what was read, by a form", "", SIGNED_IN_READERS, &[
        "form /fn/mark_read channel={talk}&seq=1",
    ]),
];

#[tokio::test]
async fn messages_are_sent_changed_and_deleted_as_promised() {
    let broken = World::new().await.broken(&MESSAGES).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn pictures_of_channels_are_liked_talked_about_saved_and_changed_as_promised() {
    let broken = World::new().await.broken(&PICTURES).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn communities_and_channels_are_looked_after_as_promised() {
    let broken = World::new().await.broken(&COMMUNITIES).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn nobody_learns_by_a_refusal_what_is_there() {
    let broken = World::new().await.broken(&PROBED).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
