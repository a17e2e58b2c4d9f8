//! Files that wait to become pins together, and the answers so far.

use super::said::{Said, Words};
use crate::{
    model::{errors::Problem, pins::UploadAnswer},
    services::{
        Caller,
        uploads::{self, Arrived, NewUpload},
    },
};

/// How many files become pins in one transaction. Their temporary files wait on the disk till then.
const BATCH: usize = 50;

/// A file that has come.
pub(super) enum Pending {
    /// It waits to become a pin.
    File(Box<Waiting>),
    /// It needs nothing more.
    Answered(UploadAnswer),
}

/// A file that waits to become a pin.
pub(super) struct Waiting {
    pub(super) file: Arrived,
    pub(super) file_name: String,
    pub(super) said: Said,
}

impl Pending {
    pub(super) fn refused(file: String, problem: &Problem) -> Self {
        Self::Answered(UploadAnswer::refused(file, problem))
    }
}

/// The files of a body.
#[derive(Default)]
pub(super) struct Batch {
    /// What came since the last pins were made, in order.
    pending: Vec<Pending>,
    answers: Vec<UploadAnswer>,
}

impl Batch {
    pub(super) fn add(&mut self, file: Pending) {
        self.pending.push(file);
    }

    pub(super) fn is_full(&self) -> bool {
        self.pending.len() >= BATCH
    }

    /// Sees to what was said after the last file.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where that keeps all files from being taken.
    pub(super) fn end(&mut self, words: &mut Words) -> Result<(), Problem> {
        if self.pending.is_empty() && self.answers.is_empty() {
            // There was no file: that is what is wrong.
            return Ok(());
        }
        if let ([only], true) = (self.pending.as_mut_slice(), self.answers.is_empty()) {
            if let Pending::File(waiting) = only {
                waiting.said = words.of_only_file(&waiting.said)?;
            }
            return Ok(());
        }
        let Some(problem) = words.out_of_place() else { return Ok(()) };
        if self.answers.is_empty() {
            return Err(problem);
        }
        // Others are pins by now. What waits is refused, file by file.
        for pending in &mut self.pending {
            if let Pending::File(waiting) = pending {
                *pending = Pending::refused(std::mem::take(&mut waiting.file_name), &problem);
            }
        }
        Ok(())
    }

    /// Makes pins of the files that wait, some in one transaction, and answers all that is pending.
    pub(super) async fn pin(&mut self, caller: &Caller, words: &Words) -> Result<(), Problem> {
        let mut uploads = Vec::new();
        let mut answers = Vec::new();
        for pending in self.pending.drain(..) {
            match pending {
                Pending::File(waiting) => {
                    let Waiting { file, file_name, said } = *waiting;
                    uploads.push(NewUpload { file, details: words.complete(said).details(file_name) });
                    answers.push(None);
                }
                Pending::Answered(answer) => answers.push(Some(answer)),
            }
        }
        let mut pinned = Vec::new();
        let mut uploads = uploads.into_iter().peekable();
        while uploads.peek().is_some() {
            pinned.extend(uploads::pin(caller, uploads.by_ref().take(BATCH).collect()).await?);
        }
        let mut pinned = pinned.into_iter();
        for answer in answers {
            self.answers.push(answer.or_else(|| pinned.next()).ok_or(Problem::Internal)?);
        }
        Ok(())
    }

    /// The answers, in the order in which the files came.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where there was no file.
    pub(super) fn answers(self) -> Result<Vec<UploadAnswer>, Problem> {
        if self.answers.is_empty() {
            return Err(Problem::field("file", "Please choose at least one picture."));
        }
        Ok(self.answers)
    }
}
