-- How copies are made for a channel, and whose photos the school may publish (POLICY.md P7).

ALTER TABLE channel ADD COLUMN copy_format INTEGER NOT NULL DEFAULT 1
  CHECK (copy_format IN (1, 2, 3));
ALTER TABLE channel ADD COLUMN quality INTEGER NOT NULL DEFAULT 85
  CHECK (quality BETWEEN 1 AND 100);
ALTER TABLE channel ADD COLUMN to_srgb INTEGER NOT NULL DEFAULT 0 CHECK (to_srgb IN (0, 1));
ALTER TABLE channel ADD COLUMN keep_credit INTEGER NOT NULL DEFAULT 0
  CHECK (keep_credit IN (0, 1));

-- The school's own copyright notices and author names.
CREATE TABLE own_credit (
  credit  TEXT PRIMARY KEY CHECK (credit <> ''),
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;

-- Permission of others to publish their photos. Ended by a row in credit_permission_end, never edited.
CREATE TABLE credit_permission (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  holder       TEXT NOT NULL CHECK (holder <> ''),
  photo_sha256 TEXT,
  credit       TEXT NOT NULL CHECK (credit <> ''),
  evidence     TEXT NOT NULL CHECK (evidence <> ''),
  version      INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE TRIGGER credit_permission_no_update BEFORE UPDATE ON credit_permission
BEGIN SELECT RAISE(ABORT, 'permissions of authors are append-only'); END;
CREATE TRIGGER credit_permission_no_delete BEFORE DELETE ON credit_permission
BEGIN SELECT RAISE(ABORT, 'permissions of authors are append-only'); END;
CREATE TABLE credit_permission_end (
  permission INTEGER PRIMARY KEY REFERENCES credit_permission(number),
  reason     TEXT NOT NULL,
  version    INTEGER NOT NULL REFERENCES change(version)
) STRICT;
