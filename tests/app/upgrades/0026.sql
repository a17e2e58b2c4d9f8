-- Two programs of one member have expired and are forgotten; one of another member is signed out.
insert into program_sessions (id, user_id, agent, created_at, seen_at) values
    ('40000000-0000-7000-8000-000000000004', '00000002-0000-7000-8000-000000000001', 'Idle', now() - interval '40 days', now() - interval '31 days'),
    ('40000000-0000-7000-8000-000000000005', '00000002-0000-7000-8000-000000000001', 'Old', now() - interval '91 days', now() - interval '2 days'),
    ('40000000-0000-7000-8000-000000000006', '00000003-0000-7000-8000-000000000001', 'Signed in', now(), now());
delete from program_sessions where agent in ('Idle', 'Old', 'Signed in');
