//! What is set for the whole site.

use super::{
    choice::Choice,
    frame::{Section, admin_page},
};
use crate::{
    app::{
        components::{AccountForm, Fetched, Field, Remark, Success, TextField},
        start::FormAnswer,
    },
    model::{accounts::SignUpMode, errors::Problem, site::SettingsDetail},
    server_fns,
};
use leptos::prelude::*;

/// What is set for the whole site, for admins.
#[component]
pub fn Settings() -> impl IntoView {
    admin_page(Section::Settings, |_me, answer| {
        let settings = Resource::new(|| (), |()| server_fns::admin::settings::settings());
        view! {
            <Success query="saved" words="Saved. It holds at once." />
            <Fetched from=settings let:detail><SettingsForm detail answer=answer.clone() /></Fetched>
        }
    })
}

#[component]
fn SettingsForm(detail: SettingsDetail, answer: FormAnswer) -> impl IntoView {
    let SettingsDetail { settings, sign_up_fixed, plans } = detail;
    let typed = |field: &str, kept: &str| answer.typed_or(field, kept);
    let name = typed("name", &settings.name);
    let plan = typed("default_plan", &settings.default_plan.to_string());
    let rules = typed("rules", &settings.rules);
    let mode = typed("sign_up", settings.sign_up.unwrap_or_default().name());
    let plans = plans.into_iter().map(|plan| (plan.id.to_string(), plan.terms.name)).collect();
    let problem: RwSignal<Option<Problem>> = RwSignal::new(answer.problem);
    let modes = SignUpMode::ALL.map(|mode| (mode.name().to_owned(), mode.words().to_owned())).to_vec();
    let sign_up = move || match sign_up_fixed {
        Some(fixed) => view! { <Remark words=fixed_words(fixed) /> }.into_any(),
        None => view! { <Choice name="sign_up" label="Who may open an account" options=modes chosen=mode problem /> }
            .into_any(),
    };
    view! {
        <AccountForm action="/admin/settings" submit="Save" look="button--primary" busy="Saving" done="Saved. One moment." problem>
            <Field name="name" label="Name of the site" autocomplete="off" hint="At the head of every page, and in mail." typed=name problem />
            {sign_up()}
            <Choice name="default_plan" label="Plan of newcomers" hint="Whoever is here keeps theirs." options=plans chosen=plan problem />
            <TextField
                name="rules"
                label="Rules"
                hint="Plain text, an empty line between paragraphs. Everyone can read it, and whoever signs up is shown the way to it."
                optional=true
                rows=12
                typed=rules
                problem
            />
        </AccountForm>
    }
}

/// What is said in the place of the choice, where the environment has made it.
const fn fixed_words(mode: SignUpMode) -> &'static str {
    match mode {
        SignUpMode::Open => {
            "Everyone may open an account: the server was started with SIGNUP=open, which is changed there."
        }
        SignUpMode::Invite => {
            "Whoever was invited may open an account: the server was started with SIGNUP=invite, which is changed there."
        }
        SignUpMode::Closed => {
            "Nobody may open an account: the server was started with SIGNUP=closed, which is changed there."
        }
    }
}
