-- What a site that has lived through all versions has, and whether it does.
with ana (id) as (values ('10000000-0000-7000-8000-000000000001'::uuid)),
     bob (id) as (values ('10000000-0000-7000-8000-000000000002'::uuid)),
     pin as (select * from pins)

-- 0003
select 'each session has a name of its own' as promise,
       (select count(distinct name) = count(*) and count(*) = 2 from sessions) as kept
union all
select 'the link of the first admin was not mailed and is not used',
       (select not mailed and used_at is null from one_time_links where purpose = 'first_admin')

-- 0004
union all
select 'the older of two pins keeps its title, and the other one is numbered',
       (select array_agg(title order by id) = array['Grey bird', 'grey BIRD 2'] from pin where lower(title) like 'grey bird%')
union all
select 'pins of before have an empty description and were not deleted',
       (select description = '' and alt_text = '' and source_url is null and deleted_at is null from pin
        where id = '30000000-0000-7000-8000-000000000001')
union all
select 'an unlisted pin is seen and not listed',
       (select exists (select from visible_pins(null) as seen where seen.id = pin.id)
           and not exists (select from listed_pins(null) as listed where listed.id = pin.id)
        from pin where id = '30000000-0000-7000-8000-000000000007')
union all
select 'a deleted pin is nobody''s to see, and can be had back',
       (select not exists (select from visible_pins(pin.owner_id) as seen where seen.id = pin.id) and deletion_id is not null
        from pin where id = '30000000-0000-7000-8000-000000000008')

-- 0005
union all
select 'a pin is shown once its picture is: ' || title, shown = (id <> '30000000-0000-7000-8000-000000000003')
from pin where id in ('30000000-0000-7000-8000-000000000001', '30000000-0000-7000-8000-000000000002', '30000000-0000-7000-8000-000000000003')
union all
select 'every pin has its counts and its row of search',
       (select bool_and(counts.pin_id is not null and counts.added_day = (pin.created_at at time zone 'UTC')::date and found.pin_id is not null)
        from pin left join pin_counts as counts on counts.pin_id = pin.id left join pin_search as found on found.pin_id = pin.id)
union all
select 'likes and comments are counted',
       (select like_count = 4 and comment_count = 1 from pin_counts where pin_id = '30000000-0000-7000-8000-000000000001')
union all
select 'search finds every member''s pin',
       (select count(*) = (select count(*) from pin where title like 'Heron __')
        from pin_search where words @@ to_tsquery('simple', 'heron') and listed)
union all
select 'followers are counted', (select follower_count = 1 from users, ana where users.id = ana.id)
union all
select 'names are found without accents',
       (select names = ' bob bob rene' from users, bob where users.id = bob.id)
union all
select 'a tag knows whose it is', (select bool_and(pin_tags.owner_id = pin.owner_id) from pin_tags join pin on pin.id = pin_tags.pin_id)
union all
select 'boards count what everybody sees',
       (select pin_count = 2 from boards where title = 'Birds') and (select pin_count = 0 from boards where title = 'Mine')

-- 0006
union all
select 'whoever was there has the default plan', (select bool_and(plans.name = 'Basic') from users join plans on plans.id = users.plan_id where username like 'member%')
union all
select 'what members take is the sum of their files',
       (select bool_and(users.used_bytes = (select coalesce(sum(byte_size), 0) from pictures join blobs on sha256 = original_sha256
                                            where pictures.owner_id = users.id))
        from users)
union all
select 'a plan that was given is kept', (select plans.name = 'Premium' from users join plans on plans.id = plan_id, bob where users.id = bob.id)
union all
select 'what was hidden is withheld', (select withheld and not shown from pin where id = '30000000-0000-7000-8000-000000000005')

-- 0007
union all
select 'an expiring link goes on', (select views = 2 and revoked_at is null from expiring_links where token_hash = sha256('expiring'))

-- 0008
union all
select 'reports of before are in the queue, together',
       (select open = 2 and oldest_id = '70000000-0000-7000-8000-000000000001' and kind = 'pin' from reported
        where pin_id = '30000000-0000-7000-8000-000000000001')
union all
select 'what was dismissed is settled', (select open = 0 and handled_at is not null from reported where comment_id is not null)
union all
select 'comments are withheld with their author''s suspension alone, whenever that was',
       (select bool_and(withheld = (suspended_at is not null)) and count(*) filter (where withheld) = 2
        from comments join users on users.id = author_id)

-- 0011
union all
select 'nobody sees what belongs to somebody who is leaving',
       not exists (select from visible_pins(null) as seen where seen.owner_id = '10000000-0000-7000-8000-000000000005')
