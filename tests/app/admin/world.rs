//! One of each thing that an address of the admins' can be about, and the requests that are made of the addresses.

use super::{Person, TestSite};
use crate::{
    client::Answer,
    harness::{JSON, upload},
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
        let picture = site.picture_of(&pin).await;
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

    /// A form that is about each of these things, and says nothing else.
    pub fn form(&self) -> Form {
        [
            ("name", &self.name),
            ("plan", &self.plan),
            ("pin", &self.pin),
            ("about", &format!("pin:{}", self.pin)),
            ("picture", &self.picture),
            ("comment", &self.comment),
            ("category", &self.category),
            ("job", &self.job),
        ]
        .into_iter()
        .fold(Form::default(), |form, (field, thing)| form.text(field, thing))
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
