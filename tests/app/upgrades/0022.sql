-- The talk goes on.
insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html) values
    ('e0000000-0000-7000-8000-000000000003', 2, 2, '10000000-0000-7000-8000-000000000001', gen_random_uuid(), 'Yes', '<p>Yes</p>');
update channels set seq = 2, last_message = 2 where id = 'e0000000-0000-7000-8000-000000000003';
