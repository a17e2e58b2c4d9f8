//! What other sites show of a pin when somebody links to it: Open Graph (ogp.me) and Twitter cards. Of a private pin they
//! learn nothing; its owner alone sees the page.

use crate::{
    app::start::{PublicUrl, SiteName},
    model::{
        pictures::{LOWEST, Picture, QualitySize},
        pins::{PinCard, PinDetail, Visibility},
    },
};
use leptos::prelude::*;
use leptos_meta::{Link, Meta};

/// How wide the picture beside a link is drawn at most, on a screen of twice the density.
const WIDEST: u32 = 1200;

/// How many characters of a description are shown beside a link.
const WORDS_MOST: usize = 200;

/// The tags in the page's head.
#[component]
pub(super) fn Graph(detail: PinDetail) -> impl IntoView {
    let PinDetail { card, description, .. } = detail;
    let PinCard { id, title, alt_text, visibility, owner, picture, .. } = card;
    if visibility == Visibility::Private {
        return ().into_any();
    }
    let (PublicUrl(site), SiteName(name)) = (expect_context(), expect_context());
    let absolute = move |path: String| format!("{}{path}", site.trim_end_matches('/'));
    let address = absolute(format!("/pin/{id}"));
    let words = match beginning(&description) {
        words if words.is_empty() => format!("A picture by {}", owner.display_name),
        words => words,
    };
    let drawn = best(&picture).map(|size| {
        let alt = if alt_text.is_empty() { title.clone() } else { alt_text };
        (absolute(picture.address(size.n)), size, alt)
    });
    view! {
        <Link rel="canonical" href=address.clone() />
        // Whoever has the address sees it; search engines do not hand it on.
        {(visibility == Visibility::Unlisted).then(|| view! { <Meta name="robots" content="noindex" /> })}
        <Meta property="og:site_name" content=name />
        <Meta property="og:type" content="article" />
        <Meta property="og:url" content=address />
        <Meta property="og:title" content=title.clone() />
        <Meta property="og:description" content=words.clone() />
        <Meta name="twitter:title" content=title />
        <Meta name="twitter:description" content=words />
        <Meta name="twitter:card" content=if drawn.is_some() { "summary_large_image" } else { "summary" } />
        {drawn.map(|(image, size, alt)| view! {
            <Meta property="og:image" content=image.clone() />
            <Meta property="og:image:type" content="image/webp" />
            <Meta property="og:image:width" content=size.width.to_string() />
            <Meta property="og:image:height" content=size.height.to_string() />
            <Meta property="og:image:alt" content=alt.clone() />
            <Meta name="twitter:image" content=image />
            <Meta name="twitter:image:alt" content=alt />
        })}
    }
    .into_any()
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
