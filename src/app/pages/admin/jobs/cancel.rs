//! The question before a job is cancelled.

use super::about::AboutJob;
use crate::{
    app::{
        components::{ButtonForm, FormProblem},
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
    },
    model::{
        errors::Problem,
        jobs::{About, Job, JobState},
    },
    services,
};
use leptos::prelude::*;

/// The question before a job is cancelled, for admins.
///
/// # Errors
/// [`Problem::NotFound`] where the job is not there, and for whoever is no admin.
pub async fn cancel_job(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Jobs, "Cancel this job?", &request).await?;
    let caller = &request.caller;
    let job = services::jobs::one(&caller.site, caller.admin()?, request.id()?).await?;
    let problem = request.answer.problem;
    Ok(frame.around(move || {
        view! {
            <FormProblem problem />
            <Question job />
        }
    }))
}

#[component]
fn Question(job: Job) -> impl IntoView {
    let running = job.state == JobState::Running;
    let words = match (&job.about, job.by_clock()) {
        _ if running => "This job is running right now and can’t be cancelled.",
        (_, true) => "This job runs on a schedule and will come back at its next time.",
        (Some(About::Pin { .. } | About::Picture { .. }), _) => {
            "Sizes of the picture that have not been made yet will be missing. A picture without any is not shown. You can \
             process the picture again from the bottom of the list of jobs."
        }
        _ => "This job will not run, and will not come back by itself.",
    };
    let about = job.about.clone().map(|about| view! { <p><AboutJob about /></p> });
    let fields = vec![("job", job.id.to_string())];
    view! {
        <section class="admin__part admin__part--danger" aria-labelledby="job">
            <h2 class="admin__title" id="job">{job.words().to_owned()}</h2>
            {about}
            <p class="admin__words">{words}</p>
            <div class="actions">
                <a class="button button--secondary" href="/admin/jobs">"Keep the job"</a>
                {(!running).then(|| view! {
                    <ButtonForm action="/fn/admin_cancel_job" fields class="button button--danger">"Cancel the job"</ButtonForm>
                })}
            </div>
        </section>
    }
}
