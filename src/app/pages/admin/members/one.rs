//! One member, for admins: account details, plan, role, one-time links, and deleting the account.

use super::{State, address, made};
use crate::{
    app::{
        components::{Avatar, AvatarSize, ButtonForm, Choice, Form, FormProblem, Moment, Success, problem_of},
        counts::pictures,
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
    },
    model::{
        accounts::Role,
        errors::{Bytes, Problem},
        links::LinkPurpose,
        members::{Member, MemberDetail},
        plans::Plan,
    },
    services,
};
use leptos::prelude::*;

/// One member, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member.
pub async fn member(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let detail = services::members::detail(&caller.site, caller.admin()?, request.param("name")).await?;
    let name = format!("@{}", detail.member.person.username);
    let frame = Frame::below(Section::Members, name.clone(), &request).await?;
    Ok(frame.around(move || {
        let answer = request.answer;
        view! {
            <Success query="given" words="Saved. Changes apply immediately." />
            <FormProblem problem=answer.problem.clone() />
            {made(&answer, &name)}
            <Parts detail problem=answer.problem />
        }
    }))
}

#[component]
fn Parts(detail: MemberDetail, problem: Option<Problem>) -> impl IntoView {
    let MemberDetail { member, plans, last_admin } = detail;
    let (address, name) = (address(&member.person), member.person.username.clone());
    let wrong = |field: &str| problem_of(&problem, field);
    view! {
        <Facts member=member.clone() />
        <PlanForm name=name.clone() plans chosen=member.plan.to_string() wrong=wrong("plan") />
        <RoleForm name=name.clone() role=member.role last_admin wrong=wrong("role") />
        <Links name=name.clone() verified=member.verified />
        <section class="admin__part" aria-labelledby="standing">
            <h2 class="admin__title" id="standing">"Moderation"</h2>
            <p class="admin__words">"Warn, suspend or restore this member."</p>
            <p><a class="button button--secondary" href=format!("/admin/reports/members/{name}")>"Review"</a></p>
        </section>
        <section class="admin__part admin__part--danger" aria-labelledby="delete">
            <h2 class="admin__title" id="delete">"Delete account"</h2>
            <p class="admin__words">{if last_admin { LAST } else { "Deletes the account with all its pictures, comments and boards. You will be asked to confirm." }}</p>
            {(!last_admin).then(|| view! {
                <p><a class="button button--danger" href=format!("{address}/delete")>"Delete account"</a></p>
            })}
        </section>
    }
}

/// Stands in the place of what would leave the site without an admin.
const LAST: &str = "This is the only admin of the site. Make another member an admin first.";

#[component]
fn Facts(member: Member) -> impl IntoView {
    let state = member.clone();
    let Member { person, email, verified, plan_name, used, quota, pins, joined_at, suspended, .. } = member;
    let (badge, confirmed) = if verified { ("badge badge--accent", "Confirmed") } else { ("badge", "Not confirmed") };
    let room = quota.map_or_else(|| Bytes(used).to_string(), |quota| format!("{} of {}", Bytes(used), Bytes(quota)));
    let own_page = format!("/@{}", person.username);
    let storage = format!("{} · {}", pictures(pins), room);
    view! {
        <section class="admin__part" aria-label="Account details">
            <div class="table__who">
                <Avatar person=person.clone() size=AvatarSize::Medium />
                <span class="table__names">
                    <a href=own_page dir="auto">{person.display_name}</a>
                    <span class="table__states"><State member=state /></span>
                </span>
            </div>
            <dl class="known">
                <div class="known__one"><dt>"E-mail"</dt><dd>{email}" "<span class=badge>{confirmed}</span></dd></div>
                <div class="known__one"><dt>"Joined"</dt><dd><Moment at=joined_at /></dd></div>
                <div class="known__one"><dt>"Plan"</dt><dd dir="auto">{plan_name}</dd></div>
                <div class="known__one"><dt>"Storage used"</dt><dd>{storage}</dd></div>
                {suspended.map(|kept| view! {
                    <div class="known__one"><dt>"Suspended"</dt><dd><Moment at=kept.since />": "<bdi>{kept.reason}</bdi></dd></div>
                })}
            </dl>
        </section>
    }
}

/// What is wrong with this form and the next is said above all of them.
#[component]
fn PlanForm(name: String, plans: Vec<Plan>, chosen: String, wrong: Option<String>) -> impl IntoView {
    let options = plans.into_iter().map(|plan| (plan.id.to_string(), plan.terms.name)).collect();
    view! {
        <section class="admin__part" aria-labelledby="plan-title">
            <h2 class="admin__title" id="plan-title">"Plan"</h2>
            <Form
                action="/fn/admin_set_plan"
                submit="Change plan"
                look="button--secondary"
                busy="Saving"
                done="Saved. One moment."
                problem=None
            >
                <input type="hidden" name="name" value=name />
                <Choice name="plan" label="Plan" hint="Applies immediately. Nothing is deleted." options chosen wrong />
            </Form>
        </section>
    }
}

#[component]
fn RoleForm(name: String, role: Role, last_admin: bool, wrong: Option<String>) -> impl IntoView {
    let options = Role::ALL.map(|role| (role.name().to_owned(), role.words().to_owned())).to_vec();
    let form = move || {
        view! {
            <Form
                action="/fn/admin_give_role"
                submit="Change role"
                look="button--secondary"
                busy="Saving"
                done="Saved. One moment."
                problem=None
            >
                <input type="hidden" name="name" value=name />
                <Choice
                    name="role"
                    label="Role"
                    hint="Moderators handle reports and pictures. Admins can do everything."
                    options
                    chosen=role.name().to_owned()
                    wrong
                />
            </Form>
        }
    };
    view! {
        <section class="admin__part" aria-labelledby="role-title">
            <h2 class="admin__title" id="role-title">"Role"</h2>
            {if last_admin { view! { <p class="admin__words">{LAST}</p> }.into_any() } else { form().into_any() }}
        </section>
    }
}

/// Links made by hand. The forms are not sent by script: the page that comes back shows the link.
#[component]
fn Links(name: String, verified: bool) -> impl IntoView {
    let fields = |purpose: LinkPurpose| vec![("name", name.clone()), ("purpose", purpose.name().to_owned())];
    let confirm = (!verified).then(|| {
        view! {
            <ButtonForm action="/fn/admin_make_link" fields=fields(LinkPurpose::VerifyEmail) class="button button--secondary">
                "Create confirmation link"
            </ButtonForm>
        }
    });
    view! {
        <section class="admin__part" aria-labelledby="links-title">
            <h2 class="admin__title" id="links-title">"One-time links"</h2>
            <p class="admin__words">"If e-mails don’t reach the member, give them one of these links."</p>
            <div class="actions">
                {confirm}
                <ButtonForm action="/fn/admin_make_link" fields=fields(LinkPurpose::ResetPassword) class="button button--secondary">
                    "Create password reset link"
                </ButtonForm>
            </div>
        </section>
    }
}
