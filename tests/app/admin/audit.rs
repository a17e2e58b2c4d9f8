//! The audit log: found, paged, taken away, and never changed.

use super::Person;
use crate::harness::TestSite;
use sqlx::AssertSqlSafe;

/// A hundred and thirty entries, the latest of which was written last.
async fn many(site: &TestSite) {
    let sql = "insert into audit_log (id, actor, act, about, detail)
               select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
                      case when n % 10 = 0 then 'Mia' else 'root' end,
                      case when n % 13 = 0 then 'give_plan' else 'give_role' end, '@mem' || n, 'From 100% to that.'
               from generate_series(1, 130) as n";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
}

#[tokio::test]
async fn entries_are_found_by_act_by_whom_and_by_their_words_page_by_page() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    many(&site).await;
    for (filter, found) in [
        ("", 130),
        ("act=give_plan", 10),
        ("actor=mia", 13),
        ("actor=@MIA&act=give_plan", 1),
        ("q=%40mem12", 11),
        ("q=100%25", 130),
        ("q=200%25", 0),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page =
                admin.program.get(&format!("/admin/audit?{filter}&limit=9{cursor}").replace("?&", "?")).await.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), found, "{filter}");
        assert!(seen.is_sorted_by(|before, after| before > after), "{filter}");
        let csv = admin.browser.get(&format!("/admin/audit.csv?{filter}")).await.text();
        assert_eq!(csv.lines().count(), found + 1, "{filter}");
    }
    assert_eq!(admin.program.get("/admin/audit?act=nothing").await.status, 400);
    assert_eq!(admin.program.get("/admin/audit?cursor=n1C3XR6Gzv21Kf3E2ZpLk9B").await.status, 422);
    let page = admin.browser.get("/admin/audit?actor=mia").await.text();
    assert!(page.contains("@mem130") && !page.contains("@mem129"));
    let first = admin.browser.get("/admin/audit").await.text();
    assert!(first.contains("@mem81<") && !first.contains("@mem80<") && first.contains("Next page"));
}

/// An entry of so many days ago.
async fn entry(site: &TestSite, act: &str, about: &str, detail: &str, days: i32) {
    let sql = "insert into audit_log (id, actor, act, about, detail, created_at)
               values (gen_random_uuid(), 'root', $1, $2, $3, now() - make_interval(days => $4))";
    sqlx::query(sql).bind(act).bind(about).bind(detail).bind(days).execute(&site.rows).await.unwrap();
}

#[tokio::test]
async fn what_members_wrote_is_taken_out_after_ninety_days_and_nothing_else() {
    let site = TestSite::start().await;
    let kept = [
        ("remove_pin", "“My ex’s address” of @ana", "Somebody’s address.", 89),
        ("change_plan", "“Premium”", "From “a” to “b”.", 200),
    ];
    let redacted = [
        ("remove_pin", "“My ex’s\n” address” of @ana", "Somebody’s address.", 91),
        ("delete_board", "The board “They live here” of @ana", "", 91),
        ("remove_comment", "A comment by @ana on “Street”", "An insult. It said: “You are a “fool””", 100),
    ];
    for (act, about, detail, days) in kept.into_iter().chain(redacted) {
        entry(&site, act, about, detail, days).await;
    }
    // Whoever tries by hand changes no more than that.
    for sql in [
        "update audit_log set about = '“…” of @bob' where act = 'remove_pin'",
        "update audit_log set about = without_quotations(about), detail = 'Nothing.' where act = 'remove_pin'",
        "update audit_log set about = without_quotations(about), actor = 'mia' where act = 'delete_board'",
        "update audit_log set about = without_quotations(about) where created_at > now() - interval '90 days'",
        "update audit_log set about = without_quotations(about) where act = 'change_plan'",
        "delete from audit_log where created_at < now() - interval '90 days'",
    ] {
        let refused = sqlx::query(AssertSqlSafe(sql)).execute(&site.rows).await.unwrap_err().to_string();
        assert!(refused.contains("the audit log is never changed"), "{sql}: {refused}");
    }
    for _ in 0..2 {
        sqlx::query("select graphile_worker.add_job('redact_audit', '{}'::json)").execute(&site.rows).await.unwrap();
        site.work_off().await;
        let all = "select about, detail from audit_log order by created_at desc, act";
        let all: Vec<(String, String)> = sqlx::query_as(all).fetch_all(&site.rows).await.unwrap();
        let mut expected = [
            ("“My ex’s address” of @ana", "Somebody’s address."),
            ("The board “…” of @ana", ""),
            ("“…” of @ana", "Somebody’s address."),
            ("A comment by @ana on “…”", "An insult. It said: “…”"),
            ("“Premium”", "From “a” to “b”."),
        ]
        .map(|(about, detail)| (about.to_owned(), detail.to_owned()))
        .to_vec();
        let mut all = all;
        all.sort();
        expected.sort();
        assert_eq!(all, expected);
    }
}

#[tokio::test]
async fn nothing_changes_what_was_written() {
    let site = TestSite::start().await;
    many(&site).await;
    for sql in [
        "update audit_log set detail = 'Nothing happened.'",
        "update audit_log set actor = 'mia' where about = '@mem1'",
        "delete from audit_log where about = '@mem1'",
        "delete from audit_log",
        "truncate audit_log",
        "truncate audit_log cascade",
    ] {
        let refused = sqlx::query(AssertSqlSafe(sql)).execute(&site.rows).await.unwrap_err().to_string();
        assert!(refused.contains("the audit log is never changed"), "{sql}: {refused}");
    }
    assert_eq!(site.count("audit_log").await, 130);
    let whole = "select count(*) from audit_log where detail = 'From 100% to that.'";
    assert_eq!(sqlx::query_scalar::<_, i64>(whole).fetch_one(&site.rows).await.unwrap(), 130);
}
