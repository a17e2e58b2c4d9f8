-- Looking, and each other: likes, follows, boards, comments, notices, search, and what keeps lists quick where there are
-- millions of rows.

create extension if not exists pg_trgm;

-- Whether there is something to show of it: no longer 'waiting'. Kept by triggers, so that lists need not look at pictures.
alter table pins add column shown boolean not null default false;

update pins set shown = true
where exists (select from pictures where pictures.id = pins.picture_id and pictures.state <> 'waiting');

create function pins_shown() returns trigger language plpgsql as $$
begin
    new.shown := exists (select from pictures where pictures.id = new.picture_id and pictures.state <> 'waiting');
    return new;
end
$$;

create trigger pins_shown before insert or update of picture_id on pins
for each row execute function pins_shown();

create function pictures_shown() returns trigger language plpgsql as $$
begin
    update pins set shown = new.state <> 'waiting' where picture_id = new.id;
    return null;
end
$$;

create trigger pictures_shown after update of state on pictures
for each row when ((old.state = 'waiting') <> (new.state = 'waiting')) execute function pictures_shown();

-- What everybody's lists walk along, newest first.
create index pins_public_idx on pins (id desc) include (owner_id)
    where visibility = 'public' and deleted_at is null and shown;
create index pins_owner_public_idx on pins (owner_id, id desc) where visibility = 'public' and deleted_at is null and shown;
-- How many of their own pins somebody could have back.
create index pins_deleted_owner_idx on pins (owner_id) where deleted_at is not null;

-- Whose the pin is, so that a member's pins with a tag are found in one index. A pin stays its owner's.
alter table pin_tags add column owner_id uuid;

update pin_tags set owner_id = pins.owner_id from pins where pins.id = pin_tags.pin_id;

alter table pin_tags alter column owner_id set not null;

create index pin_tags_owner_idx on pin_tags (owner_id, tag, pin_id desc);

create function pin_tags_owned() returns trigger language plpgsql as $$
begin
    new.owner_id := (select owner_id from pins where id = new.pin_id);
    return new;
end
$$;

create trigger pin_tags_owned before insert on pin_tags
for each row execute function pin_tags_owned();

-- One row counts what others have done about a pin, apart from the pin because it changes so often. Kept by triggers.
create table pin_counts (
    pin_id        uuid    references pins on delete cascade,
    like_count    integer not null default 0 check (like_count >= 0),
    comment_count integer not null default 0 check (comment_count >= 0),
    -- The day and the month (its first day) the pin was added, UTC: what was liked most within a while is merged from some of these.
    added_day     date    not null,
    added_month   date    not null,
    -- So that many are looked up in the index alone.
    primary key (pin_id) include (like_count, added_day)
);

insert into pin_counts (pin_id, added_day, added_month)
select id, (created_at at time zone 'UTC')::date, date_trunc('month', created_at at time zone 'UTC')::date from pins;

create index pin_counts_likes_idx on pin_counts (like_count desc, pin_id desc) include (added_day);
create index pin_counts_day_idx on pin_counts (added_day, like_count desc, pin_id desc);
create index pin_counts_month_idx on pin_counts (added_month, like_count desc, pin_id desc);

create function pins_counted() returns trigger language plpgsql as $$
begin
    insert into pin_counts (pin_id, added_day, added_month)
    select id, (created_at at time zone 'UTC')::date, date_trunc('month', created_at at time zone 'UTC')::date from fresh;
    return null;
end
$$;

create trigger pins_counted after insert on pins
referencing new table as fresh for each statement execute function pins_counted();

-- One row says that a member likes a pin. `id` (UUIDv7) sorts by age.
create table likes (
    pin_id  uuid not null references pins on delete cascade,
    user_id uuid not null references users on delete cascade,
    id      uuid not null,
    primary key (pin_id, user_id)
);

create index likes_pin_idx on likes (pin_id, id desc);
create index likes_user_idx on likes (user_id, id desc) include (pin_id);

create function likes_counted() returns trigger language plpgsql as $$
declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
begin
    -- Always in the same order, so that two who change many do not wait for each other.
    perform from pin_counts where pin_id in (select pin_id from changed) order by pin_id for no key update;
    update pin_counts set like_count = like_count + sign * counted.number
    from (select pin_id, count(*)::integer as number from changed group by pin_id) as counted
    where pin_counts.pin_id = counted.pin_id;
    return null;
