-- A takedown knows the release that it is about, also where nobody recorded its place. NULL with a
-- place: of before this column, the place's release. NULL without a place: the copy was in no
-- release when it was recalled (or of before this column: wherever it went unrecorded).
ALTER TABLE takedown ADD COLUMN release INTEGER REFERENCES release(number);
-- Asked for again when comparing anew contradicts who looked through it.
DROP INDEX takedown_at_place;

-- How many copies are older than somebody's entry is asked for each recall.
CREATE INDEX ledger_by_channel ON ledger(channel, at);

-- A release that got its name and was not there as it was made when its maker's crash was mended:
-- somebody may have it, so it counts as published. Append-only.
CREATE TABLE release_missing (
  release INTEGER PRIMARY KEY REFERENCES release(number),
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL CHECK (actor <> '')
) STRICT;
CREATE TRIGGER release_missing_no_update BEFORE UPDATE ON release_missing
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
CREATE TRIGGER release_missing_no_delete BEFORE DELETE ON release_missing
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
