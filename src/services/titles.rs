//! Titles: each once for an owner. A title that is taken is refused, or numbered.

use crate::{
    model::{
        errors::Problem,
        words::{OnDuplicate, numbered},
    },
    store::db::pin_writes::TakenTitle,
};
use std::collections::{HashMap, HashSet};

/// The titles of an owner, as far as they matter to some new ones.
pub(super) struct Titles {
    taken: HashMap<String, TakenTitle>,
    /// What was given since.
    given: HashSet<String>,
    /// From which number on a title is worth another try.
    next: HashMap<String, u32>,
}

impl Titles {
    pub(super) fn new(taken: Vec<TakenTitle>) -> Self {
        let taken = taken.into_iter().map(|taken| (taken.title.to_lowercase(), taken)).collect();
        Self { taken, given: HashSet::new(), next: HashMap::new() }
    }

    /// The title that a new pin gets for the one that was wanted. It counts as taken from now on.
    ///
    /// # Errors
    /// [`Problem::TitleTaken`] where it is taken and is not to be numbered.
    pub(super) fn give(&mut self, wanted: &str, on_duplicate: OnDuplicate) -> Result<String, Problem> {
        let key = wanted.to_lowercase();
        if !self.is_taken(&key) {
            self.given.insert(key);
            return Ok(wanted.to_owned());
        }
        if on_duplicate == OnDuplicate::Refuse {
            return Err(match self.taken.get(&key) {
                Some(taken) => Problem::TitleTaken { title: taken.title.clone(), pin: taken.pin },
                None => Problem::field("title", "Another picture in this upload already has this title."),
            });
        }
        let mut number = self.next.get(&key).copied().unwrap_or(2);
        let title = loop {
            let title = numbered(wanted, number);
            number += 1;
            if !self.is_taken(&title.to_lowercase()) {
                break title;
            }
        };
        self.next.insert(key, number);
        self.given.insert(title.to_lowercase());
        Ok(title)
    }

    fn is_taken(&self, key: &str) -> bool {
        self.taken.contains_key(key) || self.given.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::PinId;

    fn titles(taken: &[&str]) -> Titles {
        let pin = PinId::from_uuid(uuid::Uuid::nil());
        Titles::new(taken.iter().map(|&title| TakenTitle { pin, title: title.to_owned() }).collect())
    }

    #[test]
    fn what_is_taken_is_numbered_with_the_first_free_number() {
        let mut titles = titles(&["Sunset", "sunset 3"]);
        let given: Vec<_> = (0..3).map(|_| titles.give("sunset", OnDuplicate::Number).unwrap()).collect();
        assert_eq!(given, ["sunset 2", "sunset 4", "sunset 5"]);
        assert_eq!(titles.give("dawn", OnDuplicate::Number).unwrap(), "dawn");
        assert_eq!(titles.give("Dawn", OnDuplicate::Number).unwrap(), "Dawn 2");
    }

    #[test]
    fn what_is_not_to_be_numbered_is_refused_with_the_pin_that_has_it() {
        let mut titles = titles(&["Sunset"]);
        let Err(Problem::TitleTaken { title, .. }) = titles.give("SUNSET", OnDuplicate::Refuse) else {
            panic!("should be refused")
        };
        assert_eq!(title, "Sunset");
    }
}
