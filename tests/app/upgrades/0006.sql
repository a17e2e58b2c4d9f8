-- Somebody pays, somebody moderates, a pin is hidden, and the site has a name. Fay writes a comment and is suspended.
update users set plan_id = (select id from plans where name = 'Premium') where username = 'Bob';
update users set role = 'moderator' where username = 'member03';
update site_settings set name = U&'Cafe\0301 pictures', sign_up = 'invite';
update pins set hidden_at = now(), hidden_reason = 'Blurred' where id = '30000000-0000-7000-8000-000000000005';

insert into blobs (sha256, byte_size) values (sha256('thumbnail'), 5);
insert into thumbnails (picture_id, height, sha256) values ('20000000-0000-7000-8000-000000000001', 200, sha256('thumbnail'));

insert into audit_log (id, actor_id, actor, act, about) values
    ('90000000-0000-7000-8000-000000000001', '00000003-0000-7000-8000-000000000001', 'member03', 'hide_pin', U&'“Caf\00e9” of @Bob');

insert into users (id, email, username, display_name, password_hash)
values ('10000000-0000-7000-8000-000000000003', 'fay@example.com', 'fay', 'Fay', 'hash');

insert into comments (id, pin_id, author_id, body) values
    ('60000000-0000-7000-8000-000000000003', '30000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000003', 'Buy mine');

update users set suspended_at = now(), suspended_reason = 'Advertises' where username = 'fay';
