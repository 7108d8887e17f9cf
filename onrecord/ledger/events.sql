-- From version 2 to 3: who did what to whom gets tables of its own; version 2 kept events as JSON in articles.rest.
-- New columns that hold JSON: events.modes, contexts, mentions [[[start, end], ...], ...], event_actors.spans.

CREATE TABLE events (
    id            TEXT NOT NULL PRIMARY KEY,
    article       TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    type          TEXT NOT NULL,
    modes         TEXT NOT NULL,
    contexts      TEXT NOT NULL,
    status        TEXT NOT NULL,
    "trigger"     TEXT NOT NULL,
    according_to  TEXT REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED,
    paragraph     INTEGER NOT NULL,
    start         INTEGER,
    "end"         INTEGER,
    score         REAL NOT NULL,
    when_value    TEXT,
    when_from     TEXT,
    when_to       TEXT,
    when_start    INTEGER,
    when_end      INTEGER,
    place         TEXT,
    place_country TEXT,
    place_lat     REAL,
    place_lon     REAL,
    trigger_spans TEXT NOT NULL,
    place_spans   TEXT,
    mentions      TEXT NOT NULL
) STRICT;
CREATE INDEX events_article ON events (article, number);
CREATE INDEX events_type ON events (type COLLATE NOCASE);
CREATE INDEX events_according_to ON events (according_to);

CREATE TABLE event_actors (
    event   TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    article TEXT NOT NULL,
    role    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    text    TEXT NOT NULL,
    actor   TEXT,
    spans   TEXT NOT NULL,
    PRIMARY KEY (event, role, number)
) STRICT;
CREATE INDEX event_actors_actor ON event_actors (article, actor);

-- `words_of` and `paragraph_of` are functions that migrations.py gives to the connection.
INSERT INTO events (id, article, number, type, modes, contexts, status, "trigger", according_to, paragraph, start, "end",
                    score, when_value, when_from, when_to, when_start, when_end, place, place_country, place_lat,
                    place_lon, trigger_spans, place_spans, mentions)
    SELECT j.value ->> 'id', articles.id, j.key, j.value ->> 'type', j.value -> 'modes', j.value -> 'contexts',
           j.value ->> 'status', words_of(articles.text, j.value -> 'trigger'), j.value ->> 'according_to',
           paragraph_of(articles.text, (SELECT min(s.value ->> 0) FROM json_each(j.value, '$.trigger') s)),
           (SELECT min(s.value ->> 0) FROM json_each(j.value, '$.trigger') s),
           (SELECT max(s.value ->> 1) FROM json_each(j.value, '$.trigger') s),
           j.value ->> 'score', j.value ->> '$.when.value', j.value ->> '$.when.from', j.value ->> '$.when.to',
           j.value ->> '$.when.span[0]', j.value ->> '$.when.span[1]', j.value ->> '$.where.name',
           j.value ->> '$.where.country', j.value ->> '$.where.lat', j.value ->> '$.where.lon', j.value -> 'trigger',
           j.value -> '$.where.spans', coalesce(j.value -> 'mentions', '[]')
      FROM articles, json_each(articles.rest, '$.events') j;
INSERT INTO event_actors (event, article, role, number, text, actor, spans)
    SELECT j.value ->> 'id', articles.id, 'actor', a.key, a.value ->> 'text', a.value ->> 'actor', a.value -> 'spans'
      FROM articles, json_each(articles.rest, '$.events') j, json_each(j.value, '$.actors') a
    UNION ALL
    SELECT j.value ->> 'id', articles.id, 'recipient', a.key, a.value ->> 'text', a.value ->> 'actor',
           a.value -> 'spans'
      FROM articles, json_each(articles.rest, '$.events') j, json_each(j.value, '$.recipients') a;
ALTER TABLE articles DROP COLUMN rest;

CREATE VIEW event_pieces AS
    SELECT e.id AS event, e.article, 'trigger' AS role, j.key AS number, j.value ->> 0 AS start, j.value ->> 1 AS "end"
      FROM events e, json_each(e.trigger_spans) j
    UNION ALL
    SELECT a.event, a.article, a.role, a.number, j.value ->> 0, j.value ->> 1
      FROM event_actors a, json_each(a.spans) j;
