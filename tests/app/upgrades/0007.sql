-- A link that ends.
insert into expiring_links (id, token_hash, owner_id, pin_id, picture_id, original, views, max_views, created_at, expires_at) values
    ('a0000000-0000-7000-8000-000000000001', sha256('expiring'), '10000000-0000-7000-8000-000000000002', '30000000-0000-7000-8000-000000000003',
     '20000000-0000-7000-8000-000000000003', true, 2, 5, now(), now() + interval '1 hour');
