//! `tessera backup` and `tessera restore`, the real program.

use super::{Shelf, World, flip_a_bit};
use crate::{
    admin::command_line::{said, tessera},
    harness::TestSite,
};

#[tokio::test]
async fn a_site_is_backed_up_verified_and_restored_by_the_command_line() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let (url, data) = (shelf.url(), site.folder.path().to_string_lossy().into_owned());
    let keys = [("DATABASE_URL", site.database.as_str()), ("DATA_DIR", data.as_str())];
    let nowhere = tessera(&["backup"], &keys, "").await;
    assert!(!nowhere.status.success() && said(&nowhere).contains("BACKUP_URL"), "{}", said(&nowhere));
    let keys = [keys[0], keys[1], ("BACKUP_URL", url.as_str())];
    let made = tessera(&["backup"], &keys, "").await;
    assert!(made.status.success() && said(&made).contains("Backup 20"), "{}", said(&made));
    let name = shelf.all().await[0].name.clone();
    let listed = tessera(&["backup", "list"], &keys, "").await;
    assert!(said(&listed).contains(&format!("{name}  2 members")), "{}", said(&listed));
    let verified = tessera(&["backup", "verify", "--from", &url], &keys[..2], "").await;
    assert!(verified.status.success() && said(&verified).contains("is whole"), "{}", said(&verified));

    let running = tessera(&["restore", "--replace"], &keys, "").await;
    assert!(!running.status.success() && said(&running).contains("site is running"), "{}", said(&running));
    let TestSite { server, rows, .. } = site;
    server.stop().await;
    sqlx::query("update users set display_name = 'Changed'").execute(&rows).await.unwrap();
    let accident = tessera(&["restore"], &keys, "").await;
    assert!(!accident.status.success() && said(&accident).contains("--replace"), "{}", said(&accident));
    let restored = tessera(&["restore", "--replace", &name], &keys, "").await;
    assert!(restored.status.success() && said(&restored).contains("members: 2"), "{}", said(&restored));
    let changed = "select count(*) from users where display_name = 'Changed'";
    assert_eq!(sqlx::query_scalar::<_, i64>(changed).fetch_one(&rows).await.unwrap(), 0);
    // What was there before can be had back.
    assert_eq!(shelf.all().await.len(), 2);
    let back = tessera(&["restore", "--replace"], &keys, "").await;
    assert!(back.status.success(), "{}", said(&back));
    assert_eq!(sqlx::query_scalar::<_, i64>(changed).fetch_one(&rows).await.unwrap(), 2);

    flip_a_bit(&shelf.blobs()[0]);
    let damaged = tessera(&["backup", "verify", &name], &keys, "").await;
    assert!(!damaged.status.success() && said(&damaged).contains("is not whole"), "{}", said(&damaged));
}
