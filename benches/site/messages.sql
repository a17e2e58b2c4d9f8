-- Makes `pg_temp.fill_channel(channel, authors, pins, messages)`, which fills a channel with messages as people write them. The same at every
-- run, but for ids and for the time, which ends now. Made for one connection, and gone with it.

-- One row is a word, by how common it is: first real ones, then such as are put together from syllables.
create temporary table made_up_words (place integer primary key, word text not null);

insert into made_up_words
select row_number() over (), word
from regexp_split_to_table(
    'light morning street house garden old blue summer water green city night winter red sea white mountain forest window sky river flower '
    'autumn sunset beach tree black road bridge cat dog bird snow rain spring kitchen coffee bread recipe home wall wood stone paper ink '
    'drawing painting portrait study sketch poster design pattern knitting wool cotton dress jacket', ' ') as word;

insert into made_up_words
select 58 + n, beginnings[1 + n % 12] || middles[1 + n / 12 % 5] || ends[1 + n / 60 % 8]
               || beginnings[1 + n / 480 % 12] || middles[1 + n / 5760 % 5] || 'n'
from generate_series(1, 19942) as n,
     (select string_to_array('b br ch d fl g k l m pl st t', ' ') as beginnings, string_to_array('a e i o ou', ' ') as middles,
             string_to_array('l m r s ck nd rt sh', ' ') as ends) as syllables;

analyze made_up_words;

-- Of ten numbers, nine are messages, and the tenth is a change of one of those: an edit, its deletion, or a reaction. The k-th word is written
-- in proportion to 1/k, and what is called `case1`, `case2`, … three times each, in three parts of the history. Whom `authors` names first
-- write the most.
create function pg_temp.fill_channel(channel uuid, authors uuid[], pins uuid[], messages bigint) returns void language plpgsql as $$
declare
    numbers bigint := messages + messages / 9;
    -- How many tens a third of the history has, and how far those lie apart that name a case. These are edited, never deleted.
    third bigint := greatest(numbers / 120 * 4, 4);
    step bigint := greatest(third / 800 * 4, 4);
begin
    perform setseed(0.5);
    insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html, reply_to, has_picture, sent_at, edited_at,
                          deleted_at, pinned_at)
    select channel, number, case when change is null then number else ten * 10 end, author, gen_random_uuid(),
           case when not is_deleted then body else '' end, case when not is_deleted then '<p>' || body || '</p>' else '' end,
           case when not is_deleted and number % 8 = 5 then nullif(number - 2 - (number % 10 = 2)::integer, 0) end,
           not is_deleted and number % 20 = 3, at, case when change = 0 then at + interval '1 minute' end,
           case when is_deleted then at + interval '1 minute' end,
           case when change = 0 and ten % 2500 = 0 then at + interval '1 minute' end
    from (
        select number, ten, change, coalesce(change = 1, false) as is_deleted,
               now() - interval '3 years' * (1 - number / (numbers + 1.0)::float8) as at,
               authors[1 + floor(cardinality(authors) * power(random(), 2))::integer] as author,
               said.words || case when number % 10 = 6 and ten < 3 * third and ten % third between 1 and 199 * step and ten % third % step = 0
                                  then ' case' || ten % third / step else '' end as body
        from (
            select number, number / 10 + 1 as ten,
                   -- 0: it was edited; 1: deleted; 2 and 3: somebody reacted.
                   case when number % 10 = 9 - number / 10 % 9 and number / 10 * 10 + 10 <= numbers then (number / 10 + 1) % 4 end as change
            from generate_series(1, numbers) as number
            where number % 10 <> 0
        ) as changed
        join (
            select number, string_agg(word, ' ') as words
            from (
                select number, floor(power(20001, random()))::integer as place
                from generate_series(1, numbers) as number, generate_series(1, 3 + number * 7 % 13)
            ) as picked
            join made_up_words using (place)
            group by number
        ) as said using (number)
    ) as written;
    insert into message_pins (channel_id, seq, position, pin_id)
    select channel_id, seq, 0, pins[1 + seq / 20 % cardinality(pins)] from messages where channel_id = channel and has_picture;
    insert into message_reactions (channel_id, seq, user_id, emoji)
    select channel_id, seq, authors[1 + seq % cardinality(authors)], (array['👍', '💚', '🐦'])[1 + seq % 3] from messages
    where channel_id = channel and changed_seq > seq and edited_at is null and deleted_at is null;
    insert into message_mentions (user_id, channel_id, seq)
    select authors[1 + seq / 25 % cardinality(authors)], channel_id, seq from messages
    where channel_id = channel and seq % 25 = 7 and deleted_at is null;
    update channels set seq = numbers, last_message = numbers - (numbers % 10 = 0)::integer where id = channel;
end
$$;