end
$$;

create trigger likes_added after insert on likes
referencing new table as changed for each statement execute function likes_counted();
create trigger likes_removed after delete on likes
referencing old table as changed for each statement execute function likes_counted();

-- One row says that a member follows another. `id` (UUIDv7) sorts by age.
create table follows (
    follower_id uuid not null references users on delete cascade,
    followed_id uuid not null references users on delete cascade,
    id          uuid not null,
    primary key (follower_id, followed_id),
    constraint follows_self_check check (follower_id <> followed_id)
);

create index follows_follower_idx on follows (follower_id, id desc);
create index follows_followed_idx on follows (followed_id, id desc);

-- How many follow a member, and how many they follow. Kept by triggers.
alter table users
    add column follower_count  integer not null default 0 check (follower_count >= 0),
    add column following_count integer not null default 0 check (following_count >= 0);

create function follows_counted() returns trigger language plpgsql as $$
declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
begin
    -- Always in the same order, so that two who follow each other at the same time do not wait for each other.
    perform from users
    where id in (select follower_id from changed union select followed_id from changed) order by id for no key update;
    update users set follower_count  = follower_count  + sign * counted.followers,
                     following_count = following_count + sign * counted.following
    from (
        select member, sum(followers)::integer as followers, sum(following)::integer as following
        from (select followed_id as member, 1 as followers, 0 as following from changed
              union all select follower_id, 0, 1 from changed) as ends
        group by member
    ) as counted
    where users.id = counted.member;
    return null;
end
$$;

create trigger follows_added after insert on follows
referencing new table as changed for each statement execute function follows_counted();
create trigger follows_removed after delete on follows
referencing old table as changed for each statement execute function follows_counted();

-- One row is a board: pins that a member has put together.
create table boards (
    id           uuid        primary key,
    owner_id     uuid        not null references users on delete cascade,
    title        text        not null check (char_length(title) between 1 and 100),
    description  text        not null default '' check (char_length(description) <= 1000),
    visibility   text        not null check (visibility in ('public', 'private')),
    -- The one of its pins that stands for it; the first where there is none.
    cover_pin_id uuid,
    -- How many of its pins lists show to everybody. Kept by triggers.
    pin_count    integer     not null default 0 check (pin_count >= 0),
    created_at   timestamptz not null default now()
);

create unique index boards_title_key on boards (owner_id, lower(title));
create index boards_owner_idx on boards (owner_id, id desc);

-- One row is a pin on a board, at a place that its owner has given it: the smallest position comes first, and there is room between.
create table board_pins (
    board_id uuid        not null references boards on delete cascade,
    pin_id   uuid        not null references pins on delete cascade,
    position bigint      not null,
    added_at timestamptz not null default now(),
    -- Who alone is shown the pin by lists, its owner; null where everybody is. Kept by triggers, so that the pins of a board are
    -- counted without looking at each.
    only_for uuid,
    primary key (board_id, pin_id)
);

create index board_pins_position_idx on board_pins (board_id, position, pin_id);
create index board_pins_counted_idx on board_pins (board_id, only_for) where only_for is not null;
create index board_pins_pin_idx on board_pins (pin_id, board_id desc);

alter table boards add constraint boards_cover_fkey foreign key (id, cover_pin_id)
    references board_pins (board_id, pin_id) on delete set null (cover_pin_id);

-- Who may see which board is decided here and nowhere else.
create function visible_boards(viewer uuid) returns setof boards
language sql stable parallel safe as $$
    select boards.* from boards where boards.visibility = 'public' or boards.owner_id = viewer
$$;

-- What boards show: pins that lists show to the viewer, on boards that they may see. Every list, count and picture of a board
-- goes through it.
create function shown_on_boards(viewer uuid) returns setof board_pins
language sql stable parallel safe as $$
    select placed.* from board_pins as placed
    join visible_boards(viewer) as board on board.id = placed.board_id
    join listed_pins(viewer) as pin on pin.id = placed.pin_id
    where pin.shown or pin.owner_id = viewer
$$;

-- Null for a pin that lists show to everybody.
create function only_for(pin uuid) returns uuid
language sql stable parallel safe as $$
    select owner_id from pins
    where id = pin and not exists (select from listed_pins(null) as listed where listed.id = pin and listed.shown)
