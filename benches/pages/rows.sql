-- The rows of the site that is measured: 1,000 public pins of 40 members, all of whose pictures are ready, with titles of usual length,
-- tags, descriptions, likes, and 20 boards. Nothing is random, so every run draws the same pages.

create temporary table words as
select string_to_array('Quiet,Early,Golden,Misty,Winter,Distant,Wide,Open,Faded,Bright', ',') as looks,
       string_to_array('morning,evening,light,reflections,colours,shadows,clouds,paths,gardens,windows', ',') as things,
       string_to_array('harbour,river,old town,lighthouse,forest,market,station,island,valley,bridge', ',') as places,
       string_to_array('Ada,Ben,Carla,Dario,Emil,Fatima,Greta,Hiro', ',') as first_names,
       string_to_array('Harbour,Stone,Field,Rivers,Marsh', ',') as last_names;

-- The one file that all pictures are said to be: none of them is sent.
insert into blobs (sha256, byte_size) values (decode(repeat('07', 32), 'hex'), 300000);

insert into users (id, email, username, display_name, password_hash, bio, created_at)
select ('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'member' || n || '@example.com', 'member' || n,
       first_names[1 + n % 8] || ' ' || last_names[1 + n / 8 % 5], 'none',
       'Walks a lot, and takes a camera along. Prints on request.', now() - interval '400 days'
from words, generate_series(1, 40) as n;

insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder)
select ('01810000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       decode(repeat('07', 32), 'hex'), 'JPEG', 512, 512, 'ready', decode(repeat('05', 25), 'hex'), decode(repeat('0a', 190), 'hex')
from generate_series(1, 40) as n;

insert into qualities (picture_id, n, sha256, width, height)
select pictures.id, n, original_sha256, side, side
from pictures, (values (0, 512), (1, 10), (2, 236), (3, 474)) as sizes (n, side);

-- Most members have an avatar.
update users set avatar_id = pictures.id from pictures where pictures.owner_id = users.id and users.username not like '%3';

create temporary table fresh as
select n, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
       ('01910000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as picture_id,
       -- A tenth is the first member's.
       ('01800000-0000-7000-8000-' || lpad(to_hex(case when n % 10 = 0 then 1 else 2 + n % 39 end), 12, '0'))::uuid as owner_id,
       looks[1 + n % 10] as look, things[1 + n / 10 % 10] as thing, places[1 + n / 100 % 10] as place,
       (array[4000, 3000, 2400, 3840, 2000])[1 + n % 5] as width, (array[3000, 4000, 2400, 2160, 3000])[1 + n % 5] as height
from words, generate_series(1, 1000) as n;

insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder)
select picture_id, owner_id, decode(repeat('07', 32), 'hex'), 'JPEG', width, height, 'ready',
       decode(repeat('05', 25), 'hex'), decode(repeat('0a', 190), 'hex')
from fresh;

insert into qualities (picture_id, n, sha256, width, height)
select picture_id, 0, decode(repeat('07', 32), 'hex'), width, height from fresh;

-- So long ago that it is written as a date.
insert into pins (id, owner_id, picture_id, title, visibility, description, alt_text, source_url, created_at)
select id, owner_id, picture_id, look || ' ' || thing || ' by the ' || place, 'public',
       'Taken on the way home, just before the rain. More of this walk is at https://example.com/walks/' || n || '.',
       case when n % 2 = 0 then look || ' ' || thing || ' beside a ' || place || ', seen from above' else '' end,
       'https://www.example.com/walks/' || n, now() - interval '60 days' - (1000 - n) * interval '1 hour'
from fresh;

insert into pin_tags (pin_id, tag)
select id, unnest(array[thing, place, lower(look), 'walks']) from fresh;

insert into likes (pin_id, user_id, id)
select fresh.id, users.id, gen_random_uuid()
from fresh join generate_series(1, 6) as liker on liker <= n % 7 join users on users.username = 'member' || liker;

insert into follows (follower_id, followed_id, id)
select follower.id, users.id, gen_random_uuid() from users, users as follower
where users.username = 'member1' and follower.username <> 'member1';

-- Every pin is on one of them.
insert into boards (id, owner_id, title, visibility)
select ('01920000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       initcap(places[1 + n % 10]) || ', ' || things[1 + n % 7], 'public'
from words, generate_series(1, 20) as n;

insert into board_pins (board_id, pin_id, position)
select ('01920000-0000-7000-8000-' || lpad(to_hex(1 + n % 20), 12, '0'))::uuid, id, n::bigint << 16 from fresh;

-- A token of the first member's, who likes most pins, and has a tenth of them and a board.
insert into access_tokens (id, user_id, token_hash, name, scopes, used_at)
values (gen_random_uuid(), '01800000-0000-7000-8000-000000000001', sha256('tessera_benchmark'), 'Benchmark', array['read'], now());

-- What the job that counts words would do.
insert into search_tags (tag, pins)
select term, sum(pins)::integer from search_changes where is_tag group by term having sum(pins) > 0;
insert into search_words (word, pins)
select term, sum(pins)::integer from search_changes where not is_tag group by term having sum(pins) > 0;
delete from search_changes;

analyze;
