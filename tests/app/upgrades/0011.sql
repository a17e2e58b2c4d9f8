-- Eve is leaving, with her pin. A program has made a token by its own.
insert into users (id, email, username, display_name, password_hash)
values ('10000000-0000-7000-8000-000000000005', 'eve@example.com', 'eve', 'Eve', 'hash');

insert into blobs (sha256, byte_size) values (sha256('of eve'), 7000);
insert into pictures (id, owner_id, original_sha256, format, width, height, state, placeholder) values
    ('20000000-0000-7000-8000-000000000009', '10000000-0000-7000-8000-000000000005', sha256('of eve'), 'JPEG', 300, 200, 'ready', '\x01');
insert into pins (id, owner_id, picture_id, title, visibility) values
    ('30000000-0000-7000-8000-000000000009', '10000000-0000-7000-8000-000000000005', '20000000-0000-7000-8000-000000000009', 'Goodbye', 'public');
update users set suspended_at = now(), suspended_reason = 'Leaving', leaving_at = now() where username = 'eve';

insert into access_tokens (id, user_id, token_hash, name, scopes, parent_id) values
    ('40000000-0000-7000-8000-000000000003', '10000000-0000-7000-8000-000000000002', sha256('child'), 'Phone', '{read}',
     '40000000-0000-7000-8000-000000000002');
update users set credential_epoch = 3, new_email = 'bob@example.org', new_email_keeps = '{40000000-0000-7000-8000-000000000002}'
where username = 'Bob';
