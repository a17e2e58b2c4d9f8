//! The document around every page: head, header, messages, footer.

use super::{Around, Content, Html, answer, pieces};
use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use tessera::{
    app::{
        icons::Icon,
        islands::{EXPECT_SKIPPED, OPT_IN},
        theme::ON_RETURN,
    },
    model::{accounts::SignUpMode, text::isolated},
};

/// The site's files, without the hashes that they have once it is installed.
const CSS: &str = "/pkg/tessera.css";
const LAZY: &str = "/pkg/lazy.js /pkg/lazy.wasm";

const START: &str = "const tab=(()=>{try{return sessionStorage}catch{return{}}})(),turn=()=>new Promise(r=>setTimeout(r)),\
                     loaded=new Promise(r=>{addEventListener('load',r);setTimeout(r,3e3)});\
                     if(!tab.started&&performance.getEntriesByType('navigation')[0]?.type=='navigate'&&document.readyState!='complete')await loaded;\
                     const wasm=fetch('/pkg/islands.wasm'),site=await import('/pkg/islands.js');await site.default({module_or_path:wasm});\
                     window.hydrateIsland=e=>site[e.dataset.component](e);window.load=u=>import(u);\
                     for(let n=0;site.start(n);n++)await turn();\
                     for(const e of document.querySelectorAll('leptos-island')){await turn();hydrateIsland(e)}\
                     tab.started=document.documentElement.dataset.hydrated='1';";

const SPECULATION: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":["/pin/*","/@*","/board/*"]},{"not":{"href_matches":["/pin/*/*","/board/*/*"]}}]},"eagerness":"moderate"}]}"#;

const MARK: &str = r#"<rect x="2" y="2" width="28" height="9" rx="3"/><rect x="12" y="13" width="8" height="17" rx="3"/><g class="brand__tile"><rect x="2" y="13" width="8" height="10" rx="3"/><rect x="2" y="25" width="8" height="5" rx="2.5"/><rect x="22" y="13" width="8" height="5" rx="2.5"/><rect x="22" y="20" width="8" height="10" rx="3"/></g>"#;

/// The whole page.
pub fn whole(around: &Around, content: &Content) -> Html {
    let site = isolated(&around.front.name);
    let title = if content.title.is_empty() { site } else { format!("{} · {site}", isolated(&content.title)) };
    answer(html! {
        (DOCTYPE)
        html lang="en" data-lazy-files=(LAZY) {
            head {
                (head())
                (content.head)
                meta name="description" content="Pictures worth a second look";
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="apple-touch-icon" href="/apple-touch-icon.png";
                link rel="manifest" href="/manifest.webmanifest";
                title { (title) }
            }
            body {
                a class="skip-link button button--primary" href="#main" { "Skip to content" }
                (header(around))
                (content.main)
                div id="under-way" {}
                (messages())
                footer class="footer" {
                    p { "Powered by Tessera" }
                    form class="footer__links" method="post" action="/theme" enctype="multipart/form-data" aria-label="Theme" {
                        @for (value, words) in [("system", "System"), ("light", "Light"), ("dark", "Dark")] {
                            @let pressed = if value == "system" { "true" } else { "false" };
                            button class="footer__link" type="submit" name="theme" value=(value) aria-pressed=(pressed) { (words) }
                        }
                    }
                    @if around.front.has_rules {
                        p class="footer__links" { a class="footer__link" href="/rules" { "Rules" } }
                    }
                }
            }
        }
    })
}

fn head() -> Markup {
    let nonce = BASE64_STANDARD.encode(rand::random::<[u8; 16]>());
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
        meta name="color-scheme" content="light dark";
        meta name="theme-color" content="#faf8f5" media="(prefers-color-scheme: light)";
        meta name="theme-color" content="#131211" media="(prefers-color-scheme: dark)";
        script nonce=(nonce) { (PreEscaped(ON_RETURN)) }
        style nonce=(nonce) { (PreEscaped(OPT_IN)) }
        script nonce=(nonce) { (PreEscaped(EXPECT_SKIPPED)) }
        link rel="stylesheet" href=(CSS);
        script type="module" nonce=(nonce) { (PreEscaped(START)) }
        script type="speculationrules" nonce=(nonce) { (PreEscaped(SPECULATION)) }
    }
}

fn header(around: &Around) -> Markup {
    html! {
        header class="header" {
            a href="/" class="brand" {
                svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true" { (PreEscaped(MARK)) }
                span class="brand__name" dir="auto" { (around.front.name) }
            }
            nav class="nav" aria-label="Main" {
                ul class="nav__list" {
                    li { (tab(around, "/", Icon::Explore, "Explore")) }
                    li { (tab(around, "/communities", Icon::Communities, "Communities")) }
                    li { (tab(around, "/upload", Icon::Upload, "Upload")) }
                    li class="nav__tab-only" { (tab(around, "/login", Icon::Person, "Sign in")) }
                }
            }
            div class="header__search" { (pieces::search_box("search", &searched_by(around))) }
            a class="header__search-link" href="/search" aria-label="Search" aria-current=[current(around, "/search")] {
                (pieces::icon(Icon::Search, "icon"))
            }
            div class="header__side" {
                a href="/login" class="button button--quiet header__wide" { "Sign in" }
                @if around.front.sign_up == SignUpMode::Open {
                    a href="/signup" class="button button--primary" { "Sign up" }
                }
            }
        }
    }
}

fn tab(around: &Around, address: &str, icon: Icon, words: &str) -> Markup {
    html! {
        a class="nav__link" href=(address) aria-current=[current(around, address)] {
            (pieces::icon(icon, "icon nav__icon")) (words)
        }
    }
}

fn current(around: &Around, address: &str) -> Option<&'static str> {
    (around.path == address).then_some("page")
}

/// What the page was searched by.
fn searched_by(around: &Around) -> String {
    if around.path == "/search" { super::search::asked(&around.here) } else { String::new() }
}

fn messages() -> Markup {
    html! {
        div class="toasts" role="status" aria-live="polite" {}
        template id="toast" { (message("toast", Icon::Done, false)) }
        template id="toast-error" { (message("toast toast--error", Icon::Alert, false)) }
        template id="toast-undo" { (message("toast", Icon::Done, true)) }
        template id="icon-alert" { (pieces::icon(Icon::Alert, "icon icon--small")) }
        template id="form-problem" {
            div class="alert" role="alert" tabindex="-1" {
                (pieces::icon(Icon::Alert, "icon"))
                div class="alert__body" { h2 class="alert__title" {} }
            }
        }
    }
}

fn message(class: &str, icon: Icon, undo: bool) -> Markup {
    html! {
        div class=(class) {
            (pieces::icon(icon, "icon toast__icon"))
            p class="toast__words" dir="auto" {}
            @if undo {
                button class="button button--quiet button--small" type="button" data-undo { "Undo" }
            }
            button class="icon-button" type="button" aria-label="Dismiss" { (pieces::icon(Icon::Close, "icon")) }
        }
    }
}
