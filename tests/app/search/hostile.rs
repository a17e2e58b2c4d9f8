//! Whatever is typed is answered, and means nothing but words.

use super::{escaped, titled};
use crate::{api::Program, harness::TestSite};

/// Texts that mean something to those who read them: PostgreSQL's languages, LIKE, HTML, addresses.
const TEXTS: [&str; 23] = [
    "'",
    "''; drop table pins; --",
    "heron' | 'otter",
    "heron & !otter | (fox <-> owl):*",
    ":*",
    "'heron':*A",
    "!!!",
    "&|!:*()<->",
    "\\",
    "\\'",
    "a\\' & b",
    "%",
    "_%_",
    "100% _heron_",
    "\0",
    "her\0on",
    "<script>alert(1)</script>",
    "\"><img src=x>",
    "😀",
    "\u{202e}nobody\u{200b}",
    "e\u{301}\u{301}\u{301}",
    "=3",
    "#412",
];

#[tokio::test]
async fn no_text_breaks_search() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    titled(&mut ana, "Heron 'and' otter").await;
    site.work_off().await;
    let mut browser = site.visitor();
    let long = ["x".repeat(10_000), "heron ".repeat(2000), "é😀".repeat(3000), "'".repeat(10_000)];
    let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(long);
    texts.extend(["", " ", "\u{a0}\t"].map(str::to_owned));
    for text in texts {
        let q = escaped(&text);
        let shown: String = text.chars().take(40).collect();
        for path in ["/search?q=", "/search?kind=users&q=", "/search?kind=boards&q="] {
            let answer = browser.get(&format!("{path}{q}")).await;
            assert_eq!(answer.status, 200, "{path}{shown:?}: {}", answer.text());
        }
        for part in ["tiles", "completions"] {
            let answer = browser.part(&format!("/search?q={q}"), part).await;
            assert_eq!(answer.status, 200, "{part} of {shown:?}: {}", answer.text());
        }
        for path in ["/search?q=", "/pins?q=", "/search/completions?q="] {
            let answer = ana.get(&format!("{path}{q}")).await;
            let taken = text.chars().count() <= 200 && !text.contains('\0') && !text.trim().is_empty();
            let taken = taken && text.chars().any(|c| !c.is_whitespace() && !c.is_control());
            assert_eq!(answer.status, if taken { 200 } else { 400 }, "{path}{shown:?}: {}", answer.text());
        }
    }
    assert_eq!(site.count("pins").await, 1);
}

#[tokio::test]
async fn what_is_no_search_is_refused() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.get("/search").await.status, 422);
    for query in ["?q=", "?q=a&kind=people", "?q=a&kind=", "?q=a&limit=0", "?q=a&limit=101", "?q=a&q=b", "?q=a&more=b"]
    {
        assert_eq!(visitor.get(&format!("/search{query}")).await.status, 400, "{query}");
    }
    for query in ["", "?q=", "?q=a&kind=all"] {
        assert_eq!(visitor.get(&format!("/search/completions{query}")).await.status, 400, "{query}");
    }
    let mut browser = site.visitor();
    for query in ["?q=%FF", "?kind=nonsense", "?q=a&kind=nonsense", "?q[]=a", "?cursor="] {
        assert_eq!(browser.get(&format!("/search{query}")).await.status, 200, "{query}: a page is shown");
    }
    assert_eq!(browser.get("/search?q=a&cursor=nonsense").await.status, 400);
}
