//! Icons and drawings: strokes in the text's colour, drawn here so that nothing is fetched for them.

use leptos::{prelude::*, tachys::html::InertElement};

/// An icon, by what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum Icon {
    Explore,
    Upload,
    Person,
    SignOut,
    Lock,
    Globe,
    Done,
    Alert,
    Close,
    Eye,
    EyeOff,
    Retry,
    Clock,
    Picture,
    Settings,
    People,
    Mail,
    Device,
    Program,
    Key,
    Copy,
    Link,
    Pictures,
    List,
    Tag,
    Edit,
    Delete,
    Back,
    Forward,
    Plus,
    Minus,
    Whole,
    Download,
    Search,
    Bell,
    Comment,
    Heart,
    Board,
    First,
    Last,
    Grip,
    Tick,
    Communities,
    Messages,
    Channel,
    Ban,
    More,
    Smile,
    Reply,
    Pinned,
    Send,
    Attach,
    Calendar,
}

impl Icon {
    /// What is within its `<svg>`, 24 by 24.
    pub const fn shapes(self) -> &'static str {
        match self {
            Self::Explore => {
                r#"<rect x="3" y="3" width="8" height="11" rx="2.5"/><rect x="3" y="17" width="8" height="4" rx="1.75"/><rect x="14" y="3" width="7" height="5" rx="1.75"/><rect x="14" y="11" width="7" height="10" rx="2.5"/>"#
            }
            Self::Upload => {
                r#"<path d="M12 15.5V4m0 0L7.5 8.5M12 4l4.5 4.5"/><path d="M4 15v2.5A2.5 2.5 0 0 0 6.5 20h11a2.5 2.5 0 0 0 2.5-2.5V15"/>"#
            }
            Self::Person => {
                r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.9-3.6 3.9-5.5 7.5-5.5s6.6 1.9 7.5 5.5"/>"#
            }
            Self::SignOut => {
                r#"<path d="M10 4H6.5A2.5 2.5 0 0 0 4 6.5v11A2.5 2.5 0 0 0 6.5 20H10"/><path d="M15.5 16.5 20 12l-4.5-4.5M20 12H9.5"/>"#
            }
            Self::Lock => {
                r#"<rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>"#
            }
            Self::Globe => {
                r#"<circle cx="12" cy="12" r="8.75"/><path d="M3.25 12h17.5M12 3.25c2.3 2.4 3.5 5.4 3.5 8.75S14.3 18.35 12 20.75C9.7 18.35 8.5 15.35 8.5 12S9.7 5.65 12 3.25Z"/>"#
            }
            Self::Done => r#"<circle cx="12" cy="12" r="8.75"/><path d="m8.25 12.25 2.6 2.6 4.9-5.2"/>"#,
            Self::Alert => r#"<circle cx="12" cy="12" r="8.75"/><path d="M12 7.75v5M12 16.1v.15"/>"#,
            Self::Close => r#"<path d="m6.5 6.5 11 11m0-11-11 11"/>"#,
            Self::Eye => {
                r#"<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.75"/>"#
            }
            Self::EyeOff => {
                r#"<path d="M9.9 5.75A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.6 3.35M6.3 7.4A15 15 0 0 0 2.5 12s3.5 6.5 9.5 6.5a9 9 0 0 0 4.6-1.25M10.1 10.1a2.75 2.75 0 0 0 3.85 3.85M4 4l16 16"/>"#
            }
            Self::Retry => r#"<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.4"/><path d="M20 4.5v4.9h-4.9"/>"#,
            Self::Clock => r#"<circle cx="12" cy="12" r="8.75"/><path d="M12 7v5.2l3.4 2"/>"#,
            Self::Picture => {
                r#"<rect x="3" y="4" width="18" height="16" rx="3"/><circle cx="8.5" cy="9.5" r="1.5"/><path d="m4 17.5 4.6-4.2a1.5 1.5 0 0 1 2 0l2.4 2.2 2.2-2a1.5 1.5 0 0 1 2 0L21 17"/>"#
            }
            Self::Settings => {
                r#"<path d="M4 7.5h8.5m5.5 0h2M4 16.5h2m5.5 0H20"/><circle cx="15.25" cy="7.5" r="2.75"/><circle cx="8.75" cy="16.5" r="2.75"/>"#
            }
            Self::People => {
                r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.7-3.2 3.2-5 6.5-5s5.8 1.8 6.5 5"/><path d="M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.5 14.9c2.1.7 3.5 2.3 4 4.6"/>"#
            }
            Self::Mail => {
                r#"<rect x="3" y="5" width="18" height="14" rx="3"/><path d="m4.5 8 6.1 4.6a2.3 2.3 0 0 0 2.8 0L19.5 8"/>"#
            }
            Self::Device => r#"<rect x="5" y="5" width="14" height="10" rx="2"/><path d="M2.75 19h18.5"/>"#,
            Self::Program => {
                r#"<rect x="3" y="4.5" width="18" height="15" rx="3"/><path d="m7.5 9.5 3 2.75-3 2.75M13 15.25h3.5"/>"#
            }
            Self::Key => r#"<circle cx="8" cy="15.5" r="4.25"/><path d="m11.1 12.4 8.4-8.4m-3.2 3.2 2.7 2.7"/>"#,
            Self::Copy => {
                r#"<rect x="9" y="9" width="11" height="11" rx="2.5"/><path d="M15 9V6.5A2.5 2.5 0 0 0 12.5 4h-6A2.5 2.5 0 0 0 4 6.5v6A2.5 2.5 0 0 0 6.5 15H9"/>"#
            }
            Self::Link => {
                r#"<path d="M10 13.5a4 4 0 0 0 5.9.3l2.8-2.8a4 4 0 0 0-5.7-5.7l-1.4 1.4"/><path d="M14 10.5a4 4 0 0 0-5.9-.3L5.3 13a4 4 0 0 0 5.7 5.7l1.4-1.4"/>"#
            }
            Self::Pictures => {
                r#"<rect x="3" y="7" width="14" height="13" rx="3"/><path d="M7 4h11a3 3 0 0 1 3 3v9"/><path d="m3.8 17.6 3-2.8a1.5 1.5 0 0 1 2 0l1.7 1.5 1.2-1.1a1.5 1.5 0 0 1 2 0l3 2.6"/>"#
            }
            Self::List => {
                r#"<path d="M9.5 6.5h11M9.5 12h11M9.5 17.5h11"/><rect x="3.25" y="5" width="3" height="3" rx=".9"/><rect x="3.25" y="10.5" width="3" height="3" rx=".9"/><rect x="3.25" y="16" width="3" height="3" rx=".9"/>"#
            }
            Self::Tag => {
                r#"<path d="M3.75 6.25a2.5 2.5 0 0 1 2.5-2.5h5.4a2.5 2.5 0 0 1 1.8.75l6.3 6.4a2.5 2.5 0 0 1 0 3.5l-5.4 5.4a2.5 2.5 0 0 1-3.5 0l-6.4-6.3a2.5 2.5 0 0 1-.7-1.8Z"/><path d="M8.25 8.25v.02"/>"#
            }
            Self::Edit => {
                r#"<path d="M4 20l1-4.2L16.4 4.4a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8.2 19Z"/><path d="m14.5 6.5 3 3"/>"#
            }
            Self::Delete => {
                r#"<path d="M4.5 6.5h15M9.5 6.5V5A1.5 1.5 0 0 1 11 3.5h2A1.5 1.5 0 0 1 14.5 5v1.5"/><path d="M6.5 6.5 7.4 18a2.5 2.5 0 0 0 2.5 2.25h4.2A2.5 2.5 0 0 0 16.6 18l.9-11.5M10.25 11v5M13.75 11v5"/>"#
            }
            Self::Back => r#"<path d="M14.5 5.5 8 12l6.5 6.5"/>"#,
            Self::Forward => r#"<path d="M9.5 5.5 16 12l-6.5 6.5"/>"#,
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Minus => r#"<path d="M5 12h14"/>"#,
            Self::Whole => {
                r#"<path d="M4 9V6.5A2.5 2.5 0 0 1 6.5 4H9M15 4h2.5A2.5 2.5 0 0 1 20 6.5V9M20 15v2.5a2.5 2.5 0 0 1-2.5 2.5H15M9 20H6.5A2.5 2.5 0 0 1 4 17.5V15"/>"#
            }
            Self::Download => {
                r#"<path d="M12 4v11.5m0 0L7.5 11m4.5 4.5 4.5-4.5"/><path d="M4 16.5V18a2.5 2.5 0 0 0 2.5 2.5h11A2.5 2.5 0 0 0 20 18v-1.5"/>"#
            }
            Self::Heart => {
                r#"<path d="M12 20.25S3.5 15.4 3.5 9.3A4.8 4.8 0 0 1 12 6.4a4.8 4.8 0 0 1 8.5 2.9c0 6.1-8.5 10.95-8.5 10.95Z"/>"#
            }
            Self::Comment => {
                r#"<path d="M4 7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v6.5a3 3 0 0 1-3 3h-5.2L7.5 20v-3.5H7a3 3 0 0 1-3-3Z"/>"#
            }
            Self::Bell => {
                r#"<path d="M6 10a6 6 0 0 1 12 0c0 4 1 5.75 2.25 7H3.75C5 15.75 6 14 6 10Z"/><path d="M9.75 20a2.5 2.5 0 0 0 4.5 0"/>"#
            }
            Self::Board => {
                r#"<rect x="3" y="3.5" width="18" height="17" rx="3"/><path d="M12.5 3.5v17M12.5 11.5H21"/>"#
            }
            Self::First => r#"<path d="M17 5.5 10.5 12l6.5 6.5M7 5.5v13"/>"#,
            Self::Last => r#"<path d="M7 5.5 13.5 12 7 18.5M17 5.5v13"/>"#,
            Self::Grip => r#"<path d="M9 6v.02M15 6v.02M9 12v.02M15 12v.02M9 18v.02M15 18v.02"/>"#,
            Self::Tick => r#"<path d="m5.5 12.5 4.25 4.25L18.5 7.5"/>"#,
            Self::Communities => {
                r#"<circle cx="12" cy="6.5" r="3"/><circle cx="6" cy="17" r="3"/><circle cx="18" cy="17" r="3"/><path d="m10.5 9.1-3 5.3M13.5 9.1l3 5.3M9 17h6"/>"#
            }
            Self::Messages => {
                r#"<path d="M3.5 6.5A2.5 2.5 0 0 1 6 4h8.5A2.5 2.5 0 0 1 17 6.5v4a2.5 2.5 0 0 1-2.5 2.5H9.75L6 16v-3a2.5 2.5 0 0 1-2.5-2.5Z"/><path d="M19.25 9.4a2.4 2.4 0 0 1 1.25 2.1v3.75A2.4 2.4 0 0 1 18.25 17.6v2.65L15 17.6h-2.25a2.4 2.4 0 0 1-1.75-.75"/>"#
            }
            Self::Channel => r#"<path d="M5 9h14.5M4.5 15H19M10 4 8 20M16 4l-2 16"/>"#,
            Self::Ban => r#"<circle cx="12" cy="12" r="8.75"/><path d="m5.9 5.9 12.2 12.2"/>"#,
            Self::More => r#"<path d="M5.5 12v.02M12 12v.02M18.5 12v.02"/>"#,
            Self::Smile => {
                r#"<circle cx="12" cy="12" r="8.75"/><path d="M8.5 14.25c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.5v.5M15 9.5v.5"/>"#
            }
            Self::Reply => r#"<path d="M9.5 5.5 4 11l5.5 5.5"/><path d="M4.5 11H14a6 6 0 0 1 6 6v1.5"/>"#,
            Self::Pinned => r#"<path d="M9 3.75h6M10 3.75v5.5L6.75 13v2h10.5v-2L14 9.25v-5.5M12 15v5.5"/>"#,
            Self::Send => r#"<path d="M4.5 5.25 20 12 4.5 18.75 7 12Z"/><path d="M7 12h6"/>"#,
            Self::Attach => {
                r#"<path d="m19.5 11.5-7.6 7.3a4.6 4.6 0 0 1-6.4-6.6l8-7.7a3 3 0 0 1 4.2 4.3l-7.6 7.3a1.4 1.4 0 0 1-2-2l6.9-6.6"/>"#
            }
            Self::Calendar => {
                r#"<rect x="3.5" y="5" width="17" height="15.5" rx="3"/><path d="M3.5 10h17M8 3v4M16 3v4"/>"#
            }
            Self::Search => r#"<circle cx="10.75" cy="10.75" r="6.5"/><path d="m15.5 15.5 4.75 4.75"/>"#,
        }
    }
}

