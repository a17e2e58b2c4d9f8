//! Nouns that the server and the browser share, and the rules of what is valid. No input or output here.

pub mod accounts;
pub mod errors;
pub mod ids;
pub mod links;
pub mod mine;
pub mod page;
pub mod pictures;
pub mod pins;
pub mod settings;
pub mod words;
