-- A large picture whose full size is still to be made.
insert into blobs (sha256, byte_size) values (sha256('scaled'), 16000), (sha256('scaled, lowest'), 10);

insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash) values
    ('20000000-0000-7000-8000-000000000010', '10000000-0000-7000-8000-000000000001', sha256('scaled'), 'JPEG', 3000, 2000, 'scaled', '\x01');

insert into qualities (picture_id, n, sha256, width, height) values
    ('20000000-0000-7000-8000-000000000010', 1, sha256('scaled, lowest'), 10, 7);
