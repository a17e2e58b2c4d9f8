-- Communities: who belongs to them, their channels, and the messages in those. Direct conversations are channels of no community.

-- What is looked for in a text about a community: its words, in small letters and without accents, and the parts of those that have no
-- spaces. Immutable, as a column is made of it: each function is named with its schema, which a restored backup needs as well.
create function community_words(text) returns tsvector
language sql immutable strict parallel safe as $$
    select to_tsvector('simple', public.search_grams(
        translate(public.search_name($1), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)), true))
$$;

-- The words that somebody looks for among communities, as a query of `communities.search`: all of them, each of which may be unfinished.
-- Null for none.
create function community_query(text) returns tsquery
language sql stable parallel safe as $$
    select string_agg(quote_literal(word) || ':*', ' & ')::tsquery
    from unnest(tsvector_to_array(to_tsvector('simple', search_typed($1)))) as word
$$;

-- One row is a community.
create table communities (
    id             uuid        primary key,
    category_id    uuid        references categories on delete set null,
    name           text        not null check (char_length(name) between 1 and 60),
    description    text        not null default '' check (char_length(description) <= 2000),
    -- 'public': everyone reads it and may join. 'private': its members read it, and an invitation lets others in.
    visibility     text        not null check (visibility in ('public', 'private')),
    -- Pictures of their own, of whoever sent them: they go with that account.
    icon_id        uuid        references pictures on delete set null,
    banner_id      uuid        references pictures on delete set null,
    member_count   integer     not null default 0 check (member_count >= 0),
    -- Grows with every change by which somebody may lose the right to read: in the transaction that makes it.
    access_version bigint      not null default 0,
    created_at     timestamptz not null default now(),
    -- Since when it is being deleted: nobody finds it from then on, and a job takes away what is in it.
    deleted_at     timestamptz,
    search         tsvector    not null generated always as
                   (setweight(community_words(name), 'A') || setweight(community_words(description), 'B')) stored
);

create unique index communities_name_key on communities (lower(name)) where deleted_at is null;
create index communities_deleted_idx on communities (deleted_at, id) where deleted_at is not null;
create index communities_category_idx on communities (category_id, member_count desc, id desc);
create index communities_size_idx on communities (member_count desc, id desc);
create index communities_search_idx on communities using gin (search);
create index communities_name_idx on communities using gin (lower(name) gin_trgm_ops);
create unique index communities_icon_key on communities (icon_id) where icon_id is not null;
create unique index communities_banner_key on communities (banner_id) where banner_id is not null;

-- One row says that a member of the site belongs to a community. Each community has one owner.
create table community_members (
    community_id    uuid        not null references communities on delete cascade,
    user_id         uuid        not null references users on delete cascade,
    role            text        not null check (role in ('owner', 'moderator', 'member')),
    joined_at       timestamptz not null default now(),
    -- Until when they may read and not write.
    timed_out_until timestamptz,
    primary key (community_id, user_id)
);

create unique index community_members_owner_key on community_members (community_id) where role = 'owner';
create index community_members_user_idx on community_members (user_id, joined_at desc);
create index community_members_joined_idx on community_members (community_id, joined_at desc, user_id);

-- One row is the time-out of somebody who has left a community before its end: who comes back has it still.
create table community_time_outs (
    community_id    uuid        not null references communities on delete cascade,
    user_id         uuid        not null references users on delete cascade,
    timed_out_until timestamptz not null,
    primary key (community_id, user_id)
);

create index community_time_outs_user_idx on community_time_outs (user_id);

-- One row keeps a member of the site out of a community.
create table community_bans (
    community_id uuid        not null references communities on delete cascade,
    user_id      uuid        not null references users on delete cascade,
    banned_by    uuid        references users on delete set null,
    reason       text        not null default '' check (char_length(reason) <= 500),
    banned_at    timestamptz not null default now(),
    primary key (community_id, user_id)
);

create index community_bans_user_idx on community_bans (user_id);
create index community_bans_by_idx on community_bans (banned_by) where banned_by is not null;

-- One row is a link that lets people into a community. Only a hash of its secret part is kept.
create table community_invitations (
    id           uuid        primary key,
    community_id uuid        not null references communities on delete cascade,
    created_by   uuid        references users on delete set null,
    token_hash   bytea       not null,
    -- How many people may come in by it; no limit where there is none.
    max_uses     integer     check (max_uses > 0),
    uses         integer     not null default 0 check (uses >= 0),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    created_at   timestamptz not null default now(),
    constraint community_invitations_limit_check check (max_uses is null or uses <= max_uses)
);

create unique index community_invitations_token_key on community_invitations (token_hash);
create index community_invitations_community_idx on community_invitations (community_id, id desc);
create index community_invitations_by_idx on community_invitations (created_by) where created_by is not null;

