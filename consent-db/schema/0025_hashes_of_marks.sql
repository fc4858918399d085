-- The hashes of the marks side by side: which of them are near a new picture's is asked without
-- reading the cells of all.
CREATE INDEX cleared_mark_hashes ON cleared_mark(ledger, hash) WHERE hash IS NOT NULL;

-- What is left of a photo's looks when there was never a copy, so that what a person stopped is known
-- when it is saved anew. A hash of 64 bits shows nothing.
ALTER TABLE photo ADD COLUMN look_hash INTEGER;
CREATE INDEX photo_looks ON photo(sha256, look_hash)
WHERE look_hash IS NOT NULL AND state IN (5, 7, 10, 11);
