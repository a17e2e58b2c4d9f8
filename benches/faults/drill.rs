//! A site with its clients, and what a fault does to them.

use crate::{
    api::{self, Member},
    cases::{Case, Fault},
    check::{self, Findings},
    client::Client,
    consistency,
    listener::Listener,
    outcomes::{Kind, Outcomes, Recovery},
    place::{Files, Place},
    replica::Replica,
    told::Shown,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// How many clients there are.
const CLIENTS: usize = 20;

/// Everything is to work again for everybody so long after a fault.
const RECOVERY_MOST: Duration = Duration::from_secs(10);

/// How long clients go on after a fault at least.
const AFTER: Duration = Duration::from_secs(30);

/// How many of many are shown.
const SHOWN: usize = 5;

pub struct Drill {
    place: Place,
    clients: Vec<Client>,
    channel: String,
}

impl Drill {
    /// A site whose files are there, with a community of members. `None` without what it needs.
    pub async fn new(files: Files) -> Option<Self> {
        let place = Place::new(files).await?;
        let members = api::sign_up_all(place.servers[0], CLIENTS).await;
        // Originals and thumbnails of two heights; and somebody who may ask for the site's own check.
        let rows = "update users set plan_id = (select id from plans where name = 'Enterprise');
                    update users set role = 'admin' where username = 'member0'";
        sqlx::raw_sql(rows).execute(&place.rows).await.expect("rows");
        let channel = api::community(place.servers[0], &members, 1).await.remove(0);
        let shown = Arc::new(Shown::default());
        let new = |(n, member)| Client::new(n, member, place.servers, &channel, &shown);
        let clients = members.into_iter().enumerate().map(new).collect();
        Some(Self { place, clients, channel })
    }

    /// Whether a fault can be brought about here; says why not.
    fn can(&self, case: Case) -> bool {
        let can = case != Case::Clock || self.place.clock.is_some();
        if !can {
            println!("{}: NOT RUN, as libfaketime is missing (Debian: faketime)\n", case.name());
        }
        can
    }

    /// Has the clients at work for so long, with the fault after a third of it. Gives what is not as it should be.
    pub async fn run(&mut self, case: Case, lasts: Duration) -> Vec<String> {
        if !self.can(case) {
            return Vec::new();
        }
        println!("{}: {}", case.name(), case.title());
        if case == Case::Clock {
            let more = self.place.clock.as_ref().map(|clock| clock.environment()).unwrap_or_default();
            self.place.start(more).await;
        }
        let logged = self.place.logged();
        let (began, over) = (Instant::now(), watch::Sender::new(false));
        let end = watch::Sender::new(None);
        let (clients, listeners) = self.send_out(&over, &end).await;
        sleep_until(began + lasts / 3).await;
        let fault = case.happen(&mut self.place, lasts / 3).await;
        sleep_until((began + lasts).max(fault.span.ended + AFTER)).await;
        over.send_replace(true);
        self.clients = clients.join_all().await;
        self.clients.sort_by_key(Client::number);
        let truth = Replica::read(self.clients[0].member(), self.place.servers[0], &self.channel).await;
        end.send_replace(Some(truth.expect("the channel").seq));
        let listeners = listeners.join_all().await;
        let mut wrong = self.judge(case, began, &fault, &listeners);
        wrong.extend(self.check(&listeners).await);
        let failed = !wrong.is_empty();
        wrong.extend(self.look_into_logs(&logged, failed));
        wrong.extend(fault.wrong);
        if case == Case::Clock {
            self.place.start(Vec::new()).await;
        }
        println!("  {}\n", if wrong.is_empty() { "passed" } else { "FAILED" });
        wrong.iter().map(|what| format!("{}: {what}", case.name())).collect()
    }

    /// Sets all clients to work, each with a socket beside it.
    async fn send_out(
        &mut self,
        over: &watch::Sender<bool>,
        end: &watch::Sender<Option<i64>>,
    ) -> (JoinSet<Client>, JoinSet<Listener>) {
        let (mut clients, mut listeners) = (JoinSet::new(), JoinSet::new());
        for mut client in self.clients.drain(..) {
            client.begin().await;
            let listener = Listener::new(client.number(), client.member().clone(), self.place.servers, &self.channel);
            listeners.spawn(listener.run(end.subscribe()));
            clients.spawn(client.run(over.subscribe()));
        }
        (clients, listeners)
    }

    /// Prints what came of all that was tried, and gives what of it should not have been.
    fn judge(&mut self, case: Case, began: Instant, fault: &Fault, listeners: &[Listener]) -> Vec<String> {
        let mut all = Vec::new();
        for client in &mut self.clients {
            all.append(&mut client.outcomes);
        }
        let heard = listeners.iter().flat_map(|listener| listener.outcomes.iter().cloned());
        all.extend(heard);
        let (outcomes, span) = (Outcomes(all), fault.span);
        print!("{}", outcomes.table(span));
        let recovered = Kind::ALL.map(|kind| (outcomes.recovery(kind, span), kind));
        let (last, _) = recovered.into_iter().max().unwrap_or((Recovery::Never, Kind::Explore));
        let seconds = |at: Instant| at.saturating_duration_since(began).as_secs_f64();
        println!(
            "  the fault: from {:.1} s to {:.1} s; all worked again {} after it; the longest time in which nothing worked for a client: {:.1} s",
            seconds(span.began),
            seconds(span.ended),
            last.words(),
            outcomes.longest_gap().as_secs_f64()
        );
        let mut wrong = Vec::new();
        let before = outcomes.failed_before(span);
        if before > 0 {
            wrong.push(format!("{before} acts failed before there was a fault"));
        }
        for (what, (times, words)) in outcomes.unclear(case.breaks_connections(), case == Case::Clock) {
            wrong.push(format!("{what}, {times} times, such as: {words}"));
        }
        let late = recovered.into_iter().filter(|(recovery, _)| *recovery > Recovery::After(RECOVERY_MOST));
        wrong.extend(late.map(|(recovery, kind)| format!("{} worked again: {}", kind.name(), recovery.words())));
        show(&wrong);
        wrong
    }

    /// Looks whether all holds that was told, and whether rows and files agree.
    async fn check(&self, listeners: &[Listener]) -> Vec<String> {
        let (rows, server) = (&self.place.rows, self.place.servers[1]);
        let mut wrong = Vec::new();
        let admin: &Member = self.clients[0].member();
        match consistency::drained(rows).await {
            Ok(after) => println!("  all jobs were done {:.1} s after the clients had ended", after.as_secs_f64()),
            Err(left) => {
                for job in consistency::failed_jobs(server, admin).await.iter().take(SHOWN) {
                    println!("  a job has failed: {job}");
                }
                wrong.push(format!("the queue is not drained: {left}"));
            }
        }
        let mut found = Findings::default();
        for client in &self.clients {
            found.lost.extend(client.told().unsettled.iter().cloned());
        }
        check::uploads(rows, &self.clients, &mut found).await;
        check::files(server, &self.clients, &mut found).await;
        check::likes(rows, &self.clients, &mut found).await;
        check::messages(server, &self.channel, &self.clients, listeners, &mut found).await;
        consistency::files(rows, &self.place.stored(), &mut found).await;
        consistency::own_check(server, admin, &mut found).await;
        let told = self.clients.iter().map(Client::told);
        let (uploads, likes, messages) = told.fold((0, 0, 0), |(uploads, likes, messages), told| {
            (uploads + told.uploads.len(), likes + told.likes.len(), messages + told.messages.len())
        });
        println!("  told so far: {uploads} uploads, {likes} likes and unlikes, {messages} messages");
        for (name, all) in [("lost", &found.lost), ("doubled", &found.doubled), ("inconsistent", &found.inconsistent)] {
            println!("  {name}: {}", all.len());
            show(all);
            if !all.is_empty() {
                wrong.push(format!("{} {name}, such as: {}", all.len(), all[0]));
            }
        }
        wrong
    }

    /// Whether anything has panicked. Where something is wrong, what was logged last is shown.
    fn look_into_logs(&self, logged: &[usize], failed: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, log) in self.place.logged_since(logged) {
            if log.contains("panicked") {
                wrong.push(format!("{name} has panicked"));
            }
            if failed || !wrong.is_empty() {
                let lines: Vec<_> = log.lines().collect();
                println!("  {name} has logged {} lines, of which the last are:", lines.len());
                for line in lines.iter().rev().take(SHOWN).rev() {
                    println!("    {line}");
                }
            }
        }
        wrong
    }

    pub async fn end(self) {
        self.place.end().await;
    }
}

/// Shows the first of them.
fn show(all: &[String]) {
    for one in all.iter().take(SHOWN) {
        println!("    {one}");
    }
}
