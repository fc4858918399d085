-- What a cleared copy is known by when it comes back, and what its permission rested on.
CREATE TABLE cleared_mark (
  ledger           INTEGER PRIMARY KEY REFERENCES ledger(number) ON DELETE CASCADE,
  picture_sha256   TEXT NOT NULL,
  width_px         INTEGER NOT NULL,
  height_px        INTEGER NOT NULL,
  groups           TEXT NOT NULL,
  permission_state TEXT NOT NULL,
  hash             INTEGER,
  aspect           REAL,
  grey             BLOB CHECK (grey IS NULL OR length(grey) = 1024)
) STRICT;
CREATE INDEX cleared_mark_by_picture ON cleared_mark(picture_sha256);
CREATE TRIGGER cleared_mark_no_update BEFORE UPDATE ON cleared_mark
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
