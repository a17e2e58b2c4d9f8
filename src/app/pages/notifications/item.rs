//! One piece of news: who did what, to which picture, when.

use crate::{
    app::{
        components::{Avatar, AvatarSize, Draw, Icon, Moment, sources},
        counts::Grouped,
    },
    model::{
        accounts::Person,
        comments::comment_address,
        moderation::{Measure, Told},
        notices::{ACTORS_COUNTED, ACTORS_SHOWN, CommunityNotice, MemberAct, Notice, NoticeKind},
        pins::PinCard,
        text::isolated,
    },
};
use leptos::prelude::*;
use time::OffsetDateTime;

/// How wide a picture is drawn beside its news.
const THUMB: &str = "72px";

/// The most that needs, in pixels, on a screen of three times the density.
const THUMB_WIDEST: u32 = 236;

/// One piece of news. All of it leads to what it is about; the names in it to their members.
#[component]
pub(super) fn Item(notice: Notice) -> impl IntoView {
    if let Some(told) = notice.told.clone() {
        return view! { <Moderated notice told /> }.into_any();
    }
    if let Some(done) = notice.community.clone() {
        return view! { <InCommunity notice done /> }.into_any();
    }
    let Notice { kind, actors, actor_count, pin, comment, words, happened_at, read, .. } = notice;
    let address = match (&pin, comment) {
        (Some(pin), Some(comment)) => comment_address(pin.id, comment),
        (Some(pin), None) => format!("/pin/{}", pin.id),
        (None, _) => actors.first().map_or_else(|| "/".to_owned(), member_address),
    };
    let title = pin.as_ref().map(|pin| pin.title.clone());
    let (did, what) = match kind {
        NoticeKind::Like => (" liked ", title),
        NoticeKind::Comment => (" commented on ", title),
        NoticeKind::Mention => (" mentioned you on ", title),
        NoticeKind::Follow if actor_count == 1 => (" follows you", None),
        NoticeKind::Follow => (" follow you", None),
        // Told above.
        NoticeKind::Moderation | NoticeKind::Community => ("", None),
    };
    // A link of no words of its own would be none: who follows is the link then.
    let about = what.map(|title| view! { <a class="news__about" href=address.clone() dir="auto">{title}</a> });
    let whole = about
        .is_none()
        .then(|| view! { <a class="news__about news__about--bare" href=address aria-hidden="true" tabindex="-1"></a> });
    view! {
        <li class="news__item" data-unread=(!read).then_some("")>
            <Faces actors=actors.clone() />
            <div class="news__words">
                <p class="news__what">
                    {(!read).then(|| view! { <span class="visually-hidden">"Unread: "</span> })}
                    {who(&actors, actor_count)}
                    {did}
                    {about}
                    {whole}
                </p>
                {words.map(|words| view! { <p class="news__quote" dir="auto">{words}</p> })}
                <p class="news__when"><Moment at=happened_at /></p>
            </div>
            {pin.map(|pin| view! { <Thumb pin /> })}
        </li>
    }
    .into_any()
}

/// What those did who look after the site. It names nobody, and stays when what it is about is gone.
#[component]
fn Moderated(notice: Notice, told: Told) -> impl IntoView {
    let Notice { pin, happened_at, read, .. } = notice;
    let Told { act, subject, reason } = told;
    let address = pin.as_ref().map(|pin| format!("/pin/{}", pin.id));
    let (did, after) = sentence(act);
    let about = (!subject.is_empty()).then(|| {
        let title = format!("“{}”", isolated(&subject));
        match address {
            Some(address) => view! { <a class="news__about" href=address>{title}</a> }.into_any(),
            None => title.into_any(),
        }
    });
    view! { <Unnamed icon=Icon::Alert read reason happened_at pin>{did}{about}{after}</Unnamed> }
}

/// What was done, before and after what it was done about.
const fn sentence(act: Measure) -> (&'static str, &'static str) {
    match act {
        Measure::HidePin => ("The moderators hid your picture ", ""),
        Measure::RestorePin => ("The moderators restored your picture ", ""),
        Measure::RemovePin => ("The moderators removed your picture ", ""),
        Measure::RemoveComment => ("The moderators removed your comment on ", ""),
        Measure::RemoveMessage => ("The moderators removed your message ", ""),
        Measure::WarnMember => ("The moderators sent you a warning", ""),
        Measure::SuspendMember => ("The moderators suspended your account", ""),
        Measure::RestoreMember => ("The moderators lifted the suspension of your account", ""),
        Measure::DismissReports => ("The moderators dismissed reports", ""),
    }
}

