//! How far all of it is. Kept up with each step, never added up anew: with hundreds of files, that would be most of the
//! work.

use super::upload::UploadStep;

/// Sums over the uploads of this tab.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many uploads there are.
    pub count: usize,
    /// How many nobody has sent off.
    pub chosen: usize,
    /// How many the account has already, so that somebody is asked.
    pub known: usize,
    /// How many wait for their turn.
    pub waiting: usize,
    /// How many are being sent.
    pub sending: usize,
    /// How many have arrived, and their pictures are being made.
    pub processing: usize,
    /// How many are done.
    pub ready: usize,
    /// How many have failed.
    pub failed: usize,
    /// How many of those another try can help.
    pub again: usize,
    /// How many bytes there are.
    pub bytes: u64,
    /// How many of them have been sent.
    pub bytes_sent: u64,
    /// How many bytes wait for their turn or are still to be sent of what is under way.
    pub bytes_to_go: u64,
}

impl Totals {
    /// How many have arrived.
    pub const fn sent(&self) -> usize {
        self.processing + self.ready
    }

    /// How many are to be sent, or being sent.
    pub const fn to_go(&self) -> usize {
        self.waiting + self.sending
    }

    /// How much of the bytes have been sent, from 0 to 1.
    pub fn part(&self) -> f64 {
        if self.bytes == 0 { 0.0 } else { self.bytes_sent as f64 / self.bytes as f64 }
    }

    /// Counts an upload in.
    pub fn add(&mut self, step: &UploadStep, bytes: u64) {
        self.count += 1;
        self.bytes += bytes;
        *self.place(step) += 1;
        self.again += usize::from(step.can_be_retried());
        self.bytes_sent += sent(step, bytes);
        self.bytes_to_go += to_go(step, bytes);
    }

    /// Counts an upload out.
    pub fn take(&mut self, step: &UploadStep, bytes: u64) {
        self.count -= 1;
        self.bytes -= bytes;
        *self.place(step) -= 1;
        self.again -= usize::from(step.can_be_retried());
        self.bytes_sent -= sent(step, bytes);
        self.bytes_to_go -= to_go(step, bytes);
    }

    fn place(&mut self, step: &UploadStep) -> &mut usize {
        match step {
            UploadStep::Chosen => &mut self.chosen,
            UploadStep::Known(_) => &mut self.known,
            UploadStep::Waiting(_) => &mut self.waiting,
            UploadStep::Sending(_) => &mut self.sending,
            UploadStep::Processing(_) => &mut self.processing,
            UploadStep::Ready(_) => &mut self.ready,
            UploadStep::Failed(_) => &mut self.failed,
        }
    }
}

/// In whole bytes, so that what was counted in can be counted out.
fn sent(step: &UploadStep, bytes: u64) -> u64 {
    match step {
        UploadStep::Waiting(part) | UploadStep::Sending(part) => ((bytes as f64 * part) as u64).min(bytes),
        UploadStep::Processing(_) | UploadStep::Ready(_) => bytes,
        UploadStep::Chosen | UploadStep::Known(_) | UploadStep::Failed(_) => 0,
    }
}

fn to_go(step: &UploadStep, bytes: u64) -> u64 {
    match step {
        UploadStep::Waiting(_) | UploadStep::Sending(_) => bytes - sent(step, bytes),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::upload::{Failure, Known},
        *,
    };
    use crate::model::ids::PinId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn step() -> impl Strategy<Value = UploadStep> {
        let pin = PinId::from_uuid(Uuid::nil());
        prop_oneof![
            Just(UploadStep::Chosen),
            any::<bool>().prop_map(move |was_waiting| UploadStep::Known(Known { pin, was_waiting })),
            (0.0..1.01).prop_map(UploadStep::Waiting),
            (0.0..1.01).prop_map(UploadStep::Sending),
            Just(UploadStep::Processing(pin)),
            Just(UploadStep::Ready(pin)),
            any::<bool>().prop_map(|again| UploadStep::Failed(Failure { words: String::new(), pin: None, again })),
        ]
    }

    #[test]
    fn what_the_site_has_of_a_file_that_waits_is_sent() {
        let mut totals = Totals::default();
        totals.add(&UploadStep::Waiting(0.25), 400);
        assert_eq!((totals.waiting, totals.bytes_sent, totals.bytes_to_go), (1, 100, 300));
    }

    proptest! {
        #[test]
        fn what_was_counted_in_is_counted_out(uploads in prop::collection::vec((step(), step(), 0u64..1 << 40), 0..20)) {
            let mut totals = Totals::default();
            for (first, _, bytes) in &uploads {
                totals.add(first, *bytes);
            }
            for (first, second, bytes) in &uploads {
                totals.take(first, *bytes);
                totals.add(second, *bytes);
            }
            let mut anew = Totals::default();
            for (_, second, bytes) in &uploads {
                anew.add(second, *bytes);
            }
            prop_assert_eq!(totals, anew);
            prop_assert!((0.0..=1.0).contains(&totals.part()));
            for (_, second, bytes) in &uploads {
                totals.take(second, *bytes);
            }
            prop_assert_eq!(totals, Totals::default());
        }
    }
}
