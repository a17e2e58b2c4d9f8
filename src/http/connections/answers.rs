//! The router, as hyper calls it for one connection: each request is noted in the table until the last byte of its answer is out. What can
//! be answered out of memory does not get as far as the router.

use super::{super::media::FastPath, table::Connection};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{
        Method, Request, Response, StatusCode,
        header::{CONTENT_LENGTH, RANGE},
    },
};
use futures::future::{BoxFuture, Either, Ready, ready};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use std::{
    convert::Infallible,
    mem,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower::Service;

type Answered = Result<Response<Sent>, Infallible>;

/// Answers what comes over one connection.
pub(super) struct Answers {
    pub(super) router: Router,
    pub(super) fast_path: Option<FastPath>,
    pub(super) connection: Arc<Connection>,
    pub(super) peer: SocketAddr,
}

impl hyper::service::Service<Request<Incoming>> for Answers {
    type Response = Response<Sent>;
    type Error = Infallible;
    type Future = Either<Ready<Answered>, BoxFuture<'static, Answered>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.connection.begin();
        let under_way = UnderWay(Arc::clone(&self.connection));
        // Ranges are defined for GET alone (RFC 9110, section 14.2).
        if request.method() == Method::HEAD {
            request.headers_mut().remove(RANGE);
        }
        let short = self.fast_path.as_ref().and_then(|path| path.answer(&request, self.peer.ip()));
        if let Some(response) = short {
            let whole = |bytes| Sent { body: Content::Whole(bytes), _under_way: under_way };
            return Either::Left(ready(Ok(response.map(whole))));
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        request.extensions_mut().insert(Arc::clone(&self.connection));
        // A router is always ready.
        let answer = self.router.clone().call(request);
        Either::Right(Box::pin(async move {
            let mut response = answer.await?;
            match response.status() {
                StatusCode::SWITCHING_PROTOCOLS => under_way.0.upgrade(),
                // axum says 0, which would be the length of what the client has already (RFC 9110, section 8.6).
                StatusCode::NOT_MODIFIED => {
                    response.headers_mut().remove(CONTENT_LENGTH);
                }
                _ => {}
            }
            Ok(response.map(|body| Sent { body: Content::Streamed(body), _under_way: under_way }))
        }))
    }
}

/// A request that has not had all of its answer.
struct UnderWay(Arc<Connection>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// The body of an answer, which is under way until it is dropped.
pub(super) struct Sent {
    body: Content,
    _under_way: UnderWay,
}

enum Content {
    /// All of it, which hyper sends along with the head.
    Whole(Bytes),
    Streamed(Body),
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match &mut self.body {
            Content::Whole(bytes) => {
                let bytes = mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Content::Streamed(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.body {
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Streamed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Streamed(body) => body.size_hint(),
        }
    }
}
