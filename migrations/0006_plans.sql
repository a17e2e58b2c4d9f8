-- Plans: what an account gets. With what enforces them, who may look after the site, and the record of what they did.

-- One row is a plan.
create table plans (
    id             uuid        primary key,
    name           text        not null check (char_length(name) between 1 and 40),
    -- Of its thumbnails, in pixels, rising.
    heights        integer[]   not null check (cardinality(heights) <= 12 and 16 <= all (heights) and 4000 >= all (heights)),
    -- Whether the untouched file can be had.
    original       boolean     not null,
    -- How long expiring links may live, in seconds; both null where there are none.
    link_shortest  integer     check (link_shortest >= 1),
    link_longest   integer     check (link_longest <= 31536000),
    -- In bytes.
    largest_upload bigint      not null check (largest_upload > 0),
    -- How much the files of an account may take, in bytes, as they were uploaded; null for no end.
    quota          bigint      check (quota > 0),
    -- How many files may be sent at once.
    batch          integer     not null check (batch between 1 and 100000),
    created_at     timestamptz not null default now(),
    constraint plans_links_check
        check ((link_shortest is null) = (link_longest is null) and link_shortest <= link_longest)
);

create unique index plans_name_key on plans (lower(name));

insert into plans (id, name, heights, original, link_shortest, link_longest, largest_upload, quota, batch, created_at) values
    (gen_random_uuid(), 'Basic', '{200}', false, null, null, 50000000, 10000000000, 2000, now()),
    (gen_random_uuid(), 'Premium', '{200,400}', true, null, null, 100000000, 100000000000, 5000,
     now() + interval '1 microsecond'),
    (gen_random_uuid(), 'Enterprise', '{200,400}', true, 300, 30000, 1000000000, null, 10000,
     now() + interval '2 microseconds');

-- The one row is what admins have set for the whole site.
create table site_settings (
    only_row        boolean primary key default true check (only_row),
    -- What the site calls itself.
    name            text    not null default 'Tessera' check (char_length(name) between 1 and 60),
    -- Who may open an account, where the environment does not say; null as long as no admin has.
    sign_up         text    check (sign_up in ('open', 'invite', 'closed')),
    -- The plan of whoever signs up.
    default_plan_id uuid    not null references plans,
    -- Some paragraphs of plain text; empty where the site has none.
    rules           text    not null default '' check (char_length(rules) <= 20000)
);

insert into site_settings (default_plan_id) select id from plans where name = 'Basic';

alter table users
    add column plan_id          uuid references plans,
    -- How much their files take, in bytes, as they were uploaded. Kept by triggers.
    add column used_bytes       bigint not null default 0 check (used_bytes >= 0),
    -- Since when, and why, they may not come in, and nothing of theirs is shown to others.
    add column suspended_at     timestamptz,
    add column suspended_reason text check (char_length(suspended_reason) between 1 and 1000),
    add constraint users_suspended_check check ((suspended_at is null) = (suspended_reason is null)),
    drop constraint users_role_check,
    add constraint users_role_check check (role in ('member', 'moderator', 'admin'));

update users set plan_id = (select default_plan_id from site_settings);

alter table users alter column plan_id set not null;

create index users_plan_idx on users (plan_id);
create index users_used_idx on users (used_bytes desc, id desc);
create index users_staff_idx on users (role) where role <> 'member';

create function users_planned() returns trigger language plpgsql as $$
begin
    new.plan_id := coalesce(new.plan_id, (select default_plan_id from site_settings));
    return new;
end
$$;

create trigger users_planned before insert on users
for each row execute function users_planned();

update users set used_bytes = used.bytes
from (select owner_id, sum(byte_size) as bytes from pictures
      join blobs on blobs.sha256 = pictures.original_sha256 group by owner_id) as used
where users.id = used.owner_id;

create function pictures_used() returns trigger language plpgsql as $$
declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
begin
    -- Always in the same order, so that two who change many do not wait for each other.
    perform from users where id in (select owner_id from changed) order by id for no key update;
    update users set used_bytes = used_bytes + sign * used.bytes
    from (select owner_id, sum(byte_size)::bigint as bytes from changed
          join blobs on blobs.sha256 = changed.original_sha256 group by owner_id) as used
    where users.id = used.owner_id;
    return null;
end
$$;

create trigger pictures_used after insert on pictures
referencing new table as changed for each statement execute function pictures_used();
create trigger pictures_unused after delete on pictures
referencing old table as changed for each statement execute function pictures_used();

-- One row is a thumbnail of a picture, a WebP file. `height` is the plan's; a lower picture has it in its own size.
create table thumbnails (
    picture_id uuid    not null references pictures on delete cascade,
    height     integer not null check (height > 0),
    sha256     bytea   not null references blobs,
    primary key (picture_id, height)
);

create index thumbnails_sha256_idx on thumbnails (sha256);
create index thumbnails_height_idx on thumbnails (height);

-- Which thumbnails there are to be: those of all plans, so that whoever is given another plan has theirs at once.
create function plan_heights() returns setof integer
language sql stable parallel safe as $$
    select distinct unnest(heights) from plans
$$;

