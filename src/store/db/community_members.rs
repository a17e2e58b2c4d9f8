//! Who belongs to a community, as what; who may not write for a while, and who is kept out. Whoever changes that holds the community's
//! row.

use super::{Db, Tx, columns::face, search_names::beginning};
use crate::model::{
    accounts::Person,
    communities::{CommunityBan, CommunityMember, CommunityRole},
    errors::Problem,
    ids::{CommunityId, PictureId, UserId},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// Where in a list the next page begins: when the last one came in, and who that was.
type After = Option<(OffsetDateTime, UserId)>;

fn place(after: After) -> (Option<OffsetDateTime>, Uuid) {
    (after.map(|(at, _)| at), after.map_or(Uuid::nil(), |(_, user)| user.uuid()))
}

/// A member of the site whom something in a community is about.
#[derive(Debug)]
pub struct Named {
    pub id: UserId,
    pub username: String,
    /// Whether they are an admin of the site.
    pub admin: bool,
}

/// The member of the site with this user name, whatever the case of its letters.
pub async fn named(tx: &mut Tx, username: &str) -> Result<Option<Named>, Problem> {
    let found = sqlx::query_as!(
        Named,
        r#"select id as "id: UserId", username, role = 'admin' as "admin!" from users
           where lower(username) = lower($1) and leaving_at is null"#,
        username,
    );
    Ok(found.fetch_optional(&mut **tx).await?)
}

/// Adds a member; false where they belong to it already. A time-out that they left before its end goes on.
pub async fn insert(tx: &mut Tx, community: CommunityId, user: UserId, role: CommunityRole) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "with kept as (
             delete from community_time_outs where community_id = $1 and user_id = $2 returning timed_out_until
         )
         insert into community_members (community_id, user_id, role, timed_out_until)
         values ($1, $2, $3, (select timed_out_until from kept where timed_out_until > now()))
         on conflict (community_id, user_id) do nothing",
        community.uuid(),
        user.uuid(),
        role.name(),
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// What a member of the site is in a community; `None` where they do not belong to it.
pub async fn role(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<Option<CommunityRole>, Problem> {
    let role = sqlx::query_scalar!(
        "select role from community_members where community_id = $1 and user_id = $2",
        community.uuid(),
        user.uuid(),
    );
    role.fetch_optional(&mut **tx).await?.map(|role| role.parse()).transpose()
}

/// Gives a member another role. There is one owner: the old one becomes something else first.
pub async fn set_role(tx: &mut Tx, community: CommunityId, user: UserId, role: CommunityRole) -> Result<(), Problem> {
    sqlx::query!(
        "update community_members set role = $3, timed_out_until = case when $3 <> 'owner' then timed_out_until end
         where community_id = $1 and user_id = $2",
        community.uuid(),
        user.uuid(),
        role.name(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who owns a community.
pub async fn owner(tx: &mut Tx, community: CommunityId) -> Result<Option<UserId>, Problem> {
    let owner = sqlx::query_scalar!(
        r#"select user_id as "user_id: UserId" from community_members where community_id = $1 and role = 'owner'"#,
        community.uuid(),
    );
    Ok(owner.fetch_optional(&mut **tx).await?)
}

/// Who owns a community once this member has left: the moderator who has been there the longest, else the member; whoever is suspended
/// after all others.
pub async fn heir(tx: &mut Tx, community: CommunityId, leaver: UserId) -> Result<Option<UserId>, Problem> {
    let heir = sqlx::query_scalar!(
        r#"select member.user_id as "user_id: UserId"
           from community_members as member join users on users.id = member.user_id
           where member.community_id = $1 and member.user_id <> $2 and users.leaving_at is null
           order by users.suspended_at is not null, member.role <> 'moderator', member.joined_at, member.user_id limit 1"#,
        community.uuid(),
        leaver.uuid(),
    );
    Ok(heir.fetch_optional(&mut **tx).await?)
}

/// Takes a member out; false where they did not belong to it.
pub async fn remove(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<bool, Problem> {
    sqlx::query!(
        "insert into community_time_outs (community_id, user_id, timed_out_until)
         select community_id, user_id, timed_out_until from community_members
         where community_id = $1 and user_id = $2 and timed_out_until > now()
         on conflict (community_id, user_id) do update set timed_out_until = excluded.timed_out_until",
        community.uuid(),
        user.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    let removed = sqlx::query!(
        "delete from community_members where community_id = $1 and user_id = $2",
        community.uuid(),
        user.uuid(),
    );
    Ok(removed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Has a member not write until a time; `None` ends that. False where it is so already.
pub async fn time_out(
    tx: &mut Tx,
    community: CommunityId,
    user: UserId,
    until: Option<OffsetDateTime>,
) -> Result<bool, Problem> {
    let changed = sqlx::query!(
        "update community_members set timed_out_until = $3
         where community_id = $1 and user_id = $2 and timed_out_until is distinct from $3",
        community.uuid(),
        user.uuid(),
        until as Option<OffsetDateTime>,
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Keeps somebody out. Invitations that they have made stop working. False where they were kept out already, for the same reason.
pub async fn ban(tx: &mut Tx, community: CommunityId, user: UserId, by: UserId, reason: &str) -> Result<bool, Problem> {
    // The first part sees the row as it was before.
    let changed = sqlx::query_scalar!(
        r#"with before as (
               select from community_bans where community_id = $1 and user_id = $2 and reason = $4
           ), banned as (
               insert into community_bans (community_id, user_id, banned_by, reason) values ($1, $2, $3, $4)
               on conflict (community_id, user_id)
               do update set banned_by = excluded.banned_by, reason = excluded.reason, banned_at = excluded.banned_at
           )
           select not exists (select from before) as "changed!""#,
        community.uuid(),
        user.uuid(),
        by.uuid(),
        reason,
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "update community_invitations set revoked_at = now()
         where community_id = $1 and created_by = $2 and revoked_at is null",
        community.uuid(),
        user.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed)
}

/// Keeps somebody out no longer; false where they were not.
pub async fn unban(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<bool, Problem> {
    let gone = sqlx::query!(
        "delete from community_bans where community_id = $1 and user_id = $2",
        community.uuid(),
        user.uuid(),
    );
    Ok(gone.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Whether somebody is kept out.
pub async fn is_banned(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<bool, Problem> {
    let banned = sqlx::query_scalar!(
        r#"select exists (select from community_bans where community_id = $1 and user_id = $2) as "banned!""#,
        community.uuid(),
        user.uuid(),
    );
    Ok(banned.fetch_one(&mut **tx).await?)
}

impl Db {
    /// The members of a community, whoever joined last first, after one where one is named; of those alone a word of whose names begins
    /// so, where that is said. Who looks after it (`all`) sees who is timed out, and those as well between whom and them there is a block.
    pub async fn community_members(
        &self,
        viewer: Option<UserId>,
        community: CommunityId,
        begin: &str,
        all: bool,
        after: After,
        limit: usize,
    ) -> Result<Vec<(UserId, CommunityMember)>, Problem> {
        let unseen = if all { None } else { viewer };
        let ids = match begin {
            "" => self.latest_members(unseen, community, after, limit).await?,
            begin => self.called_members(unseen, community, begin, after, limit).await?,
        };
        self.members_of(viewer, community, &ids, all).await
    }

    /// The member of this name, where the viewer sees that they belong to it.
    pub async fn community_member(
        &self,
        viewer: Option<UserId>,
        community: CommunityId,
        name: &str,
        all: bool,
    ) -> Result<Option<CommunityMember>, Problem> {
        let unseen = if all { None } else { viewer };
        let id = sqlx::query_scalar!(
            r#"select id as "id: UserId" from users
               where lower(username) = lower($1) and leaving_at is null
                 and id <> all (array(select user_id from blocked($2)))"#,
            name,
            unseen.map(UserId::uuid),
        );
        let Some(id) = id.fetch_optional(&self.pool).await? else { return Ok(None) };
        let member = self.members_of(viewer, community, &[id], all).await?.pop();
        Ok(member.map(|(_, member)| member))
    }

    /// Those of these who are members of a community, in this order.
    async fn members_of(
        &self,
        viewer: Option<UserId>,
        community: CommunityId,
        ids: &[UserId],
        all: bool,
    ) -> Result<Vec<(UserId, CommunityMember)>, Problem> {
        let rows = sqlx::query!(
            r#"select member.user_id as "id: UserId", member.role, member.joined_at as "joined_at: OffsetDateTime",
                      case when member.timed_out_until > now() and ($4 or member.user_id = $3) then member.timed_out_until end
                          as "timed_out_until: OffsetDateTime",
                      users.username, users.display_name, face.picture_id as "face?: PictureId", face.n as "face_n?"
               from community_members as member join users on users.id = member.user_id
               left join lateral face_of(users.avatar_id) as face on true
               where member.community_id = $1 and member.user_id = any($2)"#,
            community.uuid(),
            &ids.iter().map(|id| id.uuid()).collect::<Vec<_>>(),
            viewer.map(UserId::uuid),
            all,
        )
        .fetch_all(&self.pool)
        .await?;
        let members = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let member = CommunityMember {
                person: Person { username: row.username, display_name: row.display_name, avatar },
                role: row.role.parse()?,
                joined_at: row.joined_at,
                timed_out_until: row.timed_out_until,
            };
            Ok((row.id, member))
        });
        let mut members = members.collect::<Result<HashMap<_, _>, Problem>>()?;
        Ok(ids.iter().filter_map(|id| Some((*id, members.remove(id)?))).collect())
    }

    async fn latest_members(
        &self,
        blocked_for: Option<UserId>,
        community: CommunityId,
        after: After,
        limit: usize,
    ) -> Result<Vec<UserId>, Problem> {
        let (at, user) = place(after);
        let ids = sqlx::query_scalar!(
            r#"select member.user_id as "user_id: UserId"
               from community_members as member join users on users.id = member.user_id and users.leaving_at is null
               where member.community_id = $1
                 and member.joined_at <= coalesce($2::timestamptz, 'infinity')
                 and (member.joined_at < coalesce($2::timestamptz, 'infinity') or member.user_id > $3)
                 and member.user_id <> all (array(select user_id from blocked($4)))
               order by member.joined_at desc, member.user_id limit $5"#,
            community.uuid(),
            at as Option<OffsetDateTime>,
            user,
            blocked_for.map(UserId::uuid),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Those of whose names a word begins so: there may be few of them among very many.
    async fn called_members(
        &self,
        blocked_for: Option<UserId>,
        community: CommunityId,
        begin: &str,
        after: After,
        limit: usize,
    ) -> Result<Vec<UserId>, Problem> {
        let (at, user) = place(after);
        let ids = sqlx::query_scalar!(
            r#"with called as materialized (
                   select id from users where names like search_name($6) and leaving_at is null
               )
               select member.user_id as "user_id: UserId"
               from called join community_members as member on member.user_id = called.id and member.community_id = $1
               where member.joined_at <= coalesce($2::timestamptz, 'infinity')
                 and (member.joined_at < coalesce($2::timestamptz, 'infinity') or member.user_id > $3)
                 and member.user_id <> all (array(select user_id from blocked($4)))
               order by member.joined_at desc, member.user_id limit $5"#,
            community.uuid(),
            at as Option<OffsetDateTime>,
            user,
            blocked_for.map(UserId::uuid),
            limit as i64,
            format!("% {}", beginning(begin)),
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Who is kept out of a community, the latest first, after one where one is named.
    pub async fn community_bans(
        &self,
        community: CommunityId,
        after: After,
        limit: usize,
    ) -> Result<Vec<(UserId, CommunityBan)>, Problem> {
        let (at, user) = place(after);
        let rows = sqlx::query!(
            r#"select ban.user_id as "id: UserId", ban.reason, ban.banned_at as "banned_at: OffsetDateTime",
                      users.username, users.display_name, face.picture_id as "face?: PictureId", face.n as "face_n?",
                      judge.username as "judge?", judge.display_name as "judge_name?",
                      judge_face.picture_id as "judge_face?: PictureId", judge_face.n as "judge_face_n?"
               from community_bans as ban
               join users on users.id = ban.user_id and users.leaving_at is null
               left join lateral face_of(users.avatar_id) as face on true
               left join users as judge on judge.id = ban.banned_by and judge.leaving_at is null
               left join lateral face_of(judge.avatar_id) as judge_face on true
               where ban.community_id = $1
                 and ban.banned_at <= coalesce($2::timestamptz, 'infinity')
                 and (ban.banned_at < coalesce($2::timestamptz, 'infinity') or ban.user_id > $3)
               order by ban.banned_at desc, ban.user_id limit $4"#,
            community.uuid(),
            at as Option<OffsetDateTime>,
            user,
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let bans = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let judge_avatar = face(row.judge_face, row.judge_face_n);
            let judge = row.judge.zip(row.judge_name);
            let ban = CommunityBan {
                person: Person { username: row.username, display_name: row.display_name, avatar },
                banned_by: judge.map(|(username, display_name)| Person {
                    username,
                    display_name,
                    avatar: judge_avatar,
                }),
                reason: row.reason,
                banned_at: row.banned_at,
            };
            (row.id, ban)
        });
        Ok(bans.collect())
    }
}
