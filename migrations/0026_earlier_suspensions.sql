-- What migrations 0008 and 0023 did not see to: comments of members who had been suspended before 0008, and sessions of programs that expire.

-- Comments of members who were suspended before there was `withheld` have been shown and counted since. Withheld now, they come back with
-- their author as all others do (`users_suspended`, in whose order rows are locked). An account that is leaving is hidden by that.
select from pin_counts
where pin_id in (select comments.pin_id from comments join users on users.id = comments.author_id
                 where users.suspended_at is not null and users.leaving_at is null and not comments.withheld)
order by pin_id for no key update;

with changed as (
    update comments set withheld = true
    from users
    where users.id = comments.author_id and users.suspended_at is not null and users.leaving_at is null and not comments.withheld
    returning comments.pin_id
)
update pin_counts set comment_count = comment_count - counted.number
from (select pin_id, count(*)::integer as number from changed group by pin_id) as counted
where pin_counts.pin_id = counted.pin_id;

-- A program's session that has expired is no loss when it is forgotten: nobody listens by it any more. It ends 90 days after the program
-- signed in, and 30 days after its tokens were refreshed last.
drop trigger program_sessions_lost on program_sessions;

create constraint trigger program_sessions_lost after delete on program_sessions
deferrable initially deferred for each row
when (old.created_at > now() - interval '90 days' and old.seen_at > now() - interval '30 days')
execute function access_lost('user_id');
