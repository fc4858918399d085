-- A takedown for each place where a release with the copy was published (release_note, kind 1).
-- NULL: the copy itself, as far as it is known where it went.
ALTER TABLE takedown ADD COLUMN place INTEGER REFERENCES release_note(number);
CREATE UNIQUE INDEX takedown_at_place ON takedown(recall, ledger, place) WHERE place IS NOT NULL;
