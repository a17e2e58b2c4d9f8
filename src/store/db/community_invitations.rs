//! Links that let people into communities. Only a hash of each one's secret part is kept.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    categories::Category,
    communities::{CommunityCard, CommunityInvitation},
    errors::Problem,
    ids::{CategoryId, CommunityId, InvitationId, PictureId, UserId},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// An invitation to be made.
pub struct NewInvitation<'a> {
    pub id: InvitationId,
    pub community: CommunityId,
    pub by: UserId,
    pub token_hash: &'a [u8],
    pub max_uses: Option<u32>,
    /// How long it works, in seconds.
    pub seconds: Option<u32>,
}

/// Where an invitation leads, and what has become of it.
#[derive(Debug)]
pub struct FoundInvitation {
    pub id: InvitationId,
    pub community: CommunityId,
    pub revoked: bool,
    pub expired: bool,
    pub used_up: bool,
}

/// Adds an invitation, unless the community has as many that still work as it can have; false then. Its row is locked by then.
pub async fn insert(tx: &mut Tx, new: &NewInvitation<'_>, most: i64) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "insert into community_invitations (id, community_id, created_by, token_hash, max_uses, expires_at)
         select $1, $2, $3, $4, $5, now() + make_interval(secs => $6)
         where (select count(*) from community_invitations
                where community_id = $2 and revoked_at is null and (expires_at is null or expires_at > now())
                  and (max_uses is null or uses < max_uses)) < $7",
        new.id.uuid(),
        new.community.uuid(),
        new.by.uuid(),
        new.token_hash,
        new.max_uses.map(u32::cast_signed),
        new.seconds.map(f64::from),
        most,
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Ends an invitation of a community; false where there is none of this name that could be used.
pub async fn revoke(tx: &mut Tx, community: CommunityId, invitation: InvitationId) -> Result<bool, Problem> {
    let revoked = sqlx::query!(
        "update community_invitations set revoked_at = now()
         where id = $1 and community_id = $2 and revoked_at is null",
        invitation.uuid(),
        community.uuid(),
    );
    Ok(revoked.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Lets one more in by an invitation; false where it works no longer.
pub async fn use_once(tx: &mut Tx, invitation: InvitationId) -> Result<bool, Problem> {
    let used = sqlx::query!(
        "update community_invitations set uses = uses + 1
         where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())
           and (max_uses is null or uses < max_uses)",
        invitation.uuid(),
    );
    Ok(used.execute(&mut **tx).await?.rows_affected() == 1)
}

impl Db {
    /// A community as an invitation shows it, without its pictures; `None` where it is gone, or keeps this viewer out.
    pub async fn invited_to(
        &self,
        viewer: Option<UserId>,
        community: CommunityId,
    ) -> Result<Option<CommunityCard>, Problem> {
        let row = sqlx::query!(
            r#"select community.name, community.description, community.visibility, community.member_count,
                      category.id as "category?: CategoryId", category.name as "category_name?"
               from communities as community left join categories as category on category.id = community.category_id
               where community.id = $2 and community.deleted_at is null
                 and not exists (select from community_bans where community_id = $2 and user_id = $1)"#,
            viewer.map(UserId::uuid),
            community.uuid(),
        );
        let row = row.fetch_optional(&self.pool).await?;
        row.map(|row| {
            Ok(CommunityCard {
                id: community,
                name: row.name,
                description: row.description,
                visibility: row.visibility.parse()?,
                category: row.category.zip(row.category_name).map(|(id, name)| Category { id, name }),
                icon: None,
                banner: None,
                member_count: row.member_count.unsigned_abs(),
                role: None,
            })
        })
        .transpose()
    }

    /// The invitation with this token, of a community that is there.
    pub async fn invitation(&self, token_hash: &[u8]) -> Result<Option<FoundInvitation>, Problem> {
        let found = sqlx::query_as!(
            FoundInvitation,
            r#"select invitation.id as "id: InvitationId", invitation.community_id as "community: CommunityId",
                      invitation.revoked_at is not null as "revoked!",
                      coalesce(invitation.expires_at <= now(), false) as "expired!",
                      coalesce(invitation.uses >= invitation.max_uses, false) as "used_up!"
               from community_invitations as invitation
               join communities on communities.id = invitation.community_id and communities.deleted_at is null
               where invitation.token_hash = $1"#,
            token_hash,
        );
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// The invitations of a community that still work, the newest first, after one where one is named.
    pub async fn invitations(
        &self,
        community: CommunityId,
        after: Option<InvitationId>,
        limit: usize,
    ) -> Result<Vec<CommunityInvitation>, Problem> {
        let rows = sqlx::query!(
            r#"select invitation.id as "id: InvitationId", invitation.max_uses, invitation.uses,
                      invitation.expires_at as "expires_at: OffsetDateTime",
                      invitation.created_at as "created_at: OffsetDateTime",
                      maker.username as "username?", maker.display_name as "display_name?",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from community_invitations as invitation
               left join users as maker on maker.id = invitation.created_by and maker.leaving_at is null
               left join lateral face_of(maker.avatar_id) as face on true
               where invitation.community_id = $1 and invitation.id < $2 and invitation.revoked_at is null
                 and (invitation.expires_at is null or invitation.expires_at > now())
                 and (invitation.max_uses is null or invitation.uses < invitation.max_uses)
               order by invitation.id desc limit $3"#,
            community.uuid(),
            after.map_or(Uuid::max(), InvitationId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let invitations = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let maker = row.username.zip(row.display_name);
            CommunityInvitation {
                id: row.id,
                created_by: maker.map(|(username, display_name)| Person { username, display_name, avatar }),
                max_uses: row.max_uses.map(i32::unsigned_abs),
                uses: row.uses.unsigned_abs(),
                expires_at: row.expires_at,
                created_at: row.created_at,
            }
        });
        Ok(invitations.collect())
    }
}
