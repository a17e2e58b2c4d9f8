-- Files that are sent in pieces: what has arrived of each, so that the rest can come over another connection, to any server.

-- One row is such a file. It is forgotten 24 hours after its last byte; if it was judged, 24 hours after that.
create table resumable_uploads (
    id           uuid        primary key,
    owner_id     uuid        not null references users on delete cascade,
    -- Of the whole file, in bytes.
    byte_size    bigint      not null check (byte_size >= 0),
    -- What was said of it when it was announced: the header `Upload-Metadata`, as it came.
    metadata     text        not null,
    -- How many bytes have arrived, without a gap from the first on.
    received     bigint      not null default 0,
    -- The request that receives bytes or judges the file, and when it counts as dead unless it renews its lease; null where there is none.
    lease        uuid,
    leased_until timestamptz,
    -- Whether another request waits for that one to end.
    lease_wanted boolean     not null default false,
    -- Whether the file has arrived whole and is being judged. From then on its bytes count as those of the pin that it may become.
    judging      boolean     not null default false,
    -- The pin that it became, or why it became none; null before.
    outcome      jsonb,
    expires_at   timestamptz not null,
    constraint resumable_uploads_received_check check (received between 0 and byte_size),
    constraint resumable_uploads_lease_check check ((lease is null) = (leased_until is null))
);

create index resumable_uploads_owner_id_idx on resumable_uploads (owner_id);
create index resumable_uploads_expires_at_idx on resumable_uploads (expires_at);

-- One row is a piece of such a file: a file of its own in the blob store, in the folder `uploads`, named by the id.
create table upload_pieces (
    id        uuid   primary key,
    upload_id uuid   not null references resumable_uploads on delete cascade,
    -- Where in the whole file it begins, in bytes.
    begins    bigint not null check (begins >= 0),
    byte_size bigint not null check (byte_size > 0),
    constraint upload_pieces_upload_id_begins_key unique (upload_id, begins)
);
