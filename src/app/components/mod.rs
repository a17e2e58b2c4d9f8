//! Pieces of pages.

mod alert;
mod auth_page;
mod avatar;
mod avatar_field;
mod bell;
mod board_card;
mod board_mosaic;
mod button_form;
mod chart;
mod checkbox;
mod choice;
mod comments;
mod dialog;
mod dropdown;
mod empty;
mod feed;
mod field;
mod follow_button;
mod footer;
mod form;
mod header;
mod like_button;
mod moment;
mod mosaic;
mod notice;
mod people_list;
mod picture_field;
mod pin_tile;
mod profile_head;
mod save_button;
mod save_to_board;
mod shown_once;
mod stale_link;
mod suggestions;
mod tag_head;
mod tags_field;
mod transitions;
mod usage;
mod visibility;

pub use crate::{
    app::icons::{Art, Draw, Drawing, Icon, Mark},
    model::feeds::FeedOf,
};
pub use alert::{FormAlert, FormProblem, Remark, Success};
pub use auth_page::AuthPage;
pub use avatar::{Avatar, AvatarSize};
pub use avatar_field::AvatarField;
pub use bell::Bell;
pub use board_card::BoardCards;
pub use board_mosaic::BoardMosaic;
pub use button_form::ButtonForm;
pub use chart::{Chart, ChartKind};
pub use checkbox::Checkbox;
pub use choice::Choice;
pub use comments::{Comments, Entry, Rewrite};
pub use dialog::{AskDelete, Dialog};
pub use dropdown::Dropdown;
pub use empty::Empty;
pub use field::{
    Field, Hint, Label, NewPasswordField, PasswordField, TextField, Wrong, described_by, escaped, problem_of,
};
pub use follow_button::FollowButton;
pub use footer::Footer;
pub use form::Form;
pub use header::Header;
pub use like_button::LikeButton;
pub use moment::{Moment, day_words};
pub use mosaic::Mosaic;
pub use notice::{Notice, ProblemNotice, SignInFirst};
pub use people_list::PeopleList;
pub use picture_field::PictureField;
pub use pin_tile::{TileContent, sources};
pub use profile_head::{ProfileHead, ProfileTab};
pub use save_button::SaveButton;
pub use save_to_board::{OnBoards, SaveToBoard};
pub use shown_once::ShownOnce;
pub use stale_link::StaleLink;
pub use suggestions::Suggestions;
pub use tag_head::TagHead;
pub use tags_field::TagsField;
pub use transitions::Transitions;
pub use usage::UsageMeter;
pub use visibility::{VisibilityChoice, restriction};
