-- Communities, their channels, and direct conversations: one community is large, a thousand are small. `talk.rs` fills the channels of the
-- large one, which are empty here.

create temporary table numbered as select row_number() over (order by id) - 1 as n, id from users;
create temporary table total as select count(*) as members from numbered;

create temporary table founded as
select n, gen_random_uuid() as id, case n when 0 then least(5000, total.members) else 50 end as members
from generate_series(0, 1000) as n, total;

insert into communities (id, name, visibility, member_count)
select id, case n when 0 then 'Large' else 'Small ' || n end, case when n % 10 = 9 then 'private' else 'public' end, members from founded;

insert into community_members (community_id, user_id, role, joined_at)
select joined.id, numbered.id, case place when 0 then 'owner' when 1 then 'moderator' else 'member' end, now() - interval '1 year'
from (
    select founded.id, place, (founded.n * 97 + place) % total.members as n
    from founded cross join total cross join lateral generate_series(0, founded.members - 1) as place
) as joined
join numbered using (n);

insert into channels (id, community_id, kind, name, position)
select gen_random_uuid(), id, 'talk', 'channel ' || place, place
from founded cross join lateral generate_series(0, case n when 0 then 20 else 2 end) as place;

-- Of two members each; and one member has hundreds.
create temporary table direct as
select gen_random_uuid() as id, one.id as one, other.id as other
from (
    select n % members as one, (n + 1 + n / members) % members as other from generate_series(0, 19999) as n, total
    union
    select 0, 500 + n from generate_series(0, 399) as n
) as pairs
join numbered as one on one.n = pairs.one
join numbered as other on other.n = pairs.other;

insert into channels (id, kind) select id, 'direct' from direct;
insert into conversation_members (channel_id, user_id) select id, unnest(array[one, other]) from direct;

insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html, sent_at)
select id, number, number, case number % 2 when 0 then one else other end, gen_random_uuid(), 'See you at the harbour',
       '<p>See you at the harbour</p>', now() - (6 - number) * interval '1 hour'
from direct, generate_series(1, 5) as number;

insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html, sent_at)
select said.channel_id, number, number, numbered.id, gen_random_uuid(), 'Has anybody seen this?', '<p>Has anybody seen this?</p>',
       now() - (21 - number) * interval '1 day'
from (
    select channels.id as channel_id, number, (founded.n * 97 + number) % total.members as n
    from founded join channels on channels.community_id = founded.id
    cross join total
    cross join generate_series(1, 20) as number
    where founded.n > 0
) as said
join numbered using (n);

update channels set seq = counted.last, last_message = counted.last
from (select channel_id, max(seq) as last from messages group by channel_id) as counted
where channels.id = counted.channel_id;
