-- Taking back what was published (POLICY.md P17). People by case number, so that it stays readable
-- after erasure.

-- Somebody is to be taken out of what was published. Open until every takedown of it has its end.
-- reason: 1 bar, 2 objection to being photographed, 3 refusal or withdrawal, 4 asked for by hand.
-- version: the state of the register that it was looked for in.
CREATE TABLE recall (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  at          TEXT NOT NULL,
  actor       TEXT NOT NULL CHECK (actor <> ''),
  case_number TEXT NOT NULL CHECK (case_number <> ''),
  reason      INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 4),
  version     INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX recall_by_case ON recall(case_number, version);
CREATE TRIGGER recall_no_update BEFORE UPDATE ON recall
BEGIN SELECT RAISE(ABORT, 'recalls are append-only'); END;
CREATE TRIGGER recall_no_delete BEFORE DELETE ON recall
BEGIN SELECT RAISE(ABORT, 'recalls are append-only'); END;

-- One copy, on the channel that it was cleared for.
-- found_by: 1 recorded as present, 2 a group of theirs was there, 3 nobody knows who was.
CREATE TABLE takedown (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  recall      INTEGER NOT NULL REFERENCES recall(number),
  case_number TEXT NOT NULL CHECK (case_number <> ''),
  ledger      INTEGER NOT NULL REFERENCES ledger(number),
  found_by    INTEGER NOT NULL CHECK (found_by BETWEEN 1 AND 3),
  due         TEXT NOT NULL,
  version     INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX takedown_by_copy ON takedown(case_number, ledger);
CREATE INDEX takedown_by_recall ON takedown(recall);
CREATE INDEX takedown_by_ledger ON takedown(ledger);
CREATE TRIGGER takedown_no_update BEFORE UPDATE ON takedown
BEGIN SELECT RAISE(ABORT, 'takedowns are append-only'); END;
CREATE TRIGGER takedown_no_delete BEFORE DELETE ON takedown
BEGIN SELECT RAISE(ABORT, 'takedowns are append-only'); END;

-- Its proof. outcome: 1 taken down, 2 the person is not in it, 3 beyond reach (printed, shared on).
CREATE TABLE takedown_end (
  takedown     INTEGER PRIMARY KEY REFERENCES takedown(number),
  at           TEXT NOT NULL,
  actor        TEXT NOT NULL CHECK (actor <> ''),
  user         TEXT NOT NULL CHECK (user <> ''),
  outcome      INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 3),
  note         TEXT NOT NULL CHECK (note <> ''),
  proof_sha256 TEXT NOT NULL CHECK (length(proof_sha256) IN (0, 64))
) STRICT;
CREATE TRIGGER takedown_end_no_update BEFORE UPDATE ON takedown_end
BEGIN SELECT RAISE(ABORT, 'takedowns are append-only'); END;
CREATE TRIGGER takedown_end_no_delete BEFORE DELETE ON takedown_end
BEGIN SELECT RAISE(ABORT, 'takedowns are append-only'); END;