-- One row says what somebody did to look after a community. Its owner and moderators read it.
create table community_log (
    id           uuid        primary key,
    community_id uuid        not null references communities on delete cascade,
    actor_id     uuid        references users on delete set null,
    act          text        not null,
    -- The member it was done to, and what else it was done to, in words that outlive it.
    member_id    uuid        references users on delete set null,
    subject      text        not null default '',
    reason       text        not null default '',
    created_at   timestamptz not null default now()
);

create index community_log_community_idx on community_log (community_id, id desc);
create index community_log_actor_idx on community_log (actor_id) where actor_id is not null;
create index community_log_member_idx on community_log (member_id) where member_id is not null;

-- One row is a channel. Every change in it (a message, an edit, a deletion, a reaction, a pinned message) has a number, one after the
-- other, given by the transaction that makes it, which holds this row until it ends: whoever sees a number sees all below it.
create table channels (
    id           uuid        primary key,
    -- None for a direct conversation.
    community_id uuid        references communities on delete cascade,
    kind         text        not null check (kind in ('talk', 'gallery', 'direct')),
    name         text        not null default '' check (char_length(name) <= 40),
    topic        text        not null default '' check (char_length(topic) <= 300),
    -- Its place among the others of its community, from 0.
    position     integer     not null default 0,
    -- How many seconds a member waits between two messages.
    slow_mode    integer     not null default 0 check (slow_mode between 0 and 21600),
    -- Only the owner and moderators write.
    read_only    boolean     not null default false,
    -- Names the numbering. A restored backup begins another, as it may give numbers again.
    epoch        uuid        not null default gen_random_uuid(),
    -- The number of the last change, and of the last message.
    seq          bigint      not null default 0,
    last_message bigint      not null default 0,
    created_at   timestamptz not null default now(),
    -- Since when it is being deleted: nobody finds it from then on, and a job takes away what is in it.
    deleted_at   timestamptz,
    constraint channels_community_check check ((kind = 'direct') = (community_id is null)),
    constraint channels_named_check check (kind = 'direct' or name <> '')
);

create unique index channels_name_key on channels (community_id, lower(name)) where community_id is not null and deleted_at is null;
create index channels_deleted_idx on channels (deleted_at, id) where deleted_at is not null;
create index channels_position_idx on channels (community_id, position, id);

-- One row says that a member takes part in a direct conversation.
create table conversation_members (
    channel_id uuid        not null references channels on delete cascade,
    user_id    uuid        not null references users on delete cascade,
    joined_at  timestamptz not null default now(),
    primary key (channel_id, user_id)
);

create index conversation_members_user_idx on conversation_members (user_id, channel_id);

-- Which members a direct conversation was begun with, as a hash of their sorted ids: the same members find the same one again.
create table conversations (
    channel_id   uuid  primary key references channels on delete cascade,
    members_hash bytea not null
);

create unique index conversations_members_key on conversations (members_hash);

-- One row is a message, named by its channel and the number it was given when it was sent. One that was deleted keeps its row without
-- its text, so that the deletion is a change as any other. No foreign key leads to its author: tens of thousands may be sent each second.
-- What is left of an account that is deleted goes with it by name (`store/db/leaving`).
create table messages (
    channel_id  uuid        not null references channels on delete cascade,
    seq         bigint      not null,
    -- The number of the last change that this message has seen.
    changed_seq bigint      not null,
    author_id   uuid        not null,
    -- By what its sender names it: one that is sent twice is one message.
    client_key  uuid        not null,
    body        text        not null,
    -- The body as it is shown: made once, from Markdown, and safe.
    html        text        not null,
    -- The message that it answers.
    reply_to    bigint,
    has_picture boolean     not null default false,
    sent_at     timestamptz not null default now(),
    edited_at   timestamptz,
    deleted_at  timestamptz,
    pinned_at   timestamptz,
    primary key (channel_id, seq)
);

create unique index messages_changed_key on messages (channel_id, changed_seq);
create unique index messages_client_key on messages (channel_id, author_id, client_key);
create index messages_pinned_idx on messages (channel_id, pinned_at desc) where pinned_at is not null;
create index messages_author_idx on messages (author_id, channel_id, seq);
create index messages_sent_idx on messages (channel_id, sent_at);
create index messages_search_idx on messages using gin (to_tsvector('simple', body)) where deleted_at is null;

-- One row says that a pin is attached to a message: one that was there before, or one that was uploaded for this message.
create table message_pins (
    channel_id uuid     not null,
    seq        bigint   not null,
    -- Its place among the pins of the message, from 0.
    position   smallint not null,
    pin_id     uuid     not null references pins on delete cascade,
    primary key (channel_id, seq, position),
    foreign key (channel_id, seq) references messages on delete cascade
);

create index message_pins_pin_idx on message_pins (pin_id);

