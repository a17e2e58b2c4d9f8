-- A picture of a channel.
insert into blobs (sha256, byte_size) values (sha256('in a channel'), 6000);
insert into pictures (id, owner_id, original_sha256, format, width, height, state, placeholder) values
    ('20000000-0000-7000-8000-00000000000b', '10000000-0000-7000-8000-000000000002', sha256('in a channel'), 'JPEG', 300, 200, 'ready', '\x01');
insert into pins (id, owner_id, picture_id, title, visibility, channel_id) values
    ('30000000-0000-7000-8000-00000000000b', '10000000-0000-7000-8000-000000000002', '20000000-0000-7000-8000-00000000000b', 'For the members',
     'channel', 'e0000000-0000-7000-8000-000000000002');
