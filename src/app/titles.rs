//! The title of the document, as the browser's tab has it.

use super::components::escaped;
use crate::model::text::isolated;

/// The whole title of a page that is called so, on a site that is called so. leptos_meta writes it into the document as it is on the server, where it has to be
/// HTML; in the browser it is set as text.
pub fn document_title(page: &str, site: &str, on_server: bool) -> String {
    let site = isolated(site);
    let title = if page.is_empty() { site } else { format!("{} · {site}", isolated(page)) };
    if on_server { escaped(&title) } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_page_is_markup() {
        assert_eq!(
            (document_title("", "A & B", true), document_title("", "A & B", false)),
            ("A &amp; B".to_owned(), "A & B".to_owned())
        );
        assert_eq!(document_title("</title><b> & b", "Tessera", true), "&lt;/title>&lt;b> &amp; b · Tessera");
        assert_eq!(document_title("<b> & b", "Tessera", false), "<b> & b · Tessera");
    }

    #[test]
    fn no_name_of_a_page_turns_what_stands_beside_it() {
        assert_eq!(document_title("\u{202e}דנה", "Tessera", true), "\u{2068}דנה\u{2069} · Tessera");
    }
}
