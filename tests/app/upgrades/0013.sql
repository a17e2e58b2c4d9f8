-- An original without the place where it was taken, and a member who shares that.
insert into blobs (sha256, byte_size) values (sha256('heron, nowhere'), 900);
insert into public_originals (picture_id, sha256, has_place) values ('20000000-0000-7000-8000-000000000001', sha256('heron, nowhere'), true);
update pins set share_location = true where id = '30000000-0000-7000-8000-000000000004';
