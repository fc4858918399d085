-- The journal of photos: where each one is on its way from the inbox to its end. Every step is
-- written here before it happens, so that a restart finds each photo exactly once.
CREATE TABLE photo (
  row             INTEGER PRIMARY KEY AUTOINCREMENT,
  id              TEXT NOT NULL UNIQUE CHECK (length(id) = 19),
  channel         TEXT NOT NULL REFERENCES channel(name),
  event           TEXT CHECK (event <> ''),
  added_groups    TEXT NOT NULL,
  folder          TEXT NOT NULL,
  original_name   TEXT NOT NULL,
  source          INTEGER NOT NULL CHECK (source IN (1, 2)),
  state           INTEGER NOT NULL CHECK (state BETWEEN 1 AND 11),
  revision        INTEGER NOT NULL,
  claimed_at      TEXT NOT NULL,
  state_at        TEXT NOT NULL,
  bytes           INTEGER NOT NULL DEFAULT 0,
  vault_id        TEXT,
  sha256          TEXT,
  in_flight       INTEGER NOT NULL DEFAULT 0,
  tries           INTEGER NOT NULL DEFAULT 0,
  retry_at        TEXT,
  decision        TEXT,
  decided_at      TEXT,
  consent_version INTEGER,
  settings_hash   TEXT,
  format          TEXT,
  width_px        INTEGER NOT NULL DEFAULT 0,
  height_px       INTEGER NOT NULL DEFAULT 0,
  findings        TEXT NOT NULL DEFAULT '[]',
  faces           TEXT NOT NULL DEFAULT '[]',
  output_name     TEXT,
  output_sha256   TEXT,
  same_as         TEXT,
  original_gone_at TEXT,
  receipt         TEXT
) STRICT;
CREATE INDEX photo_by_state ON photo(state, channel, row);
CREATE INDEX photo_by_bytes ON photo(sha256, channel);
CREATE INDEX photo_by_output ON photo(channel, output_name);

-- What happened to it, in order.
CREATE TABLE photo_step (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  photo  INTEGER NOT NULL REFERENCES photo(row) ON DELETE CASCADE,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL CHECK (actor <> ''),
  state  INTEGER NOT NULL,
  note   TEXT NOT NULL
) STRICT;
CREATE INDEX photo_step_by_photo ON photo_step(photo);
CREATE TRIGGER photo_step_no_update BEFORE UPDATE ON photo_step
BEGIN SELECT RAISE(ABORT, 'the steps of a photo are append-only'); END;

-- What named people said of a held photo.
CREATE TABLE photo_verdict (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  photo   INTEGER NOT NULL REFERENCES photo(row),
  at      TEXT NOT NULL,
  user    TEXT NOT NULL CHECK (user <> ''),
  kind    TEXT NOT NULL CHECK (kind <> ''),
  finding TEXT,
  face    INTEGER,
  answers TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX photo_verdict_by_photo ON photo_verdict(photo);
CREATE TRIGGER photo_verdict_no_update BEFORE UPDATE ON photo_verdict
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
CREATE TRIGGER photo_verdict_no_delete BEFORE DELETE ON photo_verdict
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only'); END;
