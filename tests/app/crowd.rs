//! Many members at once: made in the tables, each with an access token, as hashing two hundred passwords takes its time.

use crate::{api::Program, harness::TestSite};

/// So many members, `mem1`, `mem2` …, each as a program that may read and write.
pub async fn crowd(site: &TestSite, size: i32) -> Vec<Program> {
    let sql = "with made as (
                   insert into users (id, email, username, display_name, password_hash)
                   select gen_random_uuid(), 'm' || n || '@example.com', 'mem' || n, 'Member ' || n, 'none'
                   from generate_series(1, $1) as n returning id, username
               )
               insert into access_tokens (id, user_id, token_hash, name, scopes)
               select gen_random_uuid(), id, sha256(convert_to('tessera_' || username, 'UTF8')), 'Test', array['read', 'write']
               from made";
    sqlx::query(sql).bind(size).execute(&site.rows).await.unwrap();
    let visitor = Program::visitor(site);
    (1..=size).map(|n| visitor.with_token(&format!("tessera_mem{n}"))).collect()
}
