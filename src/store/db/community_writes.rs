//! Communities made and changed. Rights are asked for before; whoever changes one holds its row.

use super::Tx;
use crate::model::{
    communities::{CommunityFields, CommunityPicture, CommunityRole},
    errors::Problem,
    ids::{CategoryId, CommunityId, PictureId, UserId},
    visibility::PublicOrPrivate,
};

/// How somebody stands to a community that they may see.
#[derive(Debug)]
pub struct Standing {
    pub name: String,
    pub visibility: PublicOrPrivate,
    /// None for who does not belong to it.
    pub role: Option<CommunityRole>,
}

/// Has everybody else who would change a community wait until the transaction ends. False where it is gone.
pub async fn lock(tx: &mut Tx, community: CommunityId) -> Result<bool, Problem> {
    let row = sqlx::query!(
        "select from communities where id = $1 and deleted_at is null for no key update",
        community.uuid(),
    );
    Ok(row.fetch_optional(&mut **tx).await?.is_some())
}

/// Has everybody wait who would write in a community, after its own lock: before somebody loses the right to.
pub async fn lock_channels(tx: &mut Tx, community: CommunityId) -> Result<(), Problem> {
    sqlx::query!("select from channels where community_id = $1 order by id for no key update", community.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How a viewer stands to a community; `None` where they may not see it. Read after the lock, it holds until the transaction ends.
pub async fn standing(tx: &mut Tx, viewer: UserId, community: CommunityId) -> Result<Option<Standing>, Problem> {
    let row = sqlx::query!(
        r#"select community.name as "name!", community.visibility as "visibility!", member.role as "role?"
           from visible_communities($1) as community
           left join community_members as member on member.community_id = community.id and member.user_id = $1
           where community.id = $2"#,
        viewer.uuid(),
        community.uuid(),
    );
    let row = row.fetch_optional(&mut **tx).await?;
    row.map(|row| {
        let role = row.role.map(|role| role.parse()).transpose()?;
        Ok(Standing { name: row.name, visibility: row.visibility.parse()?, role })
    })
    .transpose()
}

/// Says that somebody may have lost the right to read a community.
pub async fn bump_access(tx: &mut Tx, community: CommunityId) -> Result<(), Problem> {
    sqlx::query!("update communities set access_version = access_version + 1 where id = $1", community.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How many communities a member owns.
pub async fn count_owned(tx: &mut Tx, owner: UserId) -> Result<i64, Problem> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from community_members join communities on communities.id = community_members.community_id
           where user_id = $1 and role = 'owner' and deleted_at is null"#,
        owner.uuid(),
    );
    Ok(count.fetch_one(&mut **tx).await?)
}

/// How a community is described now, and who sees it.
///
/// # Errors
/// [`Problem::NotFound`] where it is gone.
pub async fn fields(tx: &mut Tx, community: CommunityId) -> Result<CommunityFields, Problem> {
    let row = sqlx::query!(
        r#"select name, description, visibility, category_id as "category: CategoryId" from communities where id = $1"#,
        community.uuid(),
    );
    let row = row.fetch_one(&mut **tx).await?;
    Ok(CommunityFields {
        name: Some(row.name),
        description: Some(row.description),
        category: Some(row.category),
        visibility: Some(row.visibility.parse()?),
    })
}

/// Makes a community, without members.
///
/// # Errors
/// [`Problem::Invalid`] where another has the name, or there is no such category.
pub async fn insert(tx: &mut Tx, community: CommunityId, fields: &CommunityFields) -> Result<(), Problem> {
    sqlx::query!(
        "insert into communities (id, category_id, name, description, visibility) values ($1, $2, $3, $4, $5)",
        community.uuid(),
        fields.category.flatten().map(CategoryId::uuid),
        fields.name.as_deref().unwrap_or_default(),
        fields.description.as_deref().unwrap_or_default(),
        fields.visibility.unwrap_or_default().name(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Changes how a community is described, and who sees it.
///
/// # Errors
/// As [`insert`].
pub async fn update(tx: &mut Tx, community: CommunityId, fields: &CommunityFields) -> Result<(), Problem> {
    sqlx::query!(
        "update communities
         set name = coalesce($2, name), description = coalesce($3, description), visibility = coalesce($4, visibility),
             category_id = case when $5 then $6 else category_id end
         where id = $1",
        community.uuid(),
        fields.name,
        fields.description,
        fields.visibility.map(PublicOrPrivate::name),
        fields.category.is_some(),
        fields.category.flatten().map(CategoryId::uuid),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts a picture in the place of another, which is deleted; none where none is named.
pub async fn set_picture(
    tx: &mut Tx,
    community: CommunityId,
    which: CommunityPicture,
    picture: Option<PictureId>,
) -> Result<(), Problem> {
    let icon = which == CommunityPicture::Icon;
    // Nothing else shows it.
    sqlx::query!(
        "delete from pictures using communities
         where communities.id = $1 and pictures.id = case when $2 then communities.icon_id else communities.banner_id end",
        community.uuid(),
        icon,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update communities
         set icon_id = case when $2 then $3 else icon_id end, banner_id = case when $2 then banner_id else $3 end
         where id = $1",
        community.uuid(),
        icon,
        picture.map(PictureId::uuid),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a community and its channels as deleted: nobody finds them from then on.
pub async fn mark_deleted(tx: &mut Tx, community: CommunityId) -> Result<(), Problem> {
    sqlx::query!(
        "update communities set deleted_at = now(), access_version = access_version + 1 where id = $1",
        community.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update channels set deleted_at = now() where community_id = $1 and deleted_at is null",
        community.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
