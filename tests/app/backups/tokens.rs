//! What lets programs in does not come back with a backup by itself: it may have been revoked since.

use super::{Shelf, World};
use crate::{
    admin::command_line::{said, tessera},
    api::Program,
    harness::{TestSite, start_server},
};
use tessera::jobs::Jobs;

#[tokio::test]
async fn access_tokens_end_with_a_restore_unless_one_asks_for_them() {
    let shelf = Shelf::new();
    let World { site, ana, pins } = World::new().await;
    let name = shelf.make(&site).await;
    let private = format!("/pins/{}", pins[1]);
    assert_eq!(ana.clone().get(&private).await.status, 200);
    let TestSite { server, folder, database, rows, .. } = site;
    sqlx::query("delete from access_tokens").execute(&rows).await.unwrap();
    server.stop().await;
    let (data, url) = (folder.path().to_string_lossy().into_owned(), shelf.url());
    let keys = [("DATABASE_URL", database.as_str()), ("DATA_DIR", data.as_str()), ("BACKUP_URL", url.as_str())];
    // Whether the token of before works, at a server that is started for it.
    let status = async |ana: &Program| {
        let server = start_server(Jobs::Later, &database, folder.path(), &[]).await;
        let answer = ana.at(server.address).get(&private).await;
        server.stop().await;
        answer.status
    };
    for (option, words, works) in [
        (None, "Access tokens that no longer work: 1", 401),
        (Some("--keep-access-tokens"), "Access tokens that work: 1, including any that were revoked", 200),
    ] {
        let asked: Vec<_> = ["restore", "--replace", name.as_str()].into_iter().chain(option).collect();
        let restored = tessera(&asked, &keys, "").await;
        assert!(restored.status.success() && said(&restored).contains(words), "{}", said(&restored));
        assert!(said(&restored).contains("Everyone has to sign in again"), "{}", said(&restored));
        assert_eq!(status(&ana).await, works, "{option:?}");
    }
}
