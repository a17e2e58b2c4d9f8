-- Another block, by the one who was blocked.
insert into blocks (blocker_id, blocked_id) values ('00000003-0000-7000-8000-000000000001', '00000002-0000-7000-8000-000000000001');
