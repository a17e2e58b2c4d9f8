-- Ana runs the site, Bob writes his name with a combining accent.
insert into users (id, email, username, display_name, password_hash, role) values
    ('10000000-0000-7000-8000-000000000001', 'Ana@example.com', 'ana', 'Ana', 'hash', 'admin'),
    ('10000000-0000-7000-8000-000000000002', 'bob@example.com', 'Bob', U&'Bob Rene\0301', 'hash', 'member');

insert into sessions (id_hash, user_id, data, expires_at) values
    (sha256('session of ana'), '10000000-0000-7000-8000-000000000001', '{"user": "ana"}', now() + interval '30 days'),
    (sha256('session of bob'), '10000000-0000-7000-8000-000000000002', '{"user": "bob"}', now() + interval '30 days'),
    (sha256('session of nobody'), null, '{}', now() + interval '30 days');

insert into one_time_links (token_hash, purpose, expires_at)
values (sha256('first admin'), 'first_admin', now() + interval '7 days');
