//! Traces, as a collector gets them from real processes: they are installed once in a process.

use super::process::{Process, free_address};
use crate::{
    faults::until,
    harness::{TestSite, sign_up, upload},
    pictures,
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::{Span, span::SpanKind},
};
use prost::Message;
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// What is logged of a collector that is away.
const AWAY: &str = "the collector takes no traces";

/// A trace of somebody else, and a span of it, as `traceparent` names them.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";

/// A collector that takes OTLP over HTTP, and answers with always the same status.
#[derive(Clone)]
struct Collector {
    url: String,
    status: StatusCode,
    batches: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
}

/// A span, and the service that has sent it.
struct Told {
    service: String,
    span: Span,
}

impl Collector {
    async fn start(status: StatusCode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let collector = Self { url, status, batches: Arc::default() };
        let router = Router::new().route("/v1/traces", post(take)).layer(DefaultBodyLimit::disable());
        let router = router.with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        collector
    }

    fn batches(&self) -> usize {
        self.batches.lock().unwrap().len()
    }

    fn spans(&self) -> Vec<Told> {
        let mut spans = Vec::new();
        for told in self.batches.lock().unwrap().iter().flat_map(|batch| &batch.resource_spans) {
            let service = attribute(&told.resource.as_ref().unwrap().attributes, "service.name").unwrap();
            for span in told.scope_spans.iter().flat_map(|scope| &scope.spans) {
                spans.push(Told { service: service.clone(), span: span.clone() });
            }
        }
        spans
    }
}

async fn take(State(collector): State<Collector>, body: Bytes) -> StatusCode {
    collector.batches.lock().unwrap().push(ExportTraceServiceRequest::decode(body).unwrap());
    collector.status
}

impl Told {
    fn has(&self, key: &str) -> Option<String> {
        attribute(&self.span.attributes, key)
    }

    /// Those directly below it.
    fn below<'a>(&self, all: &'a [Told]) -> impl Iterator<Item = &'a Told> {
        let (trace, parent) = (self.span.trace_id.clone(), self.span.span_id.clone());
        all.iter().filter(move |told| told.span.trace_id == trace && told.span.parent_span_id == parent)
    }
}

fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        other => panic!("{key}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_jobs_are_told_with_what_was_done_for_them() {
    let (site, collector) = (TestSite::start().await, Collector::start(StatusCode::OK).await);
    let web = Process::start(&site, &["serve"], &[(ENDPOINT, &collector.url)]).await;
    let mut ana = web.visitor();
    assert_eq!(sign_up(&mut ana, "ana").await.status, 200);
    upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let home = ana.get("/").await;
    assert_eq!((home.status, ana.get("/nowhere").await.status), (200, 404));
    until("the picture", async || site.count("pictures where state = 'ready'").await == 1).await;
    let (ended, log) = web.stop().await;
    assert!(ended.success() && !log.contains(AWAY), "{ended}: {log}");

    let told = collector.spans();
    assert!(told.iter().all(|told| told.service == "tessera"));
    let id = home.header("x-request-id").map(str::to_owned);
    let page = told.iter().find(|told| told.has("tessera.request.id") == id).expect("the page is told");
    assert_eq!((page.span.name.as_str(), page.span.kind()), ("GET /", SpanKind::Server));
    let facts = ["http.request.method", "http.route", "http.response.status_code"].map(|key| page.has(key));
    assert_eq!(facts, ["GET", "/", "200"].map(|value| Some(value.to_owned())));
    assert!(page.span.parent_span_id.is_empty() && page.span.links.is_empty());
    let mut statements = page.below(&told).filter_map(|told| told.has("db.query.text"));
    assert!(statements.any(|statement| statement.to_lowercase().contains("select")), "its statements are told");
    let missing = told.iter().find(|told| told.has("http.response.status_code").as_deref() == Some("404"));
    assert_eq!(missing.expect("what is not there is told").span.name, "GET");

    let job = told.iter().find(|told| told.span.name == "job process_picture").expect("the job is told");
    assert_eq!(job.span.kind(), SpanKind::Consumer);
    let parts: BTreeSet<_> = job.below(&told).map(|told| told.span.name.as_str()).collect();
    for part in ["picture decode", "picture resize", "picture encode", "picture store", "blob store"] {
        assert!(parts.contains(part), "{part}: {parts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_of_a_trusted_proxy_goes_on_and_a_strangers_is_linked_to() {
    let site = TestSite::start().await;
    let parent = format!("00-{TRACE}-{SPAN}-01");
    let ask = async |keys: &[(&str, &str)]| {
        let collector = Collector::start(StatusCode::OK).await;
        let keys = [&[(ENDPOINT, collector.url.as_str()), ("OTEL_SERVICE_NAME", "pictures")], keys].concat();
        let web = Process::start(&site, &["serve", "--no-worker"], &keys).await;
        web.visitor().get("/").await;
        web.visitor().get_with("/login", &[("traceparent", &parent)]).await;
        web.stop().await;
        let told: Vec<_> = collector.spans().into_iter().filter(|told| told.span.kind() == SpanKind::Server).collect();
        assert!(told.iter().all(|told| told.service == "pictures"));
        told
    };
    // Nothing is recorded by itself: it is the caller who wants it.
    let (trusted, stranger) = tokio::join!(
        ask(&[("TRUSTED_PROXIES", "127.0.0.1"), ("OTEL_TRACES_SAMPLER", "parentbased_always_off")]),
        ask(&[]),
    );
    let [followed] = trusted.as_slice() else { panic!("{} requests were followed", trusted.len()) };
    let (trace, span) = (hex::encode(&followed.span.trace_id), hex::encode(&followed.span.parent_span_id));
    assert_eq!((trace.as_str(), span.as_str(), followed.span.name.as_str()), (TRACE, SPAN, "GET /login"));

    assert_eq!(stranger.len(), 2);
    let own = stranger.iter().find(|told| told.span.name == "GET /login").unwrap();
    assert!(own.span.parent_span_id.is_empty() && hex::encode(&own.span.trace_id) != TRACE);
    let links: Vec<_> = own.span.links.iter().map(|link| hex::encode(&link.trace_id)).collect();
    assert_eq!(links, [TRACE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_fails_is_logged_once() {
    let (site, collector) = (TestSite::start().await, Collector::start(StatusCode::INTERNAL_SERVER_ERROR).await);
    let keys = [(ENDPOINT, collector.url.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "10")];
    let web = Process::start(&site, &["serve", "--no-worker"], &keys).await;
    for failed in 0..3 {
        until("a batch", async || {
            assert_eq!(web.visitor().get("/").await.status, 200);
            collector.batches() > failed
        })
        .await;
    }
    let (ended, log) = web.stop().await;
    assert!(ended.success(), "{ended}: {log}");
    assert_eq!(log.matches(AWAY).count(), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_answered_and_a_process_ends_while_a_collector_is_away_or_silent() {
    let site = TestSite::start().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ask = async |collector: SocketAddr| {
        let url = format!("http://{collector}");
        // Longer than a test waits for a process to end.
        let keys = [(ENDPOINT, url.as_str()), ("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")];
        let web = Process::start(&site, &["serve", "--no-worker"], &keys).await;
        assert_eq!(web.visitor().get("/").await.status, 200);
        let (ended, log) = web.stop().await;
        assert!(ended.success(), "{ended}: {log}");
    };
    tokio::join!(ask(free_address()), ask(silent.local_addr().unwrap()));
}
