//! One member of a community, with what can be done to them.

use super::{badge, may_act_on};
use crate::{
    app::{
        components::{Avatar, AvatarSize, ButtonForm, Draw, FormProblem, Icon, Moment},
        pages::communities::{
            act::Act,
            frame::{Asked, Section},
        },
        start::FormAnswer,
    },
    model::{
        communities::{CommunityDetail, CommunityMember, CommunityRole},
        ids::CommunityId,
        text::isolated,
    },
};
use leptos::prelude::*;

/// How long a time-out can be, as the form sends it: in seconds.
const DURATIONS: [(&str, &str); 6] = [
    ("600", "10 minutes"),
    ("3600", "1 hour"),
    ("21600", "6 hours"),
    ("86400", "1 day"),
    ("604800", "1 week"),
    ("2592000", "30 days"),
];

/// How long it is unless something else is chosen.
const DURATION: &str = "3600";

/// Who reads the reason.
const HINT: &str = "They see it in their notifications.";

/// One member, for those who look after the community.
#[component]
pub(super) fn One(community: CommunityDetail, member: CommunityMember, answer: FormAnswer) -> impl IntoView {
    let id = community.card.id;
    let acts = may_act_on(&community, &member);
    let owned = community.owned;
    let CommunityMember { person, role, joined_at, timed_out_until } = member;
    let name = person.username.clone();
    let shown = if acts {
        view! {
            {owned.then(|| view! { <Role community=id name=name.clone() role /> })}
            {timed_out_until.is_some().then(|| view! { <EndTimeOut community=id name=name.clone() /> })}
            <Acts community=id name answer=answer.clone() />
        }
        .into_any()
    } else {
        view! { <p class="page__lead">"You can’t change this member: the owner can change moderators, and nobody can change the owner."</p> }
            .into_any()
    };
    view! {
        <FormProblem problem=answer.problem />
        <div class="entry community__member">
            <Avatar person=person.clone() size=AvatarSize::Medium />
            <div class="entry__words">
                <h2 class="entry__name">
                    <a class="entry__link" dir="auto" href=format!("/@{}", person.username)>{person.display_name.clone()}</a>
                </h2>
                <p class="entry__facts">
                    <span>{format!("@{}", person.username)}</span>
                    {badge(role).map(|role| view! { <span class="badge badge--accent">{role}</span> })}
                    <span>"Joined "<Moment at=joined_at /></span>
                    {timed_out_until.map(|until| view! { <span>"Time-out ends "<Moment at=until /></span> })}
                </p>
            </div>
        </div>
        {shown}
        <p>
            <a class="button button--quiet" href=Section::Members.address(id)>
                <Draw icon=Icon::Back class="icon--small" />"All members"
            </a>
        </p>
    }
}

/// What every form says: about whom it is, and where to go on.
fn fields(community: CommunityId, name: &str, done: &str) -> Vec<(&'static str, String)> {
    vec![
        ("community", community.to_string()),
        ("name", name.to_owned()),
        ("back", format!("{}?{done}=1", Section::Members.address(community))),
    ]
}

/// Another role, given by the owner.
#[component]
fn Role(community: CommunityId, name: String, role: CommunityRole) -> impl IntoView {
    let to = |role: CommunityRole| {
        let mut fields = fields(community, &name, "role");
        fields.push(("role", role.name().to_owned()));
        fields
    };
    let owner = to(CommunityRole::Owner);
    let action = "/fn/set_community_role";
    let warning = format!(
        "{} will own the community, and the present owner becomes a moderator. Only the new owner can undo this.",
        isolated(&format!("@{name}"))
    );
    let (other, words) = match role {
        CommunityRole::Moderator => (CommunityRole::Member, "Make an ordinary member"),
        CommunityRole::Member | CommunityRole::Owner => (CommunityRole::Moderator, "Make a moderator"),
    };
    let other = to(other);
    view! {
        <div class="community__actions">
            <ButtonForm action fields=other class="button button--secondary">{words}</ButtonForm>
            <Asked label="Make the owner">
                <p>{warning}</p>
                <ButtonForm action fields=owner class="button button--danger">"Hand over"</ButtonForm>
            </Asked>
        </div>
    }
}

#[component]
fn EndTimeOut(community: CommunityId, name: String) -> impl IntoView {
    let mut fields = fields(community, &name, "allowed");
    fields.push(("seconds", "0".to_owned()));
    view! {
        <ButtonForm action="/fn/time_out_community_member" fields class="button button--secondary">"End time-out"</ButtonForm>
    }
}

/// What needs a reason, or may have one.
#[component]
fn Acts(community: CommunityId, name: String, answer: FormAnswer) -> impl IntoView {
    let chosen = answer.typed_or("seconds", DURATION);
    let options = DURATIONS
        .map(|(seconds, words)| view! { <option value=seconds selected=seconds == chosen>{words}</option> })
        .into_iter()
        .collect_view();
    let duration = view! {
        <div class="field">
            <label class="field__label" for="time_out-seconds">"Duration"</label>
            <select class="input input--choice" id="time_out-seconds" name="seconds">{options}</select>
        </div>
    };
    let mut ban = fields(community, &name, "banned");
    ban.push(("want", "ban".to_owned()));
    view! {
        <div class="acts">
            <Act
                act="time_out"
                title="Time out"
                what="They can read, but not write until the time-out ends."
                action="/fn/time_out_community_member"
                fields=fields(community, &name, "timed_out")
                hint=HINT
                answer=answer.clone()
            >
                {duration}
            </Act>
            <Act
                act="remove"
                title="Remove from the community"
                what="They can come back: by joining a public community, or with an invitation."
                action="/fn/remove_community_member"
                fields=fields(community, &name, "removed")
                hint=HINT
                lasting=true
                answer=answer.clone()
            />
            <Act
                act="ban"
                title="Ban"
                what="They lose access at once and can’t come back until the ban is lifted."
                action="/fn/ban_from_community"
                fields=ban
                hint=HINT
                lasting=true
                answer
            />
        </div>
    }
}
