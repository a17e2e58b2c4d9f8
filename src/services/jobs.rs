//! Jobs, as those who look after the site see them, and what they do about them: have one tried again, cancel one, ask for the work on
//! a picture once more.

use super::{Admin, Site, audit, pins::Span};
use crate::{
    model::{
        audit::Act,
        errors::Problem,
        ids::{JobId, PictureId, UserId},
        jobs::{
            About, FORGOTTEN_MOST, Forgotten, JOBS_PAGE_SIZE, Job, JobFilter, JobSort, JobState, JobsPage, kind,
            plain_error,
        },
        page::{Cursor, Page, other_list},
        pictures::PictureState,
    },
    store::{
        db::{
            self,
            jobs::{Queued, Shown, number},
        },
        queue::{Letter, OF_PICTURES, PROCESS_FULL_SIZE, PROCESS_PICTURE, ProcessPicture, SEND_LETTER},
    },
};
use std::{collections::HashMap, fmt};

/// How many pictures that are not done are looked through for those without a job.
const UNFINISHED_AT_ONCE: i64 = 1000;

impl Span {
    /// A page of jobs.
    pub fn of_jobs(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: JOBS_PAGE_SIZE }
    }
}

/// Why a job could not be done, for those who look after the site.
#[derive(Debug)]
pub struct Failure(pub(super) String);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(match problem {
            Problem::Internal => "Something went wrong on our side. See the server log for the cause.".to_owned(),
            other => other.to_string(),
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why the work on a picture failed: that its file is missing can be found out, and is worth knowing.
pub async fn picture_failed(site: &Site, picture: PictureId, problem: Problem) -> Failure {
    let file_is_there = async {
        let Some(work) = site.db.work(picture).await? else { return Ok(true) };
        site.blobs.has(&work.original).await
    };
    match file_is_there.await {
        Ok(false) => Failure("The original file is missing from storage.".to_owned()),
        Ok(true) | Err(_) => problem.into(),
    }
}

/// What a job is about, before it is looked up.
enum Subject {
    Picture(PictureId),
    Member(UserId),
    Address(String),
}

/// Jobs that have what is asked for, with what stands around them.
///
/// # Errors
/// As [`list`].
pub async fn page(site: &Site, admin: Admin, filter: &JobFilter, span: Span) -> Result<JobsPage, Problem> {
    let page = list(site, admin, filter, span).await?;
    let counts = site.db.job_counts().await?;
    Ok(JobsPage { counts, page, forgotten: forgotten(site, admin).await?, working: site.workers.all_work() })
}

/// Jobs that have what is asked for.
///
/// # Errors
/// [`Problem::Invalid`] for a kind that there is not, or the cursor of another list.
pub async fn list(site: &Site, admin: Admin, filter: &JobFilter, span: Span) -> Result<Page<Job>, Problem> {
    if filter.kind.as_ref().is_some_and(|name| kind(name).is_none()) {
        return Err(Problem::field("kind", "There is no such kind of job."));
    }
    let after = match (filter.sort, span.cursor) {
        (_, None) => None,
        (JobSort::Newest, Some(Cursor::JobNewest(job))) | (JobSort::Oldest, Some(Cursor::JobOldest(job))) => Some(job),
        _ => return Err(other_list()),
    };
    let queued = site.db.jobs(filter, after, span.size + 1).await?;
    let jobs = described(site, admin, queued).await?;
    Ok(Page::from_one_more(jobs, span.size, |job| match filter.sort {
        JobSort::Newest => Cursor::JobNewest(job.id),
        JobSort::Oldest => Cursor::JobOldest(job.id),
    }))
}

/// Has a job tried again now; one that failed for good as often as a new one.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there; [`Problem::Already`] where it runs.
pub async fn retry(site: &Site, admin: Admin, id: JobId) -> Result<(), Problem> {
    let job = one(site, admin, id).await?;
    let mut tx = site.db.begin().await?;
    let number = number(id).ok_or(Problem::NotFound)?;
    if site.queue.retry(&mut tx, &[number], job.state == JobState::Failed).await? == 0 {
        return Err(runs());
    }
    audit::write(&mut tx, admin.id(), Act::RetryJob, &name(&job), "").await?;
    db::commit(tx).await
}

/// Has all jobs that failed for good tried again now. Says how many those are.
///
/// # Errors
/// [`Problem::Internal`] where the queue fails.
pub async fn retry_failed(site: &Site, admin: Admin) -> Result<u64, Problem> {
    let failed = site.db.failed_jobs().await?;
    let mut tx = site.db.begin().await?;
    let retried = site.queue.retry(&mut tx, &failed, true).await?;
    audit::write(&mut tx, admin.id(), Act::RetryJobs, "Failed jobs", &format!("Retried: {retried}.")).await?;
    db::commit(tx).await?;
    Ok(retried)
}

/// Cancels a job. The work on a picture can be asked for again, by [`ask_for`]; what runs by the clock comes again by itself.
///
/// # Errors
/// As [`retry`].
pub async fn cancel(site: &Site, admin: Admin, id: JobId) -> Result<(), Problem> {
    let job = one(site, admin, id).await?;
    let mut tx = site.db.begin().await?;
    if !site.queue.cancel(&mut tx, number(id).ok_or(Problem::NotFound)?).await? {
        return Err(runs());
    }
    audit::write(&mut tx, admin.id(), Act::CancelJob, &name(&job), "").await?;
    db::commit(tx).await
}

/// Pictures that are not done and that no job is there for, the oldest first, up to [`FORGOTTEN_MOST`].
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn forgotten(site: &Site, admin: Admin) -> Result<Vec<Forgotten>, Problem> {
    let unfinished = site.db.unfinished_pictures(UNFINISHED_AT_ONCE).await?;
    let with_job = site.db.pictures_with_job(&OF_PICTURES, &unfinished).await?;
    let without: Vec<_> =
        unfinished.into_iter().filter(|picture| !with_job.contains(picture)).take(FORGOTTEN_MOST).collect();
    let shown = site.db.shown_pictures(admin.id(), &without).await?;
    let forgotten = |picture| Forgotten { picture, about: of_picture(picture, shown.get(&picture)) };
    Ok(without.into_iter().map(forgotten).collect())
}

/// Asks for the work on a picture that nobody works on.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such picture; [`Problem::Already`] where it is done, or has a job.
pub async fn ask_for(site: &Site, admin: Admin, picture: PictureId) -> Result<(), Problem> {
    let work = site.db.work(picture).await?.ok_or(Problem::NotFound)?;
    if work.state == PictureState::Ready {
        return Err(Problem::Already { detail: "This picture has already been processed.".to_owned() });
    }
    if !site.db.pictures_with_job(&OF_PICTURES, &[picture]).await?.is_empty() {
        return Err(Problem::Already { detail: "There is already a job for this picture.".to_owned() });
    }
    let shown = site.db.shown_pictures(admin.id(), &[picture]).await?;
    let about = of_picture(picture, shown.get(&picture));
    let mut tx = site.db.begin().await?;
    site.queue.process_pictures(&mut tx, &[picture]).await?;
    audit::write(&mut tx, admin.id(), Act::AskForPicture, &words(&about), "").await?;
    db::commit(tx).await
}

fn runs() -> Problem {
    Problem::Already { detail: "This job is running. Please wait until it has finished.".to_owned() }
}

/// One job.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there.
pub async fn one(site: &Site, admin: Admin, id: JobId) -> Result<Job, Problem> {
    let queued = site.db.job(id).await?.ok_or(Problem::NotFound)?;
    described(site, admin, vec![queued]).await?.pop().ok_or(Problem::NotFound)
}

/// Jobs with what they are about, as far as whoever looks may see that.
async fn described(site: &Site, admin: Admin, queued: Vec<Queued>) -> Result<Vec<Job>, Problem> {
    let subjects: Vec<_> = queued.iter().map(subject).collect();
    let (mut pictures, mut users) = (Vec::new(), Vec::new());
    for subject in subjects.iter().flatten() {
        match subject {
            Subject::Picture(picture) => pictures.push(*picture),
            Subject::Member(user) => users.push(*user),
            Subject::Address(_) => {}
        }
    }
    let shown = site.db.shown_pictures(admin.id(), &pictures).await?;
    let names: HashMap<UserId, String> = site.db.usernames(&users).await?;
    let job = |(queued, subject): (Queued, Option<Subject>)| {
        let about = subject.and_then(|subject| match subject {
            Subject::Picture(picture) => Some(of_picture(picture, shown.get(&picture))),
            Subject::Member(user) => names.get(&user).map(|username| About::Member { username: username.clone() }),
            Subject::Address(email) => Some(About::Address { email }),
        });
        let (attempts, attempts_most) = queued.attempts();
        Ok(Job {
            id: queued.id(),
            state: queued.state()?,
            about,
            attempts,
            attempts_most,
            created_at: queued.created_at,
            due_at: queued.run_at,
            error: queued.last_error.as_deref().map(plain_error),
            kind: queued.kind,
        })
    };
    queued.into_iter().zip(subjects).map(job).collect()
}

fn subject(job: &Queued) -> Option<Subject> {
    let told = job.payload.clone();
    match job.kind.as_str() {
        PROCESS_PICTURE | PROCESS_FULL_SIZE => {
            let told: ProcessPicture = serde_json::from_value(told).ok()?;
            Some(Subject::Picture(told.picture))
        }
        SEND_LETTER => Some(match serde_json::from_value(told).ok()? {
            Letter::VerifyEmail { user } | Letter::PasswordChanged { user } | Letter::BackupFailed { user, .. } => {
                Subject::Member(user)
            }
            Letter::ResetPassword { email } | Letter::InviteUnknown { email } => Subject::Address(email),
            Letter::EmailChanging { old, .. } => Subject::Address(old),
        }),
        _ => None,
    }
}

fn of_picture(picture: PictureId, shown: Option<&Shown>) -> About {
    match shown.cloned() {
        Some(Shown { owner, pin: Some((pin, title)) }) => About::Pin { pin, title, owner },
        Some(Shown { owner, pin: None }) => About::Picture { picture, owner },
        None => About::Gone { picture },
    }
}

/// What the audit log calls a job.
fn name(job: &Job) -> String {
    match &job.about {
        Some(about) => format!("{}: {}", job.words(), words(about)),
        None => job.words().to_owned(),
    }
}

/// What the audit log, which is never changed, says a job was about: no address of anybody.
fn words(about: &About) -> String {
    match about {
        About::Pin { title, owner, .. } => format!("“{title}” by @{owner}"),
        About::Picture { owner, .. } => format!("a picture by @{owner}"),
        About::Gone { .. } => "a deleted picture".to_owned(),
        About::Member { username } => format!("@{username}"),
        About::Address { .. } => "an e-mail address".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{model::jobs::KINDS, store::queue};

    #[test]
    fn every_kind_of_job_has_its_words() {
        let known: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        let queued = [
            queue::PROCESS_PICTURE,
            queue::PROCESS_FULL_SIZE,
            queue::RENEW_THUMBNAILS,
            queue::DESCRIBE_PICTURES,
            queue::SEND_LETTER,
            queue::PURGE_PINS,
            queue::SWEEP_BLOBS,
            queue::FORGET_NOTICES,
            queue::COUNT_WORDS,
            queue::KEEP_FIGURES,
            queue::CHECK_STORAGE,
            queue::SWEEP_STORAGE,
            queue::PURGE_ACCOUNTS,
            queue::PURGE_COMMUNITIES,
            queue::REDACT_AUDIT,
            queue::MAKE_BACKUP,
        ];
        assert_eq!(known, queued);
    }
}
