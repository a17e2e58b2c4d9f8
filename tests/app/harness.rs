//! Starts the whole site for one test, and what tests often do with it.

use crate::{
    client::{Answer, Client},
    markup::{attribute, tags, texts, values},
    multipart::{CONTENT_TYPE, Form},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::path::Path;
use tempfile::TempDir;
use tessera::{
    config::Config,
    jobs::Jobs,
    model::ids::{PictureId, PinId},
    server::Server,
};
use tokio::sync::OnceCell;
use url::Url;
use uuid::Uuid;

/// The largest file the site of a test takes, in bytes.
pub const MAX_UPLOAD_BYTES: usize = 2_000_000;

pub const JSON: (&str, &str) = ("accept", "application/json");

/// A site with a database and a folder of its own.
pub struct TestSite {
    pub server: Server,
    pub folder: TempDir,
    pub rows: PgPool,
    pub database: String,
    _database: Option<TestDatabase>,
}

impl TestSite {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// A site with these keys of the environment set.
    pub async fn start_with(set: &[(&str, &str)]) -> Self {
        Self::start_as(Jobs::Later, set, None).await
    }

    /// A site that reaches its database through a port of this machine.
    pub async fn start_through(port: u16) -> Self {
        Self::start_as(Jobs::Later, &[], Some(port)).await
    }

    /// A site that does its jobs by itself, as they come.
    pub async fn working(set: &[(&str, &str)]) -> Self {
        Self::start_as(Jobs::Here, set, None).await
    }

    /// A site on a database that was there before it.
    pub async fn start_on(database: String, dropped: TestDatabase) -> Self {
        Self::start_in(Jobs::Later, &[], database, Some(dropped), None).await
    }

    /// A site on a database that goes with its PostgreSQL.
    pub async fn start_at(database: String) -> Self {
        Self::start_in(Jobs::Later, &[], database, None, None).await
    }

    async fn start_as(jobs: Jobs, set: &[(&str, &str)], port: Option<u16>) -> Self {
        let template = TEMPLATE.get_or_init(make_template).await;
        let database = make_database("test", template).await;
        let dropped = TestDatabase { name: name_of(&database) };
        Self::start_in(jobs, set, database, Some(dropped), port).await
    }

    async fn start_in(
        jobs: Jobs,
        set: &[(&str, &str)],
        database: String,
        dropped: Option<TestDatabase>,
        port: Option<u16>,
    ) -> Self {
        let rows = PgPool::connect_lazy_with(database.parse().unwrap());
        let mut url = Url::parse(&database).unwrap();
        if port.is_some() {
            url.set_port(port).unwrap();
        }
        let database = url.to_string();
        let folder = tempfile::tempdir().unwrap();
        let server = start_server(jobs, &database, folder.path(), set).await;
        Self { server, folder, rows, database, _database: dropped }
    }

    /// Another server of the same site: on its database and its folder, at an address of its own.
    pub async fn another_server(&self) -> Server {
        self.another_server_with(&[]).await
    }

    /// The same with these keys of the environment set.
    pub async fn another_server_with(&self, set: &[(&str, &str)]) -> Server {
        start_server(Jobs::Later, &self.database, self.folder.path(), set).await
    }

    pub fn visitor(&self) -> Client {
        Client::new(self.server.address)
    }

    /// Somebody who has just signed up.
    pub async fn member(&self, name: &str) -> Client {
        let mut client = self.visitor();
        let answer = sign_up(&mut client, name).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        client
    }

    /// Does the jobs that are due, and those they lead to.
    pub async fn work_off(&self) {
        let due = "select count(*) from graphile_worker.jobs
                   where run_at <= now() and locked_at is null and attempts < max_attempts";
        while sqlx::query_scalar::<_, i64>(due).fetch_one(&self.rows).await.unwrap() > 0 {
            self.server.work_off().await.unwrap();
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &'static str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&self.rows).await.unwrap()
    }

    /// The id of a pin's picture, whether there is something to be seen of it or not yet.
    pub async fn picture_of(&self, pin: &str) -> String {
        let pin: PinId = pin.parse().unwrap();
        let found = sqlx::query_scalar::<_, Uuid>("select picture_id from pins where id = $1").bind(pin.uuid());
        PictureId::from_uuid(found.fetch_one(&self.rows).await.unwrap()).to_string()
    }

    /// How many files lie in the blob store.
    pub fn files(&self) -> usize {
        count_files(&self.folder.path().join("blobs"))
    }

    /// How many files wait among the temporary ones.
    pub fn spooled(&self) -> usize {
        count_files(&self.folder.path().join("uploads"))
    }
}

/// A database with all tables, as a first start leaves it. Copying it takes a fraction of what the migrations take.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

async fn make_template() -> String {
    let database = make_database("template", "template1").await;
    let folder = tempfile::tempdir().unwrap();
    start_server(Jobs::Later, &database, folder.path(), &[]).await.stop().await;
    name_of(&database)
}

/// A database without any tables.
pub async fn empty_database() -> (String, TestDatabase) {
    let database = make_database("empty", "template1").await;
    let dropped = TestDatabase { name: name_of(&database) };
    (database, dropped)
}

fn name_of(database: &str) -> String {
    Url::parse(database).unwrap().path().trim_start_matches('/').to_owned()
}

fn admin_address() -> String {
    std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL: run the tests by `make test`")
}

/// Drops the database of a test when the test has ended: it lies in memory where there is enough.
pub struct TestDatabase {
    name: String,
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("drop database if exists {} with (force)", self.name);
        // The runtime of the test cannot be waited on here.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&admin_address()).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
            });
        });
    }
}

