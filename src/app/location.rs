//! The address of the page that is drawn, for what stands on it.

use leptos::prelude::*;

/// The address of a page.
#[derive(Debug, Clone)]
pub struct PageAddress {
    /// Its path.
    pub path: String,
    /// Its query.
    pub query: Query,
    /// Both, as one writes it within this site.
    pub whole: String,
}

/// The query of an address: names and values as they were sent.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The value of a name: of the first, where there are several.
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

impl FromIterator<(String, String)> for Query {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// The path of the page.
pub fn path() -> String {
    read(|address| address.path.clone())
}

/// The query of the page.
pub fn query() -> Query {
    read(|address| address.query.clone())
}

/// The address of the page, within this site.
pub fn here() -> String {
    read(|address| address.whole.clone())
}

/// Every tile asks: no more of the address is copied than is asked for. Each page has one.
fn read<T: Default>(read: impl FnOnce(&PageAddress) -> T) -> T {
    with_context(read).unwrap_or_default()
}
