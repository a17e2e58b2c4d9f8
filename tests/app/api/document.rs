//! The API's description of itself, held to what it does; and the page to try it at.

use super::Program;
use crate::{channels, harness::TestSite, pictures};
use serde_json::{Value, json};

/// An operation as the document has it.
struct Operation {
    method: String,
    /// Under `/api/v1`, with its parameters in braces.
    path: String,
    description: Value,
}

impl Operation {
    /// The scope it needs; `None` where visitors may.
    fn scope(&self) -> Option<&str> {
        let wanted = self.description["security"].as_array().unwrap();
        let anybody = wanted.iter().any(|requirement| requirement.as_object().unwrap().is_empty());
        if anybody { None } else { wanted[0]["bearer"][0].as_str() }
    }

    /// Its path, with things that are there in the place of its parameters.
    fn path_for(&self, things: &[(&str, String)]) -> String {
        things.iter().fold(self.path.clone(), |path, (parameter, thing)| path.replace(parameter, thing))
    }
}

/// Something for each parameter of a path, all of it the admin's and public.
async fn things(site: &TestSite, admin: &mut Program) -> Vec<(&'static str, String)> {
    let pin = admin.pin("a.png", &pictures::png(8, 8, 1), "public").await;
    let [board, comment] = [
        admin.post("/boards", json!({ "title": "Things" })).await.json(),
        admin.post(&format!("/pins/{pin}/comments"), json!({ "body": "A thing" })).await.json(),
    ]
    .map(|made| made["id"].as_str().unwrap().to_owned());
    let community = channels::community(admin, "Things", "public").await;
    let channel = channels::first_channel(admin, &community).await;
    let seq = channels::said(site, &channel, "root", "A thing", &[]).await;
    let invitation = admin.post(&format!("/communities/{community}/invitations"), json!({})).await.json();
    let token = invitation["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    vec![
        ("/boards/{id}", format!("/boards/{board}")),
        ("/comments/{id}", format!("/comments/{comment}")),
        ("/communities/{id}", format!("/communities/{community}")),
        ("/channels/{id}", format!("/channels/{channel}")),
        ("{seq}", seq.to_string()),
        ("{emoji}", "%F0%9F%91%8D".to_owned()),
        ("{token}", token),
        ("{pin}", pin.clone()),
        ("{name}", "root".to_owned()),
        ("{id}", pin),
    ]
}

async fn operations(site: &TestSite) -> Vec<Operation> {
    let document = Program::visitor(site).get("/openapi.json").await.json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, description) in item.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap().to_owned();
            found.push(Operation { method: method.to_uppercase(), path, description: description.clone() });
        }
    }
    assert!(found.len() >= 30);
    found
}

#[tokio::test]
async fn the_copy_in_the_repository_is_fresh() {
    let site = TestSite::start().await;
    let answer = Program::visitor(&site).get("/openapi.json").await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let copy = std::fs::read_to_string("docs/openapi.json").unwrap_or_default();
    let copy: Value = serde_json::from_str(&copy).unwrap_or_default();
    assert!(answer.json() == copy, "the API changed: run `make openapi` and commit docs/openapi.json");
    assert_eq!(answer.json()["openapi"], "3.1.0");
}

#[tokio::test]
async fn every_operation_of_the_document_is_there_and_has_its_scope() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let things = things(&site, &mut admin).await;
    let scopes = ["read", "write", "account", "admin"];
    let mut lacking = std::collections::BTreeMap::new();
    for scope in scopes {
        let others: Vec<_> = scopes.into_iter().filter(|other| *other != scope).collect();
        lacking.insert(scope, admin.with_scopes(&others).await.0);
    }
    for operation in operations(&site).await {
        let (method, path) = (operation.method.as_str(), operation.path_for(&things));
        let answer = Program::visitor(&site).send(method, &path, &[], &[]).await;
        let Some(scope) = operation.scope() else {
            assert!(!matches!(answer.status, 401 | 404 | 405), "{method} {path}: {}", answer.status);
            continue;
        };
        // What is for those who look after the site is not there for others.
        assert_eq!(answer.status, if scope == "admin" { 404 } else { 401 }, "{method} {path}");
        let refused = lacking.get_mut(scope).unwrap().send(method, &path, &[], &[]).await;
        assert_eq!(refused.status, 403, "{method} {path}");
        assert!(refused.text().contains(&format!("“{scope}”")), "{method} {path} should need “{scope}”");
    }
}

#[tokio::test]
async fn every_operation_says_how_it_refuses() {
    let site = TestSite::start().await;
    let mut names = std::collections::BTreeSet::new();
    for operation in operations(&site).await {
        let (path, responses) = (&operation.path, &operation.description["responses"]);
        let says = |status: &str| responses.get(status).is_some();
        assert!(["401", "429", "500", "503"].into_iter().all(says), "{path}");
        assert!(operation.scope().is_none() || says("403"), "{path}");
        assert!(!path.contains('{') || says("404"), "{path}");
        assert!(operation.description.get("requestBody").is_none() || (says("415") && says("422")), "{path}");
        assert!(operation.description["summary"].is_string() && operation.description["tags"].is_array(), "{path}");
        let name = operation.description["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name.clone()), "{name} is there twice");
    }
}

/// What is referred to anywhere in a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn what_the_document_refers_to_is_in_it() {
    let site = TestSite::start().await;
    let document = Program::visitor(&site).get("/openapi.json").await.json();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_page_to_try_it_at_comes_whole_from_here() {
    let site = TestSite::start().await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/api/docs").await.header("location"), Some("/api/docs/"));
    let page = visitor.get("/api/docs/").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains("default-src 'none'; script-src 'self';") && policy.contains("connect-src 'self'"));
    let html = page.text();
    assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
    let scripts: Vec<_> = html.split("<script").skip(1).collect();
    assert!(scripts.iter().all(|script| script.starts_with(" src=\"./") && script.contains("> </script>")), "{html}");
    for file in ["swagger-ui.css", "index.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert_eq!(visitor.get(&format!("/api/docs/{file}")).await.status, 200, "{file}");
    }
    let start = visitor.get("/api/docs/swagger-initializer.js").await.text();
    assert!(start.contains("/api/v1/openapi.json") && start.contains("\"validatorUrl\": \"none\""), "{start}");
}
