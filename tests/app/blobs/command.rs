//! `tessera blobs copy`, the real program.

use super::{names, numbers, pieces};
use std::{
    path::Path,
    process::{Command, Output},
};
use tessera::store::blobs::{self, Place, Sha256Hash};

async fn copy(from: &Path, to: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    let url = |folder: &Path| format!("file://{}", folder.display());
    command.args(["blobs", "copy", &url(from), &url(to)]).env_remove("BLOBS_URL").env_remove("BLOBS_OLD_URL");
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_command_says_what_it_copied_and_fails_where_a_file_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    let missing = copy(&from, &to).await;
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(!missing.status.success() && said.contains("does not exist") && !from.exists(), "{said}");
    let place = Place::folder(&from).unwrap();
    for length in 1..6 {
        let bytes = numbers(length);
        place.put_stream(&blobs::name(&Sha256Hash::of(&bytes)), pieces(&bytes)).await.unwrap();
    }
    let done = copy(&from, &to).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), "5 files copied (15 bytes), 0 already there");
    let broken = Sha256Hash::of(b"what it was");
    place.put(&blobs::name(&broken), numbers(7)).await.unwrap();
    let failed = copy(&from, &to).await;
    assert!(!failed.status.success());
    assert!(String::from_utf8_lossy(&failed.stderr).contains(&format!("{broken} is broken in FROM")));
    assert_eq!(String::from_utf8_lossy(&failed.stdout).trim(), "0 files copied (0 bytes), 5 already there");
    assert_eq!(names(&Place::folder(&to).unwrap()).await.len(), 5);
}
