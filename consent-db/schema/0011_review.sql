-- What checking a covered photo anew said. Picture data: it goes with the photo.
CREATE TABLE cover_check (
  verdict   INTEGER PRIMARY KEY REFERENCES photo_verdict(number),
  photo     INTEGER NOT NULL REFERENCES photo(row),
  findings  TEXT NOT NULL,
  faces     TEXT NOT NULL,
  problem   TEXT NOT NULL,
  width_px  INTEGER NOT NULL,
  height_px INTEGER NOT NULL,
  version   INTEGER NOT NULL
) STRICT;
CREATE INDEX cover_check_by_photo ON cover_check(photo);

-- Mistakes and what was done about them (POLICY.md P14). Append-only: an incident's state is that
-- of its last entry.
CREATE TABLE incident (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  photo    TEXT,
  noticed  TEXT NOT NULL,
  reported TEXT NOT NULL,
  user     TEXT NOT NULL CHECK (user <> ''),
  what     TEXT NOT NULL CHECK (what <> ''),
  evidence TEXT NOT NULL
) STRICT;
CREATE TRIGGER incident_no_update BEFORE UPDATE ON incident
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
CREATE TRIGGER incident_no_delete BEFORE DELETE ON incident
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
CREATE TABLE incident_entry (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident INTEGER NOT NULL REFERENCES incident(number),
  at       TEXT NOT NULL,
  user     TEXT NOT NULL CHECK (user <> ''),
  kind     INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3), -- action, assessment, closed
  text     TEXT NOT NULL CHECK (text <> ''),
  risk     TEXT NOT NULL,
  to_ico   INTEGER NOT NULL CHECK (to_ico IN (0, 1)),
  to_families INTEGER NOT NULL CHECK (to_families IN (0, 1))
) STRICT;
CREATE INDEX incident_entry_by_incident ON incident_entry(incident);
CREATE TRIGGER incident_entry_no_update BEFORE UPDATE ON incident_entry
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
CREATE TRIGGER incident_entry_no_delete BEFORE DELETE ON incident_entry
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
