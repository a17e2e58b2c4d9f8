//! Plans, managed by admins.

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

/// A plan, with its number of members.
#[derive(Serialize, ToSchema)]
struct KeptPlan {
    #[serde(flatten)]
    plan: Plan,
    /// Number of members with this plan.
    #[schema(minimum = 0, example = 12)]
    member_count: u64,
    /// Whether new members get this plan.
    default: bool,
}

impl From<PlanInUse> for KeptPlan {
    fn from(PlanInUse { plan, members, default }: PlanInUse) -> Self {
        Self { plan: plan.into(), member_count: members, default }
    }
}

/// All plans, with their numbers of members.
#[derive(Serialize, ToSchema)]
struct KeptPlans {
    /// The plans, oldest first.
    items: Vec<KeptPlan>,
}

/// The plan that replaces a retired one.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Successor {
    /// The ID of the plan that the members of the retired plan get.
    to: PlanId,
}

/// The result of retiring a plan.
#[derive(Serialize, ToSchema)]
struct Retired {
    /// Number of members who were moved to the other plan.
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

/// List plans with their number of members
#[utoipa::path(
    get,
    path = "/admin/plans",
    tag = "admin",
    responses(
        (status = 200, description = "All plans.", body = KeptPlans),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_plans_in_use(Administrator { admin, asks }: Administrator) -> Result<Json<KeptPlans>, Problem> {
    let items = plans::in_use(asks.site(), admin).await?.into_iter().map(KeptPlan::from).collect();
    Ok(Json(KeptPlans { items }))
}

/// Create a plan
///
/// Thumbnails for its heights are made in the background. A thumbnail that is requested earlier is made on demand.
#[utoipa::path(
    post,
    path = "/admin/plans",
    tag = "admin",
    request_body = PlanTerms,
    responses(
        (status = 201, description = "The new plan.", body = KeptPlan),
        (status = 404, description = "You are not an admin.")
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

/// Get a plan
#[utoipa::path(
    get,
    path = "/admin/plans/{id}",
    tag = "admin",
    params(("id" = PlanId, Path, description = "The ID of the plan.")),
    responses((status = 200, description = "The plan.", body = KeptPlan)),
    security(("bearer" = ["admin"]))
)]
async fn get_plan(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<PlanId>,
) -> Result<Json<KeptPlan>, Problem> {
    Ok(Json(plans::one(asks.site(), admin, id).await?.into()))
}

/// Replace a plan’s terms
///
/// The change applies at once to all members with this plan.
#[utoipa::path(
    put,
    path = "/admin/plans/{id}",
    tag = "admin",
    params(("id" = PlanId, Path, description = "The ID of the plan.")),
    request_body = PlanTerms,
    responses((status = 200, description = "The updated plan.", body = KeptPlan)),
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
/// Its members get another plan. If it was the default plan, new members get that plan too.
#[utoipa::path(
    delete,
    path = "/admin/plans/{id}",
    tag = "admin",
    params(("id" = PlanId, Path, description = "The ID of the plan."), Successor),
    responses(
        (status = 200, description = "The number of members who were moved.", body = Retired),
        (status = 422, description = "The plan in `to` does not exist, or is the plan to retire.")
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
