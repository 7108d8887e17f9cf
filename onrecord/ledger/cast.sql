-- From version 1 to 2: who, when and where get tables of their own; version 1 kept them as JSON in articles.rest.
-- New columns that hold JSON: actors.sectors, places.spans.

CREATE TABLE actors (
    article  TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    id       TEXT NOT NULL,
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    country  TEXT,
    sectors  TEXT NOT NULL,
    wikidata TEXT,
    PRIMARY KEY (article, id)
) STRICT;
CREATE INDEX actors_name ON actors (name);
CREATE INDEX actors_country ON actors (country);

CREATE TABLE actor_mentions (
    article TEXT NOT NULL,
    actor   TEXT NOT NULL,
    number  INTEGER NOT NULL,
    start   INTEGER NOT NULL,
    "end"   INTEGER NOT NULL,
    PRIMARY KEY (article, actor, number),
    FOREIGN KEY (article, actor) REFERENCES actors (article, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE times (
    id        TEXT NOT NULL PRIMARY KEY,
    article   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    value     TEXT NOT NULL,
    first_day TEXT,
    last_day  TEXT,
    start     INTEGER NOT NULL,
    "end"     INTEGER NOT NULL
) STRICT;
CREATE INDEX times_article ON times (article, number);
CREATE INDEX times_first_day ON times (first_day);

CREATE TABLE places (
    id      TEXT NOT NULL PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    country TEXT,
    lat     REAL,
    lon     REAL,
    start   INTEGER,
    "end"   INTEGER,
    spans   TEXT NOT NULL
) STRICT;
CREATE INDEX places_article ON places (article, number);
CREATE INDEX places_country ON places (country);

INSERT INTO actors (article, id, number, name, kind, country, sectors, wikidata)
    SELECT articles.id, j.value ->> 'id', j.key, j.value ->> 'name', j.value ->> 'kind', j.value ->> 'country',
           j.value -> 'sectors', j.value ->> 'wikidata'
      FROM articles, json_each(articles.rest, '$.actors') j;
INSERT INTO actor_mentions (article, actor, number, start, "end")
    SELECT articles.id, j.value ->> 'id', m.key, m.value ->> 0, m.value ->> 1
      FROM articles, json_each(articles.rest, '$.actors') j, json_each(j.value, '$.mentions') m;
INSERT INTO times (id, article, number, value, first_day, last_day, start, "end")
    SELECT articles.id || '-t' || j.key, articles.id, j.key, j.value ->> 'value', j.value ->> 'from', j.value ->> 'to',
           j.value ->> '$.span[0]', j.value ->> '$.span[1]'
      FROM articles, json_each(articles.rest, '$.times') j;
INSERT INTO places (id, article, number, name, country, lat, lon, start, "end", spans)
    SELECT articles.id || '-w' || j.key, articles.id, j.key, j.value ->> 'name', j.value ->> 'country',
           j.value ->> 'lat', j.value ->> 'lon',
           (SELECT min(s.value ->> 0) FROM json_each(j.value, '$.spans') s),
           (SELECT max(s.value ->> 1) FROM json_each(j.value, '$.spans') s),
           j.value -> 'spans'
      FROM articles, json_each(articles.rest, '$.places') j;
UPDATE articles SET rest = json_remove(rest, '$.actors', '$.times', '$.places');

-- A statement by "He" is found under the name of who he is. The index is made anew: FTS5 adds no column to one.
DROP TRIGGER statements_added;
DROP TRIGGER statements_removed;
DROP TRIGGER statements_changed;
DROP TABLE statements_fts;
ALTER TABLE statements ADD COLUMN speaker_name TEXT;
UPDATE statements SET speaker_name =
    (SELECT name FROM actors WHERE actors.article = statements.article AND actors.id = statements.speaker_actor)
 WHERE speaker_actor IS NOT NULL;
CREATE INDEX statements_speaker_name ON statements (speaker_name);

CREATE VIRTUAL TABLE statements_fts USING fts5 (
    content, speaker, speaker_name,
    content = 'statements', content_rowid = 'row',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO statements_fts (statements_fts) VALUES ('rebuild');
CREATE TRIGGER statements_added AFTER INSERT ON statements BEGIN
    INSERT INTO statements_fts (rowid, content, speaker, speaker_name)
    VALUES (new."row", new.content, new.speaker, new.speaker_name);
END;
CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN
    INSERT INTO statements_fts (statements_fts, rowid, content, speaker, speaker_name)
    VALUES ('delete', old."row", old.content, old.speaker, old.speaker_name);
END;
CREATE TRIGGER statements_changed AFTER UPDATE ON statements BEGIN
    INSERT INTO statements_fts (statements_fts, rowid, content, speaker, speaker_name)
    VALUES ('delete', old."row", old.content, old.speaker, old.speaker_name);
    INSERT INTO statements_fts (rowid, content, speaker, speaker_name)
    VALUES (new."row", new.content, new.speaker, new.speaker_name);
END;
