-- Moderation: what becomes of reports, and what members hear of what is done.

alter table reports
    -- When, by whom and how it was settled. One that is settled can be made anew: it is then open again, with its new reason.
    add column handled_at timestamptz,
    add column handled_by uuid references users on delete set null,
    add column outcome    text check (outcome in ('hide_pin', 'remove_pin', 'remove_comment', 'warn_member', 'suspend_member',
                                                  'dismiss_reports')),
    add constraint reports_handled_check check ((handled_at is null) = (outcome is null));

create index reports_handled_by_idx on reports (handled_by) where handled_by is not null;

-- One row is a pin or a comment that has been reported. Kept by triggers, so that the queue is a walk along an index.
create table reported (
    -- The first report about it, whose name it goes by from then on.
    id         uuid        primary key,
    pin_id     uuid        unique references pins on delete cascade,
    comment_id uuid        unique references comments on delete cascade,
    -- How many of its reports are not settled, and the oldest of them.
    open       integer     not null default 0 check (open >= 0),
    oldest_id  uuid,
    -- When any of its reports was settled last.
    handled_at timestamptz,
    constraint reported_subject_check check (num_nonnulls(pin_id, comment_id) = 1)
);

create index reported_oldest_idx on reported (oldest_id) where open > 0;
create index reported_most_idx on reported ((-open), oldest_id) where open > 0;
create index reported_pins_idx on reported (open desc, pin_id desc) where open > 0 and pin_id is not null;
create index reported_handled_idx on reported (handled_at desc, id desc) where open = 0;

create function reports_gathered() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into reported (id, pin_id, comment_id)
        select distinct on (pin_id, comment_id) id, pin_id, comment_id from changed order by pin_id, comment_id, id
        on conflict do nothing;
    end if;
    -- Locked first: what is counted after that is all that whoever held them has written.
    perform from reported
    where pin_id in (select pin_id from changed) or comment_id in (select comment_id from changed) order by id for update;
    update reported set
        open = (select count(*) from reports
                where (reports.pin_id = reported.pin_id or reports.comment_id = reported.comment_id) and reports.handled_at is null),
        oldest_id = (select reports.id from reports
                     where (reports.pin_id = reported.pin_id or reports.comment_id = reported.comment_id)
                       and reports.handled_at is null order by reports.id limit 1),
        handled_at = (select max(reports.handled_at) from reports
                      where reports.pin_id = reported.pin_id or reports.comment_id = reported.comment_id)
    where pin_id in (select pin_id from changed) or comment_id in (select comment_id from changed);
    if tg_op = 'DELETE' then
        delete from reported
        where (pin_id in (select pin_id from changed) or comment_id in (select comment_id from changed))
          and open = 0 and handled_at is null;
    end if;
    return null;
end
$$;

create trigger reports_made after insert on reports
referencing new table as changed for each statement execute function reports_gathered();
create trigger reports_handled after update on reports
referencing new table as changed for each statement execute function reports_gathered();
create trigger reports_gone after delete on reports
referencing old table as changed for each statement execute function reports_gathered();

-- What was reported before.
insert into reported (id, pin_id, comment_id, open, oldest_id)
select distinct on (pin_id, comment_id) id, pin_id, comment_id, count(*) over same, id from reports
window same as (partition by pin_id, comment_id)
order by pin_id, comment_id, id;

-- Comments of somebody who is suspended are shown to nobody, and not counted. Kept by triggers.
alter table comments add column withheld boolean not null default false;

-- The author is locked: whoever suspends them meanwhile comes afterwards, and finds this row.
create function comments_withheld() returns trigger language plpgsql as $$
begin
    new.withheld := coalesce((select suspended_at is not null from users where id = new.author_id for share), false);
    return new;
end
$$;

create trigger comments_withheld before insert on comments
for each row execute function comments_withheld();

create or replace function comments_counted() returns trigger language plpgsql as $$
declare
    sign integer := case when tg_op = 'INSERT' then 1 else -1 end;
begin
    -- As likes_counted.
    perform from pin_counts where pin_id in (select pin_id from changed where not withheld) order by pin_id for no key update;
    update pin_counts set comment_count = comment_count + sign * counted.number
    from (select pin_id, count(*)::integer as number from changed where not withheld group by pin_id) as counted
    where pin_counts.pin_id = counted.pin_id;
    return null;
end
$$;

create or replace function users_suspended() returns trigger language plpgsql as $$
declare
    suspended boolean := new.suspended_at is not null;
begin
    update pins set withheld = suspended where owner_id = new.id;
    perform from pin_counts where pin_id in (select pin_id from comments where author_id = new.id) order by pin_id for no key update;
    with changed as (
        update comments set withheld = suspended where author_id = new.id and withheld <> suspended returning pin_id
    )
    update pin_counts set comment_count = comment_count + case when suspended then -1 else 1 end * counted.number
    from (select pin_id, count(*)::integer as number from changed group by pin_id) as counted
    where pin_counts.pin_id = counted.pin_id;
    return null;
end
$$;

-- Who may see which board: not those of somebody who is suspended, but for those who look after the site.
create index users_suspended_idx on users (id) where suspended_at is not null;

create or replace function visible_boards(viewer uuid) returns setof boards
language sql stable parallel safe as $$
    select boards.* from boards
    where boards.owner_id = viewer
       or boards.visibility = 'public'
          and (not exists (select from users where users.id = boards.owner_id and users.suspended_at is not null)
               or looks_after(viewer))
$$;

-- News of what was done by those who look after the site, which names no actor. It outlives what it is about.
alter table notices
    drop constraint notices_kind_check,
    add constraint notices_kind_check check (kind in ('like', 'follow', 'comment', 'mention', 'moderation')),
    -- What was done, what that was called, and why.
    add column act     text check (act in ('hide_pin', 'restore_pin', 'remove_pin', 'remove_comment', 'warn_member',
                                           'suspend_member', 'restore_member')),
    add column subject text constraint notices_called_check check (char_length(subject) <= 300),
    add column reason  text check (char_length(reason) between 1 and 1000),
    -- The pin it is about, while that is there.
    add column about_pin_id uuid references pins on delete set null,
    drop constraint notices_subject_check,
    add constraint notices_subject_check check ((kind in ('follow', 'moderation')) = (pin_id is null)),
    add constraint notices_moderation_check check ((kind = 'moderation') = (act is not null)
                                            and (act is null) = (subject is null) and (act is null) = (reason is null));

drop index notices_unread_key;
create unique index notices_unread_key on notices (user_id, kind, pin_id) nulls not distinct
    where read_at is null and kind not in ('mention', 'moderation');
create index notices_about_pin_idx on notices (about_pin_id) where about_pin_id is not null;

-- The words that a title has, as a query of `pin_search.words`: each of them, the last of which may be unfinished. Null for none.
create function title_query(text) returns tsquery
language sql stable parallel safe as $$
    select string_agg(quote_literal(word) || ':*A', ' & ')::tsquery
    from unnest(tsvector_to_array(to_tsvector('simple', search_text($1)))) as word
$$;
