//! What is remembered of channels and sockets, without a database.

use super::*;
use crate::{live::outbound::Heard, model::ids::EpochId};
use bytes::Bytes;
use futures::FutureExt;
use std::time::Duration;
use uuid::Uuid;

fn seat(user: u128) -> Seat {
    Seat::new(UserId::from_uuid(Uuid::from_u128(user)), Vec::new())
}

fn channel(n: u128) -> ChannelId {
    ChannelId::from_uuid(Uuid::from_u128(n))
}

fn community() -> CommunityId {
    CommunityId::from_uuid(Uuid::from_u128(3))
}

fn position(epoch: u128, seq: i64) -> ChannelPosition {
    ChannelPosition { epoch: EpochId::from_uuid(Uuid::from_u128(epoch)), seq }
}

fn at(seq: i64) -> ChannelState {
    ChannelState { community: None, position: position(0, seq), access_version: 0 }
}

fn of_community(access_version: i64) -> ChannelState {
    ChannelState { community: Some(community()), access_version, ..at(5) }
}

fn head(seq: i64, access_version: i64) -> ChannelHead {
    let position = position(0, seq);
    ChannelHead { channel: channel(1), community: Some(community()), position, last_message: seq, access_version }
}

fn changes(after: i64, last_told: i64) -> ChannelChanges {
    ChannelChanges { head: head(last_told, 0), after, last_told, messages: Vec::new() }
}

fn watched(last_message: i64) -> CommunityState {
    CommunityState { access_version: 0, last_messages: HashMap::from([(channel(1), last_message)]) }
}

fn told(topics: &Topics) -> Option<i64> {
    topics.topics[&channel(1)].told.map(|told| told.seq)
}

fn step(topics: &Topics, changes: &ChannelChanges) -> Step {
    topics.topics[&channel(1)].step(changes)
}

fn to_read(topics: &mut Topics) -> Vec<(ChannelId, i64)> {
    topics.take_work(Instant::now()).changed.into_iter().collect()
}

#[test]
fn a_channel_that_nobody_shows_is_no_work() {
    let mut topics = Topics::default();
    assert!(!topics.changed(channel(1), 1));
    let ana = seat(1);
    topics.open(channel(1), &ana);
    topics.reached(channel(1), &at(5), &ana);
    assert!(!topics.changed(channel(1), 5), "they have been told");
    assert!(topics.changed(channel(1), 6));
    topics.close(channel(1), &ana);
    assert!(topics.take_work(Instant::now()).changed.is_empty() && topics.topics.is_empty());
}

#[test]
fn what_changes_before_a_channel_was_read_waits_for_that() {
    let mut topics = Topics::default();
    let ana = seat(1);
    topics.open(channel(1), &ana);
    assert!(topics.changed(channel(1), 7));
    assert!(topics.take_work(Instant::now()).changed.is_empty());
    assert!(topics.topics[&channel(1)].seats.is_empty(), "they are told nothing before they have been let in");
    assert!(topics.reached(channel(1), &at(6), &ana), "there is something to do now");
    assert_eq!(to_read(&mut topics), [(channel(1), 7)]);
}

#[test]
fn what_the_others_were_told_while_somebody_was_reading_is_told_again() {
    let mut topics = Topics::default();
    let (ana, ben, cleo) = (seat(1), seat(2), seat(3));
    topics.open(channel(1), &ana);
    topics.reached(channel(1), &at(9), &ana);
    topics.open(channel(1), &ben);
    assert!(topics.reached(channel(1), &at(6), &ben));
    assert_eq!((told(&topics), to_read(&mut topics)), (Some(6), vec![(channel(1), 9)]));
    topics.open(channel(1), &cleo);
    assert!(topics.reached(channel(1), &at(8), &cleo), "nobody else has heard of what they have read");
    assert_eq!((told(&topics), to_read(&mut topics)), (Some(6), vec![(channel(1), 8)]));
}

