//! Whose uploads are under way, noted for every tab of this site: the next page of the same member goes on with them.

use leptos::prelude::window;
use web_sys::Storage;

/// Under which key that is noted: the id of the account.
const UNDER_WAY: &str = "uploads";

/// Notes whose uploads are under way; `None`: there are none. A browser that keeps nothing goes without.
pub fn note_uploads_under_way(account: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match account {
        Some(account) => storage.set_item(UNDER_WAY, account),
        None => storage.remove_item(UNDER_WAY),
    };
}

/// Whether uploads of this member are under way, as an earlier page has noted.
pub fn are_uploads_under_way(account: &str) -> bool {
    storage().and_then(|storage| storage.get_item(UNDER_WAY).ok().flatten()).is_some_and(|noted| noted == account)
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
