-- A title without spaces.
insert into blobs (sha256, byte_size) values (sha256('tower'), 3000);
insert into pictures (id, owner_id, original_sha256, format, width, height, state, placeholder) values
    ('20000000-0000-7000-8000-00000000000a', '10000000-0000-7000-8000-000000000001', sha256('tower'), 'JPEG', 300, 200, 'ready', '\x01');
insert into pins (id, owner_id, picture_id, title, visibility) values
    ('30000000-0000-7000-8000-00000000000a', '10000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-00000000000a', '東京タワー', 'public');
