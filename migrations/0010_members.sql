-- What admins see of members.

-- The members whose user name, display name or e-mail holds a text, with a plan, a role, and suspended or not; null for any.
create function matching_members(text, uuid, text, boolean) returns setof users
language sql stable parallel safe as $$
    select users.* from users
    where ($1 = '' or strpos(lower(username || ' ' || display_name || ' ' || email), lower($1)) > 0)
      and ($2 is null or plan_id = $2)
      and ($3 is null or role = $3)
      and ($4 is null or (suspended_at is not null) = $4)
$$;
