-- What those who run the site look at: how it grows, what its jobs do, where its room goes; and how communities are sorted.

-- One row is how much there was on a day (UTC), as counted last on it. Days that nobody counted on are filled in later by what is
-- left of them.
create table figures (
    day          date   primary key,
    members      bigint not null,
    pins         bigint not null,
    -- What members have uploaded, in bytes.
    upload_bytes bigint not null,
    -- All files that are kept, in bytes: each once, however many pictures share it.
    file_bytes   bigint not null
);

-- One row is what became of jobs on a day (UTC).
create table job_figures (
    day    date   primary key,
    done   bigint not null default 0,
    -- Tries that failed, whether or not there was another one.
    failed bigint not null default 0
);

-- Pictures that are still to be worked on, the oldest first.
create index pictures_unfinished_idx on pictures (id) where state <> 'ready';

-- One row is how much room one kind of files takes, as counted last.
create table storage_figures (
    -- 'original', 'quality', 'thumbnail'; 'unreferenced': files that nothing refers to, which a sweep deletes.
    kind       text        primary key check (kind in ('original', 'quality', 'thumbnail', 'unreferenced')),
    files      bigint      not null,
    -- How often these are referred to: the same bytes are kept once.
    uses       bigint      not null,
    -- In bytes, as kept; and what it would be more if each use had a file of its own.
    bytes      bigint      not null,
    shared     bigint      not null,
    counted_at timestamptz not null default now()
);

-- The one row is what the last comparison of the blob store with `blobs` found.
create table storage_check (
    only_row    boolean     primary key default true check (only_row),
    checked_at  timestamptz not null default now(),
    -- What lies in the store.
    files       bigint      not null,
    file_bytes  bigint      not null,
    -- Files older than a day that have no row.
    stray_files bigint      not null,
    stray_bytes bigint      not null,
    -- Rows that something refers to and whose file is missing, which is a loss; the first of them by name.
    lost        bigint      not null,
    lost_sha256 bytea[]     not null,
    -- How many rows and files were deleted on the way; null where it was only looked.
    swept_rows  bigint,
    swept_files bigint,
    constraint storage_check_swept_check check ((swept_rows is null) = (swept_files is null))
);

-- One row is a category of communities.
create table categories (
    id         uuid        primary key,
    name       text        not null check (char_length(name) between 1 and 40),
    -- Its place among the others, from 0.
    position   integer     not null check (position >= 0),
    created_at timestamptz not null default now()
);

create unique index categories_name_key on categories (lower(name));
create index categories_position_idx on categories (position, id);
