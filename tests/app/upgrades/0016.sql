-- A pin is saved with one press.
insert into board_pins (board_id, pin_id, position, added_at) values
    ('50000000-0000-7000-8000-000000000001', '30000000-0000-7000-8000-00000000000a', 3000, now() + interval '1 second');
