//! What tests read in the HTML of pages and of their parts, as the browser's script reads it there.

use crate::client::Client;

/// The tags of all elements of this name, in order, each without its brackets.
pub fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name} ");
    html.match_indices(&open).map(|(at, _)| html[at + 1..].split('>').next().unwrap()).collect()
}

/// The value of an attribute, where a tag has it.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The texts of the elements of exactly these classes, in order, without what is marked up in them.
pub fn texts(html: &str, classes: &str) -> Vec<String> {
    let text_of = |(at, _): (usize, &str)| {
        let (tag, rest) = html[at + 1..].split_once('>')?;
        let end = format!("</{}>", tag.split(' ').next()?);
        let inside = rest.split(end.as_str()).next()?;
        (attribute(tag, "class").as_deref() == Some(classes)).then(|| plain(inside))
    };
    html.match_indices('<').filter_map(text_of).collect()
}

/// What is to be read between tags.
fn plain(html: &str) -> String {
    let mut pieces = html.split('<');
    let first = pieces.next().unwrap_or_default();
    let others = pieces.filter_map(|piece| piece.split_once('>')).map(|(_, words)| words);
    unescaped(&std::iter::once(first).chain(others).collect::<String>())
}

/// The values of an attribute, in the order of the elements of this name that have it.
pub fn values(html: &str, element: &str, name: &str) -> Vec<String> {
    tags(html, element).into_iter().filter_map(|tag| attribute(tag, name)).collect()
}

/// The tags of the tiles of a grid, in order.
pub fn tiles(html: &str) -> Vec<&str> {
    tags(html, "li").into_iter().filter(|tag| attribute(tag, "class").as_deref() == Some("tile")).collect()
}

/// The pins of a grid, in order.
pub fn pins(html: &str) -> Vec<String> {
    tiles(html).into_iter().filter_map(|tile| attribute(tile, "data-pin")).collect()
}

/// Where a link of this kind leads (`rel`), as to the next page of a list.
pub fn way(html: &str, rel: &str) -> Option<String> {
    let link = tags(html, "a").into_iter().find(|tag| attribute(tag, "rel").as_deref() == Some(rel))?;
    attribute(link, "href")
}

/// The pins of a list as its pages show them, page by page, in order.
pub async fn listed(client: &mut Client, address: &str) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Some(address.to_owned()));
    while let Some(address) = next {
        let answer = client.get(&address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        let html = answer.text();
        found.extend(pins(&html));
        next = way(&html, "next");
    }
    found
}

/// The pins before and after one, as its page leads to them from a list; `from` is how the page's address names that list.
pub async fn beside(client: &mut Client, pin: &str, from: &str) -> [Option<String>; 2] {
    let address = format!("/pin/{pin}?from={from}");
    let answer = client.part(&address, "pin").await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    let html = answer.text();
    ["prev", "next"].map(|rel| way(&html, rel).map(|address| pin_at(&address)))
}

/// The pin whose page is at an address.
fn pin_at(address: &str) -> String {
    let rest = address.strip_prefix("/pin/").unwrap_or_else(|| panic!("no pin at {address}"));
    rest.split('?').next().unwrap().to_owned()
}

#[test]
fn markup_is_read_as_it_is_written() {
    let html = "<ul data-sheet=\"0\"><li data-pin=\"a\" class=\"tile\" style=\"--r:1;\"><a href=\"/x?a=b&amp;c=d\" rel=\"next\">\
                </a></li><li class=\"entry\" data-pin=\"b\"></li><li>c</li></ul>";
    assert_eq!(pins(html), ["a"]);
    assert_eq!(way(html, "next").as_deref(), Some("/x?a=b&c=d"));
    assert_eq!((way(html, "prev"), values(html, "ul", "data-sheet")), (None, vec!["0".to_owned()]));
    let html = "<p dir=\"auto\" class=\"said\"><svg class=\"icon\"></svg>Cats &amp; <b>dogs</b></p>\
                <p class=\"said more\">no</p>";
    assert_eq!((texts(html, "said"), texts(html, "icon")), (vec!["Cats & dogs".to_owned()], vec![String::new()]));
}
