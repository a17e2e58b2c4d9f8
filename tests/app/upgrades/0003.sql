-- A profile, and everything by which programs sign in.
update users set bio = U&'Pictures of ca\0300fes', email_verified_at = now() where username = 'Bob';

insert into one_time_links (token_hash, purpose, expires_at, user_id, email, mailed)
values (sha256('reset'), 'reset_password', now() + interval '1 hour', '10000000-0000-7000-8000-000000000002', 'bob@example.com', true);

insert into program_sessions (id, user_id, agent)
values ('40000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000002', 'curl');

insert into refresh_tokens (token_hash, session_id, expires_at)
values (sha256('refresh'), '40000000-0000-7000-8000-000000000001', now() + interval '30 days');

insert into access_tokens (id, user_id, token_hash, name, scopes) values
    ('40000000-0000-7000-8000-000000000002', '10000000-0000-7000-8000-000000000002', sha256('token'), 'Camera', '{read,write}');

insert into site_secrets (name, value) values ('kept', sha256('secret'));
