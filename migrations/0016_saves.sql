-- Saving a pin with one press: to which board it goes, and which pins of a grid are saved already.

-- Finds the pin that was put on a board last.
create index board_pins_added_idx on board_pins (board_id, added_at desc);

-- The board of a member that they saved to last; the newest one where none of them has pins. Null where they have no board.
create function board_saved_to_last(member uuid) returns uuid
language sql stable parallel safe as $$
    select boards.id from boards
    left join lateral (
        select board_pins.added_at from board_pins where board_pins.board_id = boards.id
        order by board_pins.added_at desc limit 1
    ) as latest on true
    where boards.owner_id = member
    order by latest.added_at desc nulls last, boards.id desc limit 1
$$;

-- Cards as before, with whether the viewer has the pin on a board of their own. `offset 0` has PostgreSQL begin with the viewer's boards,
-- of which there are 500 at most: a pin that many people like is on any number of boards.
drop function pin_cards(uuid);

create function pin_cards(viewer uuid) returns table (
    id uuid, owner_id uuid, title text, alt_text text, visibility text, created_at timestamptz, listed boolean,
    picture_id uuid, width integer, height integer, state text, placeholder bytea,
    username text, display_name text, avatar_id uuid, like_count integer, comment_count integer, liked boolean, saved boolean
)
language sql stable parallel safe as $$
    select pin.id, pin.owner_id, pin.title, pin.alt_text, pin.visibility, pin.created_at,
           pin.visibility = 'public' and not pin.withheld or coalesce(pin.owner_id = viewer, false),
           picture.id, picture.width, picture.height, picture.state, picture.placeholder,
           owner.username, owner.display_name, owner.avatar_id, counts.like_count, counts.comment_count,
           exists (select from likes where likes.pin_id = pin.id and likes.user_id = viewer),
           exists (select from boards
                   cross join lateral (
                       select from board_pins where board_pins.board_id = boards.id and board_pins.pin_id = pin.id offset 0
                   ) as placed
                   where boards.owner_id = viewer)
    from visible_pins(viewer) as pin
    join pictures as picture on picture.id = pin.picture_id
    join users as owner on owner.id = pin.owner_id
    join pin_counts as counts on counts.pin_id = pin.id
$$;
