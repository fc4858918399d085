-- Evidence by its hash, people's details over time, and imports that can be taken back.

ALTER TABLE permission ADD COLUMN evidence_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE biometric ADD COLUMN evidence_sha256 TEXT NOT NULL DEFAULT '';

-- A person whom an undone import had brought: nothing but the id is left.
ALTER TABLE person ADD COLUMN removed_version INTEGER REFERENCES change(version);

-- What was recorded of a person each time it changed; the groups joined by semicolons.
CREATE TABLE person_history (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  person       INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  kind         INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
  leaving_date TEXT,
  source       INTEGER NOT NULL CHECK (source IN (1, 2)),
  groups       TEXT NOT NULL,
  version      INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX person_history_by_person ON person_history(person);
CREATE INDEX person_history_by_version ON person_history(version);
INSERT INTO person_history(person, name, kind, leaving_date, source, groups, version)
  SELECT row, name, kind, leaving_date, source,
         coalesce((SELECT group_concat(group_name, ';') FROM person_group WHERE person = row), ''),
         version
  FROM person ORDER BY row;

-- Imported people whom the latest file no longer has. decision: 0 none yet, 1 keep, 2 left.
CREATE TABLE gone (
  person   INTEGER PRIMARY KEY REFERENCES person(row) ON DELETE CASCADE,
  since    INTEGER NOT NULL REFERENCES change(version),
  decision INTEGER NOT NULL CHECK (decision IN (0, 1, 2)),
  version  INTEGER NOT NULL REFERENCES change(version)
) STRICT;

-- How the columns and values of a school's information system are read.
CREATE TABLE import_source (
  name    TEXT PRIMARY KEY CHECK (name <> ''),
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_column (
  source TEXT NOT NULL REFERENCES import_source(name) ON DELETE CASCADE,
  title  TEXT NOT NULL COLLATE NOCASE CHECK (title <> ''),
  field  TEXT NOT NULL,
  PRIMARY KEY (source, title)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_value (
  source  TEXT NOT NULL REFERENCES import_source(name) ON DELETE CASCADE,
  value   TEXT NOT NULL COLLATE NOCASE CHECK (value <> ''),
  meaning TEXT NOT NULL,
  PRIMARY KEY (source, value)
) STRICT, WITHOUT ROWID;

ALTER TABLE import_run ADD COLUMN templates_destroyed INTEGER NOT NULL DEFAULT 0;

-- An import taken back: its permissions and biometric statements no longer count.
CREATE TABLE import_undo (
  version INTEGER PRIMARY KEY REFERENCES change(version),
  undone  INTEGER NOT NULL UNIQUE REFERENCES import_run(version)
) STRICT;
CREATE TRIGGER import_undo_no_update BEFORE UPDATE ON import_undo
BEGIN SELECT RAISE(ABORT, 'the record of undone imports is append-only'); END;
CREATE TRIGGER import_undo_no_delete BEFORE DELETE ON import_undo
BEGIN SELECT RAISE(ABORT, 'the record of undone imports is append-only'); END;
