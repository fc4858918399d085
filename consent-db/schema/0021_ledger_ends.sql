-- Copies that were cleared and are not any more: their photo was withdrawn, held, blocked or deleted
-- since. A photo that is cleared anew gets a row of the ledger of its own. Append-only; outlasts the
-- journal's photo, so that a copy that was saved elsewhere is never taken for a cleared one again.
-- state: of the photo, as in photo.state (5 held, 7 blocked, 10 withdrawn, 11 deleted).
CREATE TABLE ledger_end (
  ledger INTEGER PRIMARY KEY REFERENCES ledger(number),
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL CHECK (actor <> ''),
  state  INTEGER NOT NULL CHECK (state IN (5, 7, 10, 11))
) STRICT;
CREATE TRIGGER ledger_end_no_update BEFORE UPDATE ON ledger_end
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_end_no_delete BEFORE DELETE ON ledger_end
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- What happened before there was this table: the photo's steps tell.
INSERT INTO ledger_end(ledger, at, actor, state)
SELECT l.number, min(s.at), s.actor, s.state FROM ledger AS l
JOIN photo AS p ON p.channel = l.channel AND p.sha256 = l.original_sha256
JOIN photo_step AS s ON s.photo = p.row AND s.state IN (10, 11) AND s.at >= l.at
GROUP BY l.number;
