//! What is written to the log, as programs read it.

use super::process::Process;
use crate::harness::TestSite;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn every_line_about_a_request_has_the_id_that_its_answer_has() {
    let site = TestSite::start().await;
    // Whatever is logged of us: these are the lines of a library, of the time of a request.
    let keys = [("LOG_FORMAT", "json"), ("LOG", "warn,tower_http=debug")];
    let web = Process::start(&site, &["serve", "--no-worker"], &keys).await;
    let mut ids = Vec::new();
    for path in ["/", "/nowhere", "/healthz", "/l/a-secret-token?password=secret"] {
        let answer = web.visitor().get(path).await;
        ids.push(answer.header("x-request-id").unwrap().to_owned());
    }
    let (_, log) = web.stop().await;
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_requests: Vec<_> =
        lines.iter().filter(|line| line["target"].as_str().unwrap().starts_with("tower_http")).collect();
    assert!(of_requests.len() >= 2 * ids.len(), "{log}");
    for line in of_requests {
        let id = line["span"]["id"].as_str().unwrap_or_default();
        assert!(ids.iter().any(|known| known == id), "{line}");
    }
    for id in &ids {
        assert!(lines.iter().any(|line| line["span"]["id"].as_str() == Some(id)), "{id}");
    }
    assert!(!log.contains("secret"), "{log}");
}
