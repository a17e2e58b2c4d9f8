//! Something that was reported: what it is, whose it is, the reports about it, and what can be done.

use super::{MEMBERS, comment_address};
use crate::{
    app::{
        components::{Draw, Icon, Moment, ReportedWords},
        counts::{self, Grouped},
        pages::admin::{
            acts::{Acts, NotYours},
            thumb::Thumb,
        },
        start::FormAnswer,
    },
    model::{
        accounts::{Me, Role},
        moderation::{About, Case, Complaint, Concerned, Measure, ReportedMessage, Settled, SubjectKind},
        text::isolated,
    },
};
use leptos::prelude::*;

/// One entry of the queue.
#[component]
pub(super) fn Entry(case: Case, back: String, answer: FormAnswer) -> impl IntoView {
    let What { kind, title, address, unseen } = What::of(&case);
    let Case { id, pin, hidden, comment, message, member, open, reports, settled, .. } = case.clone();
    let heading = format!("case-{id}");
    view! {
        <li class="case">
            <article class="case__about" aria-labelledby=heading.clone()>
                {pin.map(|pin| view! { <Thumb pin /> })}
                <div class="case__words">
                    <h2 class="case__title" id=heading.clone()>
                        <span class="case__kind">{kind}" "</span>
                        {match address {
                            Some(address) => view! { <a href=address dir="auto">{title}</a> }.into_any(),
                            None => title.into_any(),
                        }}
                    </h2>
                    <p class="entry__facts">
                        <Whose member=member.clone() />
                        {hidden.then(|| view! { <span class="badge badge--accent"><Draw icon=Icon::EyeOff class="icon--small" />"Hidden"</span> })}
                        {(open > 0).then(|| view! { <span class="badge">{counts::reports(open)}</span> })}
                    </p>
                    {comment.map(|said| view! { <blockquote class="case__quote prose" dir="auto">{said.body}</blockquote> })}
                    {message.map(|message| view! { <ReportedWords message /> })}
                    {unseen.map(|words| view! { <p class="table__quiet">{words}</p> })}
                </div>
            </article>
            <Complaints reports open />
            {settled.map(|settled| view! { <SettledLine settled /> })}
            {(open > 0).then(|| view! { <Deciding case back answer /> })}
        </li>
    }
}

/// What it is, for people.
struct What {
    kind: &'static str,
    title: String,
    /// Where it is looked at more closely.
    address: Option<String>,
    /// Why it is not shown.
    unseen: Option<&'static str>,
}

impl What {
    fn of(case: &Case) -> Self {
        let private = "The owner has made this picture private, so moderators can’t see it either.";
        let unseen = case.pin.is_none().then_some(private);
        let picture = || case.pin.as_ref().map_or_else(|| "A private picture".to_owned(), |pin| pin.title.clone());
        match case.kind {
            SubjectKind::Pin => {
                let address = case.pin.as_ref().map(|pin| format!("/admin/pins/{}", pin.id));
                Self { kind: "Picture", title: picture(), address, unseen }
            }
            SubjectKind::Comment => {
                let address = case.comment.as_ref().map(|said| comment_address(said.id));
                Self { kind: "Comment on", title: picture(), address, unseen }
            }
            SubjectKind::Message => Self {
                kind: "Message in",
                title: case.message.as_ref().map_or_else(|| "a channel".to_owned(), place),
                address: case.message.as_ref().and_then(ReportedMessage::address),
                unseen: case
                    .message
                    .is_none()
                    .then_some("You can’t see this message: it is gone, or you are banned from its community."),
            },
        }
    }
}

fn place(message: &ReportedMessage) -> String {
    match &message.place {
        Some(place) => format!("{} · {}", isolated(&place.channel_name), isolated(&place.community_name)),
        None => "a direct conversation".to_owned(),
    }
}

/// What can be done about what is open.
#[component]
pub(in crate::app::pages::admin) fn Deciding(
    case: Case,
    /// The page this is on.
    back: String,
    /// The page to go on to once what was reported is removed, where this page goes with it.
    #[prop(default = None)]
    without: Option<&'static str>,
    answer: FormAnswer,
) -> impl IntoView {
    let admin = expect_context::<Option<Me>>().is_some_and(|me| me.role == Role::Admin);
    let yours = case.member.yours_to_judge;
    let mut measures = case.measures();
    if !yours {
        // Admins settle even what is about themselves: there may be nobody else.
        measures.retain(|measure| admin && *measure == Measure::DismissReports);
    }
    let about = About::Case(case.id);
    view! {
        {(!yours).then(|| view! { <NotYours /> })}
        {(!measures.is_empty()).then(|| view! { <Acts about measures back without answer /> })}
    }
}

/// The owner, with their role and whether they are suspended.
#[component]
pub(in crate::app::pages::admin) fn Whose(member: Concerned) -> impl IntoView {
    let Concerned { person, role, suspended, .. } = member;
    let address = format!("{MEMBERS}/{}", person.username);
    view! {
        <span>"by "<a href=address><bdi>{person.display_name}</bdi>" @"{person.username}</a></span>
        {(role != Role::Member).then(|| view! { <span class="badge badge--accent">{role.words()}</span> })}
        {suspended.then(|| view! { <span class="badge">"Suspended"</span> })}
    }
}

/// The latest reports, and how many more there are.
#[component]
pub(in crate::app::pages::admin) fn Complaints(reports: Vec<Complaint>, open: u32) -> impl IntoView {
    let more = open.saturating_sub(u32::try_from(reports.len()).unwrap_or(u32::MAX));
    let complaint = |Complaint { reporter, reason, at }: Complaint| {
        let address = format!("/@{}", reporter.username);
        view! {
            <li class="complaint">
                <p class="prose" dir="auto">{reason}</p>
                <p class="entry__facts">
                    <a href=address><bdi>{reporter.display_name}</bdi>" @"{reporter.username}</a>
                    <Moment at />
                </p>
            </li>
        }
    };
    view! {
        <ul class="complaints" aria-label="Reports">{reports.into_iter().map(complaint).collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="table__quiet">{format!("{} more", Grouped(more))}</p> })}
    }
}

#[component]
fn SettledLine(settled: Settled) -> impl IntoView {
    let Settled { measure, by, at } = settled;
    let by = by.map_or_else(|| "a deleted account".to_owned(), |by| format!("@{by}"));
    view! {
        <p class="case__settled">
            <Draw icon=Icon::Done class="icon--small" />
            <span>{measure.done()}" by "{by}", "<Moment at /></span>
        </p>
    }
}
