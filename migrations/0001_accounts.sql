-- One row is an account: a person who signed up.
create table users (
    id            uuid        primary key,
    -- As typed; unique whatever the case of its letters.
    email         text        not null,
    -- As typed, their name in addresses; unique whatever the case of its letters.
    username      text        not null check (username ~ '^[A-Za-z0-9_]{3,30}$'),
    display_name  text        not null check (char_length(display_name) between 1 and 60),
    -- A PHC string: Argon2id with its parameters and salt.
    password_hash text        not null,
    role          text        not null default 'member' check (role in ('member', 'admin')),
    created_at    timestamptz not null default now()
);

create unique index users_email_key on users (lower(email));
create unique index users_username_key on users (lower(username));

-- One row is a browser that is signed in. The cookie holds the session's secret; here stands only its SHA-256,
-- so that a copy of this table signs nobody in.
create table sessions (
    id_hash    bytea       primary key check (octet_length(id_hash) = 32),
    user_id    uuid        references users on delete cascade,
    -- What tower-sessions keeps: the account's id, and which browser it is.
    data       jsonb       not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);

create index sessions_user_id_idx on sessions (user_id);
create index sessions_expires_at_idx on sessions (expires_at);

-- One row is a link that works once, until it expires. Here stands the SHA-256 of the token in it.
create table one_time_links (
    token_hash bytea       primary key check (octet_length(token_hash) = 32),
    purpose    text        not null check (purpose in ('first_admin')),
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
);

-- There is one first admin, so there is one link for it.
create unique index one_time_links_first_admin_key on one_time_links (purpose) where purpose = 'first_admin';
