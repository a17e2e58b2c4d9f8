//! Communities, looked at and found. Who may read one is decided by `visible_communities`.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    categories::Category,
    communities::{CommunityCard, CommunityQuery},
    errors::Problem,
    ids::{CategoryId, CommunityId, PictureId, UserId},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many pixels of a banner are enough, across: on the community's own page, and on its card.
const BANNER_WIDTH: i32 = 1280;
const CARD_BANNER_WIDTH: i32 = 640;

/// A community, and what its own pages show beside its card.
#[derive(Debug)]
pub struct FoundCommunity {
    pub card: CommunityCard,
    pub owner: Option<Person>,
    /// Until when the viewer may not write.
    pub timed_out_until: Option<OffsetDateTime>,
}

/// Where in a list the next page begins: how many members the last community had, and which that was.
type After = Option<(u32, CommunityId)>;

fn place(after: After) -> (i32, Uuid) {
    after.map_or((i32::MAX, Uuid::max()), |(members, community)| {
        (i32::try_from(members).unwrap_or(i32::MAX), community.uuid())
    })
}

/// A text as a pattern of LIKE for whatever has it anywhere, in small letters.
fn anywhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl Db {
    /// The communities that match, those with most members first, after one where one is named.
    pub async fn communities(
        &self,
        viewer: Option<UserId>,
        query: &CommunityQuery,
        after: After,
        limit: usize,
    ) -> Result<Vec<CommunityCard>, Problem> {
        let ids = match (query, viewer) {
            (CommunityQuery { joined: true, .. }, Some(member)) => {
                self.joined_communities(member, query, after, limit).await?
            }
            (CommunityQuery { joined: true, .. }, None) => Vec::new(),
            (CommunityQuery { words, .. }, _) if !words.is_empty() => {
                self.communities_of_words(viewer, query, after, limit).await?
            }
            (CommunityQuery { category: Some(category), .. }, _) => {
                self.communities_of_category(viewer, *category, after, limit).await?
            }
            _ => self.largest_communities(viewer, after, limit).await?,
        };
        self.community_cards(viewer, &ids).await
    }

    async fn largest_communities(
        &self,
        viewer: Option<UserId>,
        after: After,
        limit: usize,
    ) -> Result<Vec<CommunityId>, Problem> {
        let (members, community) = place(after);
        let ids = sqlx::query_scalar!(
            r#"select community.id as "id!: CommunityId" from visible_communities($1) as community
               where (community.member_count, community.id) < ($2, $3)
               order by community.member_count desc, community.id desc limit $4"#,
            viewer.map(UserId::uuid),
            members,
            community,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    async fn communities_of_category(
        &self,
        viewer: Option<UserId>,
        category: CategoryId,
        after: After,
        limit: usize,
    ) -> Result<Vec<CommunityId>, Problem> {
        let (members, community) = place(after);
        let ids = sqlx::query_scalar!(
            r#"select community.id as "id!: CommunityId" from visible_communities($1) as community
               where community.category_id = $2 and (community.member_count, community.id) < ($3, $4)
               order by community.member_count desc, community.id desc limit $5"#,
            viewer.map(UserId::uuid),
            category.uuid(),
            members,
            community,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    async fn communities_of_words(
        &self,
        viewer: Option<UserId>,
        query: &CommunityQuery,
        after: After,
        limit: usize,
    ) -> Result<Vec<CommunityId>, Problem> {
        let (members, community) = place(after);
        let ids = sqlx::query_scalar!(
            r#"with found as materialized (
                   select community.id, community.member_count from visible_communities($1) as community
                   where (community.search @@ community_query($2) or lower(community.name) like $3)
                     and ($4::uuid is null or community.category_id = $4)
                     and (community.member_count, community.id) < ($5, $6)
               )
               select id as "id!: CommunityId" from found order by member_count desc, id desc limit $7"#,
            viewer.map(UserId::uuid),
            query.words,
            anywhere(&query.words),
            query.category.map(CategoryId::uuid),
            members,
            community,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Those that a member belongs to, of this category and with these words where these are said.
    async fn joined_communities(
        &self,
        member: UserId,
        query: &CommunityQuery,
        after: After,
        limit: usize,
    ) -> Result<Vec<CommunityId>, Problem> {
        let (members, community) = place(after);
        let ids = sqlx::query_scalar!(
            r#"select community.id as "id!: CommunityId"
               from community_members as joined
               join visible_communities($1) as community on community.id = joined.community_id
               where joined.user_id = $1
                 and ($2 = '' or community.search @@ community_query($2) or lower(community.name) like $3)
                 and ($4::uuid is null or community.category_id = $4)
                 and (community.member_count, community.id) < ($5, $6)
               order by community.member_count desc, community.id desc limit $7"#,
            member.uuid(),
            query.words,
            anywhere(&query.words),
            query.category.map(CategoryId::uuid),
            members,
            community,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// These communities in this order, those of them that this viewer may see.
    pub async fn community_cards(
        &self,
        viewer: Option<UserId>,
        communities: &[CommunityId],
    ) -> Result<Vec<CommunityCard>, Problem> {
        self.cards_with_banners(viewer, communities, CARD_BANNER_WIDTH).await
    }

    /// The same with banners of about this width.
    async fn cards_with_banners(
        &self,
        viewer: Option<UserId>,
        communities: &[CommunityId],
        width: i32,
    ) -> Result<Vec<CommunityCard>, Problem> {
        let ids: Vec<_> = communities.iter().map(|community| community.uuid()).collect();
        let rows = sqlx::query!(
            r#"select community.id as "id!: CommunityId", community.name as "name!", community.description as "description!",
                      community.visibility as "visibility!", community.member_count as "member_count!",
                      category.id as "category?: CategoryId", category.name as "category_name?", member.role as "role?",
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      banner.picture_id as "banner?: PictureId", banner.n as "banner_n?"
               from visible_communities($1) as community
               left join categories as category on category.id = community.category_id
               left join community_members as member on member.community_id = community.id and member.user_id = $1
               left join lateral face_of(community.icon_id) as face on true
               left join lateral (
                   select qualities.picture_id, qualities.n from qualities
                   where qualities.picture_id = community.banner_id and qualities.n <> 1
                   order by qualities.width < $3, abs(qualities.width - $3) limit 1
               ) as banner on true
               where community.id = any($2)"#,
            viewer.map(UserId::uuid),
            &ids,
            width,
        )
        .fetch_all(&self.pool)
        .await?;
        let cards = rows.into_iter().map(|row| {
            let card = CommunityCard {
                id: row.id,
                name: row.name,
                description: row.description,
                visibility: row.visibility.parse()?,
                category: row.category.zip(row.category_name).map(|(id, name)| Category { id, name }),
                icon: face(row.face, row.face_n),
                banner: face(row.banner, row.banner_n),
                member_count: row.member_count.unsigned_abs(),
                role: row.role.map(|role| role.parse()).transpose()?,
            };
            Ok((row.id, card))
        });
        let mut cards = cards.collect::<Result<HashMap<_, _>, Problem>>()?;
        Ok(communities.iter().filter_map(|community| cards.remove(community)).collect())
    }

    /// One community, where this viewer may see it.
    pub async fn community(
        &self,
        viewer: Option<UserId>,
        community: CommunityId,
    ) -> Result<Option<FoundCommunity>, Problem> {
        let cards = self.cards_with_banners(viewer, &[community], BANNER_WIDTH).await?;
        let Some(card) = cards.into_iter().next() else { return Ok(None) };
        let row = sqlx::query!(
            r#"select owner.username as "username?", owner.display_name as "display_name?",
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      case when member.timed_out_until > now() then member.timed_out_until end
                          as "timed_out_until: OffsetDateTime"
               from visible_communities($1) as community
               left join community_members as owning on owning.community_id = community.id and owning.role = 'owner'
               left join users as owner on owner.id = owning.user_id and owner.leaving_at is null
               left join lateral face_of(owner.avatar_id) as face on true
               left join community_members as member on member.community_id = community.id and member.user_id = $1
               where community.id = $2"#,
            viewer.map(UserId::uuid),
            community.uuid(),
        );
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| {
            let avatar = face(row.face, row.face_n);
            let owner = row.username.zip(row.display_name);
            FoundCommunity {
                card,
                owner: owner.map(|(username, display_name)| Person { username, display_name, avatar }),
                timed_out_until: row.timed_out_until,
            }
        }))
    }
}
