-- What people did at every version that has pins: somebody signs up and uploads a picture, whose sizes are made. {n} is the version.
insert into users (id, email, username, display_name, password_hash)
values ('000000{n}-0000-7000-8000-000000000001', 'member{n}@example.com', 'member{n}', 'Member {n}', 'hash {n}');

insert into blobs (sha256, byte_size) values (sha256('original {n}'), 10{n}), (sha256('full size {n}'), 20), (sha256('lowest {n}'), 10);

insert into pictures (id, owner_id, original_sha256, format, width, height)
values ('000000{n}-0000-7000-8000-000000000002', '000000{n}-0000-7000-8000-000000000001', sha256('original {n}'), 'JPEG', 300, 200);

insert into pins (id, owner_id, picture_id, title, visibility)
values ('000000{n}-0000-7000-8000-000000000003', '000000{n}-0000-7000-8000-000000000001',
        '000000{n}-0000-7000-8000-000000000002', 'Heron {n}', 'public');

insert into qualities (picture_id, n, sha256, width, height) values
    ('000000{n}-0000-7000-8000-000000000002', 0, sha256('full size {n}'), 300, 200),
    ('000000{n}-0000-7000-8000-000000000002', 1, sha256('lowest {n}'), 30, 20);

update pictures set state = 'ready', thumbhash = '\x01', placeholder = '\x02' where id = '000000{n}-0000-7000-8000-000000000002';
