//! Expiring links. What stands in the table is a hash of the token within. Time is PostgreSQL's, so that all servers agree on it.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    expiring_links::{ExpiringLink, LinkEnd, LinkSize, LinkedPin},
    ids::{ExpiringLinkId, PictureId, PinId, UserId},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// A link that is to be made.
#[derive(Debug)]
pub struct NewLink<'a> {
    /// Its name.
    pub id: ExpiringLinkId,
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub owner: UserId,
    /// The pin that it is made from.
    pub pin: PinId,
    /// What that shows.
    pub picture: PictureId,
    /// What it leads to.
    pub size: LinkSize,
    /// The PHC string of its password.
    pub password_hash: Option<&'a str>,
    /// How often the picture can be had.
    pub max_views: Option<u32>,
    /// How long it lives, in seconds.
    pub seconds: u32,
}

/// What a link can be made from.
#[derive(Debug)]
pub struct Image {
    /// The pin.
    pub pin: PinId,
    /// Whose it is.
    pub owner: UserId,
    /// What it shows.
    pub picture: PictureId,
    /// What it is called.
    pub title: String,
}

/// A link as it stands.
#[derive(Debug)]
pub struct FoundLink {
    /// What its owner sees of it. Whether their plan ends it is not known here.
    pub link: ExpiringLink,
    /// Whose it is; none where the account is gone.
    pub owner: Option<UserId>,
    /// What it leads to; none where that is gone.
    pub picture: Option<PictureId>,
    /// The PHC string of its password.
    pub password_hash: Option<String>,
}

/// A row of a link, with what has become of all that it hangs on.
struct Row {
    id: ExpiringLinkId,
    owner: Option<UserId>,
    picture: Option<PictureId>,
    height: Option<i32>,
    original: bool,
    password_hash: Option<String>,
    max_views: Option<i32>,
    views: i64,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    revoked_at: Option<OffsetDateTime>,
    over: bool,
    seconds_left: i64,
    suspended: bool,
    pin: Option<PinId>,
    title: Option<String>,
    shows: Option<PictureId>,
    hidden: bool,
}

impl Row {
    fn end(&self) -> Option<LinkEnd> {
        let used_up = self.max_views.is_some_and(|most| self.views >= most.into());
        [
            (self.revoked_at.is_some(), LinkEnd::Revoked),
            (self.over, LinkEnd::Expired),
            (used_up, LinkEnd::UsedUp),
            (self.owner.is_none(), LinkEnd::AccountGone),
            (self.suspended, LinkEnd::AccountSuspended),
            (self.pin.is_none(), LinkEnd::PictureDeleted),
            (self.picture.is_none() || self.shows != self.picture, LinkEnd::PictureReplaced),
            (self.hidden, LinkEnd::PictureHidden),
        ]
        .into_iter()
        .find_map(|(so, end)| so.then_some(end))
    }
}

impl From<Row> for FoundLink {
    fn from(row: Row) -> Self {
        let end = row.end();
        let size = match row.height {
            Some(height) => LinkSize::Height(height.unsigned_abs()),
            None if row.original => LinkSize::Original,
            None => LinkSize::Full,
        };
        let pin = row.pin.zip(row.shows).zip(row.title);
        let link = ExpiringLink {
            id: row.id,
            pin: pin.map(|((id, picture), title)| LinkedPin { id, picture, title }),
            size,
            end,
            seconds_left: row.seconds_left.unsigned_abs(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            views: row.views.unsigned_abs(),
            max_views: row.max_views.map(i32::unsigned_abs),
            has_password: row.password_hash.is_some(),
        };
        Self { link, owner: row.owner, picture: row.picture, password_hash: row.password_hash }
    }
}

/// The one query of links. A link shows what its owner sees, whoever follows it.
macro_rules! links {
    ($wanted:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"select link.id as "id!: ExpiringLinkId",
                      case when owner.leaving_at is null then link.owner_id end as "owner: UserId",
                      link.picture_id as "picture: PictureId", link.height, link.original as "original!", link.password_hash,
                      link.max_views, link.views as "views!", link.created_at as "created_at!: OffsetDateTime",
                      link.expires_at as "expires_at!: OffsetDateTime", link.revoked_at as "revoked_at: OffsetDateTime",
                      clock_timestamp() >= link.expires_at as "over!",
                      ceil(greatest(extract(epoch from link.expires_at - clock_timestamp()), 0))::bigint
                          as "seconds_left!",
                      owner.suspended_at is not null as "suspended!", pin.id as "pin?: PinId", pin.title as "title?",
                      pin.picture_id as "shows?: PictureId", pin.hidden_at is not null as "hidden!"
               from expiring_links as link
               left join users as owner on owner.id = link.owner_id
               left join lateral visible_pins(link.owner_id) as pin on pin.id = link.pin_id "# + $wanted,
            $($argument),+
        )
    };
}

