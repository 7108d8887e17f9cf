-- From version 3 to 4: which pages were read, so that the same command does only what is missing; counts for the day,
-- the outlet and the actor, kept in the transaction that swaps an article; `mentions` by its name in the public record.

CREATE TABLE pages (
    id      TEXT NOT NULL PRIMARY KEY,
    page    TEXT NOT NULL,
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    terms   TEXT NOT NULL
) STRICT;
CREATE INDEX pages_article ON pages (article);
CREATE INDEX pages_page ON pages (page);
ALTER TABLE runs ADD COLUMN known INTEGER;

CREATE VIEW mentions AS
    SELECT actor || '-' || number AS id, article, actor, number, start, "end" FROM actor_mentions;

-- Who it is beyond one article: the item of Wikidata, or kind, country and name together.
ALTER TABLE actors ADD COLUMN "key" TEXT
    GENERATED ALWAYS AS (coalesce(wikidata, kind || ':' || coalesce(country, '') || ':' || name)) VIRTUAL;
CREATE INDEX actors_key ON actors ("key");

CREATE TABLE days (
    day        TEXT NOT NULL,
    outlet     TEXT NOT NULL,
    articles   INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY (day, outlet)
) STRICT, WITHOUT ROWID;

CREATE TABLE outlets (
    outlet     TEXT NOT NULL PRIMARY KEY,
    articles   INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    events     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE appearances (
    "key"      TEXT NOT NULL,
    day        TEXT NOT NULL,
    article    TEXT NOT NULL,
    actor      TEXT NOT NULL,
    statements INTEGER NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY ("key", day, article, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE figures (
    "key"      TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    country    TEXT,
    articles   INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    events     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX figures_articles ON figures (articles DESC);
CREATE INDEX figures_statements ON figures (statements DESC);
CREATE INDEX statements_speaker ON statements (article, speaker_actor);

INSERT INTO days (day, outlet, articles, statements, events)
    SELECT coalesce(published, ''), coalesce(outlet, ''), count(*),
           sum((SELECT count(*) FROM statements WHERE article = articles.id)),
           sum((SELECT count(*) FROM events WHERE article = articles.id))
      FROM articles GROUP BY coalesce(published, ''), coalesce(outlet, '');
INSERT INTO outlets (outlet, articles, statements, events)
    SELECT outlet, sum(articles), sum(statements), sum(events) FROM days GROUP BY outlet;
INSERT INTO appearances ("key", day, article, actor, statements, events)
    SELECT actors."key", coalesce(published, ''), actors.article, actors.id,
           (SELECT count(*) FROM statements WHERE article = actors.article AND speaker_actor = actors.id),
           (SELECT count(DISTINCT event) FROM event_actors WHERE article = actors.article AND actor = actors.id)
      FROM actors JOIN articles ON articles.id = actors.article;
INSERT INTO figures ("key", name, kind, country, articles, statements, events)
    SELECT a."key", max(name), max(kind), max(country), count(DISTINCT a.article), sum(a.statements), sum(a.events)
      FROM appearances a JOIN actors ON actors.article = a.article AND actors.id = a.actor GROUP BY a."key";
