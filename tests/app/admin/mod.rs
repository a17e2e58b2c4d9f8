//! What is for those who look after the site, and nobody else: who finds it, members, settings, the audit log, and the command
//! line. Here is what the tests share.

mod audit;
pub mod command_line;
mod last_admin;
mod matrix;
mod members;
mod settings;
pub mod world;

use crate::{
    api::Program,
    client::{Answer, Client},
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
};

/// Somebody, in a browser and through a program whose token holds every scope.
pub struct Person {
    pub browser: Client,
    pub program: Program,
}

impl Person {
    async fn visitor(site: &TestSite) -> Self {
        Self { browser: site.visitor(), program: Program::visitor(site) }
    }

    pub async fn member(site: &TestSite, name: &str) -> Self {
        let browser = site.member(name).await;
        Self { browser, program: Program::sign_in(site, name).await }
    }

    async fn of_role(site: &TestSite, name: &str, role: &'static str) -> Self {
        let person = Self::member(site, name).await;
        let set = sqlx::query("update users set role = $2 where username = $1").bind(name).bind(role);
        assert_eq!(set.execute(&site.rows).await.unwrap().rows_affected(), 1);
        person
    }

    pub async fn admin(site: &TestSite) -> Self {
        let program = Program::admin(site, "root").await;
        let mut browser = site.visitor();
        let form = Form::default().text("login", "root").text("password", PASSWORD);
        assert_eq!(post(&mut browser, "/login", form).await.status, 200);
        Self { browser, program }
    }

    async fn send(&mut self, path: &str, form: Form) -> Answer {
        post(&mut self.browser, path, form).await
    }
}

/// What the audit log says, the latest first: who, what, about whom.
async fn log(site: &TestSite) -> Vec<(String, String, String)> {
    sqlx::query_as("select actor, act, about from audit_log order by id desc").fetch_all(&site.rows).await.unwrap()
}

/// What somebody's role is.
async fn role(site: &TestSite, name: &str) -> String {
    sqlx::query_scalar("select role from users where username = $1").bind(name).fetch_one(&site.rows).await.unwrap()
}
