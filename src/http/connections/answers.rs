//! The router, as hyper calls it for one connection: each request is noted in the table until the last byte of its answer is out.

use super::table::Connection;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{Request, Response, StatusCode},
};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower::Service;

/// Answers what comes over one connection.
pub(super) struct Answers {
    pub(super) router: Router,
    pub(super) connection: Arc<Connection>,
    pub(super) peer: SocketAddr,
}

impl hyper::service::Service<Request<Incoming>> for Answers {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.connection.begin();
        let under_way = UnderWay(Arc::clone(&self.connection));
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        request.extensions_mut().insert(Arc::clone(&self.connection));
        // A router is always ready.
        let answer = self.router.clone().call(request);
        Box::pin(async move {
            let response = answer.await?;
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                under_way.0.upgrade();
            }
            Ok(response.map(|body| Body::new(Sent { body, _under_way: under_way })))
        })
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
struct Sent {
    body: Body,
    _under_way: UnderWay,
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
