//! What came of everything that clients tried, and what it says of a fault: which answers there were, how long nothing worked, and when
//! everything did again.

use crate::answers::{Answer, Failure};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
    time::Duration,
};
use tokio::time::Instant;

/// What clients do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Explore,
    PinPage,
    Picture,
    Like,
    Message,
    History,
    Upload,
    /// To ask how far the picture of an upload has come.
    State,
    /// The time from an upload until its picture is ready.
    Ready,
    /// To open a live socket and follow the channel.
    Socket,
    SignIn,
}

impl Kind {
    pub const ALL: [Self; 11] = [
        Self::Explore,
        Self::PinPage,
        Self::Picture,
        Self::Like,
        Self::Message,
        Self::History,
        Self::Upload,
        Self::State,
        Self::Ready,
        Self::Socket,
        Self::SignIn,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Explore => "Explore",
            Self::PinPage => "pin page",
            Self::Picture => "picture file",
            Self::Like => "like, unlike",
            Self::Message => "message",
            Self::History => "history",
            Self::Upload => "upload",
            Self::State => "state of upload",
            Self::Ready => "picture ready",
            Self::Socket => "live socket",
            Self::SignIn => "sign-in",
        }
    }

    /// Whether a client does nothing else meanwhile.
    const fn takes_its_time(self) -> bool {
        !matches!(self, Self::Ready | Self::Socket | Self::SignIn)
    }
}

/// What came of one try.
#[derive(Clone)]
pub struct Outcome {
    pub client: usize,
    pub kind: Kind,
    pub ended: Instant,
    pub answer: Answer,
}

/// From when to when a fault was there.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub began: Instant,
    pub ended: Instant,
}

/// When everything worked again for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recovery {
    /// So long after the end of the fault.
    After(Duration),
    Never,
}

/// All that happened, in the order of each client.
pub struct Outcomes(pub Vec<Outcome>);

impl Outcomes {
    fn of(&self, kind: Kind) -> impl Iterator<Item = &Outcome> {
        self.0.iter().filter(move |outcome| outcome.kind == kind)
    }

    /// The last failure of a kind counts, when it was over; a client who has not succeeded after theirs never does.
    pub fn recovery(&self, kind: Kind, fault: Span) -> Recovery {
        let mut last = HashMap::new();
        let mut recovery = Recovery::After(Duration::ZERO);
        for outcome in self.of(kind) {
            last.insert(outcome.client, outcome.answer.is_ok() || outcome.answer == Err(Failure::Late));
            if outcome.answer.is_err() {
                recovery = recovery.max(Recovery::After(outcome.ended.saturating_duration_since(fault.ended)));
            }
        }
        if last.into_values().all(|well| well) { recovery } else { Recovery::Never }
    }

    /// The longest time in which a client tried and nothing worked.
    pub fn longest_gap(&self) -> Duration {
        let mut last = HashMap::new();
        let mut longest = Duration::ZERO;
        let done = self.0.iter().filter(|outcome| outcome.kind.takes_its_time() && outcome.answer.is_ok());
        for outcome in done {
            if let Some(before) = last.insert(outcome.client, outcome.ended) {
                longest = longest.max(outcome.ended.saturating_duration_since(before));
            }
        }
        longest
    }

    /// What failed before the fault was there.
    pub fn failed_before(&self, fault: Span) -> usize {
        self.0.iter().filter(|outcome| outcome.ended < fault.began && outcome.answer.is_err()).count()
    }

    /// What was answered that is not clear: how often, and the words of one. Connections may break where a process that serves has died; a
    /// socket is closed where it cannot go on; and where the clock jumps, tokens expire.
    pub fn unclear(&self, may_break: bool, may_expire: bool) -> BTreeMap<String, (usize, String)> {
        let mut found = BTreeMap::new();
        for Outcome { kind, answer, .. } in &self.0 {
            let (what, words) = match answer {
                Err(Failure::Unclear(status, words)) => (status.to_string(), words.clone()),
                Err(Failure::Clear(401)) if !may_expire => ("401".to_owned(), "signed out".to_owned()),
                Err(Failure::Broken) if !may_break && *kind != Kind::Socket => {
                    ("broken".to_owned(), "no connection, or none until the answer".to_owned())
                }
                Err(Failure::Silent) => ("silent".to_owned(), "no answer".to_owned()),
                Ok(_) | Err(Failure::Clear(_) | Failure::Broken | Failure::Late) => continue,
            };
            found.entry(format!("{}: {what}", kind.name())).or_insert((0, words)).0 += 1;
        }
        found
    }

    /// A line a kind: how often it was tried, by what came of it, and when it worked again.
    pub fn table(&self, fault: Span) -> String {
        let statuses: BTreeSet<_> = self.0.iter().filter_map(|outcome| status(&outcome.answer)).collect();
        let mut text = format!("  {:<16} {:>6}", "", "tried");
        for status in &statuses {
            let _ = write!(text, " {status:>6}");
        }
        let _ = writeln!(text, " {:>6} {:>6} {:>6} {:>10}", "broken", "silent", "late", "back after");
        for kind in Kind::ALL {
            let count = |is: &dyn Fn(&Answer) -> bool| self.of(kind).filter(|outcome| is(&outcome.answer)).count();
            let _ = write!(text, "  {:<16} {:>6}", kind.name(), self.of(kind).count());
            for wanted in &statuses {
                let _ = write!(text, " {:>6}", count(&|answer| status(answer) == Some(*wanted)));
            }
            for failure in [Failure::Broken, Failure::Silent, Failure::Late] {
                let _ = write!(text, " {:>6}", count(&|answer| answer.as_ref().err() == Some(&failure)));
            }
            let _ = writeln!(text, " {:>10}", self.recovery(kind, fault).words());
        }
        text
    }
}

impl Recovery {
    pub fn words(self) -> String {
        match self {
            Self::After(after) => format!("{:.1} s", after.as_secs_f64()),
            Self::Never => "never".to_owned(),
        }
    }
}

fn status(answer: &Answer) -> Option<u16> {
    match answer {
        Ok(status) | Err(Failure::Clear(status) | Failure::Unclear(status, _)) => Some(*status),
        Err(Failure::Broken | Failure::Silent | Failure::Late) => None,
    }
}
