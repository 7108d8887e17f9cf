-- From version 4 to 5: what people have decided about the positions on a question. No article's rows: they survive its
-- being read again. `key` is the actor's row in the table of positions; offsets are code points, half-open.

CREATE TABLE judgements (
    id          TEXT NOT NULL PRIMARY KEY,
    question    TEXT NOT NULL,
    proposition TEXT NOT NULL,
    key         TEXT NOT NULL,
    actor       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    country     TEXT,
    sectors     TEXT NOT NULL,
    position    TEXT NOT NULL,
    article     TEXT NOT NULL REFERENCES articles (id),
    start       INTEGER NOT NULL,
    "end"       INTEGER NOT NULL,
    text        TEXT NOT NULL,
    day         TEXT,
    "by"        TEXT NOT NULL,
    decided     TEXT NOT NULL
) STRICT;
CREATE INDEX judgements_question ON judgements (question);
