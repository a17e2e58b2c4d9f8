-- An upload under way, and one that failed.
insert into blobs (sha256, byte_size) values (sha256('held for bob'), 9000);
insert into blob_holds (id, sha256, owner_id)
values ('20000000-0000-7000-8000-0000000000fe', sha256('held for bob'), '10000000-0000-7000-8000-000000000002');
insert into refusals (pin_id, owner_id, reason, title)
values ('30000000-0000-7000-8000-0000000000fe', '10000000-0000-7000-8000-000000000002', 'The file is no picture.', 'Notes');
