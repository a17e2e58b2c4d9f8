//! What is set for the whole site.

use super::frame::{Frame, Section};
use crate::{
    app::{
        components::{Choice, Field, Form, Remark, Success, TextField, problem_of},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{accounts::SignUpMode, errors::Problem, site::SettingsDetail},
    services::site_settings,
};
use leptos::prelude::*;

/// What is set for the whole site, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn settings(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Settings, &request).await?;
    let caller = &request.caller;
    let detail = site_settings::detail(&caller.site, caller.admin()?).await?;
    Ok(frame.around(move || {
        view! {
            <Success query="saved" words="Saved. Changes apply immediately." />
            <SettingsForm detail answer=request.answer />
        }
    }))
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
    let problem = answer.problem;
    let known = problem.clone();
    let wrong = move |field: &str| problem_of(&known, field);
    let modes = SignUpMode::ALL.map(|mode| (mode.name().to_owned(), mode.words().to_owned())).to_vec();
    let sign_up = match sign_up_fixed {
        Some(fixed) => view! { <Remark words=fixed_words(fixed) /> }.into_any(),
        None => view! {
            <Choice name="sign_up" label="Who can sign up" options=modes chosen=mode wrong=wrong("sign_up") />
        }
        .into_any(),
    };
    view! {
        <Form
            action="/fn/admin_change_settings"
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved. One moment."
            problem
        >
            <Field
                name="name"
                label="Site name"
                autocomplete="off"
                hint="Shown at the top of every page and in e-mails."
                typed=name
                wrong=wrong("name")
            />
            {sign_up}
            <Choice
                name="default_plan"
                label="Default plan"
                hint="Existing members keep theirs."
                options=plans
                chosen=plan
                wrong=wrong("default_plan")
            />
            <TextField
                name="rules"
                label="Rules"
                hint="Plain text, with an empty line between paragraphs. Anyone can read the rules, and the sign-up form links to them."
                optional=true
                rows=12
                typed=rules
                wrong=wrong("rules")
            />
        </Form>
    }
}

/// Stands in the place of the choice where the environment has made it.
const fn fixed_words(mode: SignUpMode) -> &'static str {
    match mode {
        SignUpMode::Open => {
            "Anyone can sign up. The server was started with SIGNUP=open, so this can only be changed there."
        }
        SignUpMode::Invite => {
            "Only people with an invitation can sign up. The server was started with SIGNUP=invite, so this can only be changed there."
        }
        SignUpMode::Closed => {
            "Nobody can sign up. The server was started with SIGNUP=closed, so this can only be changed there."
        }
    }
}
