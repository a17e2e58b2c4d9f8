-- What members say of themselves, and what is known of their address.
alter table users
    add column bio               text        not null default '',
    -- When it was shown that `email` is theirs; null while it was not.
    add column email_verified_at timestamptz,
    -- The address that takes the place of `email` once it is confirmed.
    add column new_email         text,
    add constraint users_bio_check check (char_length(bio) <= 500);

-- By this name a session is listed and ended. It is no secret; the session's own id is.
alter table sessions add column name uuid not null default gen_random_uuid();

create unique index sessions_name_key on sessions (name);

-- One row is now a link of any purpose. Those for an account go with it.
alter table one_time_links
    drop constraint one_time_links_purpose_check,
    add constraint one_time_links_purpose_check
        check (purpose in ('first_admin', 'verify_email', 'reset_password', 'invitation')),
    -- Whose account it is about; null for links that open one.
    add column user_id uuid references users on delete cascade,
    -- The address it confirms, or was sent to; null where an admin made it for nobody in particular.
    add column email   text,
    -- Whether it went to that address by mail, so that following it shows whose the address is.
    add column mailed  boolean     not null default false,
    -- When it was used, or a newer one took its place. Kept a while, so that the page can say so.
    add column used_at timestamptz;

create index one_time_links_user_id_idx on one_time_links (user_id, purpose);

-- One row is a program that signed in with a password. Its refresh tokens go with it, and its access tokens, which carry
-- this id, stop working.
create table program_sessions (
    id         uuid        primary key,
    user_id    uuid        not null references users on delete cascade,
    -- What the program calls itself (its User-Agent header).
    agent      text        not null,
    created_at timestamptz not null default now(),
    -- When it last refreshed its tokens.
    seen_at    timestamptz not null default now()
);

create index program_sessions_user_id_idx on program_sessions (user_id);

-- One row is a refresh token, good for one use. Used ones are kept: one that comes again was stolen, from us or from the
-- program, and ends the session for both. Here stands the SHA-256 of the token.
create table refresh_tokens (
    token_hash bytea       primary key check (octet_length(token_hash) = 32),
    session_id uuid        not null references program_sessions on delete cascade,
    expires_at timestamptz not null,
    used_at    timestamptz
);

create index refresh_tokens_session_id_idx on refresh_tokens (session_id);

-- One row is a personal access token, which its owner gave to a program. Here stands the SHA-256 of the token.
create table access_tokens (
    id         uuid        primary key,
    user_id    uuid        not null references users on delete cascade,
    token_hash bytea       not null unique check (octet_length(token_hash) = 32),
    name       text        not null check (char_length(name) between 1 and 60),
    scopes     text[]      not null check (scopes <@ array['read', 'write', 'account', 'admin']),
    created_at timestamptz not null default now(),
    used_at    timestamptz,
    -- Null where it works until it is taken back.
    expires_at timestamptz
);

create index access_tokens_user_id_idx on access_tokens (user_id, id desc);

-- One row is a secret that this site made for itself at its first start. All its servers share it.
create table site_secrets (
    name       text        primary key,
    value      bytea       not null,
    created_at timestamptz not null default now()
);

-- A pin with all that a grid shows of it, where this viewer may see it.
create function pin_cards(viewer uuid) returns table (
    id uuid, owner_id uuid, title text, visibility text, created_at timestamptz,
    picture_id uuid, width integer, height integer, state text, placeholder bytea,
    username text, display_name text, avatar_id uuid
)
language sql stable parallel safe as $$
    select pin.id, pin.owner_id, pin.title, pin.visibility, pin.created_at,
           picture.id, picture.width, picture.height, picture.state, picture.placeholder,
           owner.username, owner.display_name, owner.avatar_id
    from visible_pins(viewer) as pin
    join pictures as picture on picture.id = pin.picture_id
    join users as owner on owner.id = pin.owner_id
$$;
