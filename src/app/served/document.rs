//! The document around a page that is drawn once, and how it is drawn.

use super::{
    AnswerStatus, Content,
    head::{CommunityCss, Head, Said},
};
use crate::app::{
    components::{Draw, Footer, FormAlert, Header, Icon, Transitions, escaped},
    location::PageAddress,
    start::PageStart,
    theme::{Theme, ThemeHead},
    titles::document_title,
};
use hydration_context::SsrSharedContext;
use leptos::{
    nonce::{Nonce, provide_nonce, use_nonce},
    prelude::*,
};
use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

/// Where the files are that a page loads, within this site.
#[derive(Debug, Clone)]
pub struct Files {
    /// The style sheet of every page.
    pub css: String,
    /// The style sheet that the pages of communities and conversations load as well.
    pub community_css: String,
    /// The script that starts the browser's part.
    pub js: String,
    /// The browser's part.
    pub wasm: String,
    /// The script and the part that few pages load as well, see `app/lazy`.
    pub lazy: [String; 2],
    /// The script and the part that channels and conversations load as well, see `app/talk`.
    pub talk: [String; 2],
}

/// A page around its content.
pub struct Document {
    /// The site's own files.
    pub files: Arc<Files>,
    /// What the page starts with.
    pub start: PageStart,
    /// Where it stands.
    pub address: PageAddress,
    /// Whether it answers a form, which may have been sent to another address.
    pub is_answer: bool,
}

/// What was drawn.
pub struct Drawn {
    /// The whole of it.
    pub html: String,
    /// The status of the answer.
    pub status: u16,
    /// What scripts of the page are known by.
    pub nonce: Option<Nonce>,
}

impl Document {
    /// Draws the whole page.
    pub fn whole(self, content: Content) -> Drawn {
        self.drawn(|document| {
            provide_nonce();
            view! { <Whole document content /> }.into_any()
        })
    }

    /// Draws a part of a page alone.
    pub fn part(self, content: Content) -> Drawn {
        self.drawn(|_| content.draw())
    }

    /// Draws something with the contexts of the page, which end with it. Nothing in here waits.
    fn drawn(self, draw: impl FnOnce(Self) -> AnyView) -> Drawn {
        let status = Arc::new(AtomicU16::new(200));
        let told = Arc::clone(&status);
        // Islands with children look into it.
        let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
        let (html, nonce) = owner.with(|| {
            provide_context(AnswerStatus::new(move |status| told.store(status, Ordering::Relaxed)));
            provide_context(self.address.clone());
            self.start.provide();
            let html = draw(self).to_html();
            (html, use_nonce())
        });
        Drawn { html, status: status.load(Ordering::Relaxed), nonce }
    }
}

#[component]
fn Whole(document: Document, content: Content) -> impl IntoView {
    let Document { files, start, address, is_answer } = document;
    let answered_at = is_answer.then_some(address.whole);
    let PageStart { me, unread, front, max_upload_bytes, batch, theme, .. } = start;
    let site = front.name;
    let member = me.as_ref().map(|me| me.person.username.clone());
    let unread = member.is_some().then(|| unread.to_string());
    let uploads = me.as_ref().map(|me| format!("{} {max_upload_bytes} {batch}", me.id));
    let lazy = files.lazy.join(" ");
    let head = Head::default();
    provide_context(head.clone());
    provide_context(CommunityCss(files.community_css.clone()));
    provide_context(TalkFiles(files.talk.join(" ")));
    let content = content.draw();
    let Said { title, elements } = head.take();
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=theme.map(Theme::name)
            data-member=member
            data-live=unread
            data-uploads=uploads
            data-lazy-files=lazy
            data-answered-at=answered_at
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <ThemeHead theme />
                <Transitions />
                <link rel="stylesheet" href=files.css.clone() />
                <Start files />
                // Leptos would write a comment after a text, which would be part of the title.
                <title inner_html=escaped(&document_title(&title, &site))></title>
                <meta name="description" content="Pictures worth a second look" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {elements}
            </head>
            <body>
                <a class="skip-link button button--primary" href="#main">"Skip to content"</a>
                <Header me />
                {content}
                <div id="under-way"></div>
                <Messages />
                <Footer />
            </body>
        </html>
    }
}

/// Where the script and the part of channels and conversations are, with a space between. Known where a whole page is drawn.
#[derive(Debug, Clone)]
pub struct TalkFiles(pub String);

/// How a page starts in a browser, given the addresses of the script and its WASM: after what it shows at first has been loaded; but at once
/// where one comes back to it, and in a tab that has started it before, as the browser has it by then. It takes turns with whatever else the page does: a part of the script, then one island after the other. Those
/// that come later are hydrated by the same function. Only a script can load another.
fn starting(script: &str, wasm: &str) -> String {
    format!(
        "const tab=(()=>{{try{{return sessionStorage}}catch{{return{{}}}}}})(),turn=()=>new Promise(r=>setTimeout(r)),\
         loaded=new Promise(r=>{{addEventListener('load',r);setTimeout(r,3e3)}});\
         if(!tab.started&&performance.getEntriesByType('navigation')[0]?.type=='navigate'&&document.readyState!='complete')await loaded;\
         const wasm=fetch('{wasm}'),site=await import('{script}');await site.default({{module_or_path:wasm}});\
         window.hydrateIsland=e=>site[e.dataset.component](e);window.load=u=>import(u);\
         for(let n=0;site.start(n);n++)await turn();\
         for(const e of document.querySelectorAll('leptos-island')){{await turn();hydrateIsland(e)}}\
         tab.started=document.documentElement.dataset.hydrated='1';"
    )
}

/// Which pages a browser may fetch before one goes there: those of which a visit changes nothing.
const SPECULATION: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":["/pin/*","/@*","/board/*"]},{"not":{"href_matches":["/pin/*/*","/board/*/*"]}}]},"eagerness":"moderate"}]}"#;

#[component]
fn Start(files: Arc<Files>) -> impl IntoView {
    let script = starting(&files.js, &files.wasm);
    let nonce = use_nonce();
    view! {
        <script type="module" nonce=nonce.clone() inner_html=script></script>
        <script type="speculationrules" nonce=nonce inner_html=SPECULATION></script>
    }
}

/// Where short messages appear, and what scripts copy to show messages.
#[component]
fn Messages() -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite"></div>
        <template id="toast"><Message class="toast" icon=Icon::Done /></template>
        <template id="toast-error"><Message class="toast toast--error" icon=Icon::Alert /></template>
        <template id="toast-undo"><Message class="toast" icon=Icon::Done undo=true /></template>
        <template id="icon-alert"><Draw icon=Icon::Alert class="icon--small" /></template>
        <template id="form-problem"><FormAlert /></template>
    }
}

#[component]
fn Message(class: &'static str, icon: Icon, #[prop(optional)] undo: bool) -> impl IntoView {
    view! {
        <div class=class>
            <Draw icon class="toast__icon" />
            <p class="toast__words" dir="auto"></p>
            {undo.then(|| view! { <button class="button button--quiet button--small" type="button" data-undo>"Undo"</button> })}
            <button class="icon-button" type="button" aria-label="Dismiss"><Draw icon=Icon::Close /></button>
        </div>
    }
}
