-- Kept copies compared anew with the face of somebody who is recalled: what the program saw in each.
-- It never ends a takedown; whoever looks through what is left begins with what was seen.
-- outcome: 1 seen, 2 perhaps, 3 not seen, 4 cannot be told. version: the register's then.
CREATE TABLE recheck (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  recall      INTEGER NOT NULL REFERENCES recall(number),
  case_number TEXT NOT NULL CHECK (case_number <> ''),
  ledger      INTEGER NOT NULL REFERENCES ledger(number),
  at          TEXT NOT NULL,
  actor       TEXT NOT NULL CHECK (actor <> ''),
  model       TEXT NOT NULL CHECK (model <> ''),
  outcome     INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
  version     INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX recheck_by_copy ON recheck(case_number, ledger);
CREATE TRIGGER recheck_no_update BEFORE UPDATE ON recheck
BEGIN SELECT RAISE(ABORT, 'rechecks are append-only'); END;
CREATE TRIGGER recheck_no_delete BEFORE DELETE ON recheck
BEGIN SELECT RAISE(ABORT, 'rechecks are append-only'); END;
