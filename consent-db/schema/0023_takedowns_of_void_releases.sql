-- A takedown of a release that turned out void ends by itself, unless the place is on record. outcome
-- 4: nothing was ever there.
CREATE TABLE takedown_end_new (
  takedown     INTEGER PRIMARY KEY REFERENCES takedown(number),
  at           TEXT NOT NULL,
  actor        TEXT NOT NULL CHECK (actor <> ''),
  user         TEXT NOT NULL CHECK (user <> ''),
  outcome      INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
  note         TEXT NOT NULL CHECK (note <> ''),
  proof_sha256 TEXT NOT NULL CHECK (length(proof_sha256) IN (0, 64))
) STRICT;
INSERT INTO takedown_end_new SELECT takedown, at, actor, user, outcome, note, proof_sha256
FROM takedown_end;
DROP TABLE takedown_end;
ALTER TABLE takedown_end_new RENAME TO takedown_end;
CREATE TRIGGER takedown_end_no_update BEFORE UPDATE ON takedown_end
BEGIN SELECT RAISE(ABORT, 'takedowns are append-only'); END;
CREATE TRIGGER takedown_end_no_delete BEFORE DELETE ON takedown_end
BEGIN SELECT RAISE(ABORT, 'takedowns are append-only'); END;

-- Those that were left open so far. The copy itself, if it stands in no release, is asked for in
-- their stead.
INSERT INTO takedown(recall, case_number, ledger, found_by, due, version, place, release)
SELECT t.recall, t.case_number, t.ledger, t.found_by, t.due, t.version, NULL, NULL
FROM takedown AS t JOIN release_note AS v ON v.release = t.release AND v.kind = 2
WHERE t.place IS NULL AND t.number NOT IN (SELECT takedown FROM takedown_end)
  AND NOT EXISTS (SELECT 1 FROM release_photo AS p WHERE p.ledger = t.ledger AND NOT EXISTS
                  (SELECT 1 FROM release_note AS n WHERE n.release = p.release AND n.kind = 2))
  AND NOT EXISTS (SELECT 1 FROM takedown AS o WHERE o.case_number = t.case_number
                  AND o.ledger = t.ledger AND o.release IS NULL AND o.place IS NULL
                  AND o.number NOT IN (SELECT takedown FROM takedown_end))
GROUP BY t.case_number, t.ledger;
INSERT INTO takedown_end(takedown, at, actor, user, outcome, note, proof_sha256)
SELECT t.number, v.at, v.actor, v.actor, 4, 'Release ' || t.release || ' never came about: ' || v.note, ''
FROM takedown AS t JOIN release_note AS v ON v.release = t.release AND v.kind = 2
WHERE t.place IS NULL AND t.number NOT IN (SELECT takedown FROM takedown_end)
GROUP BY t.number;
