-- A small picture of the face that a template was made from, kept only where the school wants it for
-- reviewers. It goes with its template.
CREATE TABLE reference_crop (
  template INTEGER PRIMARY KEY REFERENCES template(number) ON DELETE CASCADE,
  jpeg     BLOB NOT NULL,
  version  INTEGER NOT NULL REFERENCES change(version)
) STRICT;
