//! The log, and who else hears what is logged.

use super::StartError;
use crate::{
    config::{Config, LogFormat},
    telemetry,
};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Writes log lines to standard error from now on.
///
/// # Errors
/// `LOG` is no filter that tracing understands.
pub fn start_log(config: &Config) -> Result<(), StartError> {
    let filter = EnvFilter::try_new(&config.serving.log).map_err(|error| {
        format!("LOG is “{}”, but must be a filter such as info or tessera=debug: {error}", config.serving.log)
    })?;
    if config.serving.traced {
        return beside_traces(filter, config.serving.log_format);
    }
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(stderr().is_terminal()).with_writer(stderr);
    match config.serving.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    }
}

/// The same where traces hear of statements, which are not in the log: then each of the two has a filter of its own, which costs a
/// little.
fn beside_traces(filter: EnvFilter, format: LogFormat) -> Result<(), StartError> {
    let lines = fmt::layer::<Registry>().with_ansi(stderr().is_terminal()).with_writer(stderr);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let log = tracing_subscriber::registry().with(lines.with_filter(filter));
    Ok(log.with(telemetry::statements()).try_init()?)
}
