//! Which page stands at which address. This table is all that says so: axum, the links that come alive and the tests go by it.

use super::{Content, PageRequest};
use crate::{app::pages, model::errors::Problem};
use matchit::Router;
use std::{future::Future, pin::Pin, sync::LazyLock};

/// A page that is being loaded.
type Loading = Pin<Box<dyn Future<Output = Result<Content, Problem>> + Send>>;

/// A page.
#[derive(Clone, Copy)]
pub struct Page {
    load: fn(PageRequest) -> Loading,
    /// Whether parts of it can be asked for by themselves.
    has_parts: bool,
}

macro_rules! table {
    (in parts: $($part:literal => $load_part:expr,)* whole: $($whole:literal => $load:expr,)*) => {
        &[
            $(($part, Page { load: |request| Box::pin($load_part(request)), has_parts: true }),)*
            $(($whole, Page { load: |request| Box::pin($load(request)), has_parts: false }),)*
        ]
    };
}

/// Every page with its address, as axum writes it. What a form that goes elsewhere is answered with stands at that address, so the page is
/// there as well; and at `/pin/{id}/boards` and `/pin/{id}/comments`, which were such addresses, for those who come back to them.
pub const PAGES: &[(&str, Page)] = table! {
    in parts:
    "/" => pages::explore::load,
    "/following" => pages::following::load,
    "/search" => pages::search::load,
    "/pin/{id}" => pages::pin::load,
    "/pin/{id}/boards" => pages::pin::load,
    "/pin/{id}/comments" => pages::pin::load,
    "/pin/{id}/delete" => pages::pin::load,
    "/board/{id}" => pages::boards::load,
    "/board/{id}/arrange" => pages::boards::arrange,
    "/board/{id}/edit" => pages::boards::edit,
    "/c/{id}" => pages::conversation::community,
    "/c/{id}/{channel}" => pages::conversation::channel,
    "/messages/{channel}" => pages::conversation::direct,
    "/upload" => pages::upload::load,
    "/uploads" => pages::mine::load,
    "/{handle}" => pages::member::pictures,
    "/{handle}/likes" => pages::member::likes,
    whole:
    "/rules" => pages::rules::load,
    "/pin/{id}/edit" => pages::edit::load,
    "/pin/{id}/likes" => pages::people::likers,
    "/pin/{id}/report" => pages::reports::of_pin,
    "/pin/{id}/share" => pages::links::share,
    "/comments/{id}/edit" => pages::comments::edit,
    "/comments/{id}/delete" => pages::comments::delete,
    "/comments/{id}/report" => pages::reports::of_comment,
    "/messages/{channel}/{seq}/report" => pages::reports::of_message,
    "/boards/new" => pages::boards::new,
    "/board/{id}/delete" => pages::boards::delete,
    "/communities" => pages::communities::list,
    "/communities/new" => pages::communities::new,
    "/c/{id}/about" => pages::communities::about,
    "/c/{id}/edit" => pages::communities::edit,
    "/c/{id}/members" => pages::communities::members,
    "/c/{id}/channels" => pages::communities::channels,
    "/c/{id}/invitations" => pages::communities::invitations,
    "/c/{id}/bans" => pages::communities::bans,
    "/c/{id}/reports" => pages::communities::reports,
    "/c/{id}/log" => pages::communities::log,
    "/c/{id}/search" => pages::conversation::in_community,
    "/messages/search" => pages::conversation::in_conversations,
    "/invite/{token}" => pages::communities::invited,
    "/messages" => pages::messages::list,
    "/links" => pages::links::load,
    "/notifications" => pages::notifications::load,
    "/notifications/read" => pages::notifications::load,
    "/l/{token}" => pages::links::shared,
    "/{handle}/block" => pages::blocks::block,
    "/{handle}/boards" => pages::boards::of_member,
    "/{handle}/followers" => pages::people::followers,
    "/{handle}/following" => pages::people::following,
    "/signup" => pages::accounts::sign_up,
    "/login" => pages::accounts::sign_in,
    "/forgot" => pages::recovery::forgot,
    "/reset" => pages::recovery::reset,
    "/verify" => pages::verify::load,
    "/restore" => pages::restore::load,
    "/settings" => pages::settings::profile,
    "/settings/plan" => pages::settings::plan,
    "/settings/email" => pages::settings::email,
    "/settings/email/verification" => pages::settings::email,
    "/settings/password" => pages::settings::password,
    "/settings/sessions" => pages::settings::sessions,
    "/settings/tokens" => pages::settings::tokens,
    "/settings/tokens/revoke" => pages::settings::tokens,
    "/settings/blocks" => pages::settings::blocks,
    "/settings/delete" => pages::settings::delete,
    "/admin" => pages::admin::overview,
    "/admin/jobs" => pages::admin::jobs,
    "/admin/jobs/{id}/cancel" => pages::admin::cancel_job,
    "/admin/storage" => pages::admin::storage,
    "/admin/storage/sweep" => pages::admin::sweep_storage,
    "/admin/categories" => pages::admin::categories,
    "/admin/categories/{id}/name" => pages::admin::edit_category,
    "/admin/categories/{id}/delete" => pages::admin::delete_category,
    "/admin/settings" => pages::admin::settings,
    "/admin/audit" => pages::admin::audit,
    "/admin/members" => pages::admin::members,
    "/admin/members/{name}" => pages::admin::member,
    "/admin/members/{name}/delete" => pages::admin::delete_member,
    "/admin/plans" => pages::admin::plans,
    "/admin/plans/new" => pages::admin::new_plan,
    "/admin/plans/{id}" => pages::admin::edit_plan,
    "/admin/plans/{id}/retire" => pages::admin::retire_plan,
    "/admin/pins" => pages::admin::moderate_pins,
    "/admin/pins/{id}" => pages::admin::moderate_pin,
    "/admin/reports" => pages::admin::reports,
    "/admin/reports/comments/{id}" => pages::admin::reported_comment,
    "/admin/reports/members/{name}" => pages::admin::reported_member,
};

