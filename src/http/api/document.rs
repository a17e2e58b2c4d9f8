//! The API's description of itself: OpenAPI 3.1, made from the handlers, with what every operation has in common added here
//! by rule. A copy lies in `docs/openapi.json`.

use super::{
    BASE, operations,
    problems::{CONTENT, FieldProblem, ProblemBody, example},
};
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

const ABOUT: &str = "Everything that the pages of this site do, for programs.\n\n\
    A program signs in with a password (`POST /api/v1/token`), or is given an access token that a member has made in the \
    settings (`POST /api/v1/tokens`). Either is sent as `Authorization: Bearer …`. Cookies are not looked at.\n\n\
    What goes wrong is answered as `application/problem+json` (RFC 9457). A field of a body or a parameter of a list that \
    is not known is refused rather than passed over. Ids are 22 characters of base58, times are RFC 3339 in UTC. Lists come \
    in pages: `next` of one is the `cursor` of the next.\n\n\
    Answers say what is left of how often a program may ask, in `RateLimit` and `RateLimit-Policy`; once nothing is, 429 says \
    after how many seconds to come again, in `Retry-After`.";

const BEARER: &str = "An access token of a program that signed in, which holds every scope; or one that a member made, with \
    the scopes they chose. The scope that an operation needs stands beside it.";

const TAGS: [(&str, &str); 13] = [
    ("site", "What the site says of itself"),
    ("accounts", "Opening an account; passwords and addresses by links"),
    ("tokens", "Signing in and out; access tokens"),
    ("me", "One’s own account"),
    ("users", "Members as everyone may see them"),
    ("pins", "Pictures with their words"),
    ("boards", "Pins that members have put together"),
    ("links", "Expiring links: a picture for a while, for whoever has the address"),
    ("search", "Finding pins, members and boards by words"),
    ("comments", "What members say about pins; reports to those who run the site"),
    ("communities", "What communities can be about"),
    ("notifications", "What others did, told to those whom it concerns"),
    ("admin", "What only admins may do"),
];

/// What answers say of how often a program may ask: the name of the header, its words, an example.
const ALLOWANCE: [(&str, &str, &str); 2] = [
    ("RateLimit", "How many more requests may come at once", "\"default\";r=599"),
    ("RateLimit-Policy", "How many requests may come in how many seconds", "\"default\";q=600;w=60"),
];

/// How a request can be refused, whatever it asks for: status, the name of the answer, its words.
const REFUSALS: [(&str, &str, &str); 12] = [
    ("400", "BadRequest", "The request cannot be understood"),
    ("401", "NotSignedIn", "There is no token where one is needed, or it is not valid, or the password is wrong"),
    ("403", "NotAllowed", "It is not theirs to do, or the token does not hold the scope"),
    ("404", "NotFound", "There is no such thing, or it is not theirs to see"),
    ("408", "TooSlow", "The body took too long to arrive"),
    ("413", "TooLong", "The body is longer than is read"),
    ("415", "WrongContentType", "The body is of a kind that is not read"),
    ("422", "Invalid", "Fields need another look, or a file cannot be taken"),
    ("429", "TooMany", "Too often in too short a time"),
    ("500", "Internal", "A fault of the site"),
    ("503", "Busy", "Too much at once; the same request will do later"),
    ("507", "DiskFull", "There is no room left on the site’s disk"),
];

/// The whole description.
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

/// An answer that is a problem.
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
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// Adds to an operation how a request of its kind can be refused, and to its own answers what all of them hold.
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

/// The statuses with which an operation can refuse, by what it takes and whom it asks for.
fn refusals_of(path: &str, operation: &Operation) -> Vec<&'static str> {
    // A token that is not valid is refused everywhere.
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
        if body.content.contains_key("multipart/form-data") {
            statuses.push("507");
        }
    }
    statuses
}
