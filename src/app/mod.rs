//! What people see: the shell, the routes, pages and components. All of it runs twice: on the server, which renders
//! whole pages, and in the browser, which takes them over.

pub mod addresses;
pub mod browser;
mod components;
mod counts;
mod feeds;
mod live;
mod masonry;
mod pages;
mod prose;
pub mod start;
mod switches;
mod titles;
pub mod uploads;
mod zoom;

use crate::model::{feeds::Suggestion, mine::MyPage, page::Page, pins::PinCard, search::Found};
use components::{Follows, Footer, Header, Likes, Saves, Toasts, toasts};
use feeds::Feeds;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, Link, Meta, MetaTags, Title, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};
use pages::{
    ArrangeBoard, BoardPage, DeleteBoard, DeleteComment, EditBoard, EditComment, EditPin, Explore, Followers,
    Following, FollowingFeed, Forgot, Links, Member, MemberBoards, MemberLikes, NewBoard, NotFound, Notifications,
    PinLikes, PinPage, ReportComment, ReportPin, Reset, Rules, Search, SharePin, Shared, SignIn, SignUp, UnderWay,
    Upload, Uploads, Verify, admin, settings,
};
use start::PageStart;
use titles::document_title;
use uploads::UploadQueue;

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#faf8f5" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#131211" media="(prefers-color-scheme: dark)" />
                <HashedStylesheet options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The site.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Known before the page is rendered, and handed to the browser within it.
    let start = SharedValue::new(|| use_context::<PageStart>().unwrap_or_default()).into_inner();
    let on_server = use_context::<PageStart>().is_some();
    provide_context(start.me.clone());
    provide_context(start::MaxUploadBytes(start.max_upload_bytes));
    provide_context(start::MailIsOn(start.mail));
    provide_context(start::PublicUrl(start.public_url));
    provide_context(start.front.sign_up);
    provide_context(start::HasRules(start.front.has_rules));
    provide_context(start::SiteName(start.front.name.clone()));
    provide_context(start::Answered::new(start.answer));
    provide_context(Feeds::<Page<PinCard>>::default());
    provide_context(Feeds::<MyPage>::default());
    provide_context(Feeds::<Vec<Suggestion>>::default());
    provide_context(Feeds::<Found>::default());
    provide_context(Follows::default());
    provide_context(Likes::default());
    provide_context(Saves::default());
    provide_context(UploadQueue::new(start.max_upload_bytes, start.batch));
    live::provide(start.me.is_some(), start.unread);
    toasts::provide();
    let (routing, set_routing) = signal(false);
    let site = start.front.name;
    view! {
        <Title formatter=move |title: String| document_title(&title, &site, on_server) text="" />
        <Meta name="description" content="Pictures worth a second look" />
        <Link rel="icon" href="/favicon.svg" type_="image/svg+xml" />
        <Link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        <Link rel="manifest" href="/manifest.webmanifest" />
        <Router set_is_routing=set_routing>
            // External: the router would scroll there and leave the focus behind.
            <a class="skip-link button button--primary" href="#main" rel="external">"Skip to the pictures"</a>
            <div class="route-progress" aria-hidden="true" data-active=move || routing.get().then_some("")></div>
            <Header me=start.me />
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Explore />
                <Route path=path!("/following") view=FollowingFeed />
                <Route path=path!("/search") view=Search />
                <Route path=path!("/pin/:id") view=PinPage />
                <Route path=path!("/pin/:id/edit") view=EditPin />
                <Route path=path!("/pin/:id/report") view=ReportPin />
                <Route path=path!("/pin/:id/share") view=SharePin />
                <Route path=path!("/links") view=Links />
                <Route path=path!("/l/:token") view=Shared />
                <Route path=path!("/comments/:id/edit") view=EditComment />
                <Route path=path!("/comments/:id/delete") view=DeleteComment />
                <Route path=path!("/comments/:id/report") view=ReportComment />
                <Route path=path!("/pin/:id/likes") view=PinLikes />
                <Route path=path!("/boards/new") view=NewBoard />
                <Route path=path!("/board/:id") view=BoardPage />
                <Route path=path!("/board/:id/edit") view=EditBoard />
                <Route path=path!("/board/:id/arrange") view=ArrangeBoard />
                <Route path=path!("/board/:id/delete") view=DeleteBoard />
                <Route path=path!("/upload") view=Upload />
                <Route path=path!("/uploads") view=Uploads />
                <Route path=path!("/notifications") view=Notifications />
                <Route path=path!("/notifications/read") view=Notifications />
                <Route path=path!("/signup") view=SignUp />
                <Route path=path!("/login") view=SignIn />
                <Route path=path!("/forgot") view=Forgot />
                <Route path=path!("/reset") view=Reset />
                <Route path=path!("/verify") view=Verify />
                <Route path=path!("/rules") view=Rules />
                <Route path=path!("/settings") view=settings::Profile />
                <Route path=path!("/settings/plan") view=settings::OwnPlan />
                <Route path=path!("/settings/email") view=settings::Email />
                <Route path=path!("/settings/password") view=settings::Password />
                <Route path=path!("/settings/sessions") view=settings::Sessions />
                <Route path=path!("/settings/tokens") view=settings::Tokens />
                <Route path=path!("/settings/delete") view=settings::Delete />
                <Route path=path!("/admin") view=admin::Overview />
                <Route path=path!("/admin/jobs") view=admin::Jobs />
                <Route path=path!("/admin/jobs/:id/cancel") view=admin::CancelJob />
                <Route path=path!("/admin/storage") view=admin::Storage />
                <Route path=path!("/admin/storage/sweep") view=admin::SweepStorage />
                <Route path=path!("/admin/categories") view=admin::Categories />
                <Route path=path!("/admin/categories/:id/name") view=admin::EditCategory />
                <Route path=path!("/admin/categories/:id/delete") view=admin::DeleteCategory />
                <Route path=path!("/admin/settings") view=admin::Settings />
                <Route path=path!("/admin/audit") view=admin::Audit />
                <Route path=path!("/admin/members") view=admin::Members />
                <Route path=path!("/admin/plans") view=admin::Plans />
                <Route path=path!("/admin/plans/new") view=admin::NewPlan />
                <Route path=path!("/admin/plans/:id") view=admin::EditPlan />
                <Route path=path!("/admin/plans/:id/retire") view=admin::RetirePlan />
                <Route path=path!("/admin/members/:name") view=admin::Member />
                <Route path=path!("/admin/members/:name/delete") view=admin::DeleteMember />
                <Route path=path!("/admin/pins") view=admin::ModeratePins />
                <Route path=path!("/admin/pins/:id") view=admin::ModeratePin />
                <Route path=path!("/admin/reports") view=admin::Reports />
                <Route path=path!("/admin/reports/comments/:id") view=admin::ReportedComment />
                <Route path=path!("/admin/reports/members/:name") view=admin::ReportedMember />
                // What a form that goes elsewhere is answered with stands at that address, so the page is there as well.
                <Route path=path!("/pin/:id/delete") view=PinPage />
                <Route path=path!("/pin/:id/comments") view=PinPage />
                <Route path=path!("/pin/:id/boards") view=PinPage />
                <Route path=path!("/settings/email/verification") view=settings::Email />
                <Route path=path!("/settings/tokens/revoke") view=settings::Tokens />
                <Route path=path!("/admin/invitations") view=admin::Members />
                <Route path=path!("/admin/jobs/retry") view=admin::Jobs />
                <Route path=path!("/admin/jobs/pictures") view=admin::Jobs />
                <Route path=path!("/admin/jobs/:id/retry") view=admin::Jobs />
                <Route path=path!("/admin/storage/check") view=admin::Storage />
                <Route path=path!("/admin/categories/:id/move") view=admin::Categories />
                <Route path=path!("/admin/members/:name/links") view=admin::Member />
                <Route path=path!("/admin/members/:name/plan") view=admin::Member />
                <Route path=path!("/admin/members/:name/role") view=admin::Member />
                // Members: `/@name`. The `@` is looked for in the page, as a segment is matched whole.
                <Route path=path!("/:handle") view=Member />
                <Route path=path!("/:handle/boards") view=MemberBoards />
                <Route path=path!("/:handle/likes") view=MemberLikes />
                <Route path=path!("/:handle/followers") view=Followers />
                <Route path=path!("/:handle/following") view=Following />
            </Routes>
            <UnderWay />
            <Toasts />
            <Footer />
        </Router>
    }
}