static ROUTER: LazyLock<Router<Page>> = LazyLock::new(|| {
    let mut router = Router::new();
    for (address, page) in PAGES {
        // A test finds two pages at one address.
        let _ = router.insert(*address, *page);
    }
    router
});

impl Page {
    /// The page at a path, and what differs in its address, by name. The first part of a member's page begins with `@`.
    pub fn at(path: &str) -> Option<(Self, Vec<(String, String)>)> {
        let found = ROUTER.at(path).ok()?;
        let params: Vec<_> = found.params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let is_members = |(name, value): &(String, String)| name != "handle" || value.starts_with('@');
        params.iter().all(is_members).then_some((*found.value, params))
    }

    /// What stands where there is no page.
    pub fn missing() -> Self {
        Self { load: |_| Box::pin(async { Err(Problem::NotFound) }), has_parts: true }
    }

    /// Loads it.
    ///
    /// # Errors
    /// What keeps it from being shown; [`Problem::BadRequest`] for a part of a page that has none.
    pub(super) async fn load(self, request: PageRequest) -> Result<Content, Problem> {
        if request.part.is_some() && !self.has_parts {
            return Err(Problem::BadRequest { detail: "This page has no parts.".to_owned() });
        }
        (self.load)(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_address() {
        let mut router = Router::new();
        for (address, _) in PAGES {
            router.insert(*address, ()).unwrap_or_else(|error| panic!("{address}: {error}"));
            let path = address.replace("{id}", "x").replace("{handle}", "@ana").replace("{name}", "ana");
            assert!(Page::at(&path).is_some(), "{path}");
        }
        let (_, params) = Page::at("/@ana/likes").unwrap();
        assert_eq!(params, [("handle".to_owned(), "@ana".to_owned())]);
        for other in ["/ana", "/@ana/nonsense", "/pin", "/settings/nonsense", "/pin/1/nonsense", "/ana/likes"] {
            assert!(Page::at(other).is_none(), "{other}");
        }
    }
}
