//! The title of the document, as the browser's tab has it.

use crate::model::text::isolated;

/// The whole title of a page that is called so, on a site that is called so.
pub fn document_title(page: &str, site: &str) -> String {
    let site = isolated(site);
    if page.is_empty() { site } else { format!("{} · {site}", isolated(page)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_called_by_its_own_name_first() {
        assert_eq!(document_title("", "A & B"), "A & B");
        assert_eq!(document_title("Heron", "Tessera"), "Heron · Tessera");
    }

    #[test]
    fn no_name_of_a_page_turns_what_stands_beside_it() {
        assert_eq!(document_title("\u{202e}דנה", "Tessera"), "\u{2068}דנה\u{2069} · Tessera");
    }
}