$$;

-- The pin is locked: whoever changes it meanwhile comes afterwards, and finds this row.
create function board_pins_placed() returns trigger language plpgsql as $$
begin
    perform from pins where id = new.pin_id for share;
    new.only_for := only_for(new.pin_id);
    return new;
end
$$;

create trigger board_pins_placed before insert on board_pins
for each row execute function board_pins_placed();

-- Boards are locked before what is on them, as by whoever changes one.
create function pins_on_boards() returns trigger language plpgsql as $$
declare
    changed uuid[] := array(
        select fresh.id from fresh join gone on gone.id = fresh.id
        where (fresh.visibility, fresh.shown, fresh.deleted_at is null) <> (gone.visibility, gone.shown, gone.deleted_at is null));
begin
    if changed <> '{}' then
        perform from boards where id in (select board_id from board_pins where pin_id = any(changed))
        order by id for no key update;
        update board_pins set only_for = only_for(pin_id) where pin_id = any(changed);
    end if;
    return null;
end
$$;

create trigger pins_on_boards after update on pins
referencing old table as gone new table as fresh for each statement execute function pins_on_boards();

create function boards_counted(changed uuid[], signs integer[]) returns void language plpgsql as $$
begin
    -- Always in the same order, so that two who change many do not wait for each other.
    perform from boards where id = any($1) order by id for no key update;
    update boards set pin_count = pin_count + counted.number
    from (select board, sum(sign)::integer as number from unnest($1, $2) as each (board, sign)
          group by board having sum(sign) <> 0) as counted
    where boards.id = counted.board;
end
$$;

create function board_pins_counted() returns trigger language plpgsql as $$
declare
    changed uuid[];
    signs   integer[];
begin
    if tg_op = 'INSERT' then
        select array_agg(board_id), array_agg(1) into changed, signs from fresh where only_for is null;
    elsif tg_op = 'DELETE' then
        select array_agg(board_id), array_agg(-1) into changed, signs from gone where only_for is null;
    else
        select array_agg(fresh.board_id), array_agg(case when fresh.only_for is null then 1 else -1 end) into changed, signs
        from fresh join gone on gone.board_id = fresh.board_id and gone.pin_id = fresh.pin_id
        where (fresh.only_for is null) <> (gone.only_for is null);
    end if;
    if changed is not null then
        perform boards_counted(changed, signs);
    end if;
    return null;
end
$$;

create trigger board_pins_added after insert on board_pins
referencing new table as fresh for each statement execute function board_pins_counted();
create trigger board_pins_changed after update on board_pins
referencing old table as gone new table as fresh for each statement execute function board_pins_counted();
create trigger board_pins_removed after delete on board_pins
referencing old table as gone for each statement execute function board_pins_counted();

-- One row is a comment on a pin: some lines of plain text.
create table comments (
    id         uuid        primary key,
    pin_id     uuid        not null references pins on delete cascade,
    author_id  uuid        not null references users on delete cascade,
    body       text        not null check (char_length(body) between 1 and 2000),
    created_at timestamptz not null default now(),
    edited_at  timestamptz
);

create index comments_pin_idx on comments (pin_id, id desc);
create index comments_author_idx on comments (author_id);

create function comments_counted() returns trigger language plpgsql as $$
declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
begin
    -- As likes_counted.
    perform from pin_counts where pin_id in (select pin_id from changed) order by pin_id for no key update;
    update pin_counts set comment_count = comment_count + sign * counted.number
    from (select pin_id, count(*)::integer as number from changed group by pin_id) as counted
    where pin_counts.pin_id = counted.pin_id;
    return null;
end
$$;

create trigger comments_added after insert on comments
referencing new table as changed for each statement execute function comments_counted();
create trigger comments_removed after delete on comments
referencing old table as changed for each statement execute function comments_counted();

-- One row is a member whom a comment mentions by @name.
create table comment_mentions (
    comment_id uuid not null references comments on delete cascade,
    user_id    uuid not null references users on delete cascade,
    primary key (comment_id, user_id)
);

create index comment_mentions_user_idx on comment_mentions (user_id);

-- How names are completed as one types them.
create index users_username_begin_idx on users (lower(username) text_pattern_ops);

