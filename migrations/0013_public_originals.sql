-- What others get where they download an original: a file that does not say where the picture was taken.

-- One row is the original of a picture as others may have it. It is made with the picture's quality states, or where somebody first
-- asks for it.
create table public_originals (
    picture_id uuid    primary key references pictures on delete cascade,
    -- A copy without what says, or may say, where the picture was taken; the original itself where nothing had to go.
    sha256     bytea   not null references blobs,
    -- Whether the original names a place. Others hear nothing of it.
    has_place  boolean not null
);

create index public_originals_sha256_idx on public_originals (sha256);

-- Whether its owner has others download the original as it is.
alter table pins add column share_location boolean not null default false;
