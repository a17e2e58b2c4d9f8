//! The messages of a community that are reported, for those who look after it. Who reported them is not said.

use super::{
    act::Act,
    frame::{Frame, Pager, Section, span, visited},
};
use crate::{
    app::{
        components::{ButtonForm, Draw, Empty, FormProblem, Icon, Moment, ReportedWords, Success},
        counts,
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        community_reports::{CommunityReport, ReportReason},
        errors::Problem,
        ids::{CommunityId, ReportId},
        page::Page,
    },
    services::communities,
};
use leptos::prelude::*;

/// The messages that are reported, for those who look after the community.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] for others; [`Problem::BadRequest`]
/// for a broken cursor.
pub async fn reports(request: PageRequest) -> Result<Content, Problem> {
    if let Some(visited) = visited(Section::Reports, &request) {
        return Ok(visited);
    }
    let frame = Frame::of(Section::Reports, &request).await?;
    let id = frame.community.card.id;
    let page = communities::reports::list(&request.caller, id, span(&request)?).await?;
    let first = request.cursor().is_none();
    let answer = request.answer;
    Ok(frame.around(move |_| {
        view! {
            <Success query="dismissed" words="The reports were dismissed." />
            <Success query="removed" words="The message was removed." />
            <FormProblem problem=answer.problem.clone() />
            <List community=id page first answer />
        }
    }))
}

#[component]
fn List(community: CommunityId, page: Page<CommunityReport>, first: bool, answer: FormAnswer) -> impl IntoView {
    let Page { items, next } = page;
    if items.is_empty() && first {
        let words = "Messages that members report appear here.";
        return view! { <Empty icon=Icon::Done title="No reports" words /> }.into_any();
    }
    let entries = items.into_iter().map(|report| view! { <Entry community report answer=answer.clone() /> });
    view! {
        <ol class="cases" aria-label="Reports">{entries.collect_view()}</ol>
        <Pager address=Section::Reports.address(community) first next />
    }
    .into_any()
}

#[component]
fn Entry(community: CommunityId, report: CommunityReport, answer: FormAnswer) -> impl IntoView {
    let CommunityReport { id, message, author, own, open, reasons, .. } = report;
    let heading = format!("case-{id}");
    let channel = message.place.as_ref().map(|place| place.channel_name.clone());
    let address = message.address();
    view! {
        <li class="case">
            <article class="case__about" aria-labelledby=heading.clone()>
                <div class="case__words">
                    <h2 class="case__title" id=heading.clone()>
                        <span class="case__kind">"Message in "</span><a href=address dir="auto">{channel}</a>
                    </h2>
                    <p class="entry__facts">
                        <span>
                            "by "<a href=format!("/@{}", author.username)><bdi>{author.display_name.clone()}</bdi>" @"{author.username.clone()}</a>
                        </span>
                        <span class="badge">{counts::reports(open)}</span>
                    </p>
                    <ReportedWords message />
                </div>
            </article>
            <Reasons reasons open />
            {if own {
                view! { <p class="table__quiet">"This is your own message. Another moderator has to decide."</p> }.into_any()
            } else {
                view! { <Acts community report=id heading answer /> }.into_any()
            }}
        </li>
    }
}

/// The latest reasons, and how many more there are.
#[component]
fn Reasons(reasons: Vec<ReportReason>, open: u32) -> impl IntoView {
    let more = open.saturating_sub(u32::try_from(reasons.len()).unwrap_or(u32::MAX));
    let reason = |ReportReason { reason, at }: ReportReason| {
        view! {
            <li class="complaint">
                <p class="prose" dir="auto">{reason}</p>
                <p class="entry__facts"><Moment at /></p>
            </li>
        }
    };
    view! {
        <ul class="complaints" aria-label="Reasons">{reasons.into_iter().map(reason).collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="table__quiet">{format!("{} more", counts::Grouped(more))}</p> })}
    }
}

/// What can be done: nothing, or the message goes.
#[component]
fn Acts(
    community: CommunityId,
    report: ReportId,
    /// The id of the heading, which tells acts of the same words apart.
    heading: String,
    answer: FormAnswer,
) -> impl IntoView {
    let fields = vec![("community", community.to_string()), ("report", report.to_string())];
    view! {
        <div class="acts">
            <div class="acts__plain">
                <ButtonForm
                    action="/fn/dismiss_community_reports"
                    fields=fields.clone()
                    class="button button--secondary button--small"
                    described_by=heading.clone()
                >
                    <Draw icon=Icon::Done class="icon--small" />"Dismiss"
                </ButtonForm>
            </div>
            <Act
                act=format!("remove-{report}")
                title="Remove the message"
                what="Deletes the message for good, with the pictures uploaded for it. This can’t be undone."
                action="/fn/remove_reported_message"
                fields
                hint="The author sees it in their notifications, and it is recorded in the community’s log."
                lasting=true
                described_by=heading
                answer
            />
        </div>
    }
}