#[test]
fn changes_that_were_read_before_somebody_came_who_lacks_more_are_read_again() {
    let mut topics = Topics::default();
    let (ana, ben) = (seat(1), seat(2));
    topics.open(channel(1), &ana);
    topics.reached(channel(1), &at(9), &ana);
    assert_eq!(step(&topics, &changes(9, 12)), Step::Tell);
    topics.reached(channel(1), &at(6), &ben);
    assert_eq!(step(&topics, &changes(9, 12)), Step::ReadAgain, "7 to 9 are not among them");
    assert_eq!(step(&topics, &changes(6, 12)), Step::Tell);
    assert_eq!(step(&topics, &changes(3, 6)), Step::Nothing);
}

#[test]
fn of_a_channel_that_was_only_watched_nothing_is_told_to_who_comes_meanwhile() {
    let mut topics = Topics::default();
    let ana = seat(1);
    topics.open(channel(1), &ana);
    assert_eq!(step(&topics, &changes(i64::MAX, 25)), Step::ReadAgain);
    topics.reached(channel(1), &at(24), &ana);
    assert_eq!(step(&topics, &changes(i64::MAX, 25)), Step::ReadAgain);
}

#[test]
fn who_has_read_another_epoch_than_the_others_has_all_begin_afresh() {
    let mut topics = Topics::default();
    let (ana, ben) = (seat(1), seat(2));
    topics.open(channel(1), &ana);
    topics.reached(channel(1), &at(9), &ana);
    assert!(topics.reached(channel(1), &ChannelState { position: position(7, 2), ..at(0) }, &ben));
    assert_eq!(step(&topics, &changes(9, 9)), Step::BeginAfresh);
}

#[test]
fn a_look_finds_what_no_event_said() {
    let mut topics = Topics::default();
    let ana = seat(1);
    topics.open(channel(1), &ana);
    topics.reached(channel(1), &of_community(4), &ana);
    topics.take_work(Instant::now());
    let look = |topics: &mut Topics, head: Option<ChannelHead>| {
        let (shown, _) = topics.shown();
        topics.compare(&shown, head.as_slice());
        let work = topics.take_work(Instant::now());
        (work.changed.len(), work.access.len())
    };
    assert_eq!(look(&mut topics, Some(head(5, 4))), (0, 0));
    assert_eq!(look(&mut topics, Some(head(6, 4))), (1, 0), "a message");
    assert_eq!(look(&mut topics, Some(head(5, 5))), (0, 1), "a ban");
    assert_eq!(look(&mut topics, None), (1, 0), "it was deleted");
    topics.close(channel(1), &ana);
    topics.watch(community(), &watched(5), &ana);
    assert_eq!(look(&mut topics, Some(head(5, 0))), (0, 0));
    assert_eq!(look(&mut topics, Some(head(6, 1))), (1, 1), "those who only watch are told and asked for as well");
}

#[test]
fn what_those_who_watch_are_to_be_told_outlives_the_last_who_shows_the_channel() {
    let mut topics = Topics::default();
    let (ana, ben) = (seat(1), seat(2));
    topics.watch(community(), &watched(5), &ben);
    topics.open(channel(1), &ana);
    topics.reached(channel(1), &of_community(0), &ana);
    topics.changed(channel(1), 6);
    assert!(topics.close(channel(1), &ana));
    assert_eq!(to_read(&mut topics), [(channel(1), 6)]);
}

#[test]
fn who_loses_something_is_held_on_all_their_sockets_and_everybody_at_first() {
    let mut topics = Topics::default();
    let (ana, tab, ben) = (seat(1), seat(1), seat(2));
    for seat in [&ana, &tab, &ben] {
        topics.enter(seat);
    }
    let losses = |upto, users: &[&Seat]| Losses { upto, users: users.iter().map(|seat| seat.user).collect() };
    let gets = |seat: &Seat| {
        seat.outbound.push(&Bytes::from_static(b"x"));
        std::iter::from_fn(|| seat.outbound.next().now_or_never()).any(|heard| matches!(heard, Heard::Frames(_)))
    };
    topics.hold(&losses(7, &[]));
    for seat in [&ana, &tab, &ben] {
        assert!(!gets(seat));
        seat.outbound.release(seat.outbound.holds());
        assert!(gets(seat));
    }
    topics.hold(&losses(8, &[&ana, &seat(9)]));
    assert_eq!([&ana, &tab, &ben].map(gets), [false, false, true]);
    topics.hold(&losses(6, &[]));
    assert_eq!(topics.losses, Some(8));
}

