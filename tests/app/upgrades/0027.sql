-- Ana has sent half of a file; Bob's has become a pin.
insert into resumable_uploads (id, owner_id, byte_size, metadata, received, outcome, expires_at) values
    ('f1000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000001', 1000, 'title SGVyb24=', 500, null,
     now() + interval '1 day'),
    ('f1000000-0000-7000-8000-000000000002', '10000000-0000-7000-8000-000000000002', 10, '', 10,
     '{"pin": {"id": "1C3XR6Gzv21Kf3E2ZpLk9B", "title": "Heron", "state": "waiting"}}', now() + interval '1 day');
insert into upload_pieces (id, upload_id, begins, byte_size)
values ('f1000000-0000-7000-8000-000000000003', 'f1000000-0000-7000-8000-000000000001', 0, 500);
