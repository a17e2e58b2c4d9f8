//! The OpenAPI 3.1 document of the API. It is made from the handlers; what all operations have in common is added here.
//! A copy is kept in `docs/openapi.json`.

use super::{
    BASE, operations,
    problems::{CONTENT, FieldProblem, ProblemBody, example},
};
use crate::http::uploads::tus;
use axum::{
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::IntoResponse,
};
use bytes::Bytes;
use std::sync::LazyLock;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, Header, Info, Object, OpenApi, PathItem, Paths, Ref, RefOr, Response, ResponseBuilder, Server, Tag,
        Type,
        path::{Operation, ParameterIn},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

const ABOUT: &str = "The API of this site. It offers everything that the pages do.\n\n\
    To authenticate, sign in with a password (`POST /api/v1/token`), or create a personal access token in your settings or \
    with `POST /api/v1/tokens`. Send the token as `Authorization: Bearer …`. Cookies are for the site’s own pages.\n\n\
    Errors are sent as `application/problem+json` (RFC 9457). Unknown fields in bodies and unknown query parameters are \
    rejected. IDs are 22 base58 characters. Times are in RFC 3339 format, in UTC. Lists are split into pages: pass the `next` \
    value of a page as `cursor` to get the following one.\n\n\
    Requests are rate limited. The headers `RateLimit` and `RateLimit-Policy` show how many requests are left. When none are, \
    the answer is 429, and `Retry-After` says how many seconds to wait.";

const BEARER: &str = "An access token from signing in, which has all scopes, or a personal access token, which has the scopes \
    that were chosen for it. Each operation lists the scope that it needs.";

const TAGS: [(&str, &str); 16] = [
    ("site", "General information about the site"),
    ("accounts", "Sign-up, password reset and e-mail confirmation"),
    ("tokens", "Signing in and out, and personal access tokens"),
    ("me", "Your own account"),
    ("users", "Members, their pins, and follows"),
    ("pins", "Pictures with their titles, descriptions and tags"),
    ("boards", "Collections of pins"),
    ("links", "Expiring links: share a picture for a limited time"),
    ("search", "Searching for pins, members and boards"),
    ("comments", "Comments on pins, and reports of pins, comments and messages"),
    ("communities", "Communities, their members and invitations, and categories of communities"),
    ("channels", "Channels of communities, and their messages"),
    ("conversations", "Direct conversations of a few members, and blocks"),
    ("notifications", "Notifications, and live updates over a WebSocket"),
    ("plans", "Plans: what an account may use"),
    ("admin", "Administration and moderation. Only for admins, and partly for moderators"),
];

/// The rate limit headers of each response: name, description, example.
const ALLOWANCE: [(&str, &str, &str); 2] = [
    ("RateLimit", "How many requests are left at the moment.", "\"default\";r=599"),
    ("RateLimit-Policy", "How many requests are allowed in how many seconds.", "\"default\";q=600;w=60"),
];

/// How any request can be refused: status, name of the response, description.
const REFUSALS: [(&str, &str, &str); 12] = [
    ("400", "BadRequest", "The request is malformed."),
    ("401", "NotSignedIn", "The token is missing or invalid, or the password is wrong."),
    ("403", "NotAllowed", "You are not allowed to do this, or the token lacks the required scope."),
    ("404", "NotFound", "Not found, or not visible to you."),
    ("408", "TooSlow", "The body took too long to arrive."),
    ("413", "TooLong", "The body is too large."),
    ("415", "WrongContentType", "The content type of the body is not supported."),
    ("422", "Invalid", "Some fields are invalid, or the file cannot be used."),
    ("429", "TooMany", "Too many requests. Try again after the seconds in `Retry-After`."),
    ("500", "Internal", "An internal error."),
    ("503", "Busy", "The site is busy. Try the same request again later."),
    ("507", "DiskFull", "The site’s disk is full."),
];

