-- The numbers of people who were erased, as keyed hashes, so that the school's next file does not
-- bring them back unasked; and the past of channels, users, settings and references.

-- One key, drawn at the first erasure; more only where a restore brought those of another register.
CREATE TABLE erased_key (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  key    BLOB NOT NULL UNIQUE CHECK (length(key) = 32)
) STRICT;
-- mark: BLAKE2b-256 of the key and the number in small letters. day: of the erasure.
CREATE TABLE erased_id (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  key     INTEGER NOT NULL REFERENCES erased_key(number),
  mark    BLOB NOT NULL CHECK (length(mark) = 32),
  day     TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES change(version),
  UNIQUE (key, mark, version)
) STRICT;
CREATE TRIGGER erased_id_no_update BEFORE UPDATE ON erased_id
BEGIN SELECT RAISE(ABORT, 'the record of erasures is append-only'); END;
CREATE TRIGGER erased_id_no_delete BEFORE DELETE ON erased_id
BEGIN SELECT RAISE(ABORT, 'the record of erasures is append-only'); END;

-- The first day that can be answered for: no row in a register that had this from its first change
-- on. At the migration what stands has stood since the last change.
CREATE TABLE history_start (day TEXT NOT NULL) STRICT;
INSERT INTO history_start(day) SELECT substr(max(at), 1, 10) FROM change HAVING count(*) > 0;

