-- A message is reported.
insert into reports (id, reporter_id, channel_id, message_seq, reason) values
    ('70000000-0000-7000-8000-000000000005', '00000002-0000-7000-8000-000000000001', 'e0000000-0000-7000-8000-000000000001', 2, 'Off topic');
