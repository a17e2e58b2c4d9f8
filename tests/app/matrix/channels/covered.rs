//! The table has a line for every address of communities, channels, messages and conversations: of the API, of pages, and of forms.

use super::{
    Promise,
    lists::SITE,
    reading::{API, PAGES},
    writing::{COMMUNITIES, MESSAGES, PICTURES, PROBED},
};
use std::{collections::BTreeSet, fs};
use tessera::http::{document, page_addresses};

/// How the addresses begin that the table is about.
const OF_THE_API: [&str; 5] = ["/communities", "/channels", "/messages", "/conversations", "/invitations"];
const OF_PAGES: [&str; 4] = ["/c/", "/communities", "/messages", "/invite/"];

/// Where the server functions are that belong to them.
const FUNCTIONS: [&str; 6] =
    ["channels", "communities", "community_members", "community_reports", "conversations", "messages"];

/// Where the forms are taken that are no server functions.
const FORMS: [&str; 2] = ["src/http/channels.rs", "src/http/communities.rs"];

/// Every door of the table: its verb, and its path with empty braces in the place of what differs.
fn doors() -> BTreeSet<(String, String)> {
    let tables: [&[Promise]; 6] = [&API, &PAGES, &MESSAGES, &PICTURES, &COMMUNITIES, &PROBED];
    let promised = tables.into_iter().flatten().flat_map(|promise| promise.doors.iter().copied());
    let doors = promised.chain(SITE.into_iter().map(|(door, _)| door)).filter(|door| door.contains(" /"));
    doors
        .map(|door| {
            let (verb, rest) = door.split_once(' ').unwrap();
            (verb.to_owned(), shape(&rest[rest.find('/').unwrap()..]))
        })
        .collect()
}

/// A path without its query and what stands behind it, and with nothing in its braces.
fn shape(path: &str) -> String {
    let path = path.split(['?', ' ']).next().unwrap();
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |shape, piece| shape + "{}" + piece.split_once('}').unwrap().1)
}

fn begins(path: &str, with: &[&str]) -> bool {
    with.iter().any(|begin| path.starts_with(begin))
}

#[test]
fn every_operation_of_the_api_is_in_the_table() {
    let (doors, document) = (doors(), serde_json::to_value(document()).unwrap());
    let mut found = 0;
    let mut missing = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        for method in item.as_object().unwrap().keys().filter(|_| begins(path, &OF_THE_API)) {
            found += 1;
            if !doors.contains(&(method.to_uppercase(), shape(path))) {
                missing.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    assert!(found > 40 && missing.is_empty(), "of {found}, these are missing:\n{}", missing.join("\n"));
}

#[test]
fn every_page_is_in_the_table() {
    let doors = doors();
    let pages: Vec<_> = page_addresses().into_iter().filter(|path| begins(path, &OF_PAGES)).collect();
    let is_missing = |path: &&String| !doors.contains(&("page".to_owned(), shape(path)));
    let missing: Vec<_> = pages.iter().filter(is_missing).collect();
    assert!(pages.len() > 12 && missing.is_empty(), "of {}, these are missing: {missing:?}", pages.len());
}

#[test]
fn every_form_is_in_the_table() {
    let doors = doors();
    let mut forms = Vec::new();
    for file in FUNCTIONS {
        let code = fs::read_to_string(format!("src/server_fns/{file}.rs")).unwrap();
        let functions = code.split("endpoint = \"").skip(1).map(|rest| rest.split('"').next().unwrap());
        forms.extend(functions.map(|name| format!("/fn/{name}")));
    }
    for file in FORMS {
        let code = fs::read_to_string(file).unwrap();
        forms.extend(code.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    let is_missing = |path: &&String| !doors.contains(&("form".to_owned(), shape(path)));
    let missing: Vec<_> = forms.iter().filter(is_missing).collect();
    assert!(forms.len() > 25 && missing.is_empty(), "of {}, these are missing: {missing:?}", forms.len());
}

#[test]
fn an_address_that_is_not_in_the_table_would_be_missed() {
    let doors = doors();
    let door = |verb: &str, path: &str| (verb.to_owned(), path.to_owned());
    for known in [
        door("GET", "/channels/{}/messages/{}"),
        door("PUT", "/channels/{}/messages/{}/reactions/{}"),
        door("page", "/c/{}/{}"),
        door("part", "/c/{}/{}"),
        door("form", "/fn/react"),
        door("POST", "/communities"),
    ] {
        assert!(doors.contains(&known), "{known:?}");
    }
    for unknown in [door("DELETE", "/channels/{}/messages"), door("page", "/c/{}/nonsense"), door("form", "/fn/dance")]
    {
        assert!(!doors.contains(&unknown), "{unknown:?}");
    }
}
