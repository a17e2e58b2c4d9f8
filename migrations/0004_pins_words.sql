-- What is said of a pin, who may see it, and how it goes.
alter table pins
    drop constraint pins_visibility_check,
    -- 'unlisted': whoever has the address sees it, and no list but its owner's shows it.
    add constraint pins_visibility_check check (visibility in ('public', 'unlisted', 'private')),
    -- Some lines of plain text.
    add column description text not null default '' check (char_length(description) <= 5000),
    -- What the picture shows, for whoever cannot see it.
    add column alt_text    text not null default '' check (char_length(alt_text) <= 1000),
    -- Where it comes from.
    add column source_url  text check (char_length(source_url) <= 2000 and source_url ~ '^https?://'),
    -- What its upload was called by whoever sent it, so that sending it again makes no second pin.
    add column upload_key  uuid,
    -- By this name it was deleted, alone or with others, and until it is purged it can be had back. To everybody else it is
    -- gone.
    add column deletion_id uuid,
    add column deleted_at  timestamptz,
    add constraint pins_deletion_check check ((deletion_id is null) = (deleted_at is null));

-- Titles that an owner has given twice so far are numbered, the older pin keeping its own.
do $$
declare
    twice record;
    number integer;
begin
    for twice in
        select id, owner_id, left(title, 140) as title from (
            select id, owner_id, title, row_number() over (partition by owner_id, lower(title) order by id) as place
            from pins
        ) as placed
        where place > 1
        order by id
    loop
        number := 2;
        while exists (
            select from pins where owner_id = twice.owner_id and lower(title) = lower(twice.title || ' ' || number)
        ) loop
            number := number + 1;
        end loop;
        update pins set title = twice.title || ' ' || number where id = twice.id;
    end loop;
end
$$;

-- An owner gives a title once, whatever the case of its letters.
create unique index pins_title_key on pins (owner_id, lower(title)) where deleted_at is null;
create unique index pins_upload_key_key on pins (owner_id, upload_key) where upload_key is not null;
create index pins_deleted_at_idx on pins (deleted_at) where deleted_at is not null;

-- A title without the number at its end, by which the next free number is found.
create function title_stem(title text) returns text
language sql immutable parallel safe as $$
    select regexp_replace(lower(title), ' [0-9]+$', '')
$$;

create index pins_title_stem_idx on pins (owner_id, title_stem(title)) where deleted_at is null;

-- One row is a tag on a pin: in small letters, without '#'.
create table pin_tags (
    pin_id uuid not null references pins on delete cascade,
    tag    text not null check (char_length(tag) between 1 and 40),
    primary key (pin_id, tag)
);

create index pin_tags_tag_idx on pin_tags (tag text_pattern_ops, pin_id desc);

-- Who may see which pin, as before, with two more words: whoever has the address of an unlisted pin sees it, and what was
-- deleted is nobody's to see.
create or replace function visible_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null and (pins.visibility in ('public', 'unlisted') or pins.owner_id = viewer)
$$;

-- Which of those stand in lists, counts and feeds: not another's unlisted ones.
create function listed_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null and (pins.visibility = 'public' or pins.owner_id = viewer)
$$;

drop function pin_cards(uuid);

-- A pin with all that a grid shows of it, where this viewer may see it. `listed` says whether lists show it as well.
create function pin_cards(viewer uuid) returns table (
    id uuid, owner_id uuid, title text, alt_text text, visibility text, created_at timestamptz, listed boolean,
    picture_id uuid, width integer, height integer, state text, placeholder bytea,
    username text, display_name text, avatar_id uuid
)
language sql stable parallel safe as $$
    select pin.id, pin.owner_id, pin.title, pin.alt_text, pin.visibility, pin.created_at,
           pin.visibility = 'public' or coalesce(pin.owner_id = viewer, false),
           picture.id, picture.width, picture.height, picture.state, picture.placeholder,
           owner.username, owner.display_name, owner.avatar_id
    from visible_pins(viewer) as pin
    join pictures as picture on picture.id = pin.picture_id
    join users as owner on owner.id = pin.owner_id
$$;

-- Which of a member's own pins match: empty words match all. One place, so that what is shown, counted and changed together is
-- the same.
create function matching_pins(owner uuid, words text, wanted_tag text, wanted_visibility text, wanted_state text)
returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.owner_id = owner and pins.deleted_at is null
      and (words = '' or strpos(lower(pins.title || ' ' || pins.description), lower(words)) > 0)
      and (wanted_tag = '' or exists (
          select from pin_tags where pin_tags.pin_id = pins.id and pin_tags.tag = wanted_tag))
      and (wanted_visibility is null or pins.visibility = wanted_visibility)
      and (wanted_state is null or exists (
          select from pictures
          where pictures.id = pins.picture_id and (pictures.state = 'ready') = (wanted_state = 'ready')))
$$;
