//! Statements of the database, as spans below the request or the job that they are of: sqlx tells of each in an event once it has ended.

use super::traces::{self, Period};
use opentelemetry::{
    KeyValue,
    trace::{SpanBuilder, SpanKind},
};
use std::{fmt::Debug, time::Duration};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, filter::Targets, layer::Context, registry::LookupSpan};

/// The library whose events are about statements, or about its connections.
const LIBRARY: &str = "sqlx";

/// Hears of statements, however little is logged.
pub fn statements<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    Statements.with_filter(Targets::new().with_target(LIBRARY, Level::DEBUG))
}

struct Statements;

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let is_statement = event.metadata().target().strip_prefix(LIBRARY) == Some("::query");
        if !is_statement || !traces::is_followed() {
            return;
        }
        let mut statement = Statement::default();
        event.record(&mut statement);
        traces::tell(Period::just_ended(statement.took), false, || statement.span());
    }
}

/// What sqlx tells of a statement.
#[derive(Default)]
struct Statement {
    /// Its first words.
    summary: String,
    /// All of it; empty where that is no more. Values are not in it, as they are parameters.
    text: String,
    rows: u64,
    took: Duration,
}

impl Statement {
    fn span(self) -> SpanBuilder {
        let text = if self.text.is_empty() { self.summary.clone() } else { self.text };
        SpanBuilder::from_name(self.summary).with_kind(SpanKind::Client).with_attributes([
            KeyValue::new("db.system.name", "postgresql"),
            KeyValue::new("db.query.text", text),
            KeyValue::new("db.response.returned_rows", i64::try_from(self.rows).unwrap_or(i64::MAX)),
        ])
    }
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.trim().clone_into(&mut self.text),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.rows = value;
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.took = Duration::try_from_secs_f64(value).unwrap_or_default();
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
