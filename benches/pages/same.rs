//! Whether two pages are the same: as long, and of the same elements.

use std::collections::BTreeMap;

/// By which part their lengths may differ: one of the two marks where texts meet, for instance.
const NEAR: f64 = 0.15;

/// How many differences of a page are said.
const SAID_MOST: usize = 8;

/// Whether they are about as long.
pub fn is_near(one: &str, other: &str) -> bool {
    (one.len() as f64 - other.len() as f64).abs() <= NEAR * other.len() as f64
}

/// Which elements the pages do not have equally often, by name and classes.
pub fn differences(site: &str, by_hand: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for element in elements(site) {
        counts.entry(element).or_default().0 += 1;
    }
    for element in elements(by_hand) {
        counts.entry(element).or_default().1 += 1;
    }
    let different = counts.into_iter().filter(|(_, (site, by_hand))| site != by_hand);
    let said = different.map(|(element, (site, by_hand))| format!("{element}: {site} here, {by_hand} by hand"));
    said.take(SAID_MOST).collect()
}

/// The elements of a page as selectors of CSS.
fn elements(html: &str) -> impl Iterator<Item = String> {
    let tags = html.split('<').skip(1).filter(|tag| tag.starts_with(|first: char| first.is_ascii_alphabetic()));
    tags.map(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let classes = tag.split_once(" class=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
        classes.split_whitespace().fold(name.to_owned(), |selector, class| selector + "." + class)
    })
}