#[test]
fn nothing_is_kept_of_those_who_have_gone() {
    let mut topics = Topics::default();
    let (ana, ben) = (seat(1), seat(1));
    topics.enter(&ana);
    topics.enter(&ben);
    for seat in [&ana, &ben, &ana] {
        topics.open(channel(1), seat);
        topics.reached(channel(1), &at(1), seat);
        topics.watch(community(), &watched(0), seat);
    }
    assert_eq!(topics.topics[&channel(1)].seats.len(), 2, "twice is once");
    topics.leave(&ben);
    assert_eq!(topics.members[&ana.user].len(), 1, "the other socket of the same member stays");
    topics.leave(&ana);
    for seat in [&ana, &ben] {
        topics.close(channel(1), seat);
        topics.watchers.remove(community(), seat);
    }
    assert!(topics.topics.is_empty() && topics.watchers.is_empty() && topics.members.is_empty());
    // Nothing was said of a channel that they only asked for, or were in for a moment.
    topics.open(channel(2), &ana);
    topics.close(channel(2), &ana);
    assert!(topics.presence.changed.is_empty());
}

#[test]
fn a_channel_that_cannot_be_told_is_put_aside_for_longer_each_time() {
    let mut topics = Topics::default();
    let (ana, begin) = (seat(1), Instant::now());
    let after = |seconds| begin + Duration::from_secs(seconds);
    for n in [1, 2] {
        topics.open(channel(n), &ana);
        topics.reached(channel(n), &at(5), &ana);
        assert!(topics.changed(channel(n), 6));
    }
    let taken = |topics: &mut Topics, now: Instant| topics.take_work(now).changed.into_keys().collect::<Vec<_>>();
    assert_eq!(taken(&mut topics, begin).len(), 2);
    topics.put_aside(channel(1), 6, begin);
    assert!(topics.changed(channel(1), 7) && topics.changed(channel(2), 7));
    assert_eq!(taken(&mut topics, begin), [channel(2)], "the other goes on");
    assert_eq!(taken(&mut topics, after(1)), [channel(1)]);
    topics.put_aside(channel(1), 7, after(1));
    assert!(taken(&mut topics, after(2)).is_empty(), "two seconds now");
    let work = topics.take_work(after(3));
    assert_eq!(work.changed, HashMap::from([(channel(1), 7)]));
    topics.take_back(channel(1));
    assert!(topics.changed(channel(1), 8));
    assert_eq!(taken(&mut topics, after(3)), [channel(1)], "once it is told all is as before");
    topics.put_aside(channel(1), 8, after(3));
    topics.close(channel(1), &ana);
    assert!(taken(&mut topics, after(900)).is_empty(), "nobody shows it");
}

#[test]
fn a_community_that_cannot_be_asked_about_is_put_aside_alone() {
    let (mut topics, begin) = (Topics::default(), Instant::now());
    let (broken, other) = (community(), CommunityId::from_uuid(Uuid::from_u128(4)));
    let taken = |topics: &mut Topics, now: Instant| topics.take_work(now).access;
    topics.access_changed(broken);
    topics.access_changed(other);
    assert_eq!(taken(&mut topics, begin), HashSet::from([broken, other]));
    topics.put_access_aside(broken, begin);
    topics.access_changed(broken);
    topics.access_changed(other);
    assert_eq!(taken(&mut topics, begin), HashSet::from([other]), "the other goes on");
    assert_eq!(
        taken(&mut topics, begin + Duration::from_secs(1)),
        HashSet::from([broken]),
        "nobody has to say it again"
    );
    topics.take_access_back(broken);
    topics.access_changed(broken);
    assert_eq!(taken(&mut topics, begin), HashSet::from([broken]), "once it is asked about all is as before");
}
