-- Who works on pictures, so that a picture that takes the process down with it is known by that.

-- One row is a server process of this site that runs, or that ended without saying so: it says every few seconds that it is there,
-- and a row that has not been seen for a while is deleted by another server, or at the next start.
create table servers (
    id         uuid        primary key,
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now()
);

-- One row is an attempt at making the sizes of a picture: committed before the work begins, deleted when it has ended, however it
-- ended. A row without a server is an attempt during which the process died.
create table picture_attempts (
    id         uuid        primary key,
    picture_id uuid        not null references pictures on delete cascade,
    server_id  uuid        references servers on delete set null,
    begun_at   timestamptz not null default now()
);

create index picture_attempts_picture_id_idx on picture_attempts (picture_id);
create index picture_attempts_server_id_idx on picture_attempts (server_id);