union all
select 'credentials of before are of the first epoch', (select credential_epoch = 0 and new_email_keeps = '{}' from users, ana where users.id = ana.id)
union all
select 'a token of before was made by its owner', (select parent_id is null from access_tokens where token_hash = sha256('token'))

-- 0012 and 0013
union all
select 'a hold of before is nobody''s', (select owner_id is null from blob_holds where sha256 = sha256('held'))
union all
select 'a refusal of before has no title', (select title = '' from refusals where pin_id = '30000000-0000-7000-8000-0000000000ff')
union all
select 'nobody shares where a picture was taken without having said so',
       (select bool_and(share_location = (id = '30000000-0000-7000-8000-000000000004')) from pin)

-- 0015
union all
select 'words are composed, and of two titles that are the same then, one is numbered',
       (select array_agg(title order by id) = array[U&'Caf\00e9 2', U&'Caf\00e9'] from pin where title like 'Caf%')
union all
select 'names and descriptions are composed',
       (select display_name = U&'Bob Ren\00e9' and bio = U&'Pictures of c\00e0fes' from users, bob where users.id = bob.id)
       and (select description = U&'Cr\00e8me' from pin where id = '30000000-0000-7000-8000-000000000007')
       and (select name = U&'Caf\00e9 pictures' from site_settings)
union all
select 'a tag that was typed in two ways is there once',
       (select array_agg(tag) = array[U&'caf\00e9'] from pin_tags where pin_id = '30000000-0000-7000-8000-000000000004')
union all
select 'a part of a title without spaces is found',
       (select words @@ to_tsquery('simple', '東京') from pin_search where pin_id = '30000000-0000-7000-8000-00000000000a')

-- 0016
union all
select 'the board that was saved to last is known',
       (select board_saved_to_last(ana.id) = '50000000-0000-7000-8000-000000000001' from ana)

-- 0017 to 0019
union all
select 'members of a community are counted', (select member_count = 2 from communities where name = 'Herons')
union all
select 'a private community is for its members, and a conversation for those in it',
       (select exists (select from visible_communities(bob.id) as seen where seen.name = 'Behind doors')
           and not exists (select from visible_communities(null) as seen where seen.name = 'Behind doors')
           and exists (select from visible_channels(bob.id) as seen where seen.kind = 'direct')
           and not exists (select from visible_channels(null) as seen where seen.kind = 'direct')
        from bob)
union all
select 'a picture of a channel is for those who read it',
       (select exists (select from visible_pins(bob.id) as seen where seen.id = '30000000-0000-7000-8000-00000000000b')
           and not exists (select from visible_pins(null) as seen where seen.id = '30000000-0000-7000-8000-00000000000b')
        from bob)
union all
select 'pins of before are of no channel', (select channel_id is null from pin where id = '30000000-0000-7000-8000-000000000001')
union all
select 'who has blocked somebody sees nothing of them, and everything else',
       not exists (select from visible_pins('00000002-0000-7000-8000-000000000001') as seen
                   where seen.owner_id = '00000003-0000-7000-8000-000000000001')
       and exists (select from visible_pins('00000002-0000-7000-8000-000000000001') as seen
                   where seen.owner_id = '00000005-0000-7000-8000-000000000001')

-- 0020 to 0022
union all
select 'a message that is reported is in the queue', (select open = 1 and channel_id is not null from reported where kind = 'message')
union all
select 'the news of before is unread, and that of the community is beside it',
       (select count(*) = 5 and bool_and(read_at is null and (community_id is not null) = (kind = 'community')) from notices)
union all
select 'messages are walked by time',
       (select array_agg(body order by seq desc) = array['Yes', 'Between us']
        from messages_below('e0000000-0000-7000-8000-000000000003', null, false, now() + interval '1 hour',
                            'e0000000-0000-7000-8000-000000000003', 100, now() - interval '1 day', 10))

-- 0023
union all
select 'who signed out is known to have lost something', (select count(*) = 1 from access_losses, bob where user_id = bob.id)

-- 0024
union all
select 'a backup that is not whole says so', (select problem <> '' and told from backup_runs where name = 'second')

-- 0026
union all
select 'who signed out a program has lost something, and nobody by programs that had expired',
       (select count(*) = 1 and bool_and(user_id = '00000003-0000-7000-8000-000000000001') from access_losses
        where user_id in ('00000002-0000-7000-8000-000000000001', '00000003-0000-7000-8000-000000000001'))

-- 0027
union all
select 'what has arrived of a file is known', (select received = 500 and outcome is null from resumable_uploads, ana where owner_id = ana.id)

-- 0028
union all
select 'a picture is found by the colours that stand out in it',
       (select words @@ '''#412'':A & ''#7'':B'::tsquery from pin_search where pin_id = '30000000-0000-7000-8000-000000000001')
