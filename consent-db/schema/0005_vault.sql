-- One key for each photo that is kept encrypted: destroying the row destroys the photo.
CREATE TABLE photo_key (
  id      TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 32),
  key     BLOB NOT NULL CHECK (length(key) = 32),
  created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was destroyed, when, why and by whom; never the photo.
CREATE TABLE photo_receipt (
  number        INTEGER PRIMARY KEY,
  at            TEXT NOT NULL,
  actor         TEXT NOT NULL,
  photo         TEXT NOT NULL UNIQUE,
  sealed_sha256 TEXT NOT NULL, -- of the encrypted file; empty when there was none any more
  why           TEXT NOT NULL CHECK (why <> '')
) STRICT;
CREATE TRIGGER photo_receipt_no_update BEFORE UPDATE ON photo_receipt
BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER photo_receipt_no_delete BEFORE DELETE ON photo_receipt
BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
