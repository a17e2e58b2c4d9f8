-- A server that died over a picture.
insert into picture_attempts (id, picture_id, server_id)
values ('c0000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-000000000003', null);
