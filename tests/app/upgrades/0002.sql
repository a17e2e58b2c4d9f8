-- Pictures in all states, pins with titles that are the same but for their letters' case or composition, an avatar, an upload that
-- failed, and a blob that is on its way.
insert into blobs (sha256, byte_size) values
    (sha256('heron'), 1000), (sha256('second heron'), 2000), (sha256('waiting'), 4000), (sha256('cafe'), 8000),
    (sha256('same cafe'), 16000), (sha256('face'), 32000), (sha256('face, small'), 20), (sha256('face, lowest'), 10),
    (sha256('held'), 64000);

insert into pictures (id, owner_id, original_sha256, format, width, height, state, placeholder) values
    ('20000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000001', sha256('heron'), 'JPEG', 300, 200, 'ready', '\x01'),
    ('20000000-0000-7000-8000-000000000002', '10000000-0000-7000-8000-000000000001', sha256('second heron'), 'PNG', 300, 200, 'early', '\x01'),
    ('20000000-0000-7000-8000-000000000003', '10000000-0000-7000-8000-000000000002', sha256('waiting'), 'GIF', 300, 200, 'waiting', null),
    ('20000000-0000-7000-8000-000000000004', '10000000-0000-7000-8000-000000000002', sha256('cafe'), 'WebP', 300, 200, 'ready', '\x01'),
    ('20000000-0000-7000-8000-000000000005', '10000000-0000-7000-8000-000000000002', sha256('same cafe'), 'TIFF', 300, 200, 'ready', '\x01'),
    ('20000000-0000-7000-8000-000000000006', '10000000-0000-7000-8000-000000000001', sha256('face'), 'JPEG', 300, 200, 'ready', '\x01');

insert into qualities (picture_id, n, sha256, width, height) values
    ('20000000-0000-7000-8000-000000000006', 0, sha256('face, small'), 300, 200),
    ('20000000-0000-7000-8000-000000000006', 1, sha256('face, lowest'), 30, 20);

update users set avatar_id = '20000000-0000-7000-8000-000000000006' where username = 'ana';

insert into pins (id, owner_id, picture_id, title, visibility) values
    ('30000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-000000000001', 'Grey bird', 'public'),
    ('30000000-0000-7000-8000-000000000002', '10000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-000000000002', 'grey BIRD', 'public'),
    ('30000000-0000-7000-8000-000000000003', '10000000-0000-7000-8000-000000000002', '20000000-0000-7000-8000-000000000003', 'Secret', 'private'),
    ('30000000-0000-7000-8000-000000000004', '10000000-0000-7000-8000-000000000002', '20000000-0000-7000-8000-000000000004', U&'Cafe\0301', 'public'),
    ('30000000-0000-7000-8000-000000000005', '10000000-0000-7000-8000-000000000002', '20000000-0000-7000-8000-000000000005', U&'Caf\00e9', 'public');

insert into refusals (pin_id, owner_id, reason)
values ('30000000-0000-7000-8000-0000000000ff', '10000000-0000-7000-8000-000000000002', 'The file is cut short.');

insert into blob_holds (id, sha256) values ('20000000-0000-7000-8000-0000000000ff', sha256('held'));
