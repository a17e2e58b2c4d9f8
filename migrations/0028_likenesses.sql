-- What pictures look like, and their colours: how pins that look alike are found, and those of a colour.

-- One row is what the picture of a pin looks like, as the program has found out (`src/media/likeness.rs`). Made after the picture's files, and once
-- more where another version of the program compares in another way.
create table likenesses (
    pin_id            uuid       primary key references pins on delete cascade,
    -- By which version it was made. What another one has made cannot be compared.
    version           smallint   not null,
    -- What is compared, some 270 bytes; null where there is nothing to compare: the picture is all of one lightness.
    code              bytea,
    -- Two pictures that look alike share one of these, but for few. Some 50 each.
    keys              integer[]  not null,
    -- The colours that stand out, and how much of the picture each takes, in per cent: five at most, the largest first.
    colours           smallint[] not null,
    shares            smallint[] not null,
    -- An earlier pin of the same owner that looks nearly the same; null where there is none.
    near_duplicate_of uuid       references pins on delete set null,
    constraint likenesses_shares_check check (cardinality(shares) = cardinality(colours))
);

-- Written at once rather than gathered first: what is gathered would be read through by every question.
create index likenesses_keys_idx on likenesses using gin (keys) with (fastupdate = off);
create index likenesses_near_duplicate_of_idx on likenesses (near_duplicate_of) where near_duplicate_of is not null;

-- Colours as words among others, which nobody can write: '#412'. Those that take more of a picture weigh more.
create function colour_words(colours smallint[], shares smallint[]) returns tsvector
language sql immutable strict parallel safe as $$
    select coalesce(
        string_agg('''#' || colour || ''':1' || case when share >= 45 then 'A' when share >= 20 then 'B' else 'C' end, ' '),
        '')::tsvector
    from unnest(colours, shares) as each (colour, share)
$$;

-- As before, with colours.
create or replace function pin_words(ids uuid[]) returns setof pin_search
language sql stable parallel safe as $$
    select pins.id, pins.owner_id, pins.visibility = 'public' and pins.deleted_at is null and not pins.withheld,
           also.likes, also.tags,
           setweight(to_tsvector('simple', search_text(pins.title)), 'A')
           || setweight(to_tsvector('simple', search_text(array_to_string(also.tags, ' '))), 'B')
           || setweight(to_tsvector('simple', search_text(pins.description || ' ' || pins.alt_text)), 'C')
           || like_word(also.likes)
           || also.colours
    from pins
    cross join lateral (
        select array(select tag from pin_tags where pin_id = pins.id order by tag) as tags,
               coalesce((select like_weight(like_count) from pin_counts where pin_id = pins.id), 0::smallint) as likes,
               coalesce((select colour_words(likenesses.colours, likenesses.shares) from likenesses where pin_id = pins.id),
                        '') as colours
    ) as also
    where pins.id = any(ids)
$$;

create function likenesses_searched() returns trigger language plpgsql as $$
begin
    perform pin_search_renew(array[new.pin_id]);
    return null;
end
$$;

create trigger likenesses_searched after insert or update of colours, shares on likenesses
for each row execute function likenesses_searched();
