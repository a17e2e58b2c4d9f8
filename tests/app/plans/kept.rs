//! Plans as admins keep them: what makes sense, who gets what, and that nothing is forgotten in the log.

use super::{give, id_of, terms};
use crate::{
    api::{Program, wrong_fields},
    harness::TestSite,
};
use futures::future::join_all;
use serde_json::{Value, json};

async fn plan_of(program: &mut Program) -> String {
    program.get("/me/usage").await.json()["plan"]["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn three_plans_come_built_in() {
    let site = TestSite::start().await;
    let plans = Program::visitor(&site).get("/plans").await.json();
    let some: Vec<_> = plans["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| json!([plan["name"], plan["heights"], plan["original"], plan["links"]]))
        .collect();
    let expected = json!([
        ["Basic", [200], false, null],
        ["Premium", [200, 400], true, null],
        ["Enterprise", [200, 400], true, {"shortest": 300, "longest": 30_000}]
    ]);
    assert_eq!(Value::Array(some), expected);
    assert_eq!(plan_of(&mut Program::sign_up(&site, "ana").await).await, "Basic");
}

#[tokio::test]
async fn a_plan_that_makes_no_sense_is_refused_at_each_of_its_fields() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    for (change, field) in [
        (json!({"name": "  "}), "name"),
        (json!({"name": "x".repeat(41)}), "name"),
        (json!({"name": "PREMIUM"}), "name"),
        (json!({"heights": [15]}), "heights"),
        (json!({"heights": [4001]}), "heights"),
        (json!({"heights": (16..29).collect::<Vec<u32>>()}), "heights"),
        (json!({"links": {"shortest": 0, "longest": 10}}), "links"),
        (json!({"links": {"shortest": 11, "longest": 10}}), "links"),
        (json!({"links": {"shortest": 1, "longest": 31_536_001}}), "links"),
        (json!({"largest_upload": 0}), "largest_upload"),
        (json!({"quota": 0}), "quota"),
        (json!({"batch": 0}), "batch"),
        (json!({"batch": 100_001}), "batch"),
        (json!({"more": 1}), "more"),
    ] {
        let answer = admin.post("/admin/plans", terms("Odd", change.clone())).await;
        assert_eq!(wrong_fields(&answer), [field], "{change}");
    }
    assert_eq!(admin.get("/admin/plans").await.json()["items"].as_array().unwrap().len(), 3);
    let made = admin
        .post("/admin/plans", terms(" Odd  one ", json!({"heights": [400, 100, 400], "links": null, "quota": null})))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let plan = made.json();
    assert_eq!(
        (plan["name"].as_str(), &plan["heights"], plan["member_count"].as_u64()),
        (Some("Odd one"), &json!([100, 400]), Some(0))
    );
    let gone = admin.get("/admin/plans/1111111111111111111112").await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_retired_plans_members_get_another_and_so_does_whoever_signs_up() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    give(&site, &mut admin, "bob", "Enterprise").await;
    let (basic, premium) = (id_of(&site, "Basic").await, id_of(&site, "Premium").await);
    let same = admin.delete(&format!("/admin/plans/{basic}?to={basic}")).await;
    assert_eq!(wrong_fields(&same), ["to"]);
    let nobody = admin.delete(&format!("/admin/plans/{basic}?to=1111111111111111111112")).await;
    assert_eq!(wrong_fields(&nobody), ["to"]);
    assert_eq!(plan_of(&mut ana).await, "Basic");
    let retired = admin.delete(&format!("/admin/plans/{basic}?to={premium}")).await;
    assert_eq!((retired.status, retired.json()["moved"].as_u64()), (200, Some(2)), "ana and the admin");
    assert_eq!((plan_of(&mut ana).await, plan_of(&mut bob).await), ("Premium".to_owned(), "Enterprise".to_owned()));
    assert_eq!(plan_of(&mut Program::sign_up(&site, "carl").await).await, "Premium");
    let again = admin.delete(&format!("/admin/plans/{basic}?to={premium}")).await;
    assert_eq!(again.status, 404);
    let log = admin.get("/admin/audit?act=retire_plan").await.json();
    assert_eq!((log["items"][0]["about"].as_str(), log["items"][0]["actor"].as_str()), (Some("Basic"), Some("boss")));
    assert!(log["items"][0]["detail"].as_str().unwrap().contains("“Premium”"));
}

#[tokio::test]
async fn plans_given_and_retired_at_the_same_time_leave_nobody_without_one() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "boss").await;
    let made = admin.post("/admin/plans", terms("Gone soon", json!({}))).await.json();
    let (gone, basic) = (made["id"].as_str().unwrap().to_owned(), id_of(&site, "Basic").await);
    for n in 0..8 {
        Program::sign_up(&site, &format!("mem{n}")).await;
    }
    let given = (0..8).map(|n| {
        let (mut admin, gone) = (admin.clone(), gone.clone());
        async move { admin.json("PATCH", &format!("/admin/users/mem{n}"), json!({"plan": gone})).await.status }
    });
    let mut retiring = admin.clone();
    let retired = async { retiring.delete(&format!("/admin/plans/{gone}?to={basic}")).await.status };
    let (given, retired) = tokio::join!(join_all(given), retired);
    assert!(given.iter().all(|status| matches!(status, 200 | 422 | 503)), "{given:?}");
    assert!(matches!(retired, 200 | 503), "{retired}");
    let left: i64 =
        sqlx::query_scalar("select count(*) from users left join plans on plans.id = plan_id where plans.id is null")
            .fetch_one(&site.rows)
            .await
            .unwrap();
    assert_eq!(left, 0);
}
