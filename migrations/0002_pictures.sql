-- One row is a file in the blob store, named there by the SHA-256 of its bytes. Whoever refers to it does so by a
-- foreign key; a blob that nobody refers to and nobody holds is deleted by a job.
create table blobs (
    sha256     bytea       primary key check (octet_length(sha256) = 32),
    -- In bytes.
    byte_size  bigint      not null check (byte_size > 0),
    created_at timestamptz not null default now()
);

-- One row keeps a blob alive while its file is on its way into the store and nothing refers to it yet. It goes in the
-- transaction that makes the reference. What a crash leaves behind expires.
create table blob_holds (
    id      uuid        not null,
    sha256  bytea       not null references blobs,
    held_at timestamptz not null default now(),
    primary key (id, sha256)
);

create index blob_holds_sha256_idx on blob_holds (sha256);

-- One row is a picture: the bytes that a pin or an avatar shows. Other bytes are another picture with another id, so
-- that what is cached under an id never changes.
create table pictures (
    id              uuid        primary key,
    owner_id        uuid        not null references users on delete cascade,
    -- The untouched file as it was uploaded.
    original_sha256 bytea       not null references blobs,
    -- Its format by content: 'JPEG', 'PNG', 'GIF', 'WebP', 'AVIF', 'BMP', 'TIFF'.
    format          text        not null,
    -- In pixels, upright.
    width           integer     not null check (width between 1 and 16383),
    height          integer     not null check (height between 1 and 16383),
    -- 'waiting': nothing to show yet; 'early': the small quality states are there; 'ready': all of them.
    state           text        not null default 'waiting' check (state in ('waiting', 'early', 'ready')),
    -- The thumbhash, and the same drawn as a WebP of at most 32 px; null until the picture was decoded once.
    thumbhash       bytea,
    placeholder     bytea,
    created_at      timestamptz not null default now()
);

create index pictures_owner_id_idx on pictures (owner_id);
create index pictures_original_sha256_idx on pictures (original_sha256);

-- One row is a quality state of a picture, a WebP file: n = 0 is full size, 1 the lowest, then rising.
create table qualities (
    picture_id uuid     not null references pictures on delete cascade,
    n          smallint not null check (n >= 0),
    sha256     bytea    not null references blobs,
    -- In pixels.
    width      integer  not null check (width > 0),
    height     integer  not null check (height > 0),
    primary key (picture_id, n)
);

create index qualities_sha256_idx on qualities (sha256);

-- One row is a pin: a picture with its words.
create table pins (
    id         uuid        primary key,
    owner_id   uuid        not null references users on delete cascade,
    picture_id uuid        not null unique references pictures,
    title      text        not null check (char_length(title) between 1 and 150),
    visibility text        not null check (visibility in ('public', 'private')),
    created_at timestamptz not null default now()
);

create index pins_owner_id_idx on pins (owner_id, id desc);

-- One row is the news that an uploaded file could not be read after all. Nothing else of that file is kept; the news
-- itself expires.
create table refusals (
    -- The id the pin would have had, by which the page that uploaded it asks.
    pin_id     uuid        primary key,
    owner_id   uuid        not null references users on delete cascade,
    -- A whole sentence for its owner.
    reason     text        not null,
    created_at timestamptz not null default now()
);

alter table users add column avatar_id uuid references pictures on delete set null;

create index users_avatar_id_idx on users (avatar_id) where avatar_id is not null;

-- Who may see which pin is decided here and nowhere else. Every query of pins selects from this function, with the
-- account that looks or null for a visitor. It is a plain SQL function so that the planner inlines it.
create function visible_pins(viewer uuid) returns setof pins
language sql stable parallel safe as $$
    select pins.* from pins where pins.visibility = 'public' or pins.owner_id = viewer
$$;

-- The same for pictures, which follow the pin that shows them. An avatar is everyone's to see.
create function visible_pictures(viewer uuid) returns setof pictures
language sql stable parallel safe as $$
    select pictures.* from pictures
    where exists (select from visible_pins(viewer) as pin where pin.picture_id = pictures.id)
       or exists (select from users where users.avatar_id = pictures.id)
$$;

-- The quality state by which an avatar is drawn beside a name: the smallest there is so far, but for the lowest. A small
-- picture has only its full size.
create function face_of(avatar uuid) returns table (picture_id uuid, n smallint)
language sql stable parallel safe as $$
    select qualities.picture_id, qualities.n from qualities
    where qualities.picture_id = avatar and qualities.n <> 1
    order by qualities.width limit 1
$$;
