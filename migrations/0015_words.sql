-- Words are kept composed (NFC), as the site composes whatever comes in from now on; and search finds parts of what is written
-- without spaces: Chinese, Japanese, Korean.

-- Whether a text has a letter of these scripts: ideographs, kana, bopomofo, hangul, and their marks of repetition and length.
create function is_cjk(text) returns boolean
language sql immutable strict parallel safe as $$
    select $1 ~ '[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]'
$$;

-- A text with what is written without spaces taken apart into pairs of letters, each of which shares a letter with the next: whoever
-- has all pairs of a word has the word, but for rare chances. `alone` adds each letter by itself, for what is looked through; of what
-- is looked for, only a letter that has no neighbour stands alone. All other words stay as they are.
create function search_grams(words text, alone boolean) returns text
language sql immutable strict parallel safe as $$
    select case when not public.is_cjk(words) then words else (
        select string_agg(
            case when not cjk then case when letter ~ '[\u3000-\u303f\u30a0\u30fb\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]' then ' ' else letter end
                 when cjk_next and alone then ' ' || letter || ' ' || letter || next || ' '
                 when cjk_next then ' ' || letter || next || ' '
                 when alone or not cjk_last then ' ' || letter || ' '
                 else ' ' end,
            '' order by place)
        from (
            select letter, place, cjk, lead(letter) over by_place as next,
                   coalesce(lead(cjk) over by_place, false) as cjk_next, coalesce(lag(cjk) over by_place, false) as cjk_last
            from (select letter, place, public.is_cjk(letter) as cjk
                  from unnest(string_to_array(words, null)) with ordinality as each (letter, place)) as letters
            window by_place as (order by place)
        ) as neighbours
    ) end
$$;

-- A text in small letters, without accents and punctuation: "IMG_1/grey-heron" has four words.
create function search_plain(text) returns text
language sql stable strict parallel safe as $$
    select translate(unaccent(lower($1)), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))
$$;

-- A text as it is taken apart into words to be looked through.
create or replace function search_text(text) returns text
language sql stable strict parallel safe as $$
    select search_grams(search_plain($1), true)
$$;

-- The same of what is looked for.
create function search_typed(text) returns text
language sql stable strict parallel safe as $$
    select search_grams(search_plain($1), false)
$$;

create or replace function title_query(text) returns tsquery
language sql stable parallel safe as $$
    select string_agg(quote_literal(word) || ':*A', ' & ')::tsquery
    from unnest(tsvector_to_array(to_tsvector('simple', search_typed($1)))) as word
$$;

-- What was kept as it was typed is composed, and cut where that makes it too long. The audit log stays as it was written.
update users set display_name = left(normalize(display_name, nfc), 60) where display_name is not nfc normalized;
update users set bio = left(normalize(bio, nfc), 500) where bio is not nfc normalized;
update users set suspended_reason = left(normalize(suspended_reason, nfc), 1000) where suspended_reason is not nfc normalized;
update pins set description = left(normalize(description, nfc), 5000), alt_text = left(normalize(alt_text, nfc), 1000)
where description is not nfc normalized or alt_text is not nfc normalized;
update pins set hidden_reason = left(normalize(hidden_reason, nfc), 1000) where hidden_reason is not nfc normalized;
update boards set description = left(normalize(description, nfc), 1000) where description is not nfc normalized;
update comments set body = left(normalize(body, nfc), 2000) where body is not nfc normalized;
update reports set reason = left(normalize(reason, nfc), 1000) where reason is not nfc normalized;
update notices set subject = left(normalize(subject, nfc), 300), reason = left(normalize(reason, nfc), 1000)
where subject is not nfc normalized or reason is not nfc normalized;
update access_tokens set name = left(normalize(name, nfc), 60) where name is not nfc normalized;
update site_settings set name = left(normalize(name, nfc), 60), rules = left(normalize(rules, nfc), 20000)
where name is not nfc normalized or rules is not nfc normalized;

-- An admin who has given a name in both ways keeps both, and can change one.
update plans set name = left(normalize(name, nfc), 40)
where name is not nfc normalized
  and not exists (select from plans as other
                  where other.id <> plans.id and lower(normalize(other.name, nfc)) = lower(normalize(plans.name, nfc)));
update categories set name = left(normalize(name, nfc), 40)
where name is not nfc normalized
  and not exists (select from categories as other
                  where other.id <> categories.id and lower(normalize(other.name, nfc)) = lower(normalize(categories.name, nfc)));

-- Of titles that an owner has given in both ways, the one that is composed now gets a number.
do $$
declare
    typed record;
    wanted text;
    number integer;
begin
    for typed in select id, owner_id, normalize(title, nfc) as title, deleted_at from pins
                 where title is not nfc normalized order by id
    loop
        wanted := left(typed.title, 150);
        number := 2;
        while typed.deleted_at is null and exists (
            select from pins
            where owner_id = typed.owner_id and lower(title) = lower(wanted) and deleted_at is null and id <> typed.id
        ) loop
            wanted := left(typed.title, 140) || ' ' || number;
            number := number + 1;
        end loop;
        update pins set title = wanted where id = typed.id;
    end loop;
    for typed in select id, owner_id, normalize(title, nfc) as title from boards
                 where title is not nfc normalized order by id
    loop
        wanted := left(typed.title, 100);
        number := 2;
        while exists (
            select from boards where owner_id = typed.owner_id and lower(title) = lower(wanted) and id <> typed.id
        ) loop
            wanted := left(typed.title, 90) || ' ' || number;
            number := number + 1;
        end loop;
        update boards set title = wanted where id = typed.id;
    end loop;
end
$$;

-- A tag that a pin has in both ways it has once from now on.
insert into pin_tags (pin_id, tag)
select pin_id, left(normalize(tag, nfc), 40) from pin_tags where tag is not nfc normalized
on conflict do nothing;
delete from pin_tags where tag is not nfc normalized;

-- Rows of `pin_search` that have such scripts are made anew, some thousands at a time.
create temporary table cjk_pins on commit drop as
select id, row_number() over (order by id) / 5000 as part from pins
where is_cjk(title) or is_cjk(description) or is_cjk(alt_text)
   or exists (select from pin_tags where pin_tags.pin_id = pins.id and is_cjk(tag));

do $$
declare
    each bigint;
begin
    for each in select distinct part from cjk_pins loop
        perform pin_search_renew(array(select id from cjk_pins where part = each));
    end loop;
end
$$;

-- What is counted of a pin, with letters that are words by themselves. Numbers are not misspelt in a way that could be told.
create or replace function search_terms(words tsvector, tags text[]) returns table (is_tag boolean, term text)
language sql immutable parallel safe as $$
    select false, word from unnest(tsvector_to_array(words)) as word
    where char_length(word) <= 40 and (char_length(word) > 1 or is_cjk(word)) and word !~ '[0-9]'
    union all
    select true, tag from unnest(tags) as tag
$$;

insert into search_changes
select false, word, count(*) from cjk_pins join pin_search on pin_search.pin_id = cjk_pins.id and listed,
     unnest(tsvector_to_array(words)) as word
where char_length(word) = 1 and is_cjk(word)
group by word;

-- Names by their words, and by parts of those that have no spaces. Named with its schema, as `search_name`.
create function name_words(names text) returns tsvector
language sql immutable strict parallel safe as $$
    select to_tsvector('simple', public.search_grams(names, true))
$$;

drop index users_words_idx;
create index users_words_idx on users using gin (name_words(names));
drop index boards_words_idx;
create index boards_words_idx on boards using gin (name_words(names));
