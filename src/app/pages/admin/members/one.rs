//! One member, for admins: what is known of them, what they get and may do, links for them, and the end of their account.

use super::{State, address, made};
use crate::{
    app::{
        components::{AccountForm, Avatar, AvatarSize, ButtonForm, Day, Fetched, FormProblem, Success},
        counts::pictures,
        pages::admin::{
            choice::Choice,
            frame::{Section, admin_part},
        },
    },
    model::{
        accounts::Role,
        errors::{Bytes, Problem},
        links::LinkPurpose,
        members::{self, MemberDetail},
        plans::Plan,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// One member, for admins.
#[component]
pub fn Member() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name")).unwrap_or_default();
    admin_part(Section::Members, format!("@{name}"), move |_me, answer| {
        let made = made(&answer, &format!("@{name}"));
        let member = Resource::new(|| (), move |()| server_fns::admin::members::member(name.clone()));
        let problem = RwSignal::new(answer.problem);
        view! {
            <Success query="given" words="Saved. It holds at once." />
            <FormProblem problem />
            {made}
            <Fetched from=member let:detail><Parts detail /></Fetched>
        }
    })
}

#[component]
fn Parts(detail: MemberDetail) -> impl IntoView {
    let MemberDetail { member, plans, last_admin } = detail;
    let address = address(&member.person);
    view! {
        <Facts member=member.clone() />
        <PlanForm address=address.clone() plans chosen=member.plan.to_string() />
        <RoleForm address=address.clone() role=member.role last_admin />
        <Links address=address.clone() verified=member.verified />
        <section class="admin__part" aria-labelledby="standing">
            <h2 class="admin__title" id="standing">"How they stand"</h2>
            <p class="admin__words">"Warn them, suspend them, or let them in again."</p>
            <p><a class="button button--secondary" href=format!("/admin/reports/members/{}", member.person.username)>"Decide"</a></p>
        </section>
        <section class="admin__part admin__part--danger" aria-labelledby="delete">
            <h2 class="admin__title" id="delete">"Delete the account"</h2>
            <p class="admin__words">{if last_admin { LAST } else { "With every picture, comment and board. You are asked first." }}</p>
            {(!last_admin).then(|| view! {
                <p><a class="button button--danger" href=format!("{address}/delete")>"Delete the account"</a></p>
            })}
        </section>
    }
}

/// What is said in the place of what would leave the site without an admin.
const LAST: &str = "This is the site’s only admin. Make somebody else an admin first.";

#[component]
fn Facts(member: members::Member) -> impl IntoView {
    let state = member.clone();
    let members::Member { person, email, verified, plan_name, used, quota, pins, joined_at, suspended, .. } = member;
    let (badge, confirmed) =
        if verified { ("badge badge--accent", "Confirmed") } else { ("badge", "Not confirmed yet") };
    let room = quota.map_or_else(|| Bytes(used).to_string(), |quota| format!("{} of {}", Bytes(used), Bytes(quota)));
    let own_page = format!("/@{}", person.username);
    let storage = format!("{} · {}", pictures(pins), room);
    view! {
        <section class="admin__part" aria-label="What is known">
            <div class="table__who">
                <Avatar person=person.clone() size=AvatarSize::Medium />
                <span class="table__names">
                    <a href=own_page dir="auto">{person.display_name}</a>
                    <span class="table__states"><State member=state /></span>
                </span>
            </div>
            <dl class="known">
                <div class="known__one"><dt>"E-mail"</dt><dd>{email}" "<span class=badge>{confirmed}</span></dd></div>
                <div class="known__one"><dt>"Joined"</dt><dd><Day at=joined_at /></dd></div>
                <div class="known__one"><dt>"Plan"</dt><dd dir="auto">{plan_name}</dd></div>
                <div class="known__one"><dt>"Room taken"</dt><dd>{storage}</dd></div>
                {suspended.map(|kept| view! {
                    <div class="known__one"><dt>"Suspended"</dt><dd><Day at=kept.since />". "<bdi>{kept.reason}</bdi></dd></div>
                })}
            </dl>
        </section>
    }
}

#[component]
fn PlanForm(address: String, plans: Vec<Plan>, chosen: String) -> impl IntoView {
    let problem: RwSignal<Option<Problem>> = RwSignal::new(None);
    let options = plans.into_iter().map(|plan| (plan.id.to_string(), plan.terms.name)).collect();
    view! {
        <section class="admin__part" aria-labelledby="plan-title">
            <h2 class="admin__title" id="plan-title">"Plan"</h2>
            <AccountForm action=format!("{address}/plan") submit="Give this plan" look="button--secondary" busy="Saving" done="Saved. One moment." problem>
                <Choice name="plan" label="What they get" hint="It holds at once. Nothing that they have is deleted." options chosen problem />
            </AccountForm>
        </section>
    }
}

#[component]
fn RoleForm(address: String, role: Role, last_admin: bool) -> impl IntoView {
    let problem: RwSignal<Option<Problem>> = RwSignal::new(None);
    let options = Role::ALL.map(|role| (role.name().to_owned(), role.words().to_owned())).to_vec();
    let form = move || {
        view! {
            <AccountForm action=format!("{address}/role") submit="Give this role" look="button--secondary" busy="Saving" done="Saved. One moment." problem>
                <Choice
                    name="role"
                    label="What they may do"
                    hint="Moderators look after reports and pins, admins after everything."
                    options
                    chosen=role.name().to_owned()
                    problem
                />
            </AccountForm>
        }
    };
    view! {
        <section class="admin__part" aria-labelledby="role-title">
            <h2 class="admin__title" id="role-title">"Role"</h2>
            {if last_admin { view! { <p class="admin__words">{LAST}</p> }.into_any() } else { form().into_any() }}
        </section>
    }
}

/// Links made by hand. They are not sent by script: the page that comes back shows the link.
#[component]
fn Links(address: String, verified: bool) -> impl IntoView {
    let action = format!("{address}/links");
    let fields = |purpose: LinkPurpose| vec![("purpose", purpose.name().to_owned())];
    let confirm = (!verified).then(|| {
        view! {
            <ButtonForm action=action.clone() fields=fields(LinkPurpose::VerifyEmail) class="button button--secondary">
                "Make a confirmation link"
            </ButtonForm>
        }
    });
    view! {
        <section class="admin__part" aria-labelledby="links-title">
            <h2 class="admin__title" id="links-title">"Links"</h2>
            <p class="admin__words">"To hand over in person, where mail does not reach them."</p>
            <div class="admin__actions">
                {confirm}
                <ButtonForm action=action fields=fields(LinkPurpose::ResetPassword) class="button button--secondary">
                    "Make a reset link"
                </ButtonForm>
            </div>
        </section>
    }
}
