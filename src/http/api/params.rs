//! Extractors for the parameters of a path and of a query.

use super::super::AppState;
use crate::model::errors::Problem;
use axum::{
    extract::{FromRequestParts, Path, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// The only parameter of a path. A value that does not parse answers 404.
pub(super) struct FromPath<T>(pub(super) T);

impl<T: FromStr> FromRequestParts<AppState> for FromPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = text.map_err(|_| Problem::NotFound)?;
        text.parse().map(Self).map_err(|_| Problem::NotFound)
    }
}

/// Several parameters of a path, by their names. A value that does not parse answers 404.
pub(super) struct FromPathOf<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for FromPathOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let named = Path::<T>::from_request_parts(parts, state).await;
        let Path(named) = named.map_err(|_| Problem::NotFound)?;
        Ok(Self(named))
    }
}

/// The parameters of a query. Unknown, repeated or invalid parameters answer 400.
pub(super) struct FromQuery<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for FromQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let query = Query::try_from_uri(&parts.uri);
        let Query(query) = query.map_err(|wrong| Problem::BadRequest { detail: wrong.body_text() })?;
        Ok(Self(query))
    }
}
