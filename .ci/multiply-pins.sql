-- Gives a site whose pictures are ready so many pins in all (`:pins`): beside those that were uploaded, older ones that show the same
-- pictures in turn, each with a title of its own. The newest `:on_board` of them stand on a board.

create temporary table fresh as
with uploaded as (
    select pins.*, row_number() over (order by id desc) as place, count(*) over () as number from pins
)
select gen_random_uuid() as picture_id, picture_id as like_picture_id, owner_id, title || ' of ' || step as title,
       -- Older than what was uploaded, and older by one each.
       ('01900000-0000-7000-8000-' || lpad(to_hex(:pins - step), 12, '0'))::uuid as id
from uploaded join generate_series(1, :pins) as step on place = (step - 1) % number + 1
where step <= :pins - number;

insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder)
select fresh.picture_id, fresh.owner_id, original_sha256, format, width, height, state, thumbhash, placeholder
from fresh join pictures on pictures.id = like_picture_id;

insert into qualities (picture_id, n, sha256, width, height)
select fresh.picture_id, n, sha256, width, height from fresh join qualities on qualities.picture_id = like_picture_id;

insert into pins (id, owner_id, picture_id, title, visibility, description)
select id, owner_id, picture_id, title, 'public', 'What one sees from the window on a fine day.' from fresh;

insert into pin_tags (pin_id, tag) select id, unnest(array['nature', 'wallpaper']) from pins;

insert into boards (id, owner_id, title, description, visibility)
select gen_random_uuid(), id, 'Seen outside', 'Pictures for the wall.', 'public' from users where username = 'bench';

insert into board_pins (board_id, pin_id, position)
select boards.id, newest.id, newest.place << 16
from boards, (select id, row_number() over (order by id desc) as place from pins order by id desc limit :on_board) as newest;

analyze;
