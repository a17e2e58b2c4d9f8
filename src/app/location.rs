//! The address of the page that is drawn, for what stands on it.

use super::addresses::with_query;
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

impl PageAddress {
    /// The same within this site, without what its query says under a name.
    fn without(&self, name: &str) -> String {
        let rest = self.query.0.iter().filter(|(known, _)| known != name);
        let rest: Vec<_> = rest.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        with_query(&self.path, &rest)
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

/// The same without what the query says under a name.
pub fn here_without(name: &str) -> String {
    read(|address| address.without(name))
}

/// Every tile asks: no more of the address is copied than is asked for. Each page has one.
fn read<T: Default>(read: impl FnOnce(&PageAddress) -> T) -> T {
    with_context(read).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_goes_on_without_what_it_says_once() {
        let query = [("reported", "1"), ("at", "7")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let path = "/messages/1".to_owned();
        let whole = format!("{path}?reported=1&at=7");
        let address = PageAddress { path, query: query.into_iter().collect(), whole };
        assert_eq!(address.without("reported"), "/messages/1?at=7");
        assert_eq!(address.without("saved"), address.whole);
    }
}