-- One row says that a member finds something to be looked at by those who run the site: a pin or a comment.
create table reports (
    id          uuid        primary key,
    reporter_id uuid        not null references users on delete cascade,
    pin_id      uuid        references pins on delete cascade,
    comment_id  uuid        references comments on delete cascade,
    reason      text        not null check (char_length(reason) between 1 and 1000),
    created_at  timestamptz not null default now(),
    constraint reports_subject_check check (num_nonnulls(pin_id, comment_id) = 1),
    constraint reports_once_key unique nulls not distinct (reporter_id, pin_id, comment_id)
);

create index reports_pin_idx on reports (pin_id) where pin_id is not null;
create index reports_comment_idx on reports (comment_id) where comment_id is not null;

-- One row is a piece of news for a member, about what one or more others did: those who did the same to the same are one
-- piece until it is read.
create table notices (
    id          uuid        primary key,
    user_id     uuid        not null references users on delete cascade,
    kind        text        not null check (kind in ('like', 'follow', 'comment', 'mention')),
    pin_id      uuid        references pins on delete cascade,
    -- The comment of a mention, which does not outlive it; the latest of a 'comment', until that is deleted.
    comment_id  uuid        references comments on delete set null,
    happened_at timestamptz not null default now(),
    read_at     timestamptz,
    constraint notices_subject_check check ((kind = 'follow') = (pin_id is null)),
    constraint notices_comment_check check (kind = 'comment' or (kind = 'mention') = (comment_id is not null))
);

create unique index notices_unread_key on notices (user_id, kind, pin_id) nulls not distinct
    where read_at is null and kind <> 'mention';
create index notices_user_idx on notices (user_id, happened_at desc, id desc);
create index notices_unread_idx on notices (user_id) where read_at is null;
create index notices_read_idx on notices (read_at) where read_at is not null;
create index notices_pin_idx on notices (pin_id) where pin_id is not null;
create index notices_comment_idx on notices (comment_id) where comment_id is not null;

-- One row is one of those who did what a piece of news tells.
create table notice_actors (
    notice_id   uuid        not null references notices on delete cascade,
    actor_id    uuid        not null references users on delete cascade,
    happened_at timestamptz not null default now(),
    primary key (notice_id, actor_id)
);

create index notice_actors_actor_idx on notice_actors (actor_id);
create index notice_actors_latest_idx on notice_actors (notice_id, happened_at desc, actor_id);

-- A mention is no news without its comment. Runs before the foreign key lets go of it.
create function comments_gone() returns trigger language plpgsql as $$
begin
    delete from notices where comment_id = old.id and kind = 'mention';
    return old;
end
$$;

create trigger comments_gone before delete on comments
for each row execute function comments_gone();

-- News that nobody is left to have made is none; else it is as old as the latest who is left. The rows are locked first, as
-- whoever adds an actor does, and each statement sees what was committed before it began.
create function notice_actors_gone() returns trigger language plpgsql as $$
begin
    perform from notices where id in (select notice_id from gone) order by id for update;
    delete from notices where id in (select notice_id from gone)
        and not exists (select from notice_actors where notice_id = notices.id);
    update notices set happened_at = kept.latest
    from (select notice_id, max(happened_at) as latest from notice_actors
          where notice_id in (select notice_id from gone) group by notice_id) as kept
    where notices.id = kept.notice_id and notices.happened_at <> kept.latest;
    return null;
end
$$;

create trigger notice_actors_gone after delete on notice_actors
referencing old table as gone for each statement execute function notice_actors_gone();

-- Cards as before, with what others have done about the pin.
drop function pin_cards(uuid);

create function pin_cards(viewer uuid) returns table (
    id uuid, owner_id uuid, title text, alt_text text, visibility text, created_at timestamptz, listed boolean,
    picture_id uuid, width integer, height integer, state text, placeholder bytea,
    username text, display_name text, avatar_id uuid, like_count integer, comment_count integer, liked boolean
)
language sql stable parallel safe as $$
    select pin.id, pin.owner_id, pin.title, pin.alt_text, pin.visibility, pin.created_at,
           pin.visibility = 'public' or coalesce(pin.owner_id = viewer, false),
           picture.id, picture.width, picture.height, picture.state, picture.placeholder,
           owner.username, owner.display_name, owner.avatar_id, counts.like_count, counts.comment_count,
           exists (select from likes where likes.pin_id = pin.id and likes.user_id = viewer)
    from visible_pins(viewer) as pin
    join pictures as picture on picture.id = pin.picture_id
    join users as owner on owner.id = pin.owner_id
    join pin_counts as counts on counts.pin_id = pin.id
