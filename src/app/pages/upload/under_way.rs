//! On all other pages: that uploads are going on, and the way back to them.

use crate::app::uploads::UploadQueue;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A link with how far they are, as long as they are under way.
#[component]
pub fn UnderWay() -> impl IntoView {
    let queue = expect_context::<UploadQueue>();
    let here = use_location().pathname;
    let sums = Memo::new(move |_| queue.totals.with(|totals| (totals.sent(), totals.count, totals.to_go())));
    let shown = Memo::new(move |_| sums.get().2 > 0 && here.get() != "/upload");
    move || {
        shown.get().then(|| {
            view! {
                <a class="under-way" href="/upload">
                    <span class="spinner" aria-hidden="true"></span>
                    {move || {
                        let (sent, count, _) = sums.get();
                        format!("Uploading: {sent} of {count} sent")
                    }}
                </a>
            }
        })
    }
}
