//! What boxes with a list of offers have in common (combobox, WAI-ARIA APG): the arrow keys, and answers that come too late.

use leptos::prelude::*;

/// How often something was typed: an answer about what was typed before comes too late.
#[derive(Clone, Copy)]
pub(super) struct Turns(StoredValue<u32>);

impl Turns {
    /// None so far.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Begins another, and tells whether it is over by then; `None` where the page has been left.
    pub(super) fn begin(self) -> Option<impl Fn() -> bool + Copy> {
        let turn = self.0.try_update_value(|turn| {
            *turn += 1;
            *turn
        })?;
        Some(move || self.0.try_get_value() != Some(turn))
    }

    /// Whatever is answered now comes too late.
    pub(super) fn end(self) {
        self.0.try_update_value(|turn| *turn += 1);
    }
}

/// Which of so many offers an arrow key leads to, from the one it has come to: past either end to none. `None` for other keys.
pub(super) fn arrow(key: &str, active: Option<usize>, count: usize) -> Option<Option<usize>> {
    match key {
        "ArrowDown" => Some(active.map_or(Some(0), |at| (at + 1 < count).then_some(at + 1))),
        "ArrowUp" => Some(active.map_or(Some(count - 1), |at| at.checked_sub(1))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_go_round_over_none() {
        let way = |key, from: Option<usize>| arrow(key, from, 2);
        assert_eq!([None, Some(0), Some(1)].map(|at| way("ArrowDown", at)), [Some(Some(0)), Some(Some(1)), Some(None)]);
        assert_eq!([None, Some(1), Some(0)].map(|at| way("ArrowUp", at)), [Some(Some(1)), Some(Some(0)), Some(None)]);
        assert_eq!(way("Home", None), None);
    }
}
