//! Restoring a backup into a site on which nobody has an account so far. While it goes on, `http/restores` answers in the place of all pages.

use super::accounts::asked;
use crate::{
    app::{
        components::{AuthPage, Choice, Form, FormProblem, problem_of},
        counts::grouped,
        served::{Content, InHead, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        backups::KeptBackup,
        errors::{Bytes, Problem},
    },
    services::backups::{self, Fresh},
};
use leptos::prelude::*;
use time::macros::format_description;

const TITLE: &str = "Restore from a backup";

/// The backups that whoever holds the first admin's link can choose from.
///
/// # Errors
/// [`Problem::StaleLink`]; [`Problem::Already`] where `BACKUP_URL` is not set.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let token = asked(&request, "first_admin");
    let found = match backups::fresh(&request.caller.site, &token).await {
        Err(Problem::Forbidden { .. }) => return Ok(Content::new(move || set_up(request.answer.problem))),
        found => found?,
    };
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <InHead><meta name="robots" content="noindex" /></InHead>
            <AuthPage title=TITLE lead="All accounts and pictures come back as they were when the backup was made.">
                <Restore found token answer=request.answer />
            </AuthPage>
        }
    }))
}

/// What is shown once the site has members, as after a restore.
fn set_up(problem: Option<Problem>) -> impl IntoView {
    view! {
        <Title text=TITLE />
        <AuthPage title="This site is set up" lead="Sign in with an account of this site.">
            <FormProblem problem />
            <a class="button button--primary button--wide" href="/login">"Sign in"</a>
        </AuthPage>
    }
}

#[component]
fn Restore(
    /// What there is to choose from.
    found: Fresh,
    /// The token in the link for the first admin.
    token: String,
    answer: FormAnswer,
) -> impl IntoView {
    if found.backups.is_empty() {
        return view! { <p>"There are no backups in the place that BACKUP_URL names."</p> }.into_any();
    }
    let options: Vec<_> = found.backups.iter().map(|backup| (backup.name.clone(), words(backup))).collect();
    let chosen = answer.typed_or("backup", &found.backups[0].name);
    let failed = found.failed.map(|detail| Problem::Already { detail });
    let problem = answer.problem.clone().or(failed);
    let wrong = problem_of(&answer.problem, "backup");
    view! {
        <Form
            action="/restore"
            submit="Restore"
            busy="Starting"
            done="The backup is being restored. One moment."
            problem
        >
            <input type="hidden" name="first_admin" value=token />
            <Choice
                name="backup"
                label="Backup"
                hint="Everyone has to sign in again afterwards, with the password they had then. Access tokens stop working."
                options
                chosen
                wrong
            />
        </Form>
    }
    .into_any()
}

/// What a backup is called in the list.
fn words(backup: &KeptBackup) -> String {
    let format = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    let at = backup.at.format(format).unwrap_or_default();
    let (members, files) = (grouped(backup.members), grouped(backup.files));
    format!("{at} (members: {members}, files: {files}, {})", Bytes(backup.bytes))
}
