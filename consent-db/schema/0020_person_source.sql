-- From which source a person was last confirmed, so that only a file of that source can say that
-- they are gone. Rows of an import that was taken back count no longer; people whom an import of
-- before this brought have none. source: '' is a file in the register's own columns.
CREATE TABLE person_source (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  person  INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  source  TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX person_source_by_person ON person_source(person);

-- Rows of `gone` that the import `version` took out, since its file had the person again.
CREATE TABLE gone_back (
  version  INTEGER NOT NULL REFERENCES change(version),
  person   INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  since    INTEGER NOT NULL REFERENCES change(version),
  decision INTEGER NOT NULL CHECK (decision IN (0, 1, 2)),
  decided  INTEGER NOT NULL REFERENCES change(version),
  PRIMARY KEY (version, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX gone_back_by_person ON gone_back(person);