/// Makes a database in the PostgreSQL of this run, like another one, and gives its address.
async fn make_database(kind: &str, template: &str) -> String {
    let admin = admin_address();
    let name = format!("{kind}_{}", Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(&admin).await.unwrap();
    // Copies files instead of logging every page.
    let create = format!("create database {name} template {template} strategy file_copy");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    let mut url = Url::parse(&admin).unwrap();
    url.set_path(&name);
    url.to_string()
}

pub async fn start_server(jobs: Jobs, database: &str, folder: &Path, set: &[(&str, &str)]) -> Server {
    let set_here = |key: &str| set.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
    let config = Config::from_lookup(|key| match key {
        _ if set_here(key).is_some() => set_here(key),
        // All of a test's members come from one address.
        "RATE_LIMITS" => Some("off".to_owned()),
        // Nobody looks whether a test's site is ready.
        "DRAIN_SECONDS" => Some("0".to_owned()),
        "DATABASE_URL" => Some(database.to_owned()),
        "DATA_DIR" => Some(folder.to_string_lossy().into_owned()),
        "LEPTOS_SITE_ADDR" => Some("127.0.0.1:0".to_owned()),
        "MAX_UPLOAD_BYTES" => Some(MAX_UPLOAD_BYTES.to_string()),
        _ => None,
    });
    Server::start(config.unwrap(), jobs).await.unwrap()
}

fn count_files(folder: &Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| match entry.path() {
            path if path.is_dir() => count_files(&path),
            // By which a process holds its folder of uploads.
            path => usize::from(path.file_name().is_some_and(|name| name != "lock")),
        })
        .sum()
}

pub const PASSWORD: &str = "correct horse battery";

pub async fn sign_up(client: &mut Client, name: &str) -> Answer {
    let form = Form::default()
        .text("email", &format!("{name}@example.com"))
        .text("username", name)
        .text("display_name", "")
        .text("password", PASSWORD);
    post(client, "/signup", form).await
}

/// Posts a form as our script does.
pub async fn post(client: &mut Client, path: &str, form: Form) -> Answer {
    client.send("POST", path, &[("content-type", CONTENT_TYPE), JSON], &form.finish()).await
}

/// Posts a form as a browser without script does.
pub async fn post_plain(client: &mut Client, path: &str, form: Form) -> Answer {
    client.send("POST", path, &[("content-type", CONTENT_TYPE)], &form.finish()).await
}

/// Uploads one file and gives its pin's id.
pub async fn upload(client: &mut Client, file_name: &str, bytes: &[u8], visibility: &str) -> String {
    let form = Form::default().text("visibility", visibility).file("file", file_name, bytes);
    let answer = post(client, "/upload", form).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0]["id"].as_str().unwrap_or_else(|| panic!("refused: {}", answer.text())).to_owned()
}

/// A pin as its page shows it.
pub struct SeenPin {
    pub title: String,
    pub description: String,
    pub tags: Vec<String>,
    pub source: Option<String>,
    pub visibility: &'static str,
    /// How far the work on its picture is.
    pub state: &'static str,
    /// Whether the page leads to the form by which the pin is changed.
    pub editable: bool,
}

/// A pin as its page shows it; `None` where it is not there for this client.
pub async fn pin(client: &mut Client, id: &str) -> Option<SeenPin> {
    let answer = client.part(&format!("/pin/{id}"), "pin").await;
    (answer.status == 200).then(|| seen(&answer.text(), id))
}

fn seen(html: &str, id: &str) -> SeenPin {
    let first = |class: &str| texts(html, class).into_iter().next().unwrap_or_default();
    let tag_of = |name: &str, class: &str| {
        tags(html, name).into_iter().find(|tag| attribute(tag, "class").as_deref() == Some(class))
    };
    let article = tag_of("article", "pin").expect("the part is a pin");
    let processing = attribute(article, "data-processing").is_some();
    let drawn = tag_of("img", "pin__picture").is_some();
    let badges = first("pin__badges").to_lowercase();
    let visibility = ["public", "unlisted", "private"].into_iter().find(|name| badges.starts_with(name));
    let edit = format!("/pin/{id}/edit");
    SeenPin {
        title: first("pin__title"),
        description: first("prose"),
        tags: texts(html, "tag").iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect(),
        source: tag_of("a", "facts__link").and_then(|link| attribute(link, "href")),
        visibility: visibility.expect("the page says who sees it"),
        state: match (processing, drawn) {
            (false, _) => "ready",
            (true, true) => "early",
            (true, false) => "waiting",
        },
        editable: values(html, "a", "href").contains(&edit),
    }
}
