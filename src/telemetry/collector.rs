//! The way to the collector of traces: OTLP over HTTP. A thread of the SDK's own sends batches; where its queue is full, spans are dropped,
//! so nothing ever waits for the collector.

use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{self, SpanData},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// Sends spans. That they do not arrive is logged once, until they do again.
#[derive(Debug)]
pub(super) struct Collector {
    exporter: SpanExporter,
    is_away: AtomicBool,
}

impl Collector {
    /// The one that the environment names (`OTEL_EXPORTER_OTLP_ENDPOINT` and its relatives). Nothing is sent so far.
    ///
    /// # Errors
    /// What is wrong with it, in words for whoever starts the process.
    pub(super) fn find() -> Result<Self, String> {
        // Once in a process. That somebody has done so before is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let build = || SpanExporter::builder().with_http().build().map_err(|error| error.to_string());
        // The SDK panics where it can make no HTTP client, as on a machine without any certificates.
        let built = thread::spawn(build).join().unwrap_or_else(|_| Err("no HTTP client could be made".to_owned()));
        let exporter =
            built.map_err(|error| format!("traces cannot be sent to OTEL_EXPORTER_OTLP_ENDPOINT: {error}"))?;
        Ok(Self { exporter, is_away: AtomicBool::new(false) })
    }
}

impl trace::SpanExporter for Collector {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let sent = trace::SpanExporter::export(&self.exporter, batch).await;
        match &sent {
            Err(error) if !self.is_away.swap(true, Ordering::Relaxed) => {
                tracing::warn!(%error, "the collector takes no traces; they are dropped until it does");
            }
            Ok(()) if self.is_away.swap(false, Ordering::Relaxed) => {
                tracing::info!("the collector takes traces again");
            }
            _ => {}
        }
        sent
    }

    fn set_resource(&mut self, resource: &Resource) {
        trace::SpanExporter::set_resource(&mut self.exporter, resource);
    }
}
