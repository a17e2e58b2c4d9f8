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
        super::connections::note_loss(&error);
        let code = error.as_database_error().and_then(|database| database.code());
        if let Some(problem) = code.as_deref().and_then(of_code) {
            tracing::warn!(%error, "the database refused a statement");
            return problem;
        }
        if is_out_of_reach(&error) {
            tracing::warn!(%error, "the database cannot be reached");
            return Self::Busy;
        }
        tracing::error!(%error, "the database could not do as asked");
        Self::Internal
    }
}

/// The problem that an error code of PostgreSQL stands for, where it is none of ours.
pub(in crate::store) fn of_code(code: &str) -> Option<Problem> {
    match code {
        // Text that PostgreSQL cannot hold: U+0000.
        "22021" => {
            Some(Problem::BadRequest { detail: "This text contains a character that cannot be stored.".to_owned() })
        }
        // Deadlock, serialization failure: this transaction was the one to be rolled back.
        "40P01" | "40001" => Some(Problem::Overtaken),
        "53100" => Some(Problem::DiskFull),
        // query_canceled and lock_not_available (timeouts), too_many_connections, and a server that stops or starts.
        "57014" | "55P03" | "53300" => Some(Problem::Busy),
        code if code.starts_with("57P0") => Some(Problem::Busy),
        _ => None,
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
            Some(Problem::field("email", "There is already an account with this e-mail address. Sign in instead?"))
        }
        "users_username_key" => Some(Problem::field("username", "This user name is taken. Please choose another.")),
        "categories_name_key" => Some(Problem::field("name", "There is already a category with this name.")),
        "communities_name_key" => Some(Problem::field("name", "There is already a community with this name.")),
        "communities_category_id_fkey" => Some(Problem::field("category", "There is no such category.")),
        "plans_name_key" => Some(Problem::field("name", "There is already a plan with this name.")),
        // Retired, or given to somebody, at the same moment.
        "users_plan_id_fkey" | "site_settings_default_plan_id_fkey" => Some(Problem::Overtaken),
        "pins_title_key" => Some(Problem::field("title", "You already have a picture with this title.")),
        "channels_name_key" => Some(Problem::field("name", "There is already a channel with this name.")),
        "boards_title_key" => Some(Problem::field("title", "You already have a board with this title.")),
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
        | "blocks_blocker_id_fkey"
        | "channel_reads_user_id_fkey"
        | "message_reactions_user_id_fkey"
        | "community_invitations_created_by_fkey"
        | "follows_follower_id_fkey"
        | "resumable_uploads_owner_id_fkey" => Some(Problem::NotSignedIn),
        // So was what it is about.
        "likes_pin_id_fkey"
        | "follows_followed_id_fkey"
        | "blocks_blocked_id_fkey"
        | "channels_community_id_fkey"
        | "channel_reads_channel_id_fkey"
        | "pins_channel_id_fkey"
        | "comments_pin_id_fkey"
        | "expiring_links_pin_id_fkey"
        | "comment_mentions_comment_id_fkey"
        | "reports_pin_id_fkey"
        | "reports_comment_id_fkey"
        | "reports_message_fkey"
        | "board_pins_pin_id_fkey"
        | "board_pins_board_id_fkey"
        | "community_members_user_id_fkey"
        | "community_bans_user_id_fkey"
        | "community_log_member_id_fkey" => Some(Problem::NotFound),
        // So was the picture: its pin shows another one when it is done again.
        "expiring_links_picture_id_fkey" => Some(Problem::Overtaken),
        // So was the account of somebody who was to hear of it: they are not there when it is done again.
        "comment_mentions_user_id_fkey" | "notices_user_id_fkey" => Some(Problem::Overtaken),
        _ => None,
    }
}
