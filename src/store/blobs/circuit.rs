//! What keeps a store that is away from holding up everybody: once it has failed a few times in a row, calls to it are refused at once
//! for a moment. Then the next ones try it again.

use super::cloud::is_behind_the_end;
use object_store::{Error, Result};
use recloser::{AsyncRecloser, Error as Stopped, Recloser};
use std::{future::Future, io, time::Duration};
use tokio::time::timeout;

/// After how many failures in a row calls are refused.
const FAILURES: usize = 3;

/// For how long.
const REFUSED_FOR: Duration = Duration::from_secs(3);

/// Counts the failures of one store. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Circuit(AsyncRecloser);

impl Circuit {
    pub(super) fn new() -> Self {
        let circuit = Recloser::custom().error_rate(1.0).closed_len(FAILURES).half_open_len(1).open_wait(REFUSED_FOR);
        Self(circuit.build().into())
    }

    /// Sends a request that may take so long, unless calls are refused just now. The name of this store is for the log.
    pub(super) async fn call<T>(
        &self,
        store: &'static str,
        patience: Option<Duration>,
        request: impl Future<Output = Result<T>>,
    ) -> Result<T, Stopped<Error>> {
        let request = async {
            let Some(patience) = patience else { return request.await };
            let late = |_| {
                let words = format!("no answer within {patience:?}");
                Error::Generic { store, source: io::Error::new(io::ErrorKind::TimedOut, words).into() }
            };
            timeout(patience, request).await.map_err(late)?
        };
        self.0.call_with(is_away, request).await
    }
}

/// Whether this says that the store is away. That a file is not there, too short, or not ours to see, is an answer like others.
pub(super) fn is_away(error: &Error) -> bool {
    matches!(error, Error::Generic { .. }) && !is_behind_the_end(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::blobs::cloud::is_out_of_reach;
    use std::{cell::Cell, future::ready};

    fn away() -> Result<()> {
        Err(Error::Generic { store: "S3", source: "connection refused".into() })
    }

    fn absent() -> Result<()> {
        Err(Error::NotFound { path: "x".to_owned(), source: "404".into() })
    }

    fn too_short() -> Result<()> {
        let words = "Server returned non-2xx status code: 416 Range Not Satisfiable: ";
        Err(Error::Generic { store: "S3", source: words.into() })
    }

    #[tokio::test]
    async fn a_store_that_is_away_is_left_alone_and_one_that_lacks_a_file_is_not() {
        let circuit = Circuit::new();
        for _ in 0..10 {
            for answer in [absent(), too_short()] {
                assert!(matches!(circuit.call("S3", None, ready(answer)).await, Err(Stopped::Inner(_))));
            }
        }
        for _ in 0..FAILURES {
            assert!(matches!(circuit.call("S3", None, ready(away())).await, Err(Stopped::Inner(_))));
        }
        let asked = Cell::new(false);
        let request = async {
            asked.set(true);
            Ok(())
        };
        assert!(matches!(circuit.call("S3", None, request).await, Err(Stopped::Rejected)));
        assert!(!asked.get(), "nobody is sent to a store that is away");
    }

    #[tokio::test]
    async fn a_store_that_never_answers_fails() {
        let circuit = Circuit::new();
        let silent = std::future::pending::<Result<()>>();
        let failed = circuit.call("S3", Some(Duration::from_millis(1)), silent).await;
        assert!(matches!(failed, Err(Stopped::Inner(error)) if is_away(&error) && is_out_of_reach(&error)));
    }
}
