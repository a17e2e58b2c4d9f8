//! What makes an S3 server answer Google's client. SeaweedFS understands its requests, but not who asks, nor names whose slashes are
//! escaped.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap,
        header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING},
    },
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use std::net::SocketAddr;
use tokio::net::TcpListener;

#[derive(Clone)]
struct Server {
    port: u16,
    client: reqwest::Client,
}

/// Answers as Google does, by a server on this port.
pub async fn before(port: u16) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(forward).with_state(Server { port, client: client() });
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Speaks to servers of this machine.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn forward(State(server): State<Server>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = percent_decode_str(head.uri.path()).decode_utf8().unwrap().into_owned();
    let query = head.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let url = format!("http://127.0.0.1:{}{path}{query}", server.port);
    let mut headers = head.headers;
    assert!(headers.remove(AUTHORIZATION).is_some_and(|who| who == "Bearer some"), "{} {path}", head.method);
    headers.remove(HOST);
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let answer = server.client.request(head.method, url).headers(headers).body(body).send().await.unwrap();
    let (status, headers) = (answer.status(), answered(answer.headers()));
    (status, headers, Body::from(answer.bytes().await.unwrap())).into_response()
}

/// A `HEAD` is answered with the length of what it did not ask for.
fn answered(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    headers.remove(CONNECTION);
    if headers.remove(TRANSFER_ENCODING).is_some() {
        headers.remove(CONTENT_LENGTH);
    }
    headers
}
