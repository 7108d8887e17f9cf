-- From version 3 to 4: which articles are the same report, what is counted once, and which lines are furniture.
-- `onrecord wires` fills these tables anew; an article that is read again leaves them until it runs again.

CREATE TABLE wires (
    id       TEXT NOT NULL PRIMARY KEY,
    article  TEXT NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
    report   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    relation TEXT,
    copy_of  TEXT REFERENCES articles (id) ON DELETE CASCADE,
    agency   TEXT,
    shared   REAL
) STRICT;
CREATE INDEX wires_report ON wires (report);
CREATE INDEX wires_copy_of ON wires (copy_of);
CREATE TRIGGER wires_article_read_again AFTER UPDATE ON articles BEGIN
    DELETE FROM wires WHERE article = new.id;
END;

CREATE TABLE statement_repeats (
    id      TEXT NOT NULL PRIMARY KEY REFERENCES statements (id) ON DELETE CASCADE,
    repeats TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX statement_repeats_repeats ON statement_repeats (repeats);

CREATE TABLE event_repeats (
    id      TEXT NOT NULL PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    repeats TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX event_repeats_repeats ON event_repeats (repeats);

CREATE TABLE furniture (
    id       TEXT NOT NULL PRIMARY KEY,
    outlet   TEXT NOT NULL,
    line     TEXT NOT NULL,
    articles INTEGER NOT NULL,
    UNIQUE (outlet, line)
) STRICT;

CREATE VIEW statements_once AS
    SELECT s.*, 1 + (SELECT count(*) FROM statement_repeats r WHERE r.repeats = s.id) AS copies
      FROM statements s WHERE NOT EXISTS (SELECT 1 FROM statement_repeats r WHERE r.id = s.id);
CREATE VIEW events_once AS
    SELECT e.*, 1 + (SELECT count(*) FROM event_repeats r WHERE r.repeats = e.id) AS copies
      FROM events e WHERE NOT EXISTS (SELECT 1 FROM event_repeats r WHERE r.id = e.id);
