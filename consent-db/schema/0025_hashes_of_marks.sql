-- The hashes of the marks side by side: which of them are near a new picture's is asked without
-- reading the cells of all.
CREATE INDEX cleared_mark_hashes ON cleared_mark(ledger, hash) WHERE hash IS NOT NULL;
