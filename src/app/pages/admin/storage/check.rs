//! Whether the store of files and the database agree, as found last; and how to look again.

use crate::{
    app::{
        components::{ButtonForm, Draw, Icon, Moment},
        counts::{self, grouped},
        pages::admin::table::{Cell, Head, RowHead, Table},
    },
    model::{
        errors::Bytes,
        storage::{LOST_NAMED, LostFile, LostPin, StorageCheck},
    },
};
use leptos::prelude::*;

/// What was found last, and how to look again.
#[component]
pub(super) fn Check(check: Option<StorageCheck>, under_way: bool) -> impl IntoView {
    let found = match check {
        Some(check) => view! { <Found check /> }.into_any(),
        None => view! { <p class="admin__words">"Nobody has looked so far."</p> }.into_any(),
    };
    view! {
        <section class="admin__part" aria-labelledby="check">
            <h2 class="admin__title" id="check">"Orphans"</h2>
            <p class="admin__words">
                "Files that nothing refers to, or that the database does not know; and files that are missing. Looking deletes nothing."
            </p>
            {under_way.then(|| view! { <p class="admin__words" role="status">"A job for this waits, or is under way."</p> })}
            {found}
            <div class="admin__actions">
                <ButtonForm action="/admin/storage/check" class="button button--secondary">"Look for orphans"</ButtonForm>
                <a class="button button--danger" href="/admin/storage/sweep">"Sweep now"</a>
            </div>
        </section>
    }
}

#[component]
fn Found(check: StorageCheck) -> impl IntoView {
    let StorageCheck { checked_at, files, file_bytes, stray_files, stray_bytes, lost, swept, lost_files } = check;
    let strays = match stray_files {
        0 => "None".to_owned(),
        many => format!("{} ({})", grouped(many), Bytes(stray_bytes)),
    };
    view! {
        {(lost > 0).then(|| view! { <Loss lost files=lost_files /> })}
        <dl class="known">
            <div class="known__one"><dt>"Looked"</dt><dd><Moment at=checked_at /></dd></div>
            <div class="known__one"><dt>"In the store"</dt><dd>{format!("{} ({})", counts::files(files), Bytes(file_bytes))}</dd></div>
            <div class="known__one"><dt>"Not known to the database, and older than a day"</dt><dd>{strays}</dd></div>
            {swept.map(|swept| view! {
                <div class="known__one">
                    <dt>"Deleted"</dt>
                    <dd>
                        {format!("{} that nothing referred to, {} that were not known", grouped(swept.unreferenced), grouped(swept.strays))}
                    </dd>
                </div>
            })}
            {(lost == 0).then(|| view! { <div class="known__one"><dt>"Missing"</dt><dd>"None"</dd></div> })}
        </dl>
    }
}

/// Files that are gone although pictures need them.
#[component]
fn Loss(lost: u64, files: Vec<LostFile>) -> impl IntoView {
    let row = |LostFile { sha256, bytes, kind, owner, pin, .. }: LostFile| {
        let picture = match pin {
            Some(LostPin { id, title }) => view! { <a href=format!("/pin/{id}")>{title}</a> }.into_any(),
            None => view! { "A picture that is not yours to see" }.into_any(),
        };
        view! {
            <tr role="row" class="table__row">
                <RowHead>{picture}</RowHead>
                <Cell head="Whose"><a href=format!("/@{owner}")>{format!("@{owner}")}</a></Cell>
                <Cell head="What is missing">{kind.words()}</Cell>
                <Cell head="Size" number=true>{Bytes(bytes).to_string()}</Cell>
                <Cell head="Name in the store"><code class="table__code">{sha256}</code></Cell>
            </tr>
        }
    };
    let head = view! {
        <Head words="Picture" />
        <Head words="Whose" />
        <Head words="What is missing" />
        <Head words="Size" number=true />
        <Head words="Name in the store" />
    };
    let words = match lost {
        1 => "A file is missing that a picture needs.".to_owned(),
        many => format!("{} files are missing that pictures need.", grouped(many)),
    };
    let more = (lost > LOST_NAMED as u64).then(|| format!(" The first {LOST_NAMED} are these."));
    view! {
        <div class="alert">
            <Draw icon=Icon::Alert />
            <div class="alert__body">
                <h3 class="alert__title">"Files are lost"</h3>
                <p>{words}" Bring them back from a backup of the store; the site cannot make originals anew."{more}</p>
            </div>
        </div>
        <Table label="Missing files" head=head.into_any()>{files.into_iter().map(row).collect_view()}</Table>
    }
}
