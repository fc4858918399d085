-- The chain over every change, look and cleared copy. Each hash covers the one before it, so an
-- edited row, a missing one and one that was put in between show.
CREATE TABLE audit (
  number    INTEGER PRIMARY KEY CHECK (number > 0),
  kind      INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
  subject   INTEGER NOT NULL,
  rows_hash BLOB NOT NULL CHECK (length(rows_hash) = 32),
  hash      BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (kind, subject)
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;
CREATE INDEX permission_by_version ON permission(version);
CREATE INDEX biometric_by_version ON biometric(version);
CREATE INDEX bar_by_version ON bar(version);
CREATE INDEX bar_lift_by_version ON bar_lift(version);
