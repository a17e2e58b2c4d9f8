-- What an owner is told of a file they have uploaded.

-- One row is what was found in the original of a picture beside its pixels. It is written with `public_originals`, so pictures from before this
-- table have none until their owner asks. Where a picture was taken is not here: it is read from the file each time its owner asks.
create table file_facts (
    picture_id     uuid     primary key references pictures on delete cascade,
    -- More than one only for an animation.
    frames         integer  not null check (frames >= 1),
    -- How the stored picture has to be turned, by the numbers of Exif (tag 274); 1 is not at all.
    orientation    smallint not null check (orientation between 1 and 8),
    -- The name of the colour profile; null where none was found.
    colour_profile text     check (length(colour_profile) between 1 and 100),
    metadata       text[]   not null check (metadata <@ array['exif', 'gps', 'xmp', 'iptc', 'text', 'other']),
    -- How long all metadata is.
    metadata_bytes bigint   not null check (metadata_bytes >= 0),
    -- Make and model.
    camera         text     check (length(camera) between 1 and 201)
);
