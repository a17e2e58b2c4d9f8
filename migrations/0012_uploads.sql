-- What is on its way into the store counts as its owner's, and what could not be made of an upload is told to programs as well.

-- A row of `blob_holds` says for whom it keeps a blob, so that its bytes count as theirs; null where that is nobody yet, as at a
-- sign-up, or where it is the site itself that makes a file.
alter table blob_holds add column owner_id uuid references users on delete cascade;

create index blob_holds_owner_id_idx on blob_holds (owner_id) where owner_id is not null;

-- A row of `refusals` says what the pin was called.
alter table refusals add column title text not null default '';

create index refusals_owner_id_idx on refusals (owner_id, pin_id desc);
