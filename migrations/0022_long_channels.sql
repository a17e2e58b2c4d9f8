-- Walks along the messages of channels that are long: each in the very order of an index, to the last column. Where an order was an index's
-- only as far as the time, PostgreSQL read and sorted a whole channel whenever it expected a handful of messages there: it reckons with
-- channels of average length.

-- By time: to a date, and for search.
drop index messages_sent_idx;
create index messages_sent_idx on messages (channel_id, sent_at, seq);

-- Those of an author, those with a picture, and those of an author with a picture.
drop index messages_author_idx;
create index messages_author_idx on messages (author_id, channel_id, sent_at, seq);
drop index messages_pictures_idx;
create index messages_pictures_idx on messages (channel_id, sent_at, seq) where has_picture and deleted_at is null;
create index messages_author_pictures_idx on messages (author_id, channel_id, sent_at, seq) where has_picture and deleted_at is null;

-- What was sent before is found by its key first: by the author first, PostgreSQL could take the index of all that an author has written.
drop index messages_client_key;
create unique index messages_client_key on messages (channel_id, client_key, author_id);

-- As before; and an author's messages with a picture have a branch of their own, as they have an index. Of the four, three end before they
-- begin.
create or replace function messages_below(uuid, uuid, boolean, timestamptz, uuid, bigint, timestamptz, bigint) returns setof messages
language sql stable parallel safe as $$
    (select every.* from messages as every
     where $2 is null and not $3 and every.channel_id = $1 and every.deleted_at is null
       and every.sent_at between $7 and $4 and (every.sent_at, every.channel_id, every.seq) < ($4, $5, $6)
     order by every.sent_at desc, every.seq desc limit $8)
    union all
    (select own.* from messages as own
     where not $3 and own.author_id = $2 and own.channel_id = $1 and own.deleted_at is null
       and own.sent_at between $7 and $4 and (own.sent_at, own.channel_id, own.seq) < ($4, $5, $6)
     order by own.sent_at desc, own.seq desc limit $8)
    union all
    (select drawn.* from messages as drawn
     where $2 is null and $3 and drawn.channel_id = $1 and drawn.has_picture and drawn.deleted_at is null
       and drawn.sent_at between $7 and $4 and (drawn.sent_at, drawn.channel_id, drawn.seq) < ($4, $5, $6)
     order by drawn.sent_at desc, drawn.seq desc limit $8)
    union all
    (select own_drawn.* from messages as own_drawn
     where $3 and own_drawn.author_id = $2 and own_drawn.channel_id = $1 and own_drawn.has_picture and own_drawn.deleted_at is null
       and own_drawn.sent_at between $7 and $4 and (own_drawn.sent_at, own_drawn.channel_id, own_drawn.seq) < ($4, $5, $6)
     order by own_drawn.sent_at desc, own_drawn.seq desc limit $8)
$$;
