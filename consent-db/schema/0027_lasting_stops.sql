-- Pictures that were found to show what a person deleted, when it was deleted. Its cells go then, and
-- without them a check could not find again that a cropped one shows the same. Hashes of files; they
-- show nothing.
CREATE TABLE stop_twin (
  original_sha256 TEXT NOT NULL,  -- of the picture that is still kept
  of_sha256 TEXT NOT NULL,        -- of the one that was deleted
  PRIMARY KEY (original_sha256, of_sha256)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER stop_twin_no_update BEFORE UPDATE ON stop_twin
BEGIN SELECT RAISE(ABORT, 'what was stopped is append-only'); END;
CREATE TRIGGER stop_twin_no_delete BEFORE DELETE ON stop_twin
BEGIN SELECT RAISE(ABORT, 'what was stopped is append-only'); END;

-- The hashes of a photo's looks each way up (turned, and in a mirror) as a JSON array, the upright one
-- first: what was cleared turned is found by a photo that never had a copy.
ALTER TABLE photo ADD COLUMN look_ways TEXT;
