//! What moderators and admins do about pictures, comments, members and reports.

use crate::{
    model::{
        addresses::local_path,
        errors::Problem,
        moderation::{About, Measure},
    },
    server_fns::{Done, FormPage, context},
    services::{Caller, moderation},
};
use leptos::prelude::*;
use url::form_urlencoded;

const REPORTS: &str = "/admin/reports";

/// Does something about a picture, a comment, a member, or what was reported; `preset` and `reason` together are the reason. Goes on to
/// `next`, where that is a page of admins and moderators, else `back`, else to the reports. Where it is refused, `back` says why.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is neither moderator nor admin; else those of [`moderation::act`].
#[server(prefix = "/fn", endpoint = "moderator_act")]
pub async fn moderator_act(
    #[server(default)] about: String,
    #[server(default)] act: String,
    #[server(default)] preset: String,
    #[server(default)] reason: String,
    back: Option<String>,
    next: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let moderator = caller.moderator()?;
    let back = admin_page(back.as_deref()).unwrap_or(REPORTS);
    FormPage::set(back);
    let about: About = about.parse()?;
    let measure: Measure = act.parse()?;
    let reason = [preset.trim(), reason.trim()].into_iter().filter(|words| !words.is_empty());
    let reason = reason.collect::<Vec<_>>().join(" ");
    moderation::act(&caller.site, moderator, &about, measure, &reason).await?;
    Ok(Done { location: with_done(admin_page(next.as_deref()).unwrap_or(back), measure) })
}

/// An address that was sent, where it is that of a page of admins and moderators.
fn admin_page(address: Option<&str>) -> Option<&str> {
    address.and_then(local_path).filter(|path| path.starts_with("/admin/"))
}

/// The address to go on to, with what was done.
fn with_done(page: &str, measure: Measure) -> String {
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "done");
    let query =
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair("done", measure.name()).finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_with_what_was_done() {
        for (page, address) in [
            ("/admin/reports", "/admin/reports?done=hide_pin"),
            ("/admin/reports?kind=pin&done=warn_member", "/admin/reports?kind=pin&done=hide_pin"),
        ] {
            assert_eq!(with_done(page, Measure::HidePin), address);
        }
    }

    #[test]
    fn only_pages_of_admins_and_moderators_are_gone_on_to() {
        assert_eq!(admin_page(Some("/admin/pins?q=x")), Some("/admin/pins?q=x"));
        for other in [None, Some(""), Some("/uploads"), Some("//admin/pins"), Some("https://elsewhere.example/admin/")]
        {
            assert_eq!(admin_page(other), None, "{other:?}");
        }
    }
}
