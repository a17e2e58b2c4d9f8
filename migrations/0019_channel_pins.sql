-- Pictures of channels: pins that those see who read a channel, and nobody else. With the rights in a channel, and what finds messages.

-- What a member may do in each channel that they may read. Slow mode is not looked at. Those who look after the whole site have no more
-- rights by this than others: the services give them theirs.
create function channel_rights(viewer uuid)
returns table (id uuid, community_id uuid, writes boolean, reacts boolean, manages boolean)
language sql stable parallel safe as $$
    select channel.id, channel.community_id,
           may.take_part and (channel.community_id is null or member.role <> 'member' or not channel.read_only),
           may.take_part,
           channel.community_id is null or coalesce(member.role <> 'member', false)
    from visible_channels(viewer) as channel
    left join community_members as member on member.community_id = channel.community_id and member.user_id = viewer
    cross join lateral (
        select case
            when channel.community_id is null then not exists (
                select from conversation_members as other
                where other.channel_id = channel.id and other.user_id = any (array(select user_id from blocked(viewer))))
            else member.user_id is not null and (member.timed_out_until is null or member.timed_out_until <= now())
        end as take_part
    ) as may
$$;

alter table pins
    drop constraint pins_visibility_check,
    -- 'channel': whoever reads the channel sees it. Lists show it to nobody but its owner.
    add constraint pins_visibility_check check (visibility in ('public', 'unlisted', 'private', 'channel')),
    add column channel_id uuid references channels,
    add constraint pins_channel_check check ((visibility = 'channel') = (channel_id is not null));

create index pins_channel_idx on pins (channel_id) where channel_id is not null;

-- As before, with pictures of channels.
create or replace function visible_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.owner_id = viewer
           or (pins.visibility in ('public', 'unlisted')
               or pins.visibility = 'channel'
                  and exists (select from visible_channels(viewer) as channel where channel.id = pins.channel_id))
              and (not pins.withheld or looks_after(viewer)))
      and pins.owner_id <> all (array(select id from users where leaving_at is not null))
      and pins.owner_id <> all (array(select user_id from unseen(viewer)))
$$;

-- What boards show of pins: what lists show, and pictures of channels to those who read these.
create function collected_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.owner_id = viewer
           or not pins.withheld
              and (pins.visibility = 'public'
                   or pins.visibility = 'channel'
                      and exists (select from visible_channels(viewer) as channel where channel.id = pins.channel_id)))
      and pins.owner_id <> all (array(select id from users where leaving_at is not null))
      and pins.owner_id <> all (array(select user_id from blocked(viewer)))
$$;

create or replace function shown_on_boards(viewer uuid) returns setof board_pins
language sql stable parallel safe as $$
    select placed.* from board_pins as placed
    join visible_boards(viewer) as board on board.id = placed.board_id
    join collected_pins(viewer) as pin on pin.id = placed.pin_id
    where pin.shown or pin.owner_id = viewer
$$;

-- Whether caches may keep a picture for good: everyone may have it, and so it stays. A community that everyone reads may be closed, with
-- its channels, its icon and its banner.
create function is_open(picture uuid) returns boolean
language sql stable parallel safe as $$
    select exists (select from visible_pictures(null) as open where open.id = $1)
       and not exists (select from pins where pins.picture_id = $1 and pins.visibility = 'channel')
       and not exists (select from communities where communities.icon_id = $1)
       and not exists (select from communities where communities.banner_id = $1)
$$;

-- Whether a pin ($3) was posted in a channel ($2) by somebody with whom the viewer ($1) has no block.
create function posted_in(uuid, uuid, uuid) returns boolean
language sql stable parallel safe as $$
    select exists (
        select from message_pins as posted
        join messages as message on message.channel_id = posted.channel_id and message.seq = posted.seq
        where posted.pin_id = $3 and posted.channel_id = $2
          and message.author_id <> all (array(select user_id from blocked($1)))
    )
$$;

-- How search walks along the messages of an author in a channel, and along those with a picture.
drop index messages_author_idx;
create index messages_author_idx on messages (author_id, channel_id, sent_at);
create index messages_pictures_idx on messages (channel_id, sent_at) where has_picture and deleted_at is null;

-- The latest messages of a channel ($1) after a place among all messages, the newest first, for a walk along them: of an author ($2) where
-- one is said, those with a picture alone where that is said ($3). The place is a time, a channel and a number ($4 to $6), none is older
-- than $7, and there are $8 at most. Each branch has an index, and two of the three end before they begin.
create function messages_below(uuid, uuid, boolean, timestamptz, uuid, bigint, timestamptz, bigint) returns setof messages
language sql stable parallel safe as $$
    (select every.* from messages as every
     where $2 is null and not $3 and every.channel_id = $1 and every.deleted_at is null
       and every.sent_at between $7 and $4 and (every.sent_at, every.channel_id, every.seq) < ($4, $5, $6)
     order by every.sent_at desc, every.seq desc limit $8)
    union all
    (select own.* from messages as own
     where own.author_id = $2 and own.channel_id = $1 and own.deleted_at is null and (own.has_picture or not $3)
       and own.sent_at between $7 and $4 and (own.sent_at, own.channel_id, own.seq) < ($4, $5, $6)
     order by own.sent_at desc, own.seq desc limit $8)
    union all
    (select drawn.* from messages as drawn
     where $2 is null and $3 and drawn.channel_id = $1 and drawn.has_picture and drawn.deleted_at is null
       and drawn.sent_at between $7 and $4 and (drawn.sent_at, drawn.channel_id, drawn.seq) < ($4, $5, $6)
     order by drawn.sent_at desc, drawn.seq desc limit $8)
$$;