/// Adds a link, unless the account has as many that still work as it can have; false then. Whoever else makes one for it waits.
///
/// # Errors
/// [`Problem::NotFound`] where the pin has gone meanwhile; [`Problem::Overtaken`] where it shows another picture.
pub async fn insert(tx: &mut Tx, link: &NewLink<'_>, most: i64) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "insert into expiring_links (id, token_hash, owner_id, pin_id, picture_id, height, original, password_hash,
                                     max_views, created_at, expires_at)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, now.at, now.at + make_interval(secs => $10)
         from (select clock_timestamp() as at) as now
         where (select count(*) from expiring_links
                where owner_id = $3 and revoked_at is null and expires_at > clock_timestamp()
                  and (max_views is null or views < max_views)) < $11",
        link.id.uuid(),
        link.token_hash,
        link.owner.uuid(),
        link.pin.uuid(),
        link.picture.uuid(),
        link.size.height().map(u32::cast_signed),
        link.size == LinkSize::Original,
        link.password_hash,
        link.max_views.map(u32::cast_signed),
        f64::from(link.seconds),
        most,
    )
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

impl Db {
    /// The pin of this id, or that shows the picture of this id, where this viewer may see it.
    pub async fn image(&self, viewer: UserId, id: Uuid) -> Result<Option<Image>, Problem> {
        let image = sqlx::query_as!(
            Image,
            r#"select pin.id as "pin!: PinId", pin.owner_id as "owner!: UserId", pin.picture_id as "picture!: PictureId",
                      pin.title as "title!"
               from visible_pins($1) as pin where pin.id = $2 or pin.picture_id = $2"#,
            viewer.uuid(),
            id,
        );
        Ok(image.fetch_optional(&self.pool).await?)
    }

    /// The link with this token, whatever has become of it.
    pub async fn expiring_link(&self, token_hash: &[u8]) -> Result<Option<FoundLink>, Problem> {
        let row = links!("where link.token_hash = $1", token_hash);
        Ok(row.fetch_optional(&self.pool).await?.map(FoundLink::from))
    }

    /// One link of this owner.
    pub async fn own_expiring_link(&self, owner: UserId, id: ExpiringLinkId) -> Result<Option<ExpiringLink>, Problem> {
        let row = links!("where link.owner_id = $1 and link.id = $2", owner.uuid(), id.uuid());
        Ok(row.fetch_optional(&self.pool).await?.map(|row| FoundLink::from(row).link))
    }

    /// Links of this owner, the newest first, after one.
    pub async fn own_expiring_links(
        &self,
        owner: UserId,
        after: Option<ExpiringLinkId>,
        limit: usize,
    ) -> Result<Vec<ExpiringLink>, Problem> {
        let rows = links!(
            "where link.owner_id = $1 and ($2::uuid is null or link.id < $2) order by link.id desc limit $3",
            owner.uuid(),
            after.map(ExpiringLinkId::uuid),
            limit as i64
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| FoundLink::from(row).link).collect())
    }

    /// Counts one view of a link, if there is one left. Of many at once, no more succeed than are left.
    pub async fn count_view(&self, id: ExpiringLinkId) -> Result<bool, Problem> {
        let counted = sqlx::query!(
            "update expiring_links set views = views + 1
             where id = $1 and revoked_at is null and clock_timestamp() < expires_at
               and (max_views is null or views < max_views)",
            id.uuid(),
        )
        .execute(&self.pool)
        .await?;
        Ok(counted.rows_affected() == 1)
    }

    /// Takes a link back; twice is the same as once. False where this owner has no such link.
    pub async fn revoke_expiring_link(&self, owner: UserId, id: ExpiringLinkId) -> Result<bool, Problem> {
        let revoked = sqlx::query!(
            "update expiring_links set revoked_at = coalesce(revoked_at, clock_timestamp()) where owner_id = $1 and id = $2",
            owner.uuid(),
            id.uuid(),
        )
        .execute(&self.pool)
        .await?;
        Ok(revoked.rows_affected() == 1)
    }

    /// Forgets links 30 days after their end.
    pub async fn forget_ended_links(&self) -> Result<(), Problem> {
        sqlx::query!("delete from expiring_links where least(revoked_at, expires_at) < now() - interval '30 days'")
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
