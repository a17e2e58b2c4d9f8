-- What somebody was told about a ban.
insert into notices (id, user_id, kind, act, subject, reason, community_id) values
    ('80000000-0000-7000-8000-000000000005', '00000004-0000-7000-8000-000000000001', 'community', 'ban', 'Herons', 'Loud',
     'd0000000-0000-7000-8000-000000000001');
