-- What admins look at.
insert into figures (day, members, pins, upload_bytes, file_bytes) values ('2026-01-01', 5, 9, 1000, 2000);
insert into job_figures (day, done, failed) values ('2026-01-01', 40, 2);
insert into storage_figures (kind, files, uses, bytes, shared) values ('original', 9, 10, 1000, 100);
insert into storage_check (files, file_bytes, stray_files, stray_bytes, lost, lost_sha256) values (9, 2000, 0, 0, 1, array[sha256('lost')]);
insert into categories (id, name, position) values
    ('b0000000-0000-7000-8000-000000000001', 'Nature', 0), ('b0000000-0000-7000-8000-000000000002', 'Towns', 1);
