//! One member of a community, with what can be done to them: a form for each, folded away until it is opened. The browser itself sends
//! them. Each says by `act` which one it is, so that one that was refused is open again with what was typed.

use super::{badge, may_act_on};
use crate::{
    app::{
        components::{Avatar, AvatarSize, ButtonForm, Draw, FormProblem, Icon, Moment, escaped, problem_of},
        pages::communities::frame::{Asked, Section},
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
                lasting=true
                answer=answer.clone()
            />
            <Act
                act="ban"
                title="Ban"
                what="They lose access at once and can’t come back until the ban is lifted."
                action="/fn/ban_from_community"
                fields=ban
                lasting=true
                answer
            />
        </div>
    }
}

#[component]
fn Act(
    /// Which, and the beginning of its ids.
    act: &'static str,
    /// What its button says.
    title: &'static str,
    /// What it does.
    what: &'static str,
    action: &'static str,
    fields: Vec<(&'static str, String)>,
    /// Whether it takes something away, so that its button is red.
    #[prop(optional)]
    lasting: bool,
    answer: FormAnswer,
    /// What is asked beside the reason.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let refused = answer.typed.get("act").is_some_and(|refused| refused == act);
    let reason = if refused { answer.typed_or("reason", "") } else { String::new() };
    let wrong = refused.then(|| problem_of(&answer.problem, "reason")).flatten();
    let (id, wrong_id) = (format!("{act}-reason"), format!("{act}-reason-error"));
    let class = if lasting { "button button--danger" } else { "button button--primary" };
    let hidden =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    view! {
        <details class="disclosure act" name="acts" open=refused>
            <summary class="disclosure__toggle">{title}</summary>
            <form class="disclosure__body act__form" method="post" action=action enctype="multipart/form-data">
                {hidden}
                <input type="hidden" name="act" value=act />
                <p>{what}</p>
                {children.map(|children| children())}
                <div class="field">
                    <label class="field__label" for=id.clone()>"Reason "<span class="field__optional">"(optional)"</span></label>
                    <textarea
                        class="input input--lines"
                        id=id.clone()
                        name="reason"
                        rows="2"
                        dir="auto"
                        aria-describedby=wrong.is_some().then(|| wrong_id.clone())
                        aria-invalid=wrong.is_some().then_some("true")
                        inner_html=escaped(&reason)
                    ></textarea>
                    {wrong.map(|words| view! {
                        <p class="field__error" id=wrong_id.clone()><Draw icon=Icon::Alert class="icon--small" />{words}</p>
                    })}
                </div>
                <p class="acts__plain"><button class=class type="submit">{title}</button></p>
            </form>
        </details>
    }
}
