//! Plans, what each gives, and how much of one's own is used up.

use super::credentials::Reader;
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::PlanId,
        plans::{self as model, Terms},
    },
    services::{Site, plans},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long expiring links may live, in seconds. The shortest life is no longer than the longest.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkBounds {
    #[schema(minimum = 1, maximum = 31_536_000, example = 300)]
    shortest: u32,
    #[schema(minimum = 1, maximum = 31_536_000, example = 30_000)]
    longest: u32,
}

/// What a plan is to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanTerms {
    /// What it is called. No two plans are called the same, whatever the case of their letters.
    #[schema(min_length = 1, max_length = 40, example = "Premium")]
    name: String,
    /// Of its thumbnails, in pixels. They are kept rising, each once.
    #[schema(max_items = 12, example = json!([200, 400]))]
    heights: Vec<Height>,
    /// Whether the untouched file can be had.
    original: bool,
    /// Null where there are no expiring links.
    #[schema(required)]
    links: Option<LinkBounds>,
    /// The largest file, in bytes.
    #[schema(minimum = 1, maximum = 1_125_899_906_842_624i64, example = 100_000_000)]
    largest_upload: u64,
    /// How much the files of an account may take, in bytes, as they were uploaded; null for no end.
    #[schema(required, minimum = 1, maximum = 1_125_899_906_842_624i64, example = 100_000_000_000i64)]
    quota: Option<u64>,
    /// How many files may be sent at once.
    #[schema(minimum = 1, maximum = 100_000, example = 1000)]
    batch: u32,
}

/// The height of a thumbnail, in pixels.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = u32, minimum = 16, maximum = 4000, example = 200)]
struct Height(u32);

impl From<PlanTerms> for Terms {
    fn from(terms: PlanTerms) -> Self {
        let PlanTerms { name, heights, original, links, largest_upload, quota, batch } = terms;
        let links = links.map(|LinkBounds { shortest, longest }| model::LinkBounds { shortest, longest });
        let heights = heights.into_iter().map(|Height(height)| height).collect();
        Self { name, heights, original, links, largest_upload, quota, batch }
    }
}

/// A plan: what an account gets.
#[derive(Serialize, ToSchema)]
pub(super) struct Plan {
    id: PlanId,
    /// What it is called.
    #[schema(example = "Premium")]
    name: String,
    /// Of its thumbnails, in pixels, rising.
    #[schema(example = json!([200, 400]))]
    heights: Vec<Height>,
    /// Whether the untouched file can be had.
    original: bool,
    /// Null where there are no expiring links.
    #[schema(required)]
    links: Option<LinkBounds>,
    /// The largest file, in bytes.
    #[schema(minimum = 1, example = 100_000_000)]
    largest_upload: u64,
    /// How much the files of an account may take, in bytes, as they were uploaded; null for no end.
    #[schema(required, minimum = 1, example = 100_000_000_000i64)]
    quota: Option<u64>,
    /// How many files may be sent at once.
    #[schema(minimum = 1, example = 1000)]
    batch: u32,
}

impl From<model::Plan> for Plan {
    fn from(model::Plan { id, terms }: model::Plan) -> Self {
        let Terms { name, heights, original, links, largest_upload, quota, batch } = terms;
        let links = links.map(|model::LinkBounds { shortest, longest }| LinkBounds { shortest, longest });
        let heights = heights.into_iter().map(Height).collect();
        Self { id, name, heights, original, links, largest_upload, quota, batch }
    }
}

/// All plans.
#[derive(Serialize, ToSchema)]
struct Plans {
    /// In the order in which they were made.
    items: Vec<Plan>,
}

/// How much of their plan somebody has used up.
#[derive(Serialize, ToSchema)]
struct Usage {
    plan: Plan,
    /// How much one's files take, in bytes, as they were uploaded.
    #[schema(minimum = 0, example = 123_456_789)]
    used: u64,
    /// How many bytes are left; null for no end.
    #[schema(required, minimum = 0)]
    left: Option<u64>,
    /// How many pictures that is, one's avatar among them.
    #[schema(minimum = 0, example = 42)]
    pictures: u64,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_plans)).routes(routes!(get_usage))
}

async fn all(site: &Site) -> Result<Plans, Problem> {
    Ok(Plans { items: plans::all(site).await?.into_iter().map(Plan::from).collect() })
}

/// The plans there are
///
/// What an account gets by each.
#[utoipa::path(
    get,
    path = "/plans",
    tag = "plans",
    responses((status = 200, description = "All plans", body = Plans)),
    security((), ("bearer" = []))
)]
async fn list_plans(State(state): State<AppState>) -> Result<Json<Plans>, Problem> {
    Ok(Json(all(&state.site).await?))
}

/// How much of one's plan is used up
#[utoipa::path(
    get,
    path = "/me/usage",
    tag = "me",
    responses((status = 200, description = "One's plan, and what of it is used up", body = Usage)),
    security(("bearer" = ["read"]))
)]
async fn get_usage(Reader(member): Reader) -> Result<Json<Usage>, Problem> {
    let usage = plans::usage(member.site(), member.me).await?;
    let left = usage.left();
    Ok(Json(Usage { plan: usage.plan.into(), used: usage.used, left, pictures: usage.pictures }))
}
