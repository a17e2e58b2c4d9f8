-- What a block does: of two members, one of whom has blocked the other, neither sees, follows, mentions or writes to the other, anywhere
-- on the site. The functions below say whom that is, and those that decide who sees what leave these out: so does every list and every
-- door that asks them.

-- Whom a member has blocked, and who has blocked them. It stands in a query as `owner_id <> all (array(select user_id from
-- blocked(viewer)))`: that is read once a query, by one index for each direction, and compared where rows are looked at anyway. A
-- `not exists` would become a join, and lists would be planned anew for the many who have blocked nobody.
create function blocked(viewer uuid) returns table (user_id uuid)
language sql stable parallel safe as $$
    select blocks.blocked_id from blocks where blocks.blocker_id = viewer
    union all
    select blocks.blocker_id from blocks where blocks.blocked_id = viewer
$$;

-- The same for what somebody opens, rather than comes upon in a list: those who look after the site see what they are to judge. Whether
-- the viewer does is asked once, and only where there is a block: `case` has it depend on a row.
create function unseen(viewer uuid) returns table (user_id uuid)
language sql stable parallel safe as $$
    select blocks.blocked_id from blocks
    where blocks.blocker_id = viewer and case when blocks.blocker_id = viewer then not (select looks_after(viewer)) end
    union all
    select blocks.blocker_id from blocks
    where blocks.blocked_id = viewer and case when blocks.blocked_id = viewer then not (select looks_after(viewer)) end
$$;

-- Who has blocked a member, without a look at the table.
drop index blocks_blocked_idx;
create index blocks_blocked_idx on blocks (blocked_id, blocker_id);

-- Each as before, but for what belongs to those whom the viewer does not see.
create or replace function visible_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.owner_id = viewer
           or pins.visibility in ('public', 'unlisted') and (not pins.withheld or looks_after(viewer)))
      and pins.owner_id <> all (array(select id from users where leaving_at is not null))
      and pins.owner_id <> all (array(select user_id from unseen(viewer)))
$$;

create or replace function listed_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.visibility = 'public' and not pins.withheld or pins.owner_id = viewer)
      and pins.owner_id <> all (array(select id from users where leaving_at is not null))
      and pins.owner_id <> all (array(select user_id from blocked(viewer)))
$$;

create or replace function visible_boards(viewer uuid) returns setof boards
language sql stable parallel safe as $$
    select boards.* from boards
    where (boards.owner_id = viewer
           or boards.visibility = 'public'
              and (not exists (select from users where users.id = boards.owner_id and users.suspended_at is not null)
                   or looks_after(viewer)))
      and boards.owner_id <> all (array(select id from users where leaving_at is not null))
      and boards.owner_id <> all (array(select user_id from unseen(viewer)))
$$;

-- The direct conversations that a member's list has: not those with nobody but members who are blocked. Whoever has the address of such a
-- one reads what was written before the block, and writes nothing.
create function listed_conversations(viewer uuid) returns setof channels
language sql stable parallel safe as $$
    select channel.* from conversation_members as mine
    join visible_channels(viewer) as channel on channel.id = mine.channel_id
    where mine.user_id = viewer
      and (not exists (select from conversation_members as other
                       where other.channel_id = mine.channel_id
                         and other.user_id = any (array(select user_id from blocked(viewer))))
           or exists (select from conversation_members as other
                      where other.channel_id = mine.channel_id and other.user_id <> viewer
                        and other.user_id <> all (array(select user_id from blocked(viewer)))))
$$;
