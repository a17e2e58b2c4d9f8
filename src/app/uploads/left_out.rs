//! Files that were not added to the list: how many, and what some of them are called.

use crate::{app::counts::grouped, model::text::isolated};

/// How many are named.
const NAMED: usize = 5;

/// Files that were left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub count: usize,
    /// The names of the first.
    names: Vec<String>,
}

impl LeftOut {
    /// Takes in further ones, by their names.
    pub(super) fn add(&mut self, names: Vec<String>) {
        self.count += names.len();
        self.names.extend(names.into_iter().take(NAMED - self.names.len()));
    }

    /// Their names: “a.txt, b.txt and 3 more”.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.names.iter().map(|name| isolated(name)).collect();
        let more = match self.count - names.len() {
            0 => String::new(),
            more => format!(" and {} more", grouped(more as u64)),
        };
        names.join(", ") + &more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_many_are_named() {
        let mut left_out = LeftOut::default();
        assert_eq!((left_out.count, left_out.names()), (0, String::new()));
        left_out.add(vec!["notes.txt".to_owned(), "film.mp4".to_owned()]);
        assert_eq!(left_out.names(), "notes.txt, film.mp4");
        left_out.add((0..1_240).map(|number| format!("{number}.txt")).collect());
        assert_eq!(left_out.names(), "notes.txt, film.mp4, 0.txt, 1.txt, 2.txt and 1,237 more");
        assert_eq!(left_out.count, 1_242);
    }
}