-- What stood in `channel`, `user` and `setting` after each change of a row. Filled by triggers.
CREATE TABLE channel_history (
  number            INTEGER PRIMARY KEY AUTOINCREMENT,
  name              TEXT NOT NULL,
  use               TEXT NOT NULL,
  state             INTEGER NOT NULL,
  address           TEXT NOT NULL,
  aim               TEXT NOT NULL,
  audience          TEXT NOT NULL,
  promotion         TEXT NOT NULL,
  access            INTEGER NOT NULL,
  mode              INTEGER NOT NULL,
  unrecorded_barred INTEGER NOT NULL,
  ignore_below_px   REAL NOT NULL,
  ignore_reason     TEXT NOT NULL,
  longest_edge_px   INTEGER NOT NULL,
  proposed_by       TEXT NOT NULL,
  approved_by       TEXT,
  approved_at       TEXT,
  copy_format       INTEGER NOT NULL,
  quality           INTEGER NOT NULL,
  to_srgb           INTEGER NOT NULL,
  keep_credit       INTEGER NOT NULL,
  version           INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX channel_history_by_name ON channel_history(name);
INSERT INTO channel_history(name, use, state, address, aim, audience, promotion, access, mode,
    unrecorded_barred, ignore_below_px, ignore_reason, longest_edge_px, proposed_by, approved_by,
    approved_at, copy_format, quality, to_srgb, keep_credit, version)
  SELECT name, use, state, address, aim, audience, promotion, access, mode, unrecorded_barred,
    ignore_below_px, ignore_reason, longest_edge_px, proposed_by, approved_by, approved_at,
    copy_format, quality, to_srgb, keep_credit, version FROM channel ORDER BY name;
CREATE TRIGGER channel_history_of_insert AFTER INSERT ON channel BEGIN
  INSERT INTO channel_history(name, use, state, address, aim, audience, promotion, access, mode,
      unrecorded_barred, ignore_below_px, ignore_reason, longest_edge_px, proposed_by, approved_by,
      approved_at, copy_format, quality, to_srgb, keep_credit, version)
    VALUES(new.name, new.use, new.state, new.address, new.aim, new.audience, new.promotion,
      new.access, new.mode, new.unrecorded_barred, new.ignore_below_px, new.ignore_reason,
      new.longest_edge_px, new.proposed_by, new.approved_by, new.approved_at, new.copy_format,
      new.quality, new.to_srgb, new.keep_credit, new.version);
END;
CREATE TRIGGER channel_history_of_update AFTER UPDATE ON channel BEGIN
  INSERT INTO channel_history(name, use, state, address, aim, audience, promotion, access, mode,
      unrecorded_barred, ignore_below_px, ignore_reason, longest_edge_px, proposed_by, approved_by,
      approved_at, copy_format, quality, to_srgb, keep_credit, version)
    VALUES(new.name, new.use, new.state, new.address, new.aim, new.audience, new.promotion,
      new.access, new.mode, new.unrecorded_barred, new.ignore_below_px, new.ignore_reason,
      new.longest_edge_px, new.proposed_by, new.approved_by, new.approved_at, new.copy_format,
      new.quality, new.to_srgb, new.keep_credit, new.version);
END;

-- held: 1 from this change on they own it, 0 no longer. Owners change with their channel's version.
CREATE TABLE channel_owner_history (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  owner   TEXT NOT NULL,
  held    INTEGER NOT NULL CHECK (held IN (0, 1)),
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX channel_owner_history_by_channel ON channel_owner_history(channel);
INSERT INTO channel_owner_history(channel, owner, held, version)
  SELECT channel, owner, 1, version FROM channel_owner JOIN channel ON name = channel
  ORDER BY channel, owner;
CREATE TRIGGER channel_owner_history_of_insert AFTER INSERT ON channel_owner BEGIN
  INSERT INTO channel_owner_history(channel, owner, held, version)
    SELECT new.channel, new.owner, 1, version FROM channel WHERE name = new.channel;
END;
CREATE TRIGGER channel_owner_history_of_delete AFTER DELETE ON channel_owner BEGIN
  INSERT INTO channel_owner_history(channel, owner, held, version)
    SELECT old.channel, old.owner, 0, version FROM channel WHERE name = old.channel;
END;

-- Never the hash of a password, only when it was set.
CREATE TABLE user_history (
  number              INTEGER PRIMARY KEY AUTOINCREMENT,
  user                INTEGER NOT NULL,
  name                TEXT NOT NULL,
  account             TEXT,
  policy_date         TEXT,
  trained_date        TEXT,
  delegated_date      TEXT,
  delegation_evidence TEXT NOT NULL,
  leaving_date        TEXT,
  password_at         TEXT,
  version             INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX user_history_by_user ON user_history(user);
INSERT INTO user_history(user, name, account, policy_date, trained_date, delegated_date,
    delegation_evidence, leaving_date, password_at, version)
  SELECT id, name, account, policy_date, trained_date, delegated_date, delegation_evidence,
    leaving_date, password_at, version FROM user ORDER BY id;
CREATE TRIGGER user_history_of_insert AFTER INSERT ON user BEGIN
  INSERT INTO user_history(user, name, account, policy_date, trained_date, delegated_date,
      delegation_evidence, leaving_date, password_at, version)
    VALUES(new.id, new.name, new.account, new.policy_date, new.trained_date, new.delegated_date,
      new.delegation_evidence, new.leaving_date, new.password_at, new.version);
END;
CREATE TRIGGER user_history_of_update AFTER UPDATE ON user BEGIN
  INSERT INTO user_history(user, name, account, policy_date, trained_date, delegated_date,
      delegation_evidence, leaving_date, password_at, version)
    VALUES(new.id, new.name, new.account, new.policy_date, new.trained_date, new.delegated_date,
      new.delegation_evidence, new.leaving_date, new.password_at, new.version);
END;
CREATE TABLE user_role_history (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  user    INTEGER NOT NULL,
  role    INTEGER NOT NULL CHECK (role BETWEEN 1 AND 7),
  held    INTEGER NOT NULL CHECK (held IN (0, 1)),
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX user_role_history_by_user ON user_role_history(user);
INSERT INTO user_role_history(user, role, held, version)
  SELECT user, role, 1, version FROM user_role JOIN user ON id = user ORDER BY user, role;
CREATE TRIGGER user_role_history_of_insert AFTER INSERT ON user_role BEGIN
  INSERT INTO user_role_history(user, role, held, version)
    SELECT new.user, new.role, 1, version FROM user WHERE id = new.user;
END;
CREATE TRIGGER user_role_history_of_delete AFTER DELETE ON user_role BEGIN
  INSERT INTO user_role_history(user, role, held, version)
    SELECT old.user, old.role, 0, version FROM user WHERE id = old.user;
END;

-- value: NULL, the setting was taken away. A setting is always replaced, never updated.
CREATE TABLE setting_history (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL,
  value   TEXT,
  version INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX setting_history_by_name ON setting_history(name);
INSERT INTO setting_history(name, value, version) SELECT name, value, version FROM setting
  ORDER BY name;
CREATE TRIGGER setting_history_of_insert AFTER INSERT ON setting BEGIN
  INSERT INTO setting_history(name, value, version) VALUES(new.name, new.value, new.version);
END;
CREATE TRIGGER setting_history_of_update AFTER UPDATE ON setting BEGIN
  INSERT INTO setting_history(name, value, version) VALUES(new.name, new.value, new.version);
END;
CREATE TRIGGER setting_history_of_delete AFTER DELETE ON setting BEGIN
  INSERT INTO setting_history(name, value, version)
    SELECT old.name, NULL, max(version) FROM change;
END;

-- That there was a reference, from when to when: never the vector, nor the photo's hash. Goes with
-- the person.
CREATE TABLE reference_history (
  number         INTEGER PRIMARY KEY AUTOINCREMENT,
  template       INTEGER NOT NULL,
  person         INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  held           INTEGER NOT NULL CHECK (held IN (0, 1)),
  model          TEXT NOT NULL,
  quality        REAL NOT NULL,
  reference_date TEXT NOT NULL,
  enrolled       INTEGER NOT NULL REFERENCES change(version),
  version        INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE INDEX reference_history_by_person ON reference_history(person);
INSERT INTO reference_history(template, person, held, model, quality, reference_date, enrolled,
    version)
  SELECT number, person, 1, model, quality, reference_date, version, version FROM template
  ORDER BY number;
CREATE TRIGGER reference_history_of_insert AFTER INSERT ON template BEGIN
  INSERT INTO reference_history(template, person, held, model, quality, reference_date, enrolled,
      version)
    VALUES(new.number, new.person, 1, new.model, new.quality, new.reference_date, new.version,
      new.version);
END;
CREATE TRIGGER reference_history_of_move AFTER UPDATE OF person ON template BEGIN
  INSERT INTO reference_history(template, person, held, model, quality, reference_date, enrolled,
      version)
    SELECT new.number, new.person, 1, new.model, new.quality, new.reference_date, new.version,
      max(version) FROM change;
END;
CREATE TRIGGER reference_history_of_delete AFTER DELETE ON template
WHEN EXISTS (SELECT 1 FROM person WHERE row = old.person) BEGIN
  INSERT INTO reference_history(template, person, held, model, quality, reference_date, enrolled,
      version)
    SELECT old.number, old.person, 0, old.model, old.quality, old.reference_date, old.version,
      max(version) FROM change;
END;
CREATE TRIGGER channel_history_no_update BEFORE UPDATE ON channel_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER channel_history_no_delete BEFORE DELETE ON channel_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER channel_owner_history_no_update BEFORE UPDATE ON channel_owner_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER channel_owner_history_no_delete BEFORE DELETE ON channel_owner_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER user_history_no_update BEFORE UPDATE ON user_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER user_history_no_delete BEFORE DELETE ON user_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER user_role_history_no_update BEFORE UPDATE ON user_role_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER user_role_history_no_delete BEFORE DELETE ON user_role_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER setting_history_no_update BEFORE UPDATE ON setting_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER setting_history_no_delete BEFORE DELETE ON setting_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
CREATE TRIGGER reference_history_no_update BEFORE UPDATE ON reference_history
BEGIN SELECT RAISE(ABORT, 'histories are append-only'); END;
