//! Plans, as admins keep them.

use super::super::{
    bodies::FromJson,
    credentials::Administrator,
    params::{FromPath, FromQuery},
    plans::{Plan, PlanTerms},
};
use crate::{
    http::AppState,
    model::{errors::Problem, ids::PlanId, plans::PlanInUse},
    services::plans,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A plan, and who has it.
#[derive(Serialize, ToSchema)]
struct KeptPlan {
    #[serde(flatten)]
    plan: Plan,
    /// How many members have it.
    #[schema(minimum = 0, example = 12)]
    member_count: u64,
    /// Whether whoever signs up gets it.
    default: bool,
}

impl From<PlanInUse> for KeptPlan {
    fn from(PlanInUse { plan, members, default }: PlanInUse) -> Self {
        Self { plan: plan.into(), member_count: members, default }
    }
}

/// All plans, and who has them.
#[derive(Serialize, ToSchema)]
struct KeptPlans {
    /// In the order in which they were made.
    items: Vec<KeptPlan>,
}

/// Which plan takes the place of another.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Successor {
    /// The plan that the members of the retired one get.
    to: PlanId,
}

/// What became of a plan's members.
#[derive(Serialize, ToSchema)]
struct Retired {
    /// How many were moved to the other plan.
    #[schema(minimum = 0, example = 12)]
    moved: u64,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_plans_in_use, create_plan)).routes(routes!(
        get_plan,
        replace_plan,
        retire_plan
    ))
}

/// The plans there are, and how many members have each
#[utoipa::path(
    get,
    path = "/admin/plans",
    tag = "admin",
    responses(
        (status = 200, description = "All plans", body = KeptPlans),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_plans_in_use(Administrator { admin, asks }: Administrator) -> Result<Json<KeptPlans>, Problem> {
    let items = plans::in_use(asks.site(), admin).await?.into_iter().map(KeptPlan::from).collect();
    Ok(Json(KeptPlans { items }))
}

/// Add a plan
///
/// The thumbnails of its heights are made in the background; one that is asked for earlier is made then.
#[utoipa::path(
    post,
    path = "/admin/plans",
    tag = "admin",
    request_body = PlanTerms,
    responses(
        (status = 201, description = "The plan", body = KeptPlan),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn create_plan(
    Administrator { admin, asks }: Administrator,
    FromJson(terms): FromJson<PlanTerms>,
) -> Result<(StatusCode, Json<KeptPlan>), Problem> {
    let id = plans::add(asks.site(), admin, terms.into()).await?;
    Ok((StatusCode::CREATED, Json(plans::one(asks.site(), admin, id).await?.into())))
}

/// A plan
#[utoipa::path(
    get,
    path = "/admin/plans/{id}",
    tag = "admin",
    params(("id" = PlanId, Path, description = "The plan")),
    responses((status = 200, description = "The plan", body = KeptPlan)),
    security(("bearer" = ["admin"]))
)]
async fn get_plan(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<PlanId>,
) -> Result<Json<KeptPlan>, Problem> {
    Ok(Json(plans::one(asks.site(), admin, id).await?.into()))
}

/// Change what a plan gives
///
/// For everybody who has it, at once.
#[utoipa::path(
    put,
    path = "/admin/plans/{id}",
    tag = "admin",
    params(("id" = PlanId, Path, description = "The plan")),
    request_body = PlanTerms,
    responses((status = 200, description = "The plan", body = KeptPlan)),
    security(("bearer" = ["admin"]))
)]
async fn replace_plan(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<PlanId>,
    FromJson(terms): FromJson<PlanTerms>,
) -> Result<Json<KeptPlan>, Problem> {
    plans::change(asks.site(), admin, id, terms.into()).await?;
    Ok(Json(plans::one(asks.site(), admin, id).await?.into()))
}

/// Retire a plan
///
/// Its members get another one, and so does whoever signs up, where this was the plan for that.
#[utoipa::path(
    delete,
    path = "/admin/plans/{id}",
    tag = "admin",
    params(("id" = PlanId, Path, description = "The plan"), Successor),
    responses(
        (status = 200, description = "What became of its members", body = Retired),
        (status = 422, description = "The plan that `to` names is not there, or is the same")
    ),
    security(("bearer" = ["admin"]))
)]
async fn retire_plan(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<PlanId>,
    FromQuery(Successor { to }): FromQuery<Successor>,
) -> Result<Json<Retired>, Problem> {
    Ok(Json(Retired { moved: plans::retire(asks.site(), admin, id, to).await? }))
}
