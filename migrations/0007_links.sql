-- Expiring links: a picture for a while, for whoever has the address.

-- One row is an expiring link. Its pin, its picture and its account may go before it does: it can still say what has become of it,
-- until it is forgotten some time after its end.
create table expiring_links (
    id            uuid        primary key,
    -- The SHA-256 of its token.
    token_hash    bytea       not null unique check (octet_length(token_hash) = 32),
    -- Null where the account is gone.
    owner_id      uuid        references users on delete set null,
    -- Null where the pin is gone for good.
    pin_id        uuid        references pins on delete set null,
    -- What the pin showed when the link was made; null where that is gone, or another picture has taken its place.
    picture_id    uuid        references pictures on delete set null,
    -- Of the thumbnail that it leads to; null for the full size or the original.
    height        integer     check (height > 0),
    -- Whether it leads to the untouched file.
    original      boolean     not null,
    -- A PHC string; null where there is no password.
    password_hash text,
    -- How often the picture can be had; null for no end.
    max_views     integer     check (max_views > 0),
    views         bigint      not null default 0 check (views >= 0),
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    revoked_at    timestamptz,
    constraint expiring_links_size_check check (height is null or not original),
    constraint expiring_links_most_check check (views <= max_views),
    constraint expiring_links_life_check check (created_at < expires_at)
);

create index expiring_links_owner_idx on expiring_links (owner_id, id desc);
create index expiring_links_live_idx on expiring_links (owner_id, expires_at) where revoked_at is null;
create index expiring_links_pin_idx on expiring_links (pin_id);
create index expiring_links_picture_idx on expiring_links (picture_id);
create index expiring_links_end_idx on expiring_links (least(revoked_at, expires_at));

create function expiring_links_orphaned() returns trigger language plpgsql as $$
begin
    new.password_hash := null;
    return new;
end
$$;

-- Nothing that somebody typed outlives their account.
create trigger expiring_links_orphaned before update of owner_id on expiring_links
for each row when (new.owner_id is null) execute function expiring_links_orphaned();
