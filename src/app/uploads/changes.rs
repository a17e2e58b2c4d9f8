//! What has changed since the list was last shown. The page is told once a frame at most, however much happens meanwhile.

use super::{queue::UploadQueue, upload::Upload};
use crate::app::browser::dom;
use std::rc::Rc;

/// What is to be shown. What holds for the list as a whole ([`Overview`](super::Overview)) may have changed each time.
#[derive(Default)]
pub struct Changes {
    /// Uploads that are new on the list, in its order.
    pub came: Vec<Rc<Upload>>,
    /// Uploads of which something has changed, each once.
    pub changed: Vec<Rc<Upload>>,
    /// Whether uploads were taken off the list.
    pub gone: bool,
}

/// Shows changes.
pub(super) type Show = Rc<dyn Fn(Changes)>;

impl Changes {
    fn mark(&mut self, upload: &Rc<Upload>) {
        if !upload.is_marked.replace(true) {
            self.changed.push(Rc::clone(upload));
        }
    }

    fn take(&mut self) -> Self {
        let taken = std::mem::take(self);
        for upload in &taken.changed {
            upload.is_marked.set(false);
        }
        taken
    }
}

impl UploadQueue {
    /// Has changes shown from here on: `show` is called with the next frame. It takes the place of the one before.
    pub fn when_changed(&self, show: impl Fn(Changes) + 'static) {
        self.with(|state| state.show = Some(Rc::new(show)));
    }

    /// Something has changed.
    pub(super) fn changed(&self) {
        let is_due = self.with(|state| std::mem::replace(&mut state.is_show_due, true));
        if !is_due {
            let queue = self.clone();
            dom::next_frame(move || queue.show_changes());
        }
    }

    /// Something of this upload has changed.
    pub(super) fn upload_changed(&self, upload: &Rc<Upload>) {
        self.with(|state| state.changes.mark(upload));
        self.changed();
    }

    fn show_changes(&self) {
        let (show, changes) = self.with(|state| {
            state.is_show_due = false;
            (state.show.clone(), state.changes.take())
        });
        if let Some(show) = show {
            show(changes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::upload::{UploadStep, Wire, Words},
        *,
    };
    use uuid::Uuid;

    #[test]
    fn an_upload_is_shown_once_however_often_it_changes() {
        let upload = |key| {
            let wire = Wire::new(None, Uuid::nil());
            Rc::new(Upload::of(key, "a.png".to_owned(), 1, UploadStep::Chosen, Words::default(), wire))
        };
        let (first, second) = (upload(1), upload(2));
        let keys = |changes: &Changes| changes.changed.iter().map(|upload| upload.key).collect::<Vec<_>>();
        let mut changes = Changes::default();
        for changed in [&first, &second, &first, &first] {
            changes.mark(changed);
        }
        assert_eq!(keys(&changes.take()), [1, 2]);
        assert!(keys(&changes).is_empty(), "what was shown is not shown again");
        changes.mark(&first);
        assert_eq!(keys(&changes.take()), [1], "what changes again is shown again");
    }
}
