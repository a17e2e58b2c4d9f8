-- A backup that is whole, one that is not, and one that was restored.
insert into backup_runs (id, name, ended_at, files, bytes, new_bytes, problem, told) values
    ('f0000000-0000-7000-8000-000000000001', 'first', clock_timestamp(), 9, 1000, 1000, null, false),
    ('f0000000-0000-7000-8000-000000000002', 'second', clock_timestamp(), 9, 1000, 0, 'A file is missing.', true);
insert into restores (id, backup) values ('f0000000-0000-7000-8000-000000000003', 'first');
