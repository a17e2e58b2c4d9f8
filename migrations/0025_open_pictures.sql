-- Servers remember for a moment that everyone may have a file of a picture (`is_open`). What may end that is told to all of them in the
-- transaction that does it, so they forget at once (`src/store/db/closings.rs`).

-- Tells all servers that visitors may have lost something. However often a transaction says so, it is told once.
create function pictures_closed() returns trigger language plpgsql as $$
begin
    perform pg_notify('tessera_media', '');
    return null;
end
$$;

-- The triggers below are on all that the answer for a visitor is made of: `visible_pictures(null)`, `is_open` and, for thumbnails, the plan of
-- the pin's owner. They look at rows as they were and are, not at what a statement names, as other triggers set `withheld`; and they are
-- silent where nothing is lost, so that likes, edits and the work on pictures make nobody forget. Two things need none. What everyone sees by
-- a community is never remembered, as `is_open` says no to channels, icons and banners, and those are always shown by new pictures. And
-- the files of a picture go with it, which nothing shows by then.

create trigger pins_closed after update on pins for each row
when (old.deleted_at is null and old.visibility in ('public', 'unlisted') and not old.withheld
      and (new.deleted_at is not null or new.visibility not in ('public', 'unlisted') or new.withheld
           or new.picture_id <> old.picture_id or new.owner_id <> old.owner_id))
execute function pictures_closed();

create trigger pins_gone after delete on pins for each row
when (old.deleted_at is null and old.visibility in ('public', 'unlisted') and not old.withheld)
execute function pictures_closed();

-- Whoever leaves is not withheld pin by pin, and has avatars hidden as those have who are suspended. A plan gives thumbnails.
create trigger users_closed after update on users for each row
when (old.suspended_at is null and new.suspended_at is not null
      or old.leaving_at is null and new.leaving_at is not null
      or old.avatar_id is not null and new.avatar_id is distinct from old.avatar_id
      or new.plan_id <> old.plan_id)
execute function pictures_closed();

create trigger users_closed_with_all after delete on users for each row
when (old.leaving_at is null)
execute function pictures_closed();

create trigger plans_closed after update on plans for each row
when (new.heights <> old.heights)
execute function pictures_closed();

-- Made anew, a file has the same bytes and the same name. Were it another, the old one would be swept away.
create trigger qualities_closed after update on qualities for each row
when (new.sha256 <> old.sha256)
execute function pictures_closed();

create trigger thumbnails_closed after update on thumbnails for each row
when (new.sha256 <> old.sha256)
execute function pictures_closed();
