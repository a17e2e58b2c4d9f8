-- A large picture's full size is made by a job of its own, which comes after the small sizes of all pictures. Until then the picture is
-- 'scaled': all quality states are there but the full size. The states are 'waiting', 'early', 'scaled' and 'ready', in this order.
alter table pictures
    drop constraint pictures_state_check,
    add constraint pictures_state_check check (state in ('waiting', 'early', 'scaled', 'ready'));
