-- The register, first version. SCHEMA.md says what each field means and how long it is kept.
-- Dates are ISO 8601 text ("2026-11-21"), moments are UTC text ("2026-11-21T09:30:00Z").

-- Every change of the register is one row here; `version` is the consent_version after it.
CREATE TABLE change (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL CHECK (actor <> ''),
  verb    TEXT NOT NULL
) STRICT;
CREATE TRIGGER change_no_update BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END;
CREATE TRIGGER change_no_delete BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the record of changes is append-only'); END;

CREATE TABLE setting (
  name    TEXT PRIMARY KEY,
  value   TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;

CREATE TABLE word (
  word    TEXT PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;

CREATE TABLE use (
  name        TEXT PRIMARY KEY,
  description TEXT NOT NULL,
  version     INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  row          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE CHECK (id <> ''),
  case_number  TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  kind         INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
  leaving_date TEXT,
  source       INTEGER NOT NULL CHECK (source IN (1, 2)),
  version      INTEGER NOT NULL REFERENCES change(version)
) STRICT;

CREATE TABLE person_group (
  person     INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  group_name TEXT NOT NULL COLLATE NOCASE CHECK (group_name <> ''),
  PRIMARY KEY (person, group_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_group_by_name ON person_group(group_name);

-- Each import that changed something.
CREATE TABLE import_run (
  version     INTEGER PRIMARY KEY REFERENCES change(version),
  file_sha256 TEXT NOT NULL,
  people      INTEGER NOT NULL
) STRICT;

-- Twins and siblings, once per pair.
CREATE TABLE kin (
  person  INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  other   INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  version INTEGER NOT NULL REFERENCES change(version),
  PRIMARY KEY (person, other),
  CHECK (person < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX kin_by_other ON kin(other);

-- What was said about publication. Append-only: what holds on a day is computed from the rows.
CREATE TABLE permission (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  person     INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  use        TEXT NOT NULL REFERENCES use(name),
  statement  INTEGER NOT NULL CHECK (statement IN (1, 2, 3)),
  name_level INTEGER NOT NULL DEFAULT 0 CHECK (name_level IN (0, 1, 2)),
  from_date  TEXT NOT NULL,
  until_date TEXT,
  basis      INTEGER NOT NULL CHECK (basis IN (1, 2, 3)),
  given_by   TEXT NOT NULL,
  evidence   TEXT NOT NULL,
  source     INTEGER NOT NULL CHECK (source IN (1, 2)),
  version    INTEGER NOT NULL REFERENCES change(version),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;
CREATE INDEX permission_by_person ON permission(person, use);
CREATE TRIGGER permission_no_update BEFORE UPDATE ON permission
BEGIN SELECT RAISE(ABORT, 'permissions are append-only'); END;
CREATE TRIGGER permission_no_delete BEFORE DELETE ON permission
BEGIN SELECT RAISE(ABORT, 'permissions are append-only'); END;

-- Safeguarding bars. A bar is lifted by a row in bar_lift, never edited.
CREATE TABLE bar (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  person    INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  from_date TEXT NOT NULL,
  reason    TEXT NOT NULL,
  version   INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX bar_by_person ON bar(person);
CREATE TABLE bar_lift (
  bar       INTEGER PRIMARY KEY REFERENCES bar(number) ON DELETE CASCADE,
  lift_date TEXT NOT NULL,
  reason    TEXT NOT NULL,
  version   INTEGER NOT NULL REFERENCES change(version)
) STRICT;

-- The biometric ledger (Protection of Freedoms Act 2012 s26), apart from publication. Append-only.
CREATE TABLE biometric (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  person    INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  statement INTEGER NOT NULL CHECK (statement BETWEEN 1 AND 6),
  from_date TEXT NOT NULL,
  given_by  TEXT NOT NULL,
  evidence  TEXT NOT NULL,
  source    INTEGER NOT NULL CHECK (source IN (1, 2)),
  version   INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX biometric_by_person ON biometric(person);
CREATE TRIGGER biometric_no_update BEFORE UPDATE ON biometric
BEGIN SELECT RAISE(ABORT, 'the biometric ledger is append-only'); END;
CREATE TRIGGER biometric_no_delete BEFORE DELETE ON biometric
BEGIN SELECT RAISE(ABORT, 'the biometric ledger is append-only'); END;

-- Vectors: 32-bit little-endian floats, then the CRC-32 of those bytes, little-endian.
CREATE TABLE template (
  number         INTEGER PRIMARY KEY AUTOINCREMENT,
  person         INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  model          TEXT NOT NULL,
  vector         BLOB NOT NULL,
  quality        REAL NOT NULL,
  reference_date TEXT NOT NULL,
  photo_sha256   TEXT NOT NULL,
  version        INTEGER NOT NULL REFERENCES change(version),
  UNIQUE (person, model, photo_sha256)
) STRICT;
CREATE INDEX template_by_model ON template(model, person);

CREATE TABLE event (
  name       TEXT PRIMARY KEY CHECK (name <> ''),
  event_date TEXT NOT NULL,
  version    INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_group (
  event      TEXT NOT NULL REFERENCES event(name) ON DELETE CASCADE,
  group_name TEXT NOT NULL COLLATE NOCASE CHECK (group_name <> ''),
  PRIMARY KEY (event, group_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
  name              TEXT PRIMARY KEY CHECK (name <> ''),
  use               TEXT NOT NULL REFERENCES use(name),
  address           TEXT NOT NULL,
  aim               TEXT NOT NULL,
  audience          TEXT NOT NULL,
  promotion         TEXT NOT NULL,
  access            INTEGER NOT NULL CHECK (access IN (1, 2)),
  state             INTEGER NOT NULL CHECK (state IN (1, 2, 3, 4)),
  mode              INTEGER NOT NULL CHECK (mode IN (1, 2)),
  unrecorded_barred INTEGER NOT NULL CHECK (unrecorded_barred IN (0, 1)),
  ignore_below_px   REAL NOT NULL CHECK (ignore_below_px >= 0),
  ignore_reason     TEXT NOT NULL,
  longest_edge_px   INTEGER NOT NULL CHECK (longest_edge_px >= 0),
  proposed_by       TEXT NOT NULL,
  approved_by       TEXT,
  approved_at       TEXT,
  version           INTEGER NOT NULL REFERENCES change(version)
) STRICT, WITHOUT ROWID;
CREATE TABLE channel_owner (
  channel TEXT NOT NULL REFERENCES channel(name) ON DELETE CASCADE,
  owner   TEXT NOT NULL CHECK (owner <> ''),
  PRIMARY KEY (channel, owner)
) STRICT, WITHOUT ROWID;

-- What was cleared: one row for each sanitised copy. Not a change of the register.
CREATE TABLE ledger (
  number             INTEGER PRIMARY KEY AUTOINCREMENT,
  at                 TEXT NOT NULL,
  original_sha256    TEXT NOT NULL,
  output_sha256      TEXT NOT NULL,
  output_name        TEXT NOT NULL,
  channel            TEXT NOT NULL REFERENCES channel(name),
  event              TEXT,
  consent_version    INTEGER NOT NULL REFERENCES change(version),
  decision           TEXT NOT NULL,
  findings           TEXT NOT NULL,
  model              TEXT,
  match_threshold    REAL NOT NULL,
  possible_threshold REAL NOT NULL,
  re_encoded         INTEGER NOT NULL CHECK (re_encoded IN (0, 1))
) STRICT;
CREATE INDEX ledger_by_original ON ledger(original_sha256);
CREATE INDEX ledger_by_output ON ledger(output_sha256);
CREATE TABLE ledger_person (
  ledger INTEGER NOT NULL REFERENCES ledger(number) ON DELETE CASCADE,
  person TEXT NOT NULL,
  PRIMARY KEY (ledger, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_person_by_person ON ledger_person(person);
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- Who looked at what is protected (names in a report, the reason of a bar). Not a change.
CREATE TABLE look (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL CHECK (actor <> ''),
  what    TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;
CREATE TRIGGER look_no_update BEFORE UPDATE ON look
BEGIN SELECT RAISE(ABORT, 'the record of looks is append-only'); END;
CREATE TRIGGER look_no_delete BEFORE DELETE ON look
BEGIN SELECT RAISE(ABORT, 'the record of looks is append-only'); END;
