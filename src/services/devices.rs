//! Devices that were signed in before. Each has a budget of its own for tries at its account's password, so that nobody who guesses from
//! elsewhere keeps the owner out of it. What a browser shows for it is a signed name, not a secret that signs anybody in.

use super::Site;
use crate::{
    model::{errors::Problem, ids::UserId},
    store::db::Db,
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// How long the two names are, in bytes.
const NAMES: usize = 32;

/// A device at which somebody was signed in to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Device {
    /// The account.
    pub(super) account: UserId,
    id: Uuid,
}

/// Signs the names of devices, and knows its own again. Cheap to clone.
#[derive(Clone)]
pub struct Devices {
    mac: Hmac<Sha256>,
}

impl Devices {
    /// The site's own; the key is made at its first start.
    pub(super) async fn of(db: &Db) -> Result<Self, Problem> {
        Self::with_key(&db.secret("devices", &rand::random::<[u8; 32]>()).await?)
    }

    fn with_key(key: &[u8]) -> Result<Self, Problem> {
        Ok(Self { mac: Hmac::new_from_slice(key).map_err(|_| Problem::Internal)? })
    }

    fn sign(&self, device: Device) -> String {
        let names = [device.account.uuid().into_bytes(), device.id.into_bytes()].concat();
        let code = self.mac.clone().chain_update(&names).finalize().into_bytes();
        hex::encode([names.as_slice(), code.as_slice()].concat())
    }

    fn read(&self, text: &str) -> Option<Device> {
        let bytes = hex::decode(text).ok()?;
        let (names, code) = bytes.split_at_checked(NAMES)?;
        self.mac.clone().chain_update(names).verify_slice(code).ok()?;
        let (account, id) = names.split_at(NAMES / 2);
        Some(Device { account: UserId::from_uuid(Uuid::from_slice(account).ok()?), id: Uuid::from_slice(id).ok()? })
    }
}

/// The device that a browser says it is, where we have said so before.
pub(super) fn known(site: &Site, shown: Option<&str>) -> Option<Device> {
    site.devices.read(shown?)
}

/// What a browser is to show from now on, as somebody has signed in to this account there; `shown` is what it shows so far.
pub fn name(site: &Site, account: UserId, shown: Option<&str>) -> String {
    let id = known(site, shown).map_or_else(Uuid::new_v4, |device| device.id);
    site.devices.sign(Device { account, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_names_a_device() {
        let (ours, others) = (Devices::with_key(b"ours").unwrap(), Devices::with_key(b"others").unwrap());
        let device = Device { account: UserId::from_uuid(Uuid::new_v4()), id: Uuid::new_v4() };
        let text = ours.sign(device);
        assert_eq!(ours.read(&text), Some(device));
        assert_eq!(others.read(&text), None);
        let forged = format!("{}{}", hex::encode(Uuid::new_v4()), &text[32..]);
        for wrong in ["", "zz", &text[..64], &text[..126], forged.as_str()] {
            assert_eq!(ours.read(wrong), None, "{wrong}");
        }
    }
}
