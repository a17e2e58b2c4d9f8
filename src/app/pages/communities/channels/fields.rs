//! What a channel is called and about, and how one writes there: the fields of its forms.

use crate::{
    app::{
        components::{Checkbox, Choice, Field, problem_of},
        start::FormAnswer,
    },
    model::{
        channels::ChannelDetail,
        errors::{Problem, Wait},
    },
};
use leptos::prelude::*;

/// How long a member can be made to wait between two messages, in seconds.
const PAUSES: [u32; 9] = [0, 5, 10, 30, 60, 300, 900, 3600, 21_600];

/// What the fields hold, as it was typed or is kept.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    name: String,
    topic: String,
    /// In seconds.
    slow_mode: String,
    read_only: bool,
}

impl Typed {
    /// What was typed in a form; else what a channel is, where there is one.
    pub(super) fn of(answer: &FormAnswer, kept: Option<&ChannelDetail>) -> Self {
        let text = |name: &str, kept: Option<&str>| answer.typed_or(name, kept.unwrap_or_default());
        let slow_mode = kept.map_or(0, |channel| channel.slow_mode).to_string();
        // A box that is not ticked is not sent.
        let sent = answer.typed.contains_key("slow_mode");
        let read_only = kept.is_some_and(|channel| channel.read_only);
        Self {
            name: text("name", kept.map(|channel| channel.name.as_str())),
            topic: text("topic", kept.map(|channel| channel.topic.as_str())),
            slow_mode: answer.typed_or("slow_mode", &slow_mode),
            read_only: if sent { answer.typed.contains_key("read_only") } else { read_only },
        }
    }
}

/// The fields.
#[component]
pub(super) fn Fields(typed: Typed, problem: Option<Problem>) -> impl IntoView {
    let Typed { name, topic, slow_mode, read_only } = typed;
    let wrong = |field: &str| problem_of(&problem, field);
    let (wrong_name, wrong_topic, wrong_pause) = (wrong("name"), wrong("topic"), wrong("slow_mode"));
    let options = pauses(&slow_mode);
    view! {
        <Field name="name" label="Name" autocomplete="off" typed=name wrong=wrong_name />
        <Field
            name="topic"
            label="Topic"
            autocomplete="off"
            hint="Shown above the conversation."
            optional=true
            typed=topic
            wrong=wrong_topic
        />
        <Choice
            name="slow_mode"
            label="Slow mode"
            hint="How long a member waits between two messages."
            options
            chosen=slow_mode
            wrong=wrong_pause
        />
        <Checkbox name="read_only" value="1" label="Read-only: only the owner and moderators can write" checked=read_only />
    }
}

/// What slow mode can be set to, with what it is set to now.
fn pauses(now: &str) -> Vec<(String, String)> {
    let mut pauses = PAUSES.to_vec();
    if let Some(now) = now.parse().ok().filter(|now| !PAUSES.contains(now)) {
        pauses.push(now);
        pauses.sort_unstable();
    }
    let words = |seconds: u32| if seconds == 0 { "Off".to_owned() } else { Wait(seconds.into()).to_string() };
    pauses.into_iter().map(|seconds| (seconds.to_string(), words(seconds))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::channels::SLOW_MODE_LONGEST;

    #[test]
    fn every_pause_can_be_chosen_and_the_present_one_is_among_them() {
        assert!(PAUSES.iter().all(|pause| *pause <= SLOW_MODE_LONGEST));
        let words: Vec<_> = pauses("120").into_iter().map(|(_, words)| words).collect();
        let known =
            ["Off", "5 seconds", "10 seconds", "30 seconds", "1 minute", "2 minutes", "5 minutes", "15 minutes"];
        assert_eq!(words[..8], known);
        assert_eq!((words.len(), pauses("").len(), pauses("60").len()), (10, 9, 9));
    }
}
