-- What open sockets have to know at once: that a member may hear less than before.

-- One row says that a member may hear less than before: one of their sessions or tokens has ended, they have left a conversation, look after
-- the site no longer, or there is a new block. `n` grows in the order of the commits, so whoever reads it together with a message knows of
-- every loss before that message. A member has one row, the latest.
create table access_losses (
    user_id uuid   primary key,
    n       bigint not null generated always as identity
);

create unique index access_losses_n_key on access_losses (n);

-- Writes it for the members in these columns of the row, as the last act of the transaction (deferred), so that nothing else is waited for
-- while others wait for their number. Of an account that is gone nothing is kept.
create function access_lost() returns trigger language plpgsql as $$
declare
    changed jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    lost uuid[] := array(select (changed ->> named.name)::uuid from unnest(tg_argv) as named (name));
begin
    -- 'loss': until the commit is seen by all, nobody else takes a number.
    perform pg_advisory_xact_lock(x'6c6f7373'::integer);
    delete from access_losses where user_id = any (lost);
    insert into access_losses (user_id) select users.id from users where users.id = any (lost);
    return null;
end
$$;

create constraint trigger sessions_lost after delete on sessions
deferrable initially deferred for each row
when (old.user_id is not null and old.expires_at > now()) execute function access_lost('user_id');

create constraint trigger program_sessions_lost after delete on program_sessions
deferrable initially deferred for each row execute function access_lost('user_id');

create constraint trigger access_tokens_lost after delete on access_tokens
deferrable initially deferred for each row execute function access_lost('user_id');

create constraint trigger conversation_members_lost after delete on conversation_members
deferrable initially deferred for each row execute function access_lost('user_id');

create constraint trigger blocks_lost after insert on blocks
deferrable initially deferred for each row execute function access_lost('blocker_id', 'blocked_id');

create constraint trigger users_lost after update of role, suspended_at, leaving_at on users
deferrable initially deferred for each row
when (old.role is distinct from new.role or old.suspended_at is distinct from new.suspended_at
      or old.leaving_at is distinct from new.leaving_at)
execute function access_lost('id');

create constraint trigger users_gone after delete on users
deferrable initially deferred for each row execute function access_lost('id');