-- What a moderator has hidden, and what belongs to somebody who is suspended, is shown to nobody but its owner and to those who look
-- after the site. `withheld` is kept by triggers; so is `shown`, by which lists walk.
alter table pins
    add column hidden_at     timestamptz,
    add column hidden_reason text check (char_length(hidden_reason) between 1 and 1000),
    add column withheld      boolean not null default false,
    add constraint pins_hidden_check check ((hidden_at is null) = (hidden_reason is null));

create index pins_hidden_idx on pins (hidden_at desc, id desc) where hidden_at is not null;

create or replace function pins_shown() returns trigger language plpgsql as $$
begin
    new.withheld := new.hidden_at is not null
        or exists (select from users where users.id = new.owner_id and users.suspended_at is not null);
    new.shown := not new.withheld
        and exists (select from pictures where pictures.id = new.picture_id and pictures.state <> 'waiting');
    return new;
end
$$;

drop trigger pins_shown on pins;

create trigger pins_shown before insert or update of picture_id, hidden_at, withheld on pins
for each row execute function pins_shown();

create or replace function pictures_shown() returns trigger language plpgsql as $$
begin
    update pins set shown = new.state <> 'waiting' and not withheld where picture_id = new.id;
    return null;
end
$$;

create function users_suspended() returns trigger language plpgsql as $$
begin
    update pins set withheld = new.suspended_at is not null where owner_id = new.id;
    return null;
end
$$;

create trigger users_suspended after update of suspended_at on users
for each row when ((old.suspended_at is null) <> (new.suspended_at is null)) execute function users_suspended();

-- Whether this is one of those who look after the site.
create function looks_after(viewer uuid) returns boolean
language sql stable parallel safe as $$
    select exists (select from users where users.id = viewer and users.role <> 'member')
$$;

-- Who may see which pin, as before, with what is withheld.
create or replace function visible_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.owner_id = viewer
           or pins.visibility in ('public', 'unlisted') and (not pins.withheld or looks_after(viewer)))
$$;

create or replace function listed_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.visibility = 'public' and not pins.withheld or pins.owner_id = viewer)
$$;

create or replace function pin_cards(viewer uuid) returns table (
    id uuid, owner_id uuid, title text, alt_text text, visibility text, created_at timestamptz, listed boolean,
    picture_id uuid, width integer, height integer, state text, placeholder bytea,
    username text, display_name text, avatar_id uuid, like_count integer, comment_count integer, liked boolean
)
language sql stable parallel safe as $$
    select pin.id, pin.owner_id, pin.title, pin.alt_text, pin.visibility, pin.created_at,
           pin.visibility = 'public' and not pin.withheld or coalesce(pin.owner_id = viewer, false),
           picture.id, picture.width, picture.height, picture.state, picture.placeholder,
           owner.username, owner.display_name, owner.avatar_id, counts.like_count, counts.comment_count,
           exists (select from likes where likes.pin_id = pin.id and likes.user_id = viewer)
    from visible_pins(viewer) as pin
    join pictures as picture on picture.id = pin.picture_id
    join users as owner on owner.id = pin.owner_id
    join pin_counts as counts on counts.pin_id = pin.id
$$;

-- What everybody's lists walk along, without a look at the pins themselves.
drop index pins_public_idx;
create index pins_public_idx on pins (id desc) include (owner_id, withheld)
    where visibility = 'public' and deleted_at is null and shown;

-- Search finds for everybody what lists show to everybody.
create or replace function pin_words(ids uuid[]) returns setof pin_search
language sql stable parallel safe as $$
    select pins.id, pins.owner_id, pins.visibility = 'public' and pins.deleted_at is null and not pins.withheld,
           also.likes, also.tags,
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

create or replace function pins_searched() returns trigger language plpgsql as $$
declare
    ids uuid[];
begin
    if tg_op = 'INSERT' then
        insert into pin_search select * from pin_words(array(select id from fresh));
        return null;
    end if;
    ids := array(
        select fresh.id from fresh join gone on gone.id = fresh.id
        where (fresh.title, fresh.description, fresh.alt_text, fresh.visibility, fresh.deleted_at is null, fresh.withheld)
           <> (gone.title, gone.description, gone.alt_text, gone.visibility, gone.deleted_at is null, gone.withheld));
    if ids <> '{}' then
        perform pin_search_renew(ids);
    end if;
    return null;
end
$$;

-- One row is something that one of those who look after the site did. It is written with the deed, and never changed.
create table audit_log (
    id         uuid        primary key,
    -- Who did it, by the name they had: the account may be gone.
    actor_id   uuid,
    actor      text        not null,
    act        text        not null,
    -- Whom or what it was about, by a name people know it by.
    about      text        not null,
    -- Why, or from what to what.
    detail     text        not null default '',
    created_at timestamptz not null default now()
);

create index audit_log_act_idx on audit_log (act, id desc);
create index audit_log_actor_idx on audit_log (lower(actor), id desc);

create function audit_log_kept() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is never changed';
end
$$;

create trigger audit_log_kept before update or delete on audit_log
for each row execute function audit_log_kept();
create trigger audit_log_whole before truncate on audit_log
for each statement execute function audit_log_kept();
