-- What ends with a new password or address, and how an account leaves.

alter table users
    -- Goes up whenever something that signs the account in is ended. Whoever showed who they are before that is not signed in after
    -- it, however late their session is written down.
    add column credential_epoch integer     not null default 0,
    -- The access tokens that stay once `new_email` takes effect, by the choice of whoever asked for it.
    add column new_email_keeps  uuid[]      not null default '{}',
    -- Since when the account is being deleted. It is suspended as well, so every door is closed; a job takes away what is left of it.
    add column leaving_at       timestamptz;

create index users_leaving_idx on users (leaving_at, id) where leaving_at is not null;

alter table access_tokens
    -- The token by which a program asked for this one; null where its owner made it. It goes when that goes.
    add column parent_id uuid references access_tokens on delete cascade;

create index access_tokens_parent_idx on access_tokens (parent_id) where parent_id is not null;

-- Whoever leaves is suspended without a word to each of their pins: there may be hundreds of thousands. The functions below hide these.
drop trigger users_suspended on users;
create trigger users_suspended after update of suspended_at on users
for each row when ((old.suspended_at is null) <> (new.suspended_at is null) and new.leaving_at is null)
execute function users_suspended();

-- As before, and nobody sees what belongs to an account that is leaving. Who is leaving is asked once a query.
create or replace function visible_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.owner_id = viewer
           or pins.visibility in ('public', 'unlisted') and (not pins.withheld or looks_after(viewer)))
      and pins.owner_id <> all (array(select id from users where leaving_at is not null))
$$;

create or replace function listed_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins
    where pins.deleted_at is null
      and (pins.visibility = 'public' and not pins.withheld or pins.owner_id = viewer)
      and pins.owner_id <> all (array(select id from users where leaving_at is not null))
$$;

create or replace function visible_boards(viewer uuid) returns setof boards
language sql stable parallel safe as $$
    select boards.* from boards
    where (boards.owner_id = viewer
           or boards.visibility = 'public'
              and (not exists (select from users where users.id = boards.owner_id and users.suspended_at is not null)
                   or looks_after(viewer)))
      and boards.owner_id <> all (array(select id from users where leaving_at is not null))
$$;

-- An avatar is everyone's to see, but for that of somebody who is suspended: it follows what else they have put here.
create or replace function visible_pictures(viewer uuid) returns setof pictures
language sql stable parallel safe as $$
    select pictures.* from pictures
    where exists (select from visible_pins(viewer) as pin where pin.picture_id = pictures.id)
       or exists (select from users
                  where users.avatar_id = pictures.id
                    and (users.suspended_at is null or users.leaving_at is null and looks_after(viewer)))
$$;

create or replace function face_of(avatar uuid) returns table (picture_id uuid, n smallint)
language sql stable parallel safe as $$
    select qualities.picture_id, qualities.n from qualities
    where qualities.picture_id = avatar and qualities.n <> 1
      and not exists (select from users where users.avatar_id = avatar and users.suspended_at is not null)
    order by qualities.width limit 1
$$;

create or replace function matching_members(text, uuid, text, boolean) returns setof users
language sql stable parallel safe as $$
    select users.* from users
    where ($1 = '' or strpos(lower(username || ' ' || display_name || ' ' || email), lower($1)) > 0)
      and ($2 is null or plan_id = $2)
      and ($3 is null or role = $3)
      and ($4 is null or (suspended_at is not null) = $4)
      and leaving_at is null
$$;

-- What members wrote is quoted in the log between these marks. After 90 days the quotation is taken out, so that words that were
-- removed are not kept for ever; what was done, by whom, to whose, stays. A quotation ends at the last mark, whatever is in it.
create function without_quotations(text) returns text
language sql immutable parallel safe as $$
    select regexp_replace($1, '“.*”', '“…”', 'ns')
$$;

create function audit_log_quotes(act text) returns boolean
language sql immutable parallel safe as $$
    select act in ('change_pin', 'delete_pin', 'undelete_pin', 'change_board', 'delete_board',
                   'hide_pin', 'restore_pin', 'remove_pin', 'remove_comment')
$$;

create index audit_log_quotes_idx on audit_log (created_at)
    where audit_log_quotes(act)
      and (about <> without_quotations(about) or act = 'remove_comment' and detail <> without_quotations(detail));

-- The log is never changed, with this one exception: the quotations in an entry that is older than 90 days are taken out, and
-- nothing else of it is touched.
create or replace function audit_log_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.created_at < now() - interval '90 days' and audit_log_quotes(old.act)
           and (new.id, new.actor_id, new.actor, new.act, new.created_at)
               is not distinct from (old.id, old.actor_id, old.actor, old.act, old.created_at)
           and new.about = without_quotations(old.about)
           and new.detail = (case when old.act = 'remove_comment' then without_quotations(old.detail) else old.detail end)
        then
            return new;
        end if;
    end if;
    raise exception 'the audit log is never changed';
end
$$;
