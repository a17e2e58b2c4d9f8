//! What PostgreSQL's errors mean to people. Constraint names become words here and nowhere else.

use crate::model::errors::Problem;

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::RowNotFound = error {
            return Self::NotFound;
        }
        let constraint = error.as_database_error().and_then(|database| database.constraint());
        if let Some(problem) = constraint.and_then(broken_constraint) {
            return problem;
        }
        // Text that PostgreSQL cannot hold: U+0000.
        if error.as_database_error().and_then(|database| database.code()).is_some_and(|code| code == "22021") {
            return Self::BadRequest { detail: "This text has a character that cannot be kept.".to_owned() };
        }
        if let sqlx::Error::PoolTimedOut = error {
            return Self::Busy;
        }
        tracing::error!(%error, "the database could not do as asked");
        Self::Internal
    }
}

/// The problem that a constraint stands for, where a person can break it.
fn broken_constraint(name: &str) -> Option<Problem> {
    match name {
        "users_email_key" => {
            Some(Problem::field("email", "There is already an account with this e-mail. Sign in instead?"))
        }
        "users_username_key" => Some(Problem::field("username", "This user name is taken. Please choose another.")),
        "pins_title_key" => Some(Problem::field("title", "You have a pin of this title already.")),
        // The account was deleted while this was under way.
        "pictures_owner_id_fkey"
        | "pins_owner_id_fkey"
        | "program_sessions_user_id_fkey"
        | "access_tokens_user_id_fkey" => Some(Problem::NotSignedIn),
        _ => None,
    }
}
