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
        match error.as_database_error().and_then(|database| database.code()).as_deref() {
            // Text that PostgreSQL cannot hold: U+0000.
            Some("22021") => {
                return Self::BadRequest { detail: "This text has a character that cannot be kept.".to_owned() };
            }
            // Two waited for each other, and PostgreSQL has let go the one (deadlock, serialization failure).
            Some("40P01" | "40001") => return Self::Overtaken,
            Some("53100") => {
                tracing::error!(%error, "the disk of the database is full");
                return Self::DiskFull;
            }
            // A statement or a lock has taken too long (query_canceled, lock_not_available), or the server stops, starts, or has
            // no connection left.
            Some(code) if matches!(code, "57014" | "55P03" | "53300") || code.starts_with("57P0") => {
                super::connections::note_loss(&error);
                tracing::warn!(%error, "the database is busy");
                return Self::Busy;
            }
            _ => {}
        }
        super::connections::note_loss(&error);
        if is_out_of_reach(&error) {
            tracing::warn!(%error, "the database cannot be reached");
            return Self::Busy;
        }
        tracing::error!(%error, "the database could not do as asked");
        Self::Internal
    }
}

/// Whether PostgreSQL did not get to see what was asked, or its answer was lost.
fn is_out_of_reach(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
    matches!(error, PoolTimedOut | PoolClosed | WorkerCrashed | Io(_) | Tls(_))
}

/// The problem that a constraint stands for, where a person can break it.
fn broken_constraint(name: &str) -> Option<Problem> {
    match name {
        "users_email_key" => {
            Some(Problem::field("email", "There is already an account with this e-mail. Sign in instead?"))
        }
        "users_username_key" => Some(Problem::field("username", "This user name is taken. Please choose another.")),
        "categories_name_key" => Some(Problem::field("name", "There is a category of this name already.")),
        "plans_name_key" => Some(Problem::field("name", "There is a plan of this name already.")),
        // Retired, or given to somebody, at the same moment.
        "users_plan_id_fkey" | "site_settings_default_plan_id_fkey" => Some(Problem::Overtaken),
        "pins_title_key" => Some(Problem::field("title", "You have a pin of this title already.")),
        "boards_title_key" => Some(Problem::field("title", "You have a board of this title already.")),
        "boards_cover_fkey" => Some(Problem::field("cover", "That picture is not on this board.")),
        // The account was deleted while this was under way.
        "pictures_owner_id_fkey"
        | "pins_owner_id_fkey"
        | "comments_author_id_fkey"
        | "reports_reporter_id_fkey"
        | "program_sessions_user_id_fkey"
        | "access_tokens_user_id_fkey"
        | "expiring_links_owner_id_fkey"
        | "boards_owner_id_fkey"
        | "likes_user_id_fkey"
        | "follows_follower_id_fkey" => Some(Problem::NotSignedIn),
        // So was what it is about.
        "likes_pin_id_fkey"
        | "follows_followed_id_fkey"
        | "comments_pin_id_fkey"
        | "expiring_links_pin_id_fkey"
        | "comment_mentions_comment_id_fkey"
        | "reports_pin_id_fkey"
        | "reports_comment_id_fkey"
        | "board_pins_pin_id_fkey"
        | "board_pins_board_id_fkey" => Some(Problem::NotFound),
        // So was the picture: its pin shows another one when it is done again.
        "expiring_links_picture_id_fkey" => Some(Problem::Overtaken),
        // So was the account of somebody who was to hear of it: they are not there when it is done again.
        "comment_mentions_user_id_fkey" | "notices_user_id_fkey" => Some(Problem::Overtaken),
        _ => None,
    }
}
