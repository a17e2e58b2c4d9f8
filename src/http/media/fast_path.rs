//! The short way of a picture that everyone may have: from the connection to memory and back, past the router and its layers. With a layer
//! for each thing that has to be seen to, an answer cost several times what nginx takes for a file.
//!
//! What is seen to here, as on the long way: the host, how much one address reads, ranges and conditions, the headers that all answers have,
//! the name of the request, and that it is measured. Whatever is out of the ordinary goes the long way.

use super::{
    super::{AppState, address, hosts, request_ids},
    known::Known,
    names, ranges,
};
use crate::{
    services::limits::Reading,
    telemetry::{self, RequestUnderWay},
};
use axum::{
    body::Bytes,
    http::{Method, Request, Response},
};
use hyper::body::Body as HttpBody;
use std::{net::IpAddr, ops::Range, sync::Arc};
use tracing::Level;

/// The short way. Cheap to clone.
#[derive(Clone)]
pub struct FastPath(Arc<Needed>);

struct Needed {
    state: AppState,
    /// For which host requests must be; none where that is not known.
    host: Option<Arc<str>>,
    measured: bool,
}

impl FastPath {
    pub(in crate::http) fn new(state: AppState, host: Option<Arc<str>>) -> Self {
        Self(Arc::new(Needed { state, host, measured: telemetry::is_on() }))
    }

    /// The answer to a request of this peer; `None` where it has to go the long way.
    pub(in crate::http) fn answer<B: HttpBody>(&self, request: &Request<B>, peer: IpAddr) -> Option<Response<Bytes>> {
        let (file, address) = names::of_path(request.uri().path())?;
        let Needed { state, measured, .. } = &*self.0;
        let under_way = measured.then(RequestUnderWay::begin);
        let method = self.method(request)?;
        let known = state.media.get(&state.site, file)?;
        let head = known.answer(request.headers()).ok()?;
        let body = match head.range {
            Some(range) if method == "GET" => self.bytes(&known, &range)?,
            _ => Bytes::new(),
        };
        // Whoever has read too much is told so on the long way.
        state.site.limits().reading(Reading::File, address::client_of(peer, request.headers(), state)).ok()?;
        let mut response = Response::new(body);
        *response.status_mut() = head.status;
        *response.headers_mut() = head.headers;
        response.headers_mut().insert(request_ids::REQUEST_ID, request_ids::new_header()?);
        if let Some(under_way) = under_way {
            under_way.answered(address, method, head.status.as_u16());
        }
        Some(response)
    }

    /// The method of a request that is an ordinary one.
    fn method<B: HttpBody>(&self, request: &Request<B>) -> Option<&'static str> {
        let method = match *request.method() {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            _ => return None,
        };
        let here = self.0.host.as_deref().is_none_or(|host| hosts::is_plain(host, request.uri(), request.headers()));
        // Where each request is logged, this one is as well; and a server that is about to stop ends its connections.
        let logged = tracing::enabled!(target: "tower_http::trace::on_response", Level::DEBUG);
        (here && request.body().is_end_stream() && !logged && !self.0.state.site.is_draining()).then_some(method)
    }

    fn bytes(&self, known: &Known, range: &Range<u64>) -> Option<Bytes> {
        let (site, file) = (&self.0.state.site, &known.file);
        let whole = site.variants().at_once(site.blobs(), &file.sha256, file.byte_size)?;
        Some(ranges::slice(&whole, range))
    }
}
