//! One page a file, or a folder where it is a large one: it loads what it shows, and draws that.

pub mod accounts;
pub mod admin;
pub mod blocks;
pub mod boards;
pub mod comments;
pub mod communities;
pub mod conversation;
pub mod edit;
pub mod explore;
pub mod following;
pub mod links;
pub mod member;
pub mod messages;
pub mod mine;
pub mod notifications;
pub mod people;
pub mod pin;
pub mod recovery;
pub mod reports;
pub mod restore;
pub mod rules;
pub mod search;
pub mod settings;
pub mod upload;
pub mod verify;
