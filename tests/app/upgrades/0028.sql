-- What two pictures look like, of which one is nearly the same as the other.
insert into likenesses (pin_id, version, code, keys, colours, shares, near_duplicate_of) values
    ('30000000-0000-7000-8000-000000000001', 1, '\x0102', array[7, 4194311], array[412, 7]::smallint[], array[60, 25]::smallint[], null),
    ('30000000-0000-7000-8000-000000000002', 1, '\x0102', array[7, 4194311], array[412]::smallint[], array[90]::smallint[],
     '30000000-0000-7000-8000-000000000001');
