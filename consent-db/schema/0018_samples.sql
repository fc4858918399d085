-- Photos that are looked at once more to learn how many the gate misses (docs/USER_GUIDE.md). Drawn
-- for the week that begins on `week`, a Monday, in an order that says nothing. blind: 1 cleared
-- without a person, 0 mixed in, cleared by one. Append-only; no person stands here.
CREATE TABLE sample (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  week   TEXT NOT NULL,
  photo  TEXT NOT NULL UNIQUE CHECK (length(photo) = 19),
  blind  INTEGER NOT NULL CHECK (blind IN (0, 1)),
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL CHECK (actor <> '')
) STRICT;
CREATE INDEX sample_by_week ON sample(week);
CREATE TRIGGER sample_no_update BEFORE UPDATE ON sample
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
CREATE TRIGGER sample_no_delete BEFORE DELETE ON sample
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;

-- outcome: 1 nothing wrong, 2 somebody who must not be seen, 3 something else, 4 not sure.
CREATE TABLE sample_answer (
  sample  INTEGER PRIMARY KEY REFERENCES sample(number),
  at      TEXT NOT NULL,
  user    TEXT NOT NULL CHECK (user <> ''),
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4)
) STRICT;
CREATE TRIGGER sample_answer_no_update BEFORE UPDATE ON sample_answer
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
CREATE TRIGGER sample_answer_no_delete BEFORE DELETE ON sample_answer
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
