//! The plans by which PostgreSQL answers: those of the very calls that the pages make, as its module auto_explain logs them
//! (<https://www.postgresql.org/docs/current/auto-explain.html>).

use crate::{
    measure::{Far, get},
    pages::Listing,
};
use sqlx::{AssertSqlSafe, PgPool};
use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
    fs,
    io::{Read, Seek, SeekFrom},
    path::PathBuf,
};
use tessera::services::Site;

/// So many rows make a table a big one.
const BIG: f32 = 50_000.0;

/// How many different calls of each page are looked at.
const CALLS: usize = 50;

/// The longest line of a plan that is kept.
const LINE: usize = 150;

/// What every connection of ours is told from now on.
const ON: [&str; 5] = [
    "alter role postgres set session_preload_libraries = 'auto_explain'",
    "alter role postgres set auto_explain.log_min_duration = 0",
    "alter role postgres set auto_explain.log_analyze = on",
    "alter role postgres set auto_explain.log_buffers = on",
    "alter role postgres set auto_explain.log_level = 'log'",
];

pub async fn explain_from_now_on(pool: &PgPool) {
    for statement in ON {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(pool).await.expect(statement);
    }
}

pub async fn explain_no_more(pool: &PgPool) {
    sqlx::raw_sql("alter role postgres reset all").execute(pool).await.expect("reset");
}

/// PostgreSQL's log, and which tables are big.
pub struct Plans {
    log: PathBuf,
    big: HashSet<String>,
    /// Statements whose plans are written already, with the page that they stand under.
    written: HashMap<String, &'static str>,
}

/// How one statement was answered.
struct Plan {
    statement: String,
    /// As much of it as is shown.
    query: String,
    lines: Vec<String>,
}

impl Plans {
    pub async fn new(pool: &PgPool, log: PathBuf) -> Self {
        let big: Vec<String> = sqlx::query_scalar(
            "select relname::text from pg_class
             where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples >= $1",
        )
        .bind(BIG)
        .fetch_all(pool)
        .await
        .expect("the tables");
        Self { log, big: big.into_iter().collect(), written: HashMap::new() }
    }

    /// The plans of a page as Markdown, each statement's once; those that read a big table from end to end are added to `scans`. It is
    /// asked for by many, as some ways are taken seldom.
    pub async fn of(&mut self, site: &Site, listing: &Listing, far: Option<&Far>, scans: &mut Vec<String>) -> String {
        for ask in listing.asks.iter().take(CALLS) {
            for plan in self.during(get(site, listing, ask, None)).await {
                scans.extend(self.scanned(&plan).map(|table| format!("{}: {table}: {}", listing.name, plan.query)));
            }
        }
        let (ask, cursor, which) = match far {
            Some(far) => (&far.ask, far.cursor, format!("page {}", far.page)),
            None => (&listing.asks[0], None, "its one page".to_owned()),
        };
        let mut text = format!("## {}\n\nOf {which}:\n", listing.name);
        for plan in self.during(get(site, listing, ask, cursor)).await {
            scans.extend(self.scanned(&plan).map(|table| format!("{}: {table}: {}", listing.name, plan.query)));
            let first = *self.written.entry(plan.statement).or_insert(listing.name);
            let _ = if first == listing.name {
                write!(text, "\n```\n-- {}\n{}\n```\n", plan.query, plan.lines.join("\n"))
            } else {
                write!(text, "\n`{}`: as under *{first}*.\n", plan.query)
            };
        }
        text
    }

    /// What was logged while this was going on.
    async fn during<T>(&self, call: impl Future<Output = T>) -> Vec<Plan> {
        let mut log = fs::File::open(&self.log).expect("PostgreSQL's log");
        log.seek(SeekFrom::End(0)).expect("PostgreSQL's log");
        call.await;
        let mut written = Vec::new();
        log.read_to_end(&mut written).expect("PostgreSQL's log");
        plans(&String::from_utf8_lossy(&written))
    }

    fn scanned<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a str> {
        let done = plan.lines.iter().filter(|line| !line.ends_with("(never executed)"));
        let scanned = done.filter_map(|line| line.split_once("Seq Scan on ")?.1.split(' ').next());
        scanned.filter(|table| self.big.contains(*table))
    }
}

/// Reads the plans in a piece of log: what follows the first line of each entry begins with a tab.
fn plans(log: &str) -> Vec<Plan> {
    let mut entries: Vec<Vec<&str>> = Vec::new();
    for line in log.lines() {
        match (line.strip_prefix('\t'), entries.last_mut()) {
            (Some(more), Some(entry)) => entry.push(more),
            (Some(_), None) => {}
            (None, _) if line.ends_with("plan:") => entries.push(Vec::new()),
            (None, _) => {}
        }
    }
    entries.into_iter().filter_map(|entry| plan(&entry)).collect()
}

fn plan(entry: &[&str]) -> Option<Plan> {
    let begin = entry.iter().position(|line| line.contains("(cost="))?;
    let (query, lines) = entry.split_at(begin);
    let query = query.join(" ");
    let words: Vec<_> = query.trim_start_matches("Query Text:").split_whitespace().collect();
    let statement = words.join(" ");
    let lines = lines.iter().enumerate().filter_map(|(number, line)| short(number, line));
    Some(Plan { query: cut(&statement), statement, lines: lines.collect() })
}

/// A line without its estimates of cost; buffers are told once, at the top.
fn short(number: usize, line: &str) -> Option<String> {
    let says = line.trim_start();
    if (says.starts_with("Buffers:") && number > 4) || says.starts_with("I/O Timings:") {
        return None;
    }
    let line = match (line.find("  (cost="), line.find(" (actual")) {
        (Some(cost), Some(actual)) => format!("{} {}", &line[..cost], &line[actual..]),
        (Some(cost), None) => line[..cost].to_owned() + line[cost..].split_once(')').map_or("", |(_, rest)| rest),
        _ => line.to_owned(),
    };
    Some(cut(&line))
}

fn cut(line: &str) -> String {
    if line.chars().count() <= LINE { line.to_owned() } else { line.chars().take(LINE).chain(['…']).collect() }
}