/// What those did who look after a community. It names nobody, and leads there while the member can see it.
#[component]
fn InCommunity(notice: Notice, done: CommunityNotice) -> impl IntoView {
    let Notice { happened_at, read, .. } = notice;
    let CommunityNotice { id, name, act, timed_out_until, reason } = done;
    let icon = match act {
        MemberAct::MakeModerator | MemberAct::HandOver => Icon::Communities,
        _ => Icon::Alert,
    };
    let (did, after) = sentence_in_community(act);
    let title = format!("“{}”", isolated(&name));
    let community = match id {
        Some(id) => view! { <a class="news__about" href=format!("/c/{id}")>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let until = timed_out_until.map(|until| {
        let ends = if until > OffsetDateTime::now_utc() { ". The time-out ends " } else { ". The time-out ended " };
        view! { {ends}<Moment at=until />"." }.into_any()
    });
    view! { <Unnamed icon read reason happened_at pin=None>{did}{community}{after}{until}</Unnamed> }
}

/// What was done about the member, before and after where that was.
const fn sentence_in_community(act: MemberAct) -> (&'static str, &'static str) {
    match act {
        MemberAct::Ban => ("You were banned from the community ", ""),
        MemberAct::TimeOut => ("You were timed out in the community ", ""),
        MemberAct::RemoveMember => ("You were removed from the community ", ""),
        MemberAct::MakeModerator => ("You are now a moderator of the community ", ""),
        MemberAct::HandOver => ("You are now the owner of the community ", ""),
        MemberAct::RemoveMessage => ("Your message in the community ", " was removed"),
    }
}

/// A piece of news that names nobody: a sign in the place of faces, and the reason below, where there is one.
#[component]
fn Unnamed(
    icon: Icon,
    read: bool,
    reason: String,
    happened_at: OffsetDateTime,
    pin: Option<PinCard>,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="news__item" data-unread=(!read).then_some("")>
            <span class="news__faces news__sign"><Draw icon /></span>
            <div class="news__words">
                <p class="news__what">
                    {(!read).then(|| view! { <span class="visually-hidden">"Unread: "</span> })}
                    {children()}
                </p>
                {(!reason.is_empty()).then(|| view! { <p class="prose" dir="auto">{reason}</p> })}
                <p class="news__when"><Moment at=happened_at /></p>
            </div>
            {pin.map(|pin| view! { <Thumb pin /> })}
        </li>
    }
}

fn member_address(person: &Person) -> String {
    format!("/@{}", person.username)
}

#[component]
fn Faces(actors: Vec<Person>) -> impl IntoView {
    let face = |person: Person| view! { <Avatar person size=AvatarSize::Medium /> };
    view! { <span class="news__faces">{actors.into_iter().map(face).collect_view()}</span> }
}

/// Who did it: all of a few, or the latest and how many more.
fn who(actors: &[Person], count: u32) -> Vec<AnyView> {
    let all = usize::try_from(count).is_ok_and(|count| count <= ACTORS_SHOWN && count == actors.len());
    let named = if all { actors } else { actors.get(..1).unwrap_or_default() };
    let mut views = Vec::new();
    for (place, person) in named.iter().enumerate() {
        let between = match (place, all) {
            (0, _) => "",
            (last, true) if last + 1 == named.len() => " and ",
            _ => ", ",
        };
        views.push(between.into_any());
        views.push(
            view! { <a class="news__name" dir="auto" href=member_address(person)>{person.display_name.clone()}</a> }
                .into_any(),
        );
    }
    if !all {
        views.push(format!(" and {}", others(count)).into_any());
    }
    views
}

/// So many beside the one who is named.
fn others(count: u32) -> String {
    match count.saturating_sub(1) {
        1 => "1 other".to_owned(),
        others if count < ACTORS_COUNTED => format!("{} others", Grouped(others)),
        others => format!("more than {} others", Grouped(others)),
    }
}

/// The picture, for whoever sees it: the words beside it are the link.
#[component]
fn Thumb(pin: PinCard) -> impl IntoView {
    let sources = (!pin.picture.available().is_empty()).then(|| sources(&pin.picture, THUMB_WIDEST));
    view! {
        <span class="news__picture">
            {sources.map(|sources| view! {
                <img
                    class="news__image"
                    src=sources.src
                    srcset=sources.srcset
                    sizes=THUMB
                    width=pin.picture.width.to_string()
                    height=pin.picture.height.to_string()
                    alt=""
                    loading="lazy"
                    decoding="async"
                />
            })}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::others;

    #[test]
    fn others_are_counted_beside_the_one_who_is_named() {
        for (count, words) in [(2, "1 other"), (13, "12 others"), (999, "998 others"), (1_000, "more than 999 others")]
        {
            assert_eq!(others(count), words);
        }
    }
}
