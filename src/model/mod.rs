//! Nouns that the server and the browser share, and the rules of what is valid. No input or output here.

pub mod accounts;
pub mod boards;
pub mod comments;
pub mod errors;
pub mod feeds;
pub mod follows;
pub mod ids;
pub mod likes;
pub mod links;
pub mod mine;
pub mod notices;
pub mod page;
pub mod pictures;
pub mod pins;
pub mod prose;
pub mod reports;
pub mod search;
pub mod settings;
pub mod words;