/// The whole document.
pub fn document() -> OpenApi {
    let info = Info::new("Tessera", env!("CARGO_PKG_VERSION"));
    let mut document = OpenApi::new(info, Paths::new()).nest(BASE, operations().into_openapi());
    document.info.description = Some(ABOUT.to_owned());
    document.servers = Some(vec![Server::new("/")]);
    document.tags = Some(TAGS.map(|(name, words)| tag(name, words)).to_vec());
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", bearer());
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    components.schemas.insert(FieldProblem::name().into_owned(), FieldProblem::schema());
    for (status, name, words) in REFUSALS {
        components.responses.insert(name.to_owned(), refusal(status, words).into());
    }
    for (name, words, example) in ALLOWANCE {
        components.headers.insert(name.to_owned(), allowance(words, example).into());
    }
    for (path, item) in &mut document.paths.paths {
        for operation in operations_of(item) {
            complete(path, operation);
        }
    }
    document
}

/// Sends the document.
pub(super) async fn send() -> impl IntoResponse {
    static DOCUMENT: LazyLock<Bytes> =
        LazyLock::new(|| document().to_json().map_or_else(|_| Bytes::new(), Bytes::from));
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    (headers.map(|(name, value)| (name, HeaderValue::from_static(value))), DOCUMENT.clone())
}

fn tag(name: &str, words: &str) -> Tag {
    let mut tag = Tag::new(name);
    tag.description = Some(words.to_owned());
    tag
}

fn bearer() -> SecurityScheme {
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.description = Some(BEARER.to_owned());
    SecurityScheme::Http(bearer)
}

fn allowance(words: &str, example: &str) -> Header {
    let mut header = Header::new(Object::with_type(Type::String));
    header.description = Some(words.to_owned());
    header.example = Some(example.into());
    header
}

/// A response that is a problem.
fn refusal(status: &str, words: &str) -> Response {
    let mut body = Content::new(Some(Ref::from_schema_name(ProblemBody::name())));
    body.example = example(status);
    let answer = ResponseBuilder::new().description(words).content(CONTENT, body);
    match status {
        "401" => answer.header("WWW-Authenticate", Header::new(Object::with_type(Type::String))),
        "429" => answer.header("Retry-After", Header::new(Object::with_type(Type::Integer))),
        _ => answer,
    }
    .build()
}

fn operations_of(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, options, patch, .. } = item;
    [get, put, post, delete, options, patch].into_iter().flatten()
}

/// Adds to an operation the ways in which a request of its kind can be refused, and the rate limit headers to its own responses.
fn complete(path: &str, operation: &mut Operation) {
    let statuses = refusals_of(path, operation);
    let answers = &mut operation.responses.responses;
    for (status, answer) in answers.iter_mut() {
        let RefOr::T(answer) = answer else { continue };
        if status.starts_with('4') {
            *answer = refusal(status, &answer.description);
        } else {
            let headers = ALLOWANCE.map(|(name, ..)| (name, Ref::new(format!("#/components/headers/{name}"))));
            answer.headers.extend(headers.map(|(name, header)| (name.to_owned(), RefOr::Ref(header))));
        }
    }
    for (status, name, _) in REFUSALS {
        if statuses.contains(&status) {
            answers.entry(status.to_owned()).or_insert_with(|| Ref::from_response_name(name).into());
        }
    }
}

/// The error statuses of an operation, according to its parameters, its body and its scope.
fn refusals_of(path: &str, operation: &Operation) -> Vec<&'static str> {
    // Every operation refuses an invalid token.
    let mut statuses = vec!["401", "429", "500", "503"];
    let security = operation.security.as_deref().unwrap_or_default();
    if !security.contains(&SecurityRequirement::default()) {
        statuses.push("403");
    }
    if path.contains('{') {
        statuses.push("404");
    }
    let mut parameters = operation.parameters.iter().flatten();
    if parameters.any(|parameter| matches!(parameter, RefOr::T(known) if known.parameter_in == ParameterIn::Query)) {
        statuses.push("400");
    }
    if let Some(RefOr::T(body)) = &operation.request_body {
        statuses.extend(["400", "408", "413", "415", "422"]);
        if ["multipart/form-data", tus::PIECE].iter().any(|kind| body.content.contains_key(*kind)) {
            statuses.push("507");
        }
    }
    statuses
}
