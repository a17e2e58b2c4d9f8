//! Dialogs: the browser's own, which keep the focus within them, give it back, and close at Escape.

use leptos::{html, prelude::*};

/// Opens and closes a dialog as the signal says. (What closes it by itself, Escape say, is told by its `close` event.)
pub fn follow_dialog(dialog: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                if let Err(error) = dialog.show_modal() {
                    leptos::logging::error!("could not open the dialog: {error:?}");
                }
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
}
