//! Whether the stored files and the database agree, as the last check found, and how to check again.

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

/// What the last check found, and how to check again.
#[component]
pub(super) fn Check(check: Option<StorageCheck>, under_way: bool) -> impl IntoView {
    let found = match check {
        Some(check) => view! { <Found check /> }.into_any(),
        None => view! { <p class="admin__words">"The storage has not been checked yet."</p> }.into_any(),
    };
    view! {
        <section class="admin__part" aria-labelledby="check">
            <h2 class="admin__title" id="check">"Storage check"</h2>
            <p class="admin__words">
                "Finds files that are not needed, files that the database does not know, and missing files. A check deletes nothing."
            </p>
            {under_way.then(|| view! { <p class="admin__words" role="status">"A check is waiting or running."</p> })}
            {found}
            <div class="actions">
                <ButtonForm action="/fn/admin_check_storage" class="button button--secondary">"Check now"</ButtonForm>
                <a class="button button--danger" href="/admin/storage/sweep">"Clean up"</a>
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
            <div class="known__one"><dt>"Last check"</dt><dd><Moment at=checked_at /></dd></div>
            <div class="known__one"><dt>"Stored files"</dt><dd>{format!("{} ({})", counts::files(files), Bytes(file_bytes))}</dd></div>
            <div class="known__one"><dt>"Files not in the database, older than a day"</dt><dd>{strays}</dd></div>
            {swept.map(|swept| view! {
                <div class="known__one">
                    <dt>"Deleted"</dt>
                    <dd>
                        {format!("{} unreferenced, {} not in the database", grouped(swept.unreferenced), grouped(swept.strays))}
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
            None => view! { "A private picture" }.into_any(),
        };
        view! {
            <tr role="row" class="table__row">
                <RowHead>{picture}</RowHead>
                <Cell head="Owner"><a href=format!("/@{owner}")>{format!("@{owner}")}</a></Cell>
                <Cell head="Missing file">{kind.words()}</Cell>
                <Cell head="Size" number=true>{Bytes(bytes).to_string()}</Cell>
                <Cell head="Name in storage"><code class="table__code">{sha256}</code></Cell>
            </tr>
        }
    };
    let head = view! {
        <Head words="Picture" />
        <Head words="Owner" />
        <Head words="Missing file" />
        <Head words="Size" number=true />
        <Head words="Name in storage" />
    };
    let words = match lost {
        1 => "A file that a picture needs is missing.".to_owned(),
        many => format!("{} files that pictures need are missing.", grouped(many)),
    };
    let more = (lost > LOST_NAMED as u64).then(|| format!(" The first {LOST_NAMED} are listed below."));
    view! {
        <div class="alert">
            <Draw icon=Icon::Alert />
            <div class="alert__body">
                <h3 class="alert__title">"Files are missing"</h3>
                <p>{words}" Restore them from a backup of the storage: the site cannot recreate originals."{more}</p>
            </div>
        </div>
        <Table label="Missing files" head=head.into_any()>{files.into_iter().map(row).collect_view()}</Table>
    }
}