-- One row says that a member reacted to a message.
create table message_reactions (
    channel_id uuid        not null,
    seq        bigint      not null,
    user_id    uuid        not null references users on delete cascade,
    emoji      text        not null check (char_length(emoji) between 1 and 16),
    created_at timestamptz not null default now(),
    primary key (channel_id, seq, emoji, user_id),
    foreign key (channel_id, seq) references messages on delete cascade
);

create index message_reactions_user_idx on message_reactions (user_id);

-- One row says that a message mentions a member.
create table message_mentions (
    user_id    uuid   not null references users on delete cascade,
    channel_id uuid   not null,
    seq        bigint not null,
    primary key (user_id, channel_id, seq),
    foreign key (channel_id, seq) references messages on delete cascade
);

create index message_mentions_message_idx on message_mentions (channel_id, seq);

-- How far a member has read in a channel: the number of the last message that they have seen.
create table channel_reads (
    user_id    uuid   not null references users on delete cascade,
    channel_id uuid   not null references channels on delete cascade,
    seq        bigint not null,
    primary key (user_id, channel_id)
);

create index channel_reads_channel_idx on channel_reads (channel_id);

-- One row says that a member has blocked another: neither sees, follows, mentions or writes to the other.
create table blocks (
    blocker_id uuid        not null references users on delete cascade,
    blocked_id uuid        not null references users on delete cascade,
    created_at timestamptz not null default now(),
    primary key (blocker_id, blocked_id),
    constraint blocks_self_check check (blocker_id <> blocked_id)
);

create index blocks_blocked_idx on blocks (blocked_id);

-- Keeps the count of members. The community's row is locked by then where it is about to change otherwise.
create function community_members_counted() returns trigger language plpgsql as $$
declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
begin
    perform from communities where id in (select community_id from changed) order by id for no key update;
    update communities set member_count = member_count + sign * counted.number
    from (select community_id, count(*)::integer as number from changed group by community_id) as counted
    where communities.id = counted.community_id;
    return null;
end
$$;

create trigger community_members_added after insert on community_members
referencing new table as changed for each statement execute function community_members_counted();
create trigger community_members_removed after delete on community_members
referencing old table as changed for each statement execute function community_members_counted();

-- The one rule of who may read a community: everyone, where it is public, but for those who are banned; else its members. Admins and
-- moderators of the site look after all of them.
create function visible_communities(viewer uuid) returns setof communities
language sql stable parallel safe as $$
    select communities.* from communities
    where communities.deleted_at is null
      and (communities.visibility = 'public'
           or exists (select from community_members as member
                      where member.community_id = communities.id and member.user_id = viewer)
           or looks_after(viewer))
      and not exists (select from community_bans as ban where ban.community_id = communities.id and ban.user_id = viewer)
$$;

-- The one rule of who may read a channel, and with it its messages and their pictures.
create function visible_channels(viewer uuid) returns setof channels
language sql stable parallel safe as $$
    select channels.* from channels
    where channels.deleted_at is null
      and case when channels.community_id is null
        then exists (select from conversation_members as member
                     where member.channel_id = channels.id and member.user_id = viewer)
        else exists (select from visible_communities(viewer) as community where community.id = channels.community_id)
    end
$$;

-- As before; and whoever may read a community sees its icon and its banner.
create or replace function visible_pictures(viewer uuid) returns setof pictures
language sql stable parallel safe as $$
    select pictures.* from pictures
    where exists (select from visible_pins(viewer) as pin where pin.picture_id = pictures.id)
       or exists (select from users
                  where users.avatar_id = pictures.id
                    and (users.suspended_at is null or users.leaving_at is null and looks_after(viewer)))
       or exists (select from visible_communities(viewer) as community where community.icon_id = pictures.id)
       or exists (select from visible_communities(viewer) as community where community.banner_id = pictures.id)
$$;

-- As before; and the names of communities are quoted as well, until the entry is 90 days old. The index has what the function says.
drop index audit_log_quotes_idx;

create or replace function audit_log_quotes(act text) returns boolean
language sql immutable parallel safe as $$
    select act in ('change_pin', 'delete_pin', 'undelete_pin', 'change_board', 'delete_board',
                   'hide_pin', 'restore_pin', 'remove_pin', 'remove_comment',
                   'change_community', 'delete_community', 'change_community_member', 'remove_message')
$$;

create index audit_log_quotes_idx on audit_log (created_at)
    where audit_log_quotes(act)
      and (about <> without_quotations(about) or act = 'remove_comment' and detail <> without_quotations(detail));

-- Who has a channel open, as each server has said last: one row a server and channel. Nothing of it has to survive a crash.
create unlogged table channel_presence (
    channel_id uuid        not null,
    server_id  uuid        not null,
    -- Some of them, and how many there are.
    users      uuid[]      not null,
    count      integer     not null,
    -- A server that has died says nothing any more.
    seen_at    timestamptz not null default now(),
    primary key (channel_id, server_id)
);

create index channel_presence_seen_idx on channel_presence (seen_at);
