-- A community with all that belongs to it, and a direct conversation.
insert into communities (id, category_id, name, description, visibility) values
    ('d0000000-0000-7000-8000-000000000001', 'b0000000-0000-7000-8000-000000000001', 'Herons', 'Grey ones', 'public'),
    ('d0000000-0000-7000-8000-000000000002', null, 'Behind doors', '', 'private');

insert into community_members (community_id, user_id, role) values
    ('d0000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000001', 'owner'),
    ('d0000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000002', 'member'),
    ('d0000000-0000-7000-8000-000000000002', '10000000-0000-7000-8000-000000000002', 'owner');
insert into community_time_outs (community_id, user_id, timed_out_until)
values ('d0000000-0000-7000-8000-000000000001', '00000002-0000-7000-8000-000000000001', now() + interval '1 day');
insert into community_bans (community_id, user_id, banned_by, reason)
values ('d0000000-0000-7000-8000-000000000001', '00000004-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000001', 'Loud');
insert into community_invitations (id, community_id, created_by, token_hash, max_uses, uses)
values ('d0000000-0000-7000-8000-000000000003', 'd0000000-0000-7000-8000-000000000002', '10000000-0000-7000-8000-000000000002',
        sha256('invitation'), 5, 1);
insert into community_log (id, community_id, actor_id, act, member_id, reason)
values ('d0000000-0000-7000-8000-000000000004', 'd0000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000001', 'ban',
        '00000004-0000-7000-8000-000000000001', 'Loud');

insert into channels (id, community_id, kind, name, seq, last_message) values
    ('e0000000-0000-7000-8000-000000000001', 'd0000000-0000-7000-8000-000000000001', 'talk', 'general', 5, 2),
    ('e0000000-0000-7000-8000-000000000002', 'd0000000-0000-7000-8000-000000000002', 'gallery', 'pictures', 0, 0),
    ('e0000000-0000-7000-8000-000000000003', null, 'direct', '', 1, 1);
insert into conversation_members (channel_id, user_id) values
    ('e0000000-0000-7000-8000-000000000003', '10000000-0000-7000-8000-000000000001'),
    ('e0000000-0000-7000-8000-000000000003', '10000000-0000-7000-8000-000000000002');
insert into conversations (channel_id, members_hash) values ('e0000000-0000-7000-8000-000000000003', sha256('ana, bob'));

insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html, reply_to) values
    ('e0000000-0000-7000-8000-000000000001', 1, 4, '10000000-0000-7000-8000-000000000001', gen_random_uuid(), 'Who saw one?', '<p>Who saw one?</p>', null),
    ('e0000000-0000-7000-8000-000000000001', 2, 5, '10000000-0000-7000-8000-000000000002', gen_random_uuid(), 'Here, @ana', '<p>Here, @ana</p>', 1),
    ('e0000000-0000-7000-8000-000000000003', 1, 1, '10000000-0000-7000-8000-000000000002', gen_random_uuid(), 'Between us', '<p>Between us</p>', null);
insert into message_pins (channel_id, seq, position, pin_id)
values ('e0000000-0000-7000-8000-000000000001', 2, 0, '30000000-0000-7000-8000-000000000004');
update messages set has_picture = true where channel_id = 'e0000000-0000-7000-8000-000000000001' and seq = 2;
insert into message_reactions (channel_id, seq, user_id, emoji)
values ('e0000000-0000-7000-8000-000000000001', 1, '10000000-0000-7000-8000-000000000002', '❤');
insert into message_mentions (user_id, channel_id, seq)
values ('10000000-0000-7000-8000-000000000001', 'e0000000-0000-7000-8000-000000000001', 2);
insert into channel_reads (user_id, channel_id, seq)
values ('10000000-0000-7000-8000-000000000001', 'e0000000-0000-7000-8000-000000000001', 1);

insert into blocks (blocker_id, blocked_id) values ('00000002-0000-7000-8000-000000000001', '00000003-0000-7000-8000-000000000001');
