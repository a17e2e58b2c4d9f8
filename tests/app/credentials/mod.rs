//! What signs somebody in: what ends it, what never comes back, and what it may do.

mod ended;
mod passwords;
mod tokens;
mod under_way;

use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const NEW_PASSWORD: &str = "another horse entirely";

/// Signs in with a browser.
async fn browser(site: &TestSite, name: &str, password: &str) -> Client {
    let mut client = site.visitor();
    let form = Form::default().text("login", name).text("password", password);
    let answer = post(&mut client, "/login", form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    client
}

/// Makes a token by hand, and gives it with its id.
async fn token(program: &mut Program, wish: Value) -> (Program, String) {
    let made = program.post("/tokens", wish).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    (program.with_token(made["token"].as_str().unwrap()), made["id"].as_str().unwrap().to_owned())
}

/// Makes a link in the table, as letters and admins do, and gives the token in it.
async fn link(site: &TestSite, name: &str, purpose: &str, email: &str) -> String {
    let token = format!("{purpose} of {name} for {email}");
    let sql = "insert into one_time_links (token_hash, purpose, user_id, email, mailed, expires_at)
               select $1, $2, id, $3, true, now() + interval '1 hour' from users where username = $4";
    let made = sqlx::query(sql).bind(Sha256::digest(&token).to_vec()).bind(purpose).bind(email).bind(name);
    assert_eq!(made.execute(&site.rows).await.unwrap().rows_affected(), 1);
    token
}

/// One value of an account.
async fn of_account<T>(site: &TestSite, name: &str, column: &str) -> T
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
{
    let sql = sqlx::AssertSqlSafe(format!("select {column} from users where username = $1"));
    sqlx::query_scalar(sql).bind(name).fetch_one(&site.rows).await.unwrap()
}

fn change(keep: &[&str]) -> Value {
    json!({"current_password": PASSWORD, "password": NEW_PASSWORD, "keep_tokens": keep})
}
