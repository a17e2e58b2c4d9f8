-- An unlisted pin, one that was deleted and can be had back, and tags, one of them typed in two ways.
insert into blobs (sha256, byte_size) values (sha256('unlisted'), 128000), (sha256('deleted'), 256000);

insert into pictures (id, owner_id, original_sha256, format, width, height, state, placeholder) values
    ('20000000-0000-7000-8000-000000000007', '10000000-0000-7000-8000-000000000001', sha256('unlisted'), 'JPEG', 300, 200, 'ready', '\x01'),
    ('20000000-0000-7000-8000-000000000008', '10000000-0000-7000-8000-000000000001', sha256('deleted'), 'JPEG', 300, 200, 'ready', '\x01');

insert into pins (id, owner_id, picture_id, title, visibility, description, source_url, upload_key) values
    ('30000000-0000-7000-8000-000000000007', '10000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-000000000007',
     'For those who know', 'unlisted', U&'Cre\0300me', 'https://example.com/', '30000000-0000-7000-8000-00000000000a'),
    ('30000000-0000-7000-8000-000000000008', '10000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-000000000008',
     'Thrown away', 'public', '', null, null);

update pins set deletion_id = '30000000-0000-7000-8000-00000000000b', deleted_at = now()
where id = '30000000-0000-7000-8000-000000000008';

insert into pin_tags (pin_id, tag) values
    ('30000000-0000-7000-8000-000000000001', 'birds'),
    ('30000000-0000-7000-8000-000000000004', U&'cafe\0301'),
    ('30000000-0000-7000-8000-000000000004', U&'caf\00e9');
