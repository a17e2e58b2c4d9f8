//! Traces: what a request or a job does, and how long each part of it takes, as spans that go to a collector (OpenTelemetry). Where none is
//! named nothing is followed, and all that is called here does nothing.

use super::collector::Collector;
use opentelemetry::{
    Context, Key, KeyValue,
    propagation::{Extractor, TextMapPropagator},
    trace::{
        FutureExt, Link, Span, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, TracerProvider, WithContext,
    },
};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracer, SdkTracerProvider},
};
use std::{
    sync::OnceLock,
    time::{Duration, Instant, SystemTime},
};

/// How long it may take to send what is left when the process ends. All else has stopped by then.
const FLUSH_PATIENCE: Duration = Duration::from_secs(3);

/// The attribute that says what a process is called, and how the SDK's own value for it begins.
const SERVICE: (&str, &str) = ("service.name", "unknown_service");

struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

static TRACES: OnceLock<Traces> = OnceLock::new();

/// Begins to follow requests and jobs. To be called once, before the site starts. How many are followed, and where their spans go, is up
/// to the environment, as OpenTelemetry specifies it.
///
/// # Errors
/// It has begun already, or the environment names a collector that cannot be used.
pub fn install_traces() -> Result<(), String> {
    let provider =
        SdkTracerProvider::builder().with_batch_exporter(Collector::find()?).with_resource(resource()).build();
    let tracer = provider.tracer(env!("CARGO_PKG_NAME"));
    TRACES.set(Traces { provider, tracer }).map_err(|_| "traces have been installed already".to_owned())
}

/// Whether anything is followed.
pub fn is_traced() -> bool {
    TRACES.get().is_some()
}

/// Sends what is left, and follows nothing from then on. Blocks for [`FLUSH_PATIENCE`] at most.
pub fn end_traces() {
    if let Some(traces) = TRACES.get() {
        // That the collector is away has been logged.
        let _ = traces.provider.shutdown_with_timeout(FLUSH_PATIENCE);
    }
}

/// What this process is called, where the environment does not say so.
fn resource() -> Resource {
    let builder = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    let name = Resource::builder().build().get(&Key::from_static_str(SERVICE.0));
    let is_named = name.is_some_and(|name| !name.as_str().starts_with(SERVICE.1));
    if is_named { builder.build() } else { builder.with_service_name(env!("CARGO_PKG_NAME")).build() }
}

/// The trace that a request says it belongs to (W3C Trace Context).
#[derive(Debug)]
pub struct Caller<'a> {
    /// The header `traceparent`.
    pub parent: Option<&'a str>,
    /// The header `tracestate`.
    pub state: Option<&'a str>,
    /// Whether it comes from where such headers are to be believed: who says that a trace is recorded makes us record it.
    pub is_trusted: bool,
}

impl Extractor for Caller<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "traceparent" => self.parent,
            "tracestate" if self.is_trusted => self.state,
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent", "tracestate"]
    }
}

/// A request or a job under way. Its span ends when this is dropped.
pub struct ActiveSpan(Context);

impl ActiveSpan {
    /// A request has come; `None` where nothing is followed. Method and route must be some of few. The trace of a caller who is not
    /// trusted is linked to, and not gone on with.
    pub fn of_request(method: &'static str, route: Option<&str>, caller: &Caller<'_>) -> Option<Self> {
        let claimed = TraceContextPropagator::new().extract_with_context(&Context::new(), caller);
        let is_one = claimed.has_active_span();
        let (parent, linked) =
            if caller.is_trusted { (claimed, None) } else { (Context::new(), is_one.then_some(claimed)) };
        Self::begin(&parent, || {
            let name = route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}"));
            let route = route.map(|route| KeyValue::new("http.route", route.to_owned()));
            let attributes = [Some(KeyValue::new("http.request.method", method)), route];
            let links = linked.iter().map(|trace| Link::with_context(trace.span().span_context().clone()));
            SpanBuilder::from_name(name)
                .with_kind(SpanKind::Server)
                .with_attributes(attributes.into_iter().flatten())
                .with_links(links.collect())
        })
    }

    /// A job of this kind is about to be done; `None` where nothing is followed. It is a trace of its own.
    pub fn of_job(kind: &'static str, id: i64, attempt: i16) -> Option<Self> {
        Self::begin(&Context::new(), || {
            let id = KeyValue::new("tessera.job.id", id);
            let attempt = KeyValue::new("tessera.job.attempt", i64::from(attempt));
            SpanBuilder::from_name(format!("job {kind}")).with_kind(SpanKind::Consumer).with_attributes([id, attempt])
        })
    }

    fn begin(parent: &Context, span: impl FnOnce() -> SpanBuilder) -> Option<Self> {
        let span = TRACES.get()?.tracer.build_with_context(span(), parent);
        Some(Self(parent.with_span(span)))
    }

    /// Does work of it: what is told meanwhile stands below it.
    pub fn during<F: Future>(&self, work: F) -> WithContext<F> {
        work.with_context(self.0.clone())
    }

    /// The request has its answer. The id is the one that the answer and the log have.
    pub fn answered(self, status: u16, id: &str) {
        let span = self.0.span();
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        span.set_attribute(KeyValue::new("tessera.request.id", id.to_owned()));
        if status >= 500 {
            span.set_status(Status::error(""));
        }
    }

    /// The job could not be done.
    pub fn failed(&self) {
        self.0.span().set_status(Status::error(""));
    }
}

impl Drop for ActiveSpan {
    fn drop(&mut self) {
        self.0.span().end();
    }
}

/// The same work, as a part of what is under way here, whichever thread does it.
pub fn as_part<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let context = is_traced().then(Context::current);
    move || {
        let _attached = context.map(Context::attach);
        work()
    }
}

/// From when to when something was done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    began: Instant,
    ended: Instant,
}

impl Period {
    /// That of what has just ended and took so long.
    pub(super) fn just_ended(took: Duration) -> Self {
        let ended = Instant::now();
        Self { began: ended.checked_sub(took).unwrap_or(ended), ended }
    }

    /// From the beginning of this one to the end of a later one.
    pub(super) fn until_end_of(self, later: Self) -> Self {
        Self { ended: later.ended, ..self }
    }

    fn by_the_clock(self) -> (SystemTime, SystemTime) {
        let now = SystemTime::now();
        (now - self.began.elapsed(), now - self.ended.elapsed())
    }
}

/// Whether somebody hears what is told here.
pub(super) fn is_followed() -> bool {
    is_traced() && Context::map_current(|context| context.span().span_context().is_sampled())
}

/// Tells of what has ended, below what is under way here. Where nothing is, or it is not followed, nobody hears of it.
pub(super) fn tell(period: Period, failed: bool, span: impl FnOnce() -> SpanBuilder) {
    let Some(traces) = TRACES.get().filter(|_| is_followed()) else { return };
    let (began, ended) = period.by_the_clock();
    let mut span = traces.tracer.build(span().with_start_time(began));
    if failed {
        span.set_status(Status::error(""));
    }
    span.end_with_timestamp(ended);
}
