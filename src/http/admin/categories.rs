//! Categories of communities: the forms.

use super::{super::forms::Form, AdminRoute};
use crate::{
    model::{errors::Problem, ids::CategoryId},
    services::{Admin, Site, categories},
};
use axum::{extract::Path, response::Response};

const CATEGORIES: &str = "/admin/categories";

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![
        AdminRoute::post("/admin/categories", add),
        AdminRoute::post("/admin/categories/{id}/name", rename),
        AdminRoute::post("/admin/categories/{id}/move", step),
        AdminRoute::post("/admin/categories/{id}/delete", delete),
    ]
}

async fn add(form: Form) -> Result<Response, Problem> {
    let name = form.text("name");
    done(form, "added", async |site, admin| categories::add(site, admin, &name).await.map(drop)).await
}

async fn rename(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    let name = form.text("name");
    let done = async {
        let admin = form.caller.admin()?;
        categories::change(&form.caller.site, admin, named(&id)?, Some(&name), None).await
    };
    let done = done.await;
    form.answer(done.map(|_| format!("{CATEGORIES}?renamed=1"))).await
}

async fn step(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    let step = form.text("step");
    done(form, "moved", async |site, admin| categories::step(site, admin, named(&id)?, step.parse()?).await).await
}

async fn delete(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    done(form, "deleted", async |site, admin| categories::delete(site, admin, named(&id)?).await).await
}

fn named(text: &str) -> Result<CategoryId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Does what a form asks for, and goes back to the list.
async fn done(
    form: Form,
    word: &str,
    work: impl AsyncFnOnce(&Site, Admin) -> Result<(), Problem>,
) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        work(&form.caller.site, admin).await
    };
    let done = done.await;
    form.of_page(CATEGORIES).answer(done.map(|()| format!("{CATEGORIES}?{word}=1"))).await
}
