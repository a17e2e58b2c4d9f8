//! What other sites show of a pin when somebody links to it: Open Graph (ogp.me) and Twitter cards. Of a private pin they
//! learn nothing; its owner alone sees the page.

use crate::{
    app::{
        served::InHead,
        start::{PublicUrl, SiteName},
    },
    model::{
        pictures::{LOWEST, Picture, QualitySize},
        pins::{PinCard, PinDetail, Visibility},
    },
};
use leptos::{attr::custom::CustomAttribute, html::meta, prelude::*};

/// How wide the picture beside a link is drawn at most, on a screen of twice the density.
const WIDEST: u32 = 1200;

/// How many characters of a description are shown beside a link.
const WORDS_MOST: usize = 200;

/// The tags in the page's head.
#[component]
pub(super) fn Graph(detail: PinDetail) -> impl IntoView {
    let PinDetail { card, description, .. } = detail;
    let PinCard { id, title, alt_text, visibility, owner, picture, .. } = card;
    match visibility {
        Visibility::Private => return ().into_any(),
        // Where a channel is open to everybody, it may not stay so.
        Visibility::Channel => {
            return view! { <InHead><meta name="robots" content="noindex" /></InHead> }.into_any();
        }
        Visibility::Public | Visibility::Unlisted => {}
    }
    let (site, SiteName(name)) = (expect_context::<PublicUrl>(), expect_context());
    let address = site.address(&format!("/pin/{id}"));
    let words = match beginning(&description) {
        words if words.is_empty() => format!("A picture by {}", owner.display_name),
        words => words,
    };
    let drawn = best(&picture).map(|size| {
        let alt = if alt_text.is_empty() { title.clone() } else { alt_text };
        (site.address(&picture.address(size.n)), size, alt)
    });
    view! {
        <InHead>
            <link rel="canonical" href=address.clone() />
            // Whoever has the address sees it; search engines do not hand it on.
            {(visibility == Visibility::Unlisted).then(|| view! { <meta name="robots" content="noindex" /> })}
            {said("og:site_name", name)}
            {said("og:type", "article".to_owned())}
            {said("og:url", address)}
            {said("og:title", title.clone())}
            {said("og:description", words.clone())}
            <meta name="twitter:title" content=title />
            <meta name="twitter:description" content=words />
            <meta name="twitter:card" content=if drawn.is_some() { "summary_large_image" } else { "summary" } />
            {drawn.map(|(image, size, alt)| view! {
                {said("og:image", image.clone())}
                {said("og:image:type", "image/webp".to_owned())}
                {said("og:image:width", size.width.to_string())}
                {said("og:image:height", size.height.to_string())}
                {said("og:image:alt", alt.clone())}
                <meta name="twitter:image" content=image />
                <meta name="twitter:image:alt" content=alt />
            })}
        </InHead>
    }
    .into_any()
}

/// What Open Graph has a page say of itself.
fn said(property: &'static str, content: String) -> impl IntoView {
    meta().attr("property", property).content(content)
}

/// The widest quality state that is no wider than needed, or the narrowest there is.
fn best(picture: &Picture) -> Option<QualitySize> {
    let available = picture.available();
    let fitting = available.iter().rev().find(|size| size.width <= WIDEST && size.n != LOWEST);
    fitting.or(available.last()).copied()
}

/// The first words of a text, in one line.
fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= WORDS_MOST {
        return line;
    }
    let cut: String = line.chars().take(WORDS_MOST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_ends_at_a_word() {
        assert_eq!(beginning("One\n\ntwo  three."), "One two three.");
        let long = beginning(&"meadow, ".repeat(60));
        assert!(long.chars().count() <= WORDS_MOST + 1 && long.ends_with("meadow…"), "{long}");
    }
}
