//! The question before a job is cancelled.

use super::about::AboutJob;
use crate::{
    app::{
        components::{ButtonForm, Fetched, FormProblem},
        pages::admin::frame::{Section, admin_part},
    },
    model::{
        errors::Problem,
        jobs::{About, Job, JobState},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The question before a job is cancelled.
#[component]
pub fn CancelJob() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    admin_part(Section::Jobs, "Cancel this job?", move |_me, answer| {
        let job = Resource::new(
            || (),
            move |()| {
                let id = id.parse();
                async move { server_fns::admin::jobs::one_job(id.map_err(|_| Problem::NotFound)?).await }
            },
        );
        let problem = RwSignal::new(answer.problem);
        view! {
            <FormProblem problem />
            <Fetched from=job let:job><Question job /></Fetched>
        }
    })
}

#[component]
fn Question(job: Job) -> impl IntoView {
    let running = job.state == JobState::Running;
    let words = match (&job.about, job.by_clock()) {
        _ if running => "A worker has it in its hands just now: it cannot be cancelled.",
        (_, true) => "It runs by the clock, and will be back when its time comes.",
        (Some(About::Pin { .. } | About::Picture { .. }), _) => {
            "The picture stays as far as it is: what has not been made of it so far will be missing, and while there is \
             nothing at all, it is not shown. You can ask for the work on it again, below the list of jobs."
        }
        _ => "It will not be done, and does not come back by itself.",
    };
    let about = job.about.clone().map(|about| view! { <p><AboutJob about /></p> });
    let action = format!("/admin/jobs/{}/cancel", job.id);
    view! {
        <section class="admin__part admin__part--danger" aria-labelledby="job">
            <h2 class="admin__title" id="job">{job.words().to_owned()}</h2>
            {about}
            <p class="admin__words">{words}</p>
            <div class="admin__actions">
                <a class="button button--secondary" href="/admin/jobs">"Keep it"</a>
                {(!running).then(|| view! { <ButtonForm action class="button button--danger">"Cancel the job"</ButtonForm> })}
            </div>
        </section>
    }
}
