//! Pins added and changed. Rights are asked for before; what is written here is written for an owner.

use super::{Tx, columns::picture_state};
use crate::model::{
    errors::Problem,
    ids::{ChannelId, PictureId, PinId, UserId},
    pictures::PictureState,
    pins::Visibility,
    words::PinWords,
};
use uuid::Uuid;

/// A pin to be added.
#[derive(Debug, Clone)]
pub struct NewPin {
    /// Its name.
    pub id: PinId,
    /// What it shows.
    pub picture: PictureId,
    /// What it is called; nobody else of the owner's pins is.
    pub title: String,
    /// What else is said of it.
    pub words: PinWords,
    /// What its upload was called.
    pub key: Option<Uuid>,
}

/// A title that an owner has given.
#[derive(Debug, Clone)]
pub struct TakenTitle {
    /// The pin that has it.
    pub pin: PinId,
    /// The title.
    pub title: String,
}

/// A pin that was made of an upload before.
#[derive(Debug, Clone)]
pub struct KnownUpload {
    /// What the upload was called.
    pub key: Uuid,
    /// The pin.
    pub pin: PinId,
    /// What it is called.
    pub title: String,
    /// How far its picture is.
    pub state: PictureState,
}

/// Makes everybody else who gives titles to this owner's pins wait until the transaction ends.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account is gone.
pub async fn lock_titles(tx: &mut Tx, owner: UserId) -> Result<(), Problem> {
    let owner = sqlx::query!("select from users where id = $1 for no key update", owner.uuid());
    owner.fetch_optional(&mut **tx).await?.map(|_| ()).ok_or(Problem::NotSignedIn)
}

