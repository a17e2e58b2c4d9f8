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

/// The two parameters of a path. A value that does not parse answers 404.
pub(super) struct FromPathPair<T, U>(pub(super) T, pub(super) U);

impl<T: FromStr, U: FromStr> FromRequestParts<AppState> for FromPathPair<T, U> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let texts = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((one, other)) = texts.map_err(|_| Problem::NotFound)?;
        let (Ok(one), Ok(other)) = (one.parse(), other.parse()) else { return Err(Problem::NotFound) };
        Ok(Self(one, other))
    }
}

/// The three parameters of a path. A value that does not parse answers 404.
pub(super) struct FromPathThree<T, U, V>(pub(super) T, pub(super) U, pub(super) V);

impl<T: FromStr, U: FromStr, V: FromStr> FromRequestParts<AppState> for FromPathThree<T, U, V> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let texts = Path::<(String, String, String)>::from_request_parts(parts, state).await;
        let Path((one, two, three)) = texts.map_err(|_| Problem::NotFound)?;
        let (Ok(one), Ok(two), Ok(three)) = (one.parse(), two.parse(), three.parse()) else {
            return Err(Problem::NotFound);
        };
        Ok(Self(one, two, three))
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
