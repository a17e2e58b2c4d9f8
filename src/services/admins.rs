//! What whoever has the server's command line may do: make admins. It is done to the rows alone, beside a site that may run.

use super::{common_passwords::refuse_common, passwords::Passwords};
use crate::{
    model::{
        accounts::{Role, SignUp},
        audit::Act,
        errors::Problem,
        ids::UserId,
    },
    store::db::{self, Db, Tx, audit, links, members, users},
};
use uuid::Uuid;

/// Who did it, as the audit log says.
const COMMAND_LINE: &str = "the command line";

/// Opens an admin's account.
///
/// # Errors
/// [`Problem::Invalid`] with each field that needs another look.
pub async fn create(db: &Db, form: SignUp) -> Result<(), Problem> {
    let form = form.validated()?;
    refuse_common(&form.password)?;
    let password_hash = Passwords::default().hash(form.password.clone()).await?;
    let mut tx = db.begin().await?;
    users::insert(&mut tx, UserId::from_uuid(Uuid::now_v7()), &form, &password_hash, Role::Admin).await?;
    write(&mut tx, Act::MakeAdmin, &form.username, "Created a new account.").await?;
    db::commit(tx).await
}

/// Makes an admin of somebody who has an account. Says what they are called; whoever is one already stays one.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Forbidden`] where they are suspended.
pub async fn grant(db: &Db, username: &str) -> Result<String, Problem> {
    let member = db.member(username).await?.ok_or(Problem::NotFound)?;
    if member.suspended.is_some() {
        return Err(Problem::Forbidden { detail: "This account is suspended. Restore it first.".to_owned() });
    }
    let name = member.person.username;
    let mut tx = db.begin().await?;
    let old = members::set_role(&mut tx, member.id, Role::Admin).await?.ok_or(Problem::NotFound)?;
    if old != Role::Admin {
        let detail = format!("From “{}” to “{}”.", old.words(), Role::Admin.words());
        write(&mut tx, Act::GiveRole, &name, &detail).await?;
    }
    db::commit(tx).await?;
    Ok(name)
}

/// Writes it down. Whoever holds the first admin's link comes too late.
async fn write(tx: &mut Tx, act: Act, name: &str, detail: &str) -> Result<(), Problem> {
    links::forget_first_admin(tx).await?;
    audit::insert_without_account(tx, COMMAND_LINE, act, &format!("@{name}"), detail).await
}
