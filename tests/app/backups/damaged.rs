//! Backups that are damaged, half written, or of another Tessera: found out, named, and never taken for whole.

use super::{NOTHING, Over, Shelf, World, flip_a_bit};
use crate::harness::TestSite;
use std::fs;
use tessera::model::errors::Problem;

fn words(problem: &Problem) -> String {
    assert!(matches!(problem, Problem::Refused { .. }), "{problem:?}");
    problem.to_string()
}

#[tokio::test]
async fn a_flipped_bit_in_a_picture_is_found_and_named() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    assert!(shelf.verify(&name).await.is_none());
    let blob = shelf.blobs().swap_remove(0);
    let digits = blob.file_name().unwrap().to_string_lossy().into_owned();
    flip_a_bit(&blob);
    let said = shelf.verify(&name).await.sentences();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(&digits) && said[0].starts_with("1 file of a picture is missing or damaged"), "{said:?}");

    let fresh = TestSite::start().await;
    let refused = words(&shelf.restore(&fresh, &name, NOTHING).await.unwrap_err());
    assert!(refused.contains(&digits) && refused.contains("--with-losses"), "{refused}");
    assert_eq!((fresh.count("users").await, fresh.count("restores").await), (0, 0));
    let restored = shelf.restore(&fresh, &name, Over { losses: true, ..NOTHING }).await.unwrap();
    assert_eq!((restored.members, restored.lost), (2, 1));

    // The next backup tells of it, and writes the file again from the site's own.
    let told = shelf.attempt(&site, 7).await.problem.unwrap();
    assert!(told.contains(&digits) && told.contains("Written again from the files of the site: 1"), "{told}");
    assert!(shelf.verify(&name).await.is_none());
    shelf.make(&site).await;
}

#[tokio::test]
async fn a_flipped_bit_in_a_table_is_found_and_named_and_nothing_is_restored() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    for file in ["tables/users.gz", "tables/messages.gz", "blobs.gz"] {
        let path = shelf.path(&format!("backups/{name}/{file}"));
        let whole = fs::read(&path).unwrap();
        flip_a_bit(&path);
        let said = shelf.verify(&name).await.sentences();
        assert_eq!(said, [format!("backups/{name}/{file} is damaged.")]);
        let fresh = TestSite::start().await;
        let over = Over { members: true, losses: true, ..NOTHING };
        let refused = words(&shelf.restore(&fresh, &name, over).await.unwrap_err());
        assert!(refused.contains(file), "{refused}");
        assert_eq!((fresh.count("users").await, fresh.count("plans").await), (0, 3), "it is as it was");
        fs::write(&path, whole).unwrap();
    }
    fs::remove_file(shelf.path(&format!("backups/{name}/tables/pins.gz"))).unwrap();
    assert_eq!(shelf.verify(&name).await.sentences(), [format!("backups/{name}/tables/pins.gz is missing.")]);
}

#[tokio::test]
async fn a_file_that_the_site_itself_has_lost_is_told_and_the_rest_is_kept() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let lost = shelf_name(&site).await;
    fs::remove_file(site.folder.path().join("blobs").join(&lost[..2]).join(&lost[2..4]).join(&lost)).unwrap();
    let outcome = shelf.attempt(&site, 7).await;
    let told = outcome.problem.unwrap();
    assert!(told.contains(&lost) && told.contains("on the site when the backup was made"), "{told}");
    let restored = shelf.restore(&TestSite::start().await, &outcome.name, NOTHING).await.unwrap();
    assert_eq!((restored.members, restored.lost), (2, 1), "it was lost before");
}

/// The name of a file of the site.
async fn shelf_name(site: &TestSite) -> String {
    let name = sqlx::query_scalar("select encode(sha256, 'hex') from qualities order by 1 limit 1");
    name.fetch_one(&site.rows).await.unwrap()
}

#[tokio::test]
async fn a_backup_of_another_tessera_is_refused_with_words() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let fresh = TestSite::start().await;
    let name = shelf.make(&site).await;
    let manifest = shelf.path(&format!("backups/{name}/manifest.json"));
    let whole = fs::read(&manifest).unwrap();
    for (key, value, hint) in [
        ("schema", 9999, "newer Tessera"),
        ("format", 9999, "newer Tessera"),
        ("schema", 1, "whose tables are not those"),
    ] {
        shelf.change(&name, |manifest| manifest[key] = value.into());
        let refused = words(&shelf.restore(&fresh, &name, NOTHING).await.unwrap_err());
        assert!(refused.contains(hint), "{key} {value}: {refused}");
        fs::write(&manifest, &whole).unwrap();
    }
    assert_eq!(fresh.count("users").await, 0);
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
}

#[tokio::test]
async fn what_was_never_ended_is_no_backup_and_is_cleared_away() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    let folder = shelf.path(&format!("backups/{name}"));
    fs::remove_file(folder.join("manifest.json")).unwrap();
    assert!(shelf.all().await.is_empty());
    let refused = words(&shelf.restore(&TestSite::start().await, &name, NOTHING).await.unwrap_err());
    assert!(refused.contains("There is no backup"), "{refused}");
    let next = shelf.make(&site).await;
    assert_eq!(shelf.all().await.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>(), [next]);
    assert!(!folder.join("blobs.gz").exists());
}
