-- The heron's file was looked into again; nobody has asked about the others.
insert into file_facts (picture_id, frames, orientation, colour_profile, metadata, metadata_bytes, camera)
values ('20000000-0000-7000-8000-000000000001', 1, 6, 'Display P3', array['exif', 'gps'], 512, 'Apple iPhone 15');
