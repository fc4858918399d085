-- A recall of a picture that a person took back: nobody on the register is named. The recall's and
-- its takedowns' case_number is then the id of the photo, its reason 4.
-- reason: 1 somebody did not want to be shown, 2 it was deleted, 3 found unfit at a second look,
-- 4 blocked, or its clearance taken back.
CREATE TABLE recall_picture (
  recall INTEGER PRIMARY KEY REFERENCES recall(number),
  reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 4)
) STRICT;
CREATE TRIGGER recall_picture_no_update BEFORE UPDATE ON recall_picture
BEGIN SELECT RAISE(ABORT, 'recalls are append-only'); END;
CREATE TRIGGER recall_picture_no_delete BEFORE DELETE ON recall_picture
BEGIN SELECT RAISE(ABORT, 'recalls are append-only'); END;
