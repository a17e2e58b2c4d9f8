//! One of each thing that an address of the admins' can be about, and the requests that are made of the addresses.

use super::{Person, TestSite};
use crate::{
    client::Answer,
    harness::{JSON, picture_of, upload},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;
use tessera::model::ids::{CommentId, PinId, PlanId, ReportId};
use uuid::Uuid;

/// One of each thing.
pub struct World {
    name: String,
    plan: String,
    pin: String,
    picture: String,
    comment: String,
    report: String,
    category: String,
    job: String,
}

async fn made(site: &TestSite, sql: &'static str, binds: &[&str]) -> Uuid {
    let mut query = sqlx::query_scalar::<_, Uuid>(sql);
    for bind in binds {
        query = query.bind(*bind);
    }
    query.fetch_one(&site.rows).await.unwrap()
}

impl World {
    /// Things that nobody has touched yet. `ana` uploads, `admin` makes what only admins make.
    pub async fn new(site: &TestSite, ana: &mut Person, admin: &mut Person, n: usize) -> Self {
        let name = format!("victim{n}");
        let insert = "insert into users (id, email, username, display_name, password_hash)
                      values (gen_random_uuid(), $1 || '@example.com', $1, $1, 'none') returning id";
        made(site, insert, &[&name]).await;
        let plan = "insert into plans (id, name, heights, original, largest_upload, batch)
                    values (gen_random_uuid(), $1, '{200}', false, 1000000, 10) returning id";
        let plan = PlanId::from_uuid(made(site, plan, &[&name]).await).to_string();
        let pin = upload(&mut ana.browser, &format!("{name}.png"), &pictures::png(40, 30, 1), "public").await;
        let uuid = pin.parse::<PinId>().unwrap().uuid().to_string();
        let picture = picture_of(&mut ana.browser, &pin).await;
        let comment = "insert into comments (id, pin_id, author_id, body)
                       select gen_random_uuid(), $1::uuid, id, 'Look!' from users where username = $2 returning id";
        let comment = CommentId::from_uuid(made(site, comment, &[&uuid, &name]).await).to_string();
        let report = "insert into reports (id, reporter_id, pin_id, reason)
                      select gen_random_uuid(), id, $1::uuid, 'Hm.' from users where username = $2 returning id";
        made(site, report, &[&uuid, &name]).await;
        let report = made(site, "select id from reported where pin_id = $1::uuid", &[&uuid]).await;
        // There can be a hundred of them.
        sqlx::query("delete from categories").execute(&site.rows).await.unwrap();
        let category = admin.program.post("/admin/categories", json!({"name": name})).await;
        assert_eq!(category.status, 201, "{}", category.text());
        let jobs = admin.program.get("/admin/jobs").await.json();
        Self {
            name,
            plan,
            pin,
            picture,
            comment,
            report: ReportId::from_uuid(report).to_string(),
            category: category.json()["id"].as_str().unwrap().to_owned(),
            job: jobs["items"][0]["id"].as_str().unwrap().to_owned(),
        }
    }

    /// An address with the names of these things.
    pub fn fill(&self, path: &str) -> String {
        if path.starts_with("/fn/") {
            return format!("{path}?{}", self.arguments(path));
        }
        let thing = |noun: &str| match noun {
            "plans" => &self.plan,
            "pins" => &self.pin,
            "images" => &self.picture,
            "comments" => &self.comment,
            "reports" => &self.report,
            "categories" => &self.category,
            "jobs" => &self.job,
            other => panic!("which id has one of {other}? ({path})"),
        };
        let mut filled: Vec<&str> = Vec::new();
        for segment in path.split('/') {
            filled.push(match segment {
                "{name}" => &self.name,
                "{id}" => thing(filled.last().unwrap()),
                _ => segment,
            });
        }
        let filled = filled.join("/");
        assert!(!filled.contains('{'), "what is to be filled in? {path}");
        filled
    }

    /// What a form without a thing in its address names.
    fn form(&self) -> Form {
        Form::default().text("about", &format!("pin:{}", self.pin)).text("picture", &self.picture)
    }

    /// What a server function is called with.
    fn arguments(&self, path: &str) -> String {
        match path {
            "/fn/admin_overview" => "days=30".to_owned(),
            "/fn/admin_members" => "q=&sort=newest".to_owned(),
            "/fn/admin_member" | "/fn/admin_report_member" => format!("username={}", self.name),
            "/fn/admin_jobs" => "state=&kind=&sort=".to_owned(),
            "/fn/admin_job" => format!("id={}", self.job),
            "/fn/admin_storage" => "sort=most".to_owned(),
            "/fn/admin_reports" => "order=oldest".to_owned(),
            "/fn/admin_report_comment" => format!("id={}", self.comment),
            "/fn/admin_pins" => "q=&member=&which=all&sort=newest".to_owned(),
            "/fn/admin_pin" => format!("id={}", self.pin),
            "/fn/admin_category" => format!("id={}", self.category),
            "/fn/admin_audit" => "actor=&q=".to_owned(),
            "/fn/admin_member_plans" | "/fn/admin_plans" | "/fn/admin_categories" | "/fn/admin_settings" => {
                String::new()
            }
            other => panic!("what is {other} called with?"),
        }
    }
}

impl Person {
    /// Asks for an address as it is meant to be asked for, of these things, with nothing else filled in; of the API through the
    /// program.
    pub async fn ask(&mut self, world: &World, method: &str, path: &str, json: bool) -> Answer {
        let path = &world.fill(path);
        let reads = matches!(method, "GET" | "DELETE");
        if let Some(path) = path.strip_prefix("/api/v1") {
            let (kind, body) = (("content-type", "application/json"), b"{}".as_slice());
            return if reads {
                self.program.send(method, path, &[], &[]).await
            } else {
                self.program.send(method, path, &[kind], body).await
            };
        }
        let mut headers = if json { vec![JSON] } else { Vec::new() };
        if reads {
            return self.browser.send(method, path, &headers, &[]).await;
        }
        headers.push(("content-type", CONTENT_TYPE));
        self.browser.send(method, path, &headers, &world.form().finish()).await
    }
}
