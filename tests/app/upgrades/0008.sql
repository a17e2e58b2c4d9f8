-- Dan writes a comment and is suspended. A report is dismissed, and another one comes after that.
insert into users (id, email, username, display_name, password_hash)
values ('10000000-0000-7000-8000-000000000004', 'dan@example.com', 'dan', 'Dan', 'hash');

insert into comments (id, pin_id, author_id, body) values
    ('60000000-0000-7000-8000-000000000002', '30000000-0000-7000-8000-000000000001', '10000000-0000-7000-8000-000000000004', 'Buy this');

update users set suspended_at = now(), suspended_reason = 'Advertises' where username = 'dan';

update reports set handled_at = now(), handled_by = '00000003-0000-7000-8000-000000000001', outcome = 'dismiss_reports'
where comment_id = '60000000-0000-7000-8000-000000000001';

insert into reports (id, reporter_id, pin_id, reason) values
    ('70000000-0000-7000-8000-000000000004', '00000004-0000-7000-8000-000000000001', '30000000-0000-7000-8000-000000000002', 'Twice the same');

insert into notices (id, user_id, kind, act, subject, reason, about_pin_id) values
    ('80000000-0000-7000-8000-000000000004', '10000000-0000-7000-8000-000000000002', 'moderation', 'hide_pin', U&'Caf\00e9', 'Blurred',
     '30000000-0000-7000-8000-000000000005');
