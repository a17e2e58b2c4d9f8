-- Backups: what became of each, and what was restored.

-- One row is a backup that was begun, by the clock or by the command line. The latest fifty are kept.
create table backup_runs (
    id        uuid        primary key,
    -- What it is called in the place that backups go to.
    name      text        not null,
    begun_at  timestamptz not null default clock_timestamp(),
    -- Null while it is being made. Where nobody holds the lock of backups, the server stopped during it.
    ended_at  timestamptz,
    -- The files of pictures that it names, and the bytes of them and of the tables as they are kept; null while it is being made.
    files     bigint,
    bytes     bigint,
    -- What of that was not there before.
    new_bytes bigint,
    -- What is wrong with it, in words for admins; null where it was read back and is whole.
    problem   text,
    -- Whether admins were sent an e-mail about that.
    told      boolean     not null default false,
    constraint backup_runs_ended_check check (ended_at is not null or problem is null)
);

create index backup_runs_begun_at_idx on backup_runs (begun_at desc);

-- One row is a backup that was restored into this database. Servers look at this table every few seconds: one that finds a row which was
-- not there when it started holds what is no longer true, and starts anew.
create table restores (
    id          uuid        primary key,
    backup      text        not null,
    restored_at timestamptz not null default now()
);