/// Draws an icon. It says nothing to a screen reader: the words beside it do.
#[component]
pub fn Draw(
    /// Which.
    icon: Icon,
    /// Classes beside `icon`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = if class.is_empty() { "icon" } else { &format!("icon {class}") };
    let shapes = icon.shapes();
    // As one text: there are dozens of icons on a page, and nothing in them is from outside.
    InertElement::new(format!(r#"<svg class="{class}" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>"#))
}

/// The mark of the house.
#[component]
pub fn Mark() -> impl IntoView {
    let shapes = r#"<rect x="2" y="2" width="28" height="9" rx="3"/><rect x="12" y="13" width="8" height="17" rx="3"/><g class="brand__tile"><rect x="2" y="13" width="8" height="10" rx="3"/><rect x="2" y="25" width="8" height="5" rx="2.5"/><rect x="22" y="13" width="8" height="5" rx="2.5"/><rect x="22" y="20" width="8" height="10" rx="3"/></g>"#;
    view! { <svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true" inner_html=shapes></svg> }
}

/// A drawing for a page that has nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Nothing here yet.
    Empty,
    /// No such page.
    Lost,
    /// A fault of ours.
    Broken,
}

impl Drawing {
    const fn shapes(self) -> &'static str {
        match self {
            Self::Empty => {
                r#"<rect class="art__tile" x="4" y="4" width="58" height="88" rx="10"/><rect class="art__tile" x="4" y="100" width="58" height="56" rx="10"/><rect class="art__gap" x="71" y="5" width="58" height="50" rx="10"/><rect class="art__tile" x="70" y="64" width="58" height="92" rx="10"/><rect class="art__tile" x="138" y="4" width="58" height="66" rx="10"/><rect class="art__tile" x="138" y="78" width="58" height="78" rx="10" style="--glass:var(--glass-1)"/>"#
            }
            Self::Lost => {
                r#"<rect class="art__tile" x="4" y="4" width="58" height="60" rx="10" style="--glass:var(--glass-1)"/><rect class="art__tile" x="4" y="72" width="58" height="84" rx="10" style="--glass:var(--glass-4)"/><rect class="art__tile" x="70" y="4" width="58" height="40" rx="10" style="--glass:var(--glass-2)"/><rect class="art__gap" x="71" y="53" width="56" height="56" rx="10"/><rect class="art__tile" x="138" y="4" width="58" height="84" rx="10" style="--glass:var(--glass-6)"/><rect class="art__tile" x="138" y="96" width="58" height="36" rx="10" style="--glass:var(--glass-5)"/><g transform="rotate(14 100 138)"><rect class="art__tile art__loose" x="78" y="116" width="42" height="42" rx="10" style="--glass:var(--glass-1)"/></g>"#
            }
            Self::Broken => {
                r#"<rect class="art__tile" x="4" y="4" width="58" height="60" rx="10"/><rect class="art__tile" x="4" y="72" width="58" height="84" rx="10"/><rect class="art__tile" x="70" y="4" width="58" height="40" rx="10"/><rect class="art__tile" x="138" y="4" width="58" height="84" rx="10"/><rect class="art__tile" x="138" y="96" width="58" height="60" rx="10"/><path class="art__tile" style="--glass:var(--glass-6)" d="M80 52h30l-14 30 10 18-12 24-6 32H80a10 10 0 0 1-10-10V62a10 10 0 0 1 10-10Z"/><path class="art__tile art__loose" style="--glass:var(--glass-6)" d="M116 52h6a10 10 0 0 1 10 10v84a10 10 0 0 1-10 10h-26l6-31 12-24-10-18Z"/>"#
            }
        }
    }
}

/// Draws a drawing.
#[component]
pub fn Art(
    /// Which.
    drawing: Drawing,
) -> impl IntoView {
    view! { <svg class="notice__art" viewBox="0 0 200 160" aria-hidden="true" inner_html=drawing.shapes()></svg> }
}