$$;

-- Search. Words are compared in small letters and without accents.
create extension if not exists unaccent;

-- A text as it is taken apart into words: punctuation is as good as a space, so that "IMG_1/grey-heron" has four of them.
create function search_text(text) returns text
language sql stable strict parallel safe as $$
    select translate(unaccent(lower($1)), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))
$$;

-- How much a number of likes weighs: 0 for none, 1 from 1 on, 2 from 4, 3 from 16, 4 from 64, and so on in powers of four.
create function like_weight(likes integer) returns smallint
language sql immutable strict parallel safe as $$
    select case when likes < 1 then 0 else 1 + floor(ln(likes) / ln(4.0) + 1e-9) end::smallint
$$;

-- The weight as a word among others, which nobody can write: '=3'.
create function like_word(weight smallint) returns tsvector
language sql immutable strict parallel safe as $$
    select ('''=' || weight || '''')::tsvector
$$;

-- One row is what search looks at of a pin. Kept by triggers.
create table pin_search (
    pin_id   uuid     primary key references pins on delete cascade,
    owner_id uuid     not null,
    -- Whether everybody finds it. Whoever is shown it is asked of `listed_pins` all the same.
    listed   boolean  not null,
    -- How much its likes weigh: changed a few times in its life rather than with every like.
    likes    smallint not null,
    tags     text[]   not null,
    -- Of the title with weight A, of the tags B, of the description and the alternative text C; and `like_word`, so that one index
    -- finds what is liked most of what has a common word.
    words    tsvector not null
);

create function pin_words(ids uuid[]) returns setof pin_search
language sql stable parallel safe as $$
    select pins.id, pins.owner_id, pins.visibility = 'public' and pins.deleted_at is null, also.likes, also.tags,
           setweight(to_tsvector('simple', search_text(pins.title)), 'A')
           || setweight(to_tsvector('simple', search_text(array_to_string(also.tags, ' '))), 'B')
           || setweight(to_tsvector('simple', search_text(pins.description || ' ' || pins.alt_text)), 'C')
           || like_word(also.likes)
    from pins
    cross join lateral (
        select array(select tag from pin_tags where pin_id = pins.id order by tag) as tags,
               coalesce((select like_weight(like_count) from pin_counts where pin_id = pins.id), 0::smallint) as likes
    ) as also
    where pins.id = any(ids)
$$;

-- The rows are locked first: the statement after that sees what whoever held them has written, of the title and of the tags.
create function pin_search_renew(ids uuid[]) returns void language plpgsql as $$
begin
    perform from pin_search where pin_id = any(ids) order by pin_id for update;
    update pin_search set listed = now.listed, likes = now.likes, tags = now.tags, words = now.words
    from pin_words(ids) as now where now.pin_id = pin_search.pin_id;
end
$$;

create function pins_searched() returns trigger language plpgsql as $$
declare
    ids uuid[];
begin
    if tg_op = 'INSERT' then
        insert into pin_search select * from pin_words(array(select id from fresh));
        return null;
    end if;
    ids := array(
        select fresh.id from fresh join gone on gone.id = fresh.id
        where (fresh.title, fresh.description, fresh.alt_text, fresh.visibility, fresh.deleted_at is null)
           <> (gone.title, gone.description, gone.alt_text, gone.visibility, gone.deleted_at is null));
    if ids <> '{}' then
        perform pin_search_renew(ids);
    end if;
    return null;
end
$$;

create trigger pins_searched after insert on pins
referencing new table as fresh for each statement execute function pins_searched();
create trigger pins_searched_again after update on pins
referencing old table as gone new table as fresh for each statement execute function pins_searched();

create function pin_tags_searched() returns trigger language plpgsql as $$
begin
    perform pin_search_renew(array(select distinct pin_id from changed));
    return null;
end
$$;

create trigger pin_tags_added after insert on pin_tags
referencing new table as changed for each statement execute function pin_tags_searched();
create trigger pin_tags_removed after delete on pin_tags
referencing old table as changed for each statement execute function pin_tags_searched();

create function pin_counts_searched() returns trigger language plpgsql as $$
begin
    update pin_search
    set likes = like_weight(new.like_count),
        words = ts_delete(words, '=' || likes) || like_word(like_weight(new.like_count))
    where pin_id = new.pin_id;
    return null;
end
$$;

create trigger pin_counts_searched after update of like_count on pin_counts
for each row when (like_weight(old.like_count) <> like_weight(new.like_count)) execute function pin_counts_searched();

-- One row is a word that pins have which everybody finds, and how many. By these, words that are misspelt are put right, so what
-- only private and unlisted pins say is never among them, nor what nobody says any more. In the order of their bytes, by which a
-- beginning is a range.
create table search_words (
    word text    collate "C" primary key,
    pins integer not null
);

create index search_words_trgm_idx on search_words using gin (word gin_trgm_ops);

-- The same for whole tags.
create table search_tags (
    tag  text    collate "C" primary key,
    pins integer not null
);

create index search_tags_pins_idx on search_tags (pins desc, tag);

-- One row says that so many more pins have a word, or a tag, or so many fewer. A job adds them up: were the counts kept at once,
-- those who upload at the same time would wait for each other, or in a circle.
create table search_changes (
    is_tag boolean not null,
    term   text    not null,
    pins   integer not null
);

-- What is counted of a pin. Numbers are not misspelt in a way that could be told.
create function search_terms(words tsvector, tags text[]) returns table (is_tag boolean, term text)
language sql immutable parallel safe as $$
    select false, word from unnest(tsvector_to_array(words)) as word
    where char_length(word) between 2 and 40 and word !~ '[0-9]'
    union all
    select true, tag from unnest(tags) as tag
$$;

create function pin_search_counted() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into search_changes
        select is_tag, term, count(*) from fresh, search_terms(fresh.words, fresh.tags)
        where fresh.listed group by is_tag, term;
    elsif tg_op = 'DELETE' then
        insert into search_changes
        select is_tag, term, -count(*) from gone, search_terms(gone.words, gone.tags)
        where gone.listed group by is_tag, term;
    else
        insert into search_changes
        select is_tag, term, sum(one) from (
            select is_tag, term, 1 as one from fresh, search_terms(fresh.words, fresh.tags) where fresh.listed
            union all
            select is_tag, term, -1 from gone, search_terms(gone.words, gone.tags) where gone.listed
        ) as changed
        group by is_tag, term having sum(one) <> 0;
    end if;
    return null;
end
$$;

create trigger pin_search_added after insert on pin_search
referencing new table as fresh for each statement execute function pin_search_counted();
create trigger pin_search_changed after update on pin_search
referencing old table as gone new table as fresh for each statement execute function pin_search_counted();
create trigger pin_search_removed after delete on pin_search
referencing old table as gone for each statement execute function pin_search_counted();

insert into pin_search select * from pin_words(array(select id from pins));

-- Written at once rather than gathered first: what is gathered would be read through by every search.
create index pin_search_words_idx on pin_search using gin (words) with (fastupdate = off) where listed;
-- One's own that others do not find are few: these are looked through.
create index pin_search_own_idx on pin_search (owner_id) where not listed;

-- Names as they are compared: in small letters and without accents. Immutable, as columns are made of it: the dictionary is
-- named with its schema, which a restored backup needs as well.
create function search_name(text) returns text
language sql immutable strict parallel safe as $$
    select public.unaccent('public.unaccent', lower($1))
$$;

-- Members and boards are found by what a word of their names begins with, and by names that are nearly so. The space before
-- it makes the first word one like the others.
alter table users add column names text not null
    generated always as (' ' || search_name(username || ' ' || display_name)) stored;
alter table boards add column names text not null generated always as (' ' || search_name(title)) stored;

create index users_names_idx on users using gin (names gin_trgm_ops);
create index boards_names_idx on boards using gin (names gin_trgm_ops);
-- By their words, for those that are a slip of the fingers away: a few hundred that are asked for at once.
create index users_words_idx on users using gin (to_tsvector('simple', names));
create index boards_words_idx on boards using gin (to_tsvector('simple', names));
-- Whom most follow: among them those of a common name are found first, and whom one could follow.
create index users_followers_idx on users (follower_count desc, id desc);
