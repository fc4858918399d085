-- When a person deletes a photo, the cells of its mark go too: somebody who knows the people could
-- make them out. Its hash stays, which shows nothing, so that the picture is known when it comes
-- again. The chain keeps what the row was (redaction, what = 6).
DROP TRIGGER cleared_mark_no_update;
CREATE TRIGGER cleared_mark_no_update BEFORE UPDATE ON cleared_mark
WHEN new.grey IS NOT NULL OR new.ledger <> old.ledger OR new.picture_sha256 <> old.picture_sha256
  OR new.width_px <> old.width_px OR new.height_px <> old.height_px OR new.groups <> old.groups
  OR new.permission_state <> old.permission_state OR new.hash IS NOT old.hash
  OR new.aspect IS NOT old.aspect
  OR NOT EXISTS (SELECT 1 FROM redaction WHERE what = 6 AND number = old.ledger)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- Photos that were cleared once and are not now: whether a new one looks like one of them is asked
-- for each photo.
CREATE INDEX photo_once_cleared ON photo(sha256)
WHERE output_sha256 IS NOT NULL AND state IN (5, 7, 10, 11);
