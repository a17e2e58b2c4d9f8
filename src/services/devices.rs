//! Devices that were signed in before. Each has a budget of its own for tries at its account's password, so that nobody who guesses from
//! elsewhere keeps the owner out of it. What a browser shows for it is a signed name, not a secret that signs anybody in.

use super::{Site, credentials::Recognised};
use crate::{
    model::{errors::Problem, ids::UserId},
    store::db::Db,
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// How long a name is, in bytes.
const NAME: usize = 36;

/// A device at which somebody was signed in to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Device {
    /// The account.
    pub(super) account: UserId,
    id: Uuid,
    /// The epoch of what signs the account in. With a new password a thief's device is as unknown as any other.
    pub(super) epoch: i32,
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
        let (account, id) = (device.account.uuid().into_bytes(), device.id.into_bytes());
        let name = [account.as_slice(), &id, &device.epoch.to_be_bytes()].concat();
        let code = self.mac.clone().chain_update(&name).finalize().into_bytes();
        hex::encode([name.as_slice(), code.as_slice()].concat())
    }

    fn read(&self, text: &str) -> Option<Device> {
        let bytes = hex::decode(text).ok()?;
        let (name, code) = bytes.split_at_checked(NAME)?;
        self.mac.clone().chain_update(name).verify_slice(code).ok()?;
        let (account, rest) = name.split_at(16);
        let (id, epoch) = rest.split_at(16);
        let uuid = |bytes| Uuid::from_slice(bytes).ok();
        let epoch = i32::from_be_bytes(epoch.try_into().ok()?);
        Some(Device { account: UserId::from_uuid(uuid(account)?), id: uuid(id)?, epoch })
    }
}

/// The device that a browser says it is, where we have said so before.
pub(super) fn known(site: &Site, shown: Option<&str>) -> Option<Device> {
    site.devices.read(shown?)
}

/// What a browser is to show from now on, as somebody has signed in to this account there; `shown` is what it shows so far.
pub fn name(site: &Site, Recognised { user, epoch }: Recognised, shown: Option<&str>) -> String {
    let id = known(site, shown).map_or_else(Uuid::new_v4, |device| device.id);
    site.devices.sign(Device { account: user, id, epoch })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_names_a_device() {
        let (ours, others) = (Devices::with_key(b"ours").unwrap(), Devices::with_key(b"others").unwrap());
        let device = Device { account: UserId::from_uuid(Uuid::new_v4()), id: Uuid::new_v4(), epoch: 7 };
        let text = ours.sign(device);
        assert_eq!(ours.read(&text), Some(device));
        assert_eq!(others.read(&text), None);
        let forged = format!("{}{}", hex::encode(Uuid::new_v4()), &text[32..]);
        for wrong in ["", "zz", &text[..72], &text[..134], forged.as_str()] {
            assert_eq!(ours.read(wrong), None, "{wrong}");
        }
    }
}
