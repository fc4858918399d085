-- Named people with roles, and what they need before they may decide (POLICY.md P12).
CREATE TABLE user (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL UNIQUE CHECK (name <> ''),
  account      TEXT UNIQUE CHECK (account <> ''),
  policy_date  TEXT,
  trained_date TEXT,
  delegated_date      TEXT,
  delegation_evidence TEXT NOT NULL,
  leaving_date TEXT,
  version      INTEGER NOT NULL REFERENCES change(version)
) STRICT;
CREATE TABLE user_role (
  user INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
  role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 7),
  PRIMARY KEY (user, role)
) STRICT, WITHOUT ROWID;