/// The pins that were made of these uploads already, deleted ones as well: nothing that was sent once is made twice.
pub async fn known_uploads(tx: &mut Tx, owner: UserId, keys: &[Uuid]) -> Result<Vec<KnownUpload>, Problem> {
    let rows = sqlx::query!(
        r#"select pins.upload_key as "key!", pins.id as "pin: PinId", pins.title, pictures.state
           from pins join pictures on pictures.id = pins.picture_id
           where pins.owner_id = $1 and pins.upload_key = any($2)"#,
        owner.uuid(),
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    let known = rows.into_iter().map(|row| KnownUpload {
        key: row.key,
        pin: row.pin,
        title: row.title,
        state: picture_state(&row.state),
    });
    Ok(known.collect())
}

/// The titles an owner has given that are one of these but for a number at the end.
pub async fn titles_like(tx: &mut Tx, owner: UserId, titles: &[String]) -> Result<Vec<TakenTitle>, Problem> {
    let taken = sqlx::query_as!(
        TakenTitle,
        r#"select id as "pin: PinId", title from pins
           where owner_id = $1 and deleted_at is null
             and title_stem(title) in (select title_stem(wanted) from unnest($2::text[]) as wanted)"#,
        owner.uuid(),
        titles,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(taken)
}

/// Adds pins, all of one owner: one statement for the pins, one for their tags.
pub async fn insert(tx: &mut Tx, owner: UserId, pins: &[NewPin]) -> Result<(), Problem> {
    let ids: Vec<_> = pins.iter().map(|pin| pin.id.uuid()).collect();
    let pictures: Vec<_> = pins.iter().map(|pin| pin.picture.uuid()).collect();
    let titles: Vec<_> = pins.iter().map(|pin| pin.title.clone()).collect();
    let visibilities: Vec<_> =
        pins.iter().map(|pin| pin.words.visibility.unwrap_or_default().name().to_owned()).collect();
    let channels: Vec<_> = pins.iter().map(|pin| pin.words.channel.map(ChannelId::uuid)).collect();
    let text = |word: &Option<String>| word.clone().unwrap_or_default();
    let descriptions: Vec<_> = pins.iter().map(|pin| text(&pin.words.description)).collect();
    let alt_texts: Vec<_> = pins.iter().map(|pin| text(&pin.words.alt_text)).collect();
    let sources: Vec<_> = pins.iter().map(|pin| text(&pin.words.source_url)).collect();
    let keys: Vec<_> = pins.iter().map(|pin| pin.key).collect();
    let shared: Vec<_> = pins.iter().map(|pin| pin.words.share_location.unwrap_or_default()).collect();
    sqlx::query!(
        "insert into pins (id, owner_id, picture_id, title, visibility, description, alt_text, source_url, upload_key,
                           share_location, channel_id)
         select id, $1, picture_id, title, visibility, description, alt_text, nullif(source_url, ''), upload_key,
                share_location, channel_id
         from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[],
                     $10::boolean[], $11::uuid[])
             as new (id, picture_id, title, visibility, description, alt_text, source_url, upload_key, share_location,
                     channel_id)",
        owner.uuid(),
        &ids,
        &pictures,
        &titles,
        &visibilities,
        &descriptions,
        &alt_texts,
        &sources,
        &keys as &[Option<Uuid>],
        &shared,
        &channels as &[Option<Uuid>],
    )
    .execute(&mut **tx)
    .await?;
    let tagged: Vec<_> =
        pins.iter().flat_map(|pin| pin.words.tags.iter().flatten().map(|tag| (pin.id, tag.clone()))).collect();
    if tagged.is_empty() {
        return Ok(());
    }
    let (ids, tags): (Vec<_>, Vec<_>) = tagged.into_iter().map(|(pin, tag)| (pin.uuid(), tag)).unzip();
    sqlx::query!("insert into pin_tags (pin_id, tag) select * from unnest($1::uuid[], $2::text[])", &ids, &tags)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Changes the words of a pin.
pub async fn update(tx: &mut Tx, pin: PinId, words: &PinWords) -> Result<(), Problem> {
    sqlx::query!(
        "update pins
         set title = coalesce($2, title), description = coalesce($3, description), alt_text = coalesce($4, alt_text),
             source_url = case when $5::text is null then source_url else nullif($5, '') end,
             visibility = coalesce($6, visibility), channel_id = case when $6::text is null then channel_id end,
             share_location = coalesce($7, share_location)
         where id = $1",
        pin.uuid(),
        words.title,
        words.description,
        words.alt_text,
        words.source_url,
        words.visibility.map(Visibility::name),
        words.share_location,
    )
    .execute(&mut **tx)
    .await?;
    if let Some(tags) = &words.tags {
        sqlx::query!("delete from pin_tags where pin_id = $1 and tag <> all($2)", pin.uuid(), tags)
            .execute(&mut **tx)
            .await?;
        add_tags(tx, &[pin], tags).await?;
    }
    Ok(())
}

/// Gives pins tags beside those they have.
pub async fn add_tags(tx: &mut Tx, pins: &[PinId], tags: &[String]) -> Result<(), Problem> {
    sqlx::query!(
        "insert into pin_tags (pin_id, tag)
         select pin_id, tag from unnest($1::uuid[]) as pin_id, unnest($2::text[]) as tag on conflict do nothing",
        &uuids(pins),
        tags,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes tags away from pins.
pub async fn remove_tags(tx: &mut Tx, pins: &[PinId], tags: &[String]) -> Result<(), Problem> {
    sqlx::query!("delete from pin_tags where pin_id = any($1) and tag = any($2)", &uuids(pins), tags)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Of these pins, the one with the most tags: how many it has.
pub async fn most_tags(tx: &mut Tx, pins: &[PinId]) -> Result<i64, Problem> {
    let most = sqlx::query_scalar!(
        r#"select coalesce(max(tags), 0) as "most!"
           from (select count(*) as tags from pin_tags where pin_id = any($1) group by pin_id) as counted"#,
        &uuids(pins),
    );
    Ok(most.fetch_one(&mut **tx).await?)
}

/// Sets who may see pins: not the readers of a channel, which is said when a pin is added.
pub async fn set_visibility(tx: &mut Tx, pins: &[PinId], visibility: Visibility) -> Result<(), Problem> {
    sqlx::query!(
        "update pins set visibility = $2, channel_id = null where id = any($1)",
        &uuids(pins),
        visibility.name()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of these pins, those that others may have seen: each with its picture, which is locked until the transaction ends.
pub async fn seen_pictures(tx: &mut Tx, pins: &[PinId]) -> Result<Vec<(PictureId, PictureState)>, Problem> {
    let rows = sqlx::query!(
        r#"select pictures.id as "id: PictureId", pictures.state
           from pins join pictures on pictures.id = pins.picture_id
           where pins.id = any($1) and pins.visibility <> 'private' for update of pictures"#,
        &uuids(pins),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, picture_state(&row.state))).collect())
}

/// Gives pictures other names, so that what caches keep under the old ones is not found any more. They are locked.
pub async fn rename_pictures(tx: &mut Tx, renamed: &[(PictureId, PictureId)]) -> Result<(), Problem> {
    let (old, new): (Vec<_>, Vec<_>) = renamed.iter().map(|(old, new)| (old.uuid(), new.uuid())).unzip();
    sqlx::query!(
        "insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder, created_at)
         select renamed.new, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder, created_at
         from pictures join unnest($1::uuid[], $2::uuid[]) as renamed (old, new) on renamed.old = pictures.id",
        &old,
        &new,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into qualities (picture_id, n, sha256, width, height)
         select renamed.new, n, sha256, width, height
         from qualities join unnest($1::uuid[], $2::uuid[]) as renamed (old, new) on renamed.old = picture_id",
        &old,
        &new,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into thumbnails (picture_id, height, sha256)
         select renamed.new, height, sha256
         from thumbnails join unnest($1::uuid[], $2::uuid[]) as renamed (old, new) on renamed.old = picture_id",
        &old,
        &new,
    )
    .execute(&mut **tx)
    .await?;
    super::attempts::rename(tx, &old, &new).await?;
    super::file_facts::rename(tx, &old, &new).await?;
    sqlx::query!(
        "insert into public_originals (picture_id, sha256, has_place)
         select renamed.new, sha256, has_place
         from public_originals join unnest($1::uuid[], $2::uuid[]) as renamed (old, new) on renamed.old = picture_id",
        &old,
        &new,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update pins set picture_id = renamed.new
         from unnest($1::uuid[], $2::uuid[]) as renamed (old, new) where renamed.old = pins.picture_id",
        &old,
        &new,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update expiring_links set picture_id = renamed.new
         from unnest($1::uuid[], $2::uuid[]) as renamed (old, new) where renamed.old = expiring_links.picture_id",
        &old,
        &new,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from pictures where id = any($1)", &old).execute(&mut **tx).await?;
    Ok(())
}

/// Has a pin show another picture; the one it showed is deleted.
pub async fn replace_picture(tx: &mut Tx, pin: PinId, picture: PictureId) -> Result<(), Problem> {
    super::likeness::forget(tx, pin).await?;
    let old = sqlx::query_scalar!("select picture_id from pins where id = $1 for update", pin.uuid())
        .fetch_one(&mut **tx)
        .await?;
    sqlx::query!("update pins set picture_id = $2 where id = $1", pin.uuid(), picture.uuid())
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from pictures where id = $1", old).execute(&mut **tx).await?;
    Ok(())
}

fn uuids(pins: &[PinId]) -> Vec<Uuid> {
    pins.iter().map(|pin| pin.uuid()).collect()
}
