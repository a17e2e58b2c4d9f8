//! Long lists of what is found, page by page: nothing is missing, nothing comes twice.

use super::{escaped, many, ok, say, titled, uuid};
use crate::{
    api::{Program, ids, wrong_fields},
    harness::TestSite,
};
use std::collections::HashSet;
use tessera::{model::ids::PinId, services::search::count_words};

/// All pages, in order, and the first letter of their cursors: how they are sorted.
async fn all(program: &mut Program, q: &str, limit: usize) -> (Vec<String>, HashSet<char>) {
    let (mut found, mut sorts, mut cursor) = (Vec::new(), HashSet::new(), String::new());
    loop {
        let page = ok(program.get(&format!("/pins?q={}&limit={limit}{cursor}", escaped(q))).await);
        let items = ids(&page);
        assert!(items.len() <= limit);
        found.extend(items);
        let Some(next) = page["next"].as_str() else { return (found, sorts) };
        sorts.extend(next.chars().next());
        cursor = format!("&cursor={next}");
    }
}

/// The pins whose title has these words which this member finds, what is liked most first.
async fn by_likes(site: &TestSite, member: &str, like: &str) -> Vec<String> {
    let sql = "select pins.id from pins join pin_counts on pin_id = pins.id join users on users.id = owner_id
               where title ilike $2 and (visibility = 'public' or username = $1)
               order by like_count desc, pins.id desc";
    let found: Vec<uuid::Uuid> = sqlx::query_scalar(sql).bind(member).bind(like).fetch_all(&site.rows).await.unwrap();
    found.into_iter().map(|pin| PinId::from_uuid(pin).to_string()).collect()
}

#[tokio::test]
async fn what_few_pins_have_comes_by_how_well_it_fits() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let first = titled(&mut ana, "Avocet").await;
    say(&mut ana, &[("title", "Avocet mine"), ("visibility", "private")]).await;
    let noted = say(&mut ana, &[("title", "A bird"), ("description", "avocet")]).await;
    site.work_off().await;
    many(&site, &first, "avocet", 200).await;
    // Some are liked a little, as many as others.
    let liked = "update pin_counts set like_count = n % 7 from (select id, row_number() over (order by id) as n from pins) as numbered
                 where pin_id = id";
    sqlx::query(liked).execute(&site.rows).await.unwrap();
    count_words(&site.server.site).await.unwrap();
    for (program, count) in [(&mut ana, 203), (&mut Program::visitor(&site), 202)] {
        let (whole, _) = all(program, "avocet", 100).await;
        assert_eq!((whole.len(), whole.iter().collect::<HashSet<_>>().len()), (count, count));
        assert_eq!(whole.last(), Some(&noted));
        for limit in [7, 50] {
            let (found, sorts) = all(program, "avocet", limit).await;
            assert_eq!(found, whole, "{limit} at a time");
            assert_eq!(sorts, HashSet::from(['r']));
        }
    }
}

#[tokio::test]
async fn what_many_pins_have_comes_by_likes() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let first = titled(&mut ana, "Gull").await;
    let own = say(&mut ana, &[("title", "Gull of mine"), ("visibility", "private")]).await;
    site.work_off().await;
    many(&site, &first, "gull", 4300).await;
    many(&site, &first, "tern", 900).await;
    // Of every weight some, of the lowest more than are sorted at once; among them those that do not match.
    let liked = "update pin_counts set like_count = case when n % 3 = 0 then (n / 3) % 90 else 0 end
                 from (select id, row_number() over (order by id) as n from pins) as numbered where pin_id = id";
    sqlx::query(liked).execute(&site.rows).await.unwrap();
    sqlx::query("update pin_counts set like_count = 40 where pin_id = $1")
        .bind(uuid(&own))
        .execute(&site.rows)
        .await
        .unwrap();
    count_words(&site.server.site).await.unwrap();
    let mut visitor = Program::visitor(&site);
    let expected = by_likes(&site, "nobody", "gull%").await;
    assert_eq!(expected.len(), 4301);
    let (found, sorts) = all(&mut visitor, "gull", 100).await;
    assert!(found == expected, "in the order of likes, each once");
    assert_eq!(sorts, HashSet::from(['p']));
    let (found, _) = all(&mut ana, "gull", 97).await;
    assert!(found == by_likes(&site, "ana", "gull%").await && found.contains(&own), "one's own are among them");
    // Another list's cursor.
    for cursor in [format!("n{first}"), format!("l{first}")] {
        assert_eq!(wrong_fields(&visitor.get(&format!("/search?q=gull&cursor={cursor}")).await), ["cursor"]);
        assert_eq!(site.visitor().get(&format!("/search?q=gull&cursor={cursor}")).await.status, 422, "{cursor}");
    }
    assert_eq!(visitor.get("/search?q=gull&cursor=nonsense").await.status, 400);
}
