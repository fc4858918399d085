-- What was handed over for publication, and where it went (POLICY.md P4, P9, P13, P17).

-- A release that is being made: written before its first file, gone when it stands or was undone.
CREATE TABLE release_work (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL CHECK (actor <> ''),
  channel TEXT NOT NULL REFERENCES channel(name),
  staging TEXT NOT NULL CHECK (staging <> '')
) STRICT;

-- One hand-over. Its number is that of its work.
CREATE TABLE release (
  number          INTEGER PRIMARY KEY,
  at              TEXT NOT NULL,
  actor           TEXT NOT NULL CHECK (actor <> ''),
  looked_by       TEXT NOT NULL CHECK (looked_by <> ''),
  channel         TEXT NOT NULL REFERENCES channel(name),
  address         TEXT NOT NULL,
  event           TEXT,
  consent_version INTEGER NOT NULL REFERENCES change(version),
  form            INTEGER NOT NULL CHECK (form IN (1, 2)),
  place           TEXT NOT NULL CHECK (place <> ''),
  manifest_sha256 TEXT NOT NULL CHECK (length(manifest_sha256) = 64),
  checklist       TEXT NOT NULL
) STRICT;
CREATE INDEX release_by_channel ON release(channel, number);
CREATE INDEX release_by_manifest ON release(manifest_sha256);
CREATE TRIGGER release_no_update BEFORE UPDATE ON release
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
CREATE TRIGGER release_no_delete BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;

-- What was in it. Who is in a photo, and what it was cleared on, stands in the ledger's row; so
-- does its name, to which `name_number` adds a number where two had the same one.
CREATE TABLE release_photo (
  release     INTEGER NOT NULL REFERENCES release(number),
  position    INTEGER NOT NULL CHECK (position > 0),
  ledger      INTEGER NOT NULL REFERENCES ledger(number),
  photo       TEXT,
  name_number INTEGER NOT NULL CHECK (name_number > 0),
  PRIMARY KEY (release, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_photo_by_ledger ON release_photo(ledger, release);
CREATE TRIGGER release_photo_no_update BEFORE UPDATE ON release_photo
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
CREATE TRIGGER release_photo_no_delete BEFORE DELETE ON release_photo
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;

-- What was said of a release afterwards: 1 where it was published, 2 that it never came about.
CREATE TABLE release_note (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  release   INTEGER NOT NULL REFERENCES release(number),
  at        TEXT NOT NULL,
  actor     TEXT NOT NULL CHECK (actor <> ''),
  kind      INTEGER NOT NULL CHECK (kind IN (1, 2)),
  url       TEXT NOT NULL,
  issue     TEXT NOT NULL,
  published TEXT NOT NULL,
  note      TEXT NOT NULL
) STRICT;
CREATE INDEX release_note_by_release ON release_note(release);
CREATE UNIQUE INDEX release_note_once ON release_note(release, url, issue, published)
  WHERE kind = 1;
CREATE TRIGGER release_note_no_update BEFORE UPDATE ON release_note
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;
CREATE TRIGGER release_note_no_delete BEFORE DELETE ON release_note
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END;

-- The chain vouches for these too: kind 4 a release with its photos, 5 what was said of one. Later
-- kinds have room.
CREATE TABLE audit_wider (
  number    INTEGER PRIMARY KEY CHECK (number > 0),
  kind      INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 15),
  subject   INTEGER NOT NULL,
  rows_hash BLOB NOT NULL CHECK (length(rows_hash) = 32),
  hash      BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (kind, subject)
) STRICT;
INSERT INTO audit_wider SELECT number, kind, subject, rows_hash, hash FROM audit;
DROP TABLE audit;
ALTER TABLE audit_wider RENAME TO audit;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
