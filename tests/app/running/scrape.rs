//! What Prometheus reads, taken apart as it does it.

use crate::client::Client;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

/// One line: a name, its labels, a value.
pub struct Sample {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

/// All that a process tells.
pub struct Scrape(Vec<Sample>);

impl Scrape {
    pub async fn of(address: SocketAddr) -> Self {
        let answer = Client::new(address).get("/metrics").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        Self::parse(&answer.text())
    }

    /// Reads the text format; every sample belongs to a family whose type was told before.
    fn parse(text: &str) -> Self {
        let mut types: BTreeMap<&str, &str> = BTreeMap::new();
        let mut samples = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(comment) = line.strip_prefix("# ") {
                let mut words = comment.splitn(3, ' ');
                let (what, name, rest) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
                assert!(!rest.is_empty() && ["HELP", "TYPE"].contains(&what), "{line}");
                if what == "TYPE" {
                    assert_eq!(types.insert(name, rest), None, "a family stands in one place: {line}");
                }
                continue;
            }
            let sample = sample(line);
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| sample.name.strip_suffix(end));
            let kind = types.get(sample.name.as_str()).copied();
            let of_histogram = family.and_then(|family| types.get(family).copied()) == Some("histogram");
            assert!(of_histogram || matches!(kind, Some("counter" | "gauge")), "{line}");
            samples.push(sample);
        }
        Self(samples)
    }

    pub fn names(&self) -> BTreeSet<&str> {
        self.0.iter().map(|sample| sample.name.as_str()).collect()
    }

    /// The sum of the samples of this name that have these labels.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let has = |sample: &Sample| {
            labels.iter().all(|(key, value)| sample.labels.get(*key).map(String::as_str) == Some(*value))
        };
        self.0.iter().filter(|&sample| sample.name == name && has(sample)).map(|sample| sample.value).sum()
    }

    pub fn with_label(&self, key: &str) -> BTreeSet<&str> {
        self.0.iter().filter_map(|sample| sample.labels.get(key)).map(String::as_str).collect()
    }
}

/// Reads `name{key="value",…} 1`. No value of ours has quotes or commas.
fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').unwrap_or_else(|| panic!("{line}"))),
        None => (series, ""),
    };
    let label = |text: &str| {
        let (key, value) = text.split_once('=').unwrap_or_else(|| panic!("{line}"));
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        (key.to_owned(), value.unwrap_or_else(|| panic!("{line}")).to_owned())
    };
    let labels = labels.split(',').filter(|text| !text.is_empty()).map(label).collect();
    Sample { name: name.to_owned(), labels, value: value.parse().unwrap_or_else(|_| panic!("{line}")) }
}
