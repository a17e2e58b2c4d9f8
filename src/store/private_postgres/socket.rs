//! The socket by which the private server is reached. Whoever answers there is told everything, so it is looked at before anything is
//! said: its folder and it must be the server's own, and closed to everybody else.

use super::StartError;
use std::{
    fs, io,
    os::unix::fs::{FileTypeExt, MetadataExt},
    path::{Path, PathBuf},
};

/// The longest path of a Unix socket's folder: 107 bytes less `/.s.PGSQL.5432`.
const FOLDER_LONGEST: usize = 90;

/// What PostgreSQL calls its socket.
const NAME: &str = ".s.PGSQL.5432";

/// The folder of the socket: beside the data, or in the machine's temporary folder where that path is too long.
pub(super) fn socket_folder(folder: &Path) -> PathBuf {
    let beside = folder.join("run");
    if beside.as_os_str().len() <= FOLDER_LONGEST {
        return beside;
    }
    let hash = crate::store::blobs::Sha256Hash::of(folder.as_os_str().as_encoded_bytes()).to_string();
    std::env::temp_dir().join(format!("tessera-{}", &hash[..16]))
}

/// Makes sure that a folder which anybody could have made is a folder of these accounts', and no way to another place.
///
/// # Errors
/// [`StartError::NotOurs`].
pub(super) fn check_folder(sockets: &Path, owners: &[u32]) -> Result<(), StartError> {
    let found = fs::symlink_metadata(sockets).map_err(|source| super::unusable(sockets, source))?;
    let ours = found.is_dir() && owners.contains(&found.uid());
    if ours { Ok(()) } else { Err(not_ours(sockets)) }
}

/// Makes sure that the socket is this account's alone. False where there is none so far.
///
/// # Errors
/// [`StartError::NotOurs`].
pub(super) fn check_socket(sockets: &Path, owner: u32) -> Result<bool, StartError> {
    let socket = sockets.join(NAME);
    let (folder, found) = match (fs::symlink_metadata(sockets), fs::symlink_metadata(&socket)) {
        (Ok(folder), Ok(found)) => (folder, found),
        (Err(source), _) | (_, Err(source)) if source.kind() == io::ErrorKind::NotFound => return Ok(false),
        (Err(source), _) | (_, Err(source)) => return Err(super::unusable(&socket, source)),
    };
    let closed = |found: &fs::Metadata| found.uid() == owner && found.mode() & 0o077 == 0;
    let trusted = folder.is_dir() && closed(&folder) && found.file_type().is_socket() && closed(&found);
    if trusted { Ok(true) } else { Err(not_ours(&socket)) }
}

/// Removes the socket of a server that was killed. The next one makes its own.
///
/// # Errors
/// [`StartError::Folder`].
pub(super) fn remove(sockets: &Path) -> Result<(), StartError> {
    let socket = sockets.join(NAME);
    match fs::remove_file(&socket) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(super::unusable(&socket, source)),
        _ => Ok(()),
    }
}

fn not_ours(path: &Path) -> StartError {
    StartError::NotOurs { path: path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::{
        fs::{PermissionsExt, symlink},
        net::UnixListener,
    };

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_socket_is_trusted_only_where_it_and_its_folder_are_the_servers_alone() {
        let place = tempfile::tempdir().unwrap();
        let sockets = place.path().join("run");
        let me = fs::metadata(place.path()).unwrap().uid();
        assert!(!check_socket(&sockets, me).unwrap(), "no folder");
        fs::create_dir(&sockets).unwrap();
        set_mode(&sockets, 0o700);
        assert!(!check_socket(&sockets, me).unwrap(), "no socket");
        let socket = sockets.join(NAME);
        let listener = UnixListener::bind(&socket).unwrap();
        set_mode(&socket, 0o700);
        assert!(check_socket(&sockets, me).unwrap());
        assert!(check_socket(&sockets, me + 1).is_err(), "another's");
        set_mode(&socket, 0o777);
        assert!(check_socket(&sockets, me).is_err(), "open to others");
        set_mode(&socket, 0o700);
        set_mode(&sockets, 0o755);
        assert!(check_socket(&sockets, me).is_err(), "its folder is open to others");
        drop(listener);
        fs::remove_file(&socket).unwrap();
        set_mode(&sockets, 0o700);
        fs::write(&socket, "").unwrap();
        set_mode(&socket, 0o700);
        assert!(check_socket(&sockets, me).is_err(), "no socket at all");
    }

    #[test]
    fn a_folder_that_leads_elsewhere_is_not_taken() {
        let place = tempfile::tempdir().unwrap();
        let me = fs::metadata(place.path()).unwrap().uid();
        let way = place.path().join("way");
        symlink(place.path(), &way).unwrap();
        assert!(check_folder(&way, &[me]).is_err());
        assert!(check_folder(place.path(), &[me]).is_ok());
        assert!(check_folder(place.path(), &[me + 1]).is_err());
    }
}
