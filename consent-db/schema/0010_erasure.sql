-- Erasing a person from a register whose chain must still be provable, and the audit that names its
-- subjects. Nothing here but `person_key` is about a person once the person is erased.

-- What a change was about. Of people by case number, so that it stays readable after erasure.
CREATE TABLE change_about (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL REFERENCES change(version),
  kind    TEXT NOT NULL CHECK (kind IN ('person', 'channel', 'user', 'event', 'setting')),
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;
CREATE INDEX change_about_by_version ON change_about(version);
CREATE INDEX change_about_by_subject ON change_about(subject, kind);
CREATE TRIGGER change_about_no_update BEFORE UPDATE ON change_about
BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END;
CREATE TRIGGER change_about_no_delete BEFORE DELETE ON change_about
BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END;

-- Keys the hashes of a person's rows in the chain; destroyed with the person, so that what was
-- erased cannot be guessed from its hash.
CREATE TABLE person_key (
  person INTEGER PRIMARY KEY REFERENCES person(row) ON DELETE CASCADE,
  key    BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- Rows that the chain vouches for and that are gone, or were changed, for erasure or retention.
-- what: 1 permission, 2 biometric, 3 bar, 4 bar_lift, 5 look, 6 ledger.
CREATE TABLE redaction (
  what    INTEGER NOT NULL CHECK (what BETWEEN 1 AND 6),
  number  INTEGER NOT NULL,
  erased  INTEGER NOT NULL REFERENCES change(version),
  version INTEGER NOT NULL,
  hash    BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (what, number, erased)
) STRICT, WITHOUT ROWID;
CREATE INDEX redaction_by_version ON redaction(version, what);
CREATE INDEX redaction_by_erased ON redaction(erased);
CREATE TRIGGER redaction_no_update BEFORE UPDATE ON redaction
BEGIN SELECT RAISE(ABORT, 'the record of erasures is append-only'); END;
CREATE TRIGGER redaction_no_delete BEFORE DELETE ON redaction
BEGIN SELECT RAISE(ABORT, 'the record of erasures is append-only'); END;

-- One receipt for each person who was erased and each retention run that destroyed something.
CREATE TABLE erasure (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  version     INTEGER NOT NULL REFERENCES change(version),
  case_number TEXT NOT NULL,
  reason      TEXT NOT NULL CHECK (reason <> ''),
  receipt     TEXT NOT NULL
) STRICT;
CREATE INDEX erasure_by_version ON erasure(version);
CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure
BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure
BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;

-- What the chain keeps the hash of may be deleted, everything else stays append-only.
DROP TRIGGER permission_no_delete;
CREATE TRIGGER permission_no_delete BEFORE DELETE ON permission
WHEN NOT EXISTS (SELECT 1 FROM redaction WHERE what = 1 AND number = old.number)
BEGIN SELECT RAISE(ABORT, 'permissions are append-only'); END;
DROP TRIGGER biometric_no_delete;
CREATE TRIGGER biometric_no_delete BEFORE DELETE ON biometric
WHEN NOT EXISTS (SELECT 1 FROM redaction WHERE what = 2 AND number = old.number)
BEGIN SELECT RAISE(ABORT, 'the biometric ledger is append-only'); END;
DROP TRIGGER look_no_delete;
CREATE TRIGGER look_no_delete BEFORE DELETE ON look
WHEN NOT EXISTS (SELECT 1 FROM redaction WHERE what = 5 AND number = old.number)
BEGIN SELECT RAISE(ABORT, 'the record of looks is append-only'); END;

-- The ledger and the looks name people by case number, and who cleared a copy. The chain is built
-- anew over them (src/consent/audit_chain.h), so heads that were exported before no longer fit.
DROP TRIGGER audit_no_delete;
DROP TRIGGER ledger_no_update;
DROP TRIGGER look_no_update;
ALTER TABLE ledger ADD COLUMN actor TEXT NOT NULL DEFAULT '';
UPDATE OR IGNORE ledger_person
  SET person = (SELECT case_number FROM person WHERE id = ledger_person.person)
  WHERE person IN (SELECT id FROM person);
UPDATE look SET subject = (SELECT case_number FROM person WHERE id = look.subject)
  WHERE subject IN (SELECT id FROM person);
CREATE TRIGGER look_no_update BEFORE UPDATE ON look
BEGIN SELECT RAISE(ABORT, 'the record of looks is append-only'); END;
CREATE INDEX template_by_version ON template(version);
CREATE INDEX person_by_version ON person(version);
