-- A ledger, version 1. docs/ledger.md explains every column for people who query it with SQL.
-- Offsets are [start, end) in Unicode code points into articles.text; the first character is 0.
-- Columns that hold JSON: *_spans [[start, end], ...], evidence, candidates, rest.

CREATE TABLE articles (
    id            TEXT NOT NULL PRIMARY KEY,
    url           TEXT,
    outlet        TEXT,
    title         TEXT,
    byline        TEXT,
    dateline      TEXT,
    published     TEXT,
    language      TEXT,
    text          TEXT NOT NULL,
    evidence      TEXT NOT NULL,
    rest          TEXT NOT NULL,
    model         TEXT NOT NULL,
    model_version TEXT NOT NULL,
    code_version  TEXT NOT NULL
) STRICT;
CREATE INDEX articles_url ON articles (url);
CREATE INDEX articles_published ON articles (published DESC, id);  -- the order in which `find` answers

CREATE TABLE passages (
    id      TEXT NOT NULL PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    start   INTEGER NOT NULL,
    "end"   INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_article ON passages (article, number);

-- `row` ties the full-text index to the table: an implicit rowid would change in a VACUUM. Refer to `id`.
CREATE TABLE statements (
    "row"           INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    article         TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    quotation       TEXT NOT NULL,
    speaker         TEXT,
    speaker_actor   TEXT,
    cue             TEXT NOT NULL,
    lemma           TEXT,
    act             TEXT,
    polarity        TEXT,
    content         TEXT NOT NULL,
    addressee       TEXT,
    addressee_actor TEXT,
    paragraph       INTEGER NOT NULL,
    start           INTEGER,
    "end"           INTEGER,
    within          TEXT REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,
    passage         TEXT NOT NULL,
    score           REAL NOT NULL,
    when_value      TEXT,
    when_from       TEXT,
    when_to         TEXT,
    when_start      INTEGER,
    when_end        INTEGER,
    speaker_spans   TEXT,
    cue_spans       TEXT NOT NULL,
    content_spans   TEXT NOT NULL,
    addressee_spans TEXT
) STRICT;
CREATE INDEX statements_article ON statements (article, number);
CREATE INDEX statements_within ON statements (within);
CREATE INDEX statements_act ON statements (act);

CREATE TABLE doubts (
    id         TEXT NOT NULL PRIMARY KEY,
    article    TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    question   TEXT NOT NULL,
    candidates TEXT NOT NULL,
    why        TEXT NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL
) STRICT;
CREATE INDEX doubts_article ON doubts (article, number);

CREATE TABLE failures (
    id    TEXT NOT NULL PRIMARY KEY,
    page  TEXT NOT NULL,
    stage TEXT NOT NULL,
    why   TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
    id            INTEGER PRIMARY KEY,
    started       TEXT NOT NULL,
    ended         TEXT,
    model         TEXT NOT NULL,
    model_version TEXT NOT NULL,
    code_version  TEXT NOT NULL,
    "read"        INTEGER,
    failed        INTEGER
) STRICT;

CREATE VIEW pieces AS
    SELECT s.id AS statement, s.article, 'speaker' AS role, j.key AS number,
           j.value ->> 0 AS start, j.value ->> 1 AS "end"
      FROM statements s, json_each(s.speaker_spans) j
    UNION ALL
    SELECT s.id, s.article, 'cue', j.key, j.value ->> 0, j.value ->> 1
      FROM statements s, json_each(s.cue_spans) j
    UNION ALL
    SELECT s.id, s.article, 'content', j.key, j.value ->> 0, j.value ->> 1
      FROM statements s, json_each(s.content_spans) j
    UNION ALL
    SELECT s.id, s.article, 'addressee', j.key, j.value ->> 0, j.value ->> 1
      FROM statements s, json_each(s.addressee_spans) j;

CREATE VIRTUAL TABLE statements_fts USING fts5 (
    content, speaker,
    content = 'statements', content_rowid = 'row',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER statements_added AFTER INSERT ON statements BEGIN
    INSERT INTO statements_fts (rowid, content, speaker) VALUES (new."row", new.content, new.speaker);
END;
CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN
    INSERT INTO statements_fts (statements_fts, rowid, content, speaker)
    VALUES ('delete', old."row", old.content, old.speaker);
END;
CREATE TRIGGER statements_changed AFTER UPDATE ON statements BEGIN
    INSERT INTO statements_fts (statements_fts, rowid, content, speaker)
    VALUES ('delete', old."row", old.content, old.speaker);
    INSERT INTO statements_fts (rowid, content, speaker) VALUES (new."row", new.content, new.speaker);
END;
