"""schema.org JSON-LD: a line for each article, a NewsArticle with its Quotations. Nothing is rated here, so there is
never a ClaimReview."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from onrecord.export._whole import Whole, address, speaker_of
from onrecord.records import Reading, Statement

_KINDS = {"person": "Person", "organisation": "Organization", "government": "GovernmentOrganization"}


def written(whole: Whole) -> Iterator[str]:
    """The articles, one a line; a fact that is not known is left out."""
    for reading in whole.readings():
        yield msgspec.json.encode(_article(reading)).decode()


def _article(reading: Reading) -> dict[str, object]:
    article = reading.article
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": address(article),
            "url": article.url,
            "headline": article.title,
            "datePublished": article.published,
            "inLanguage": article.language,
            "author": article.byline and {"@type": "Person", "name": article.byline},
            "publisher": article.outlet and {"@type": "Organization", "name": article.outlet},
            "hasPart": [_quotation(reading, s) for s in reading.statements],
        }
    )


def _quotation(reading: Reading, statement: Statement) -> dict[str, object]:
    name = speaker_of(reading, statement)
    actor = next((a for a in reading.actors if statement.speaker and a.id == statement.speaker.actor), None)
    speaker = name and _known({
        "@type": _KINDS.get(actor.kind if actor else "", "Thing"),
        "name": name,
        "sameAs": actor and actor.wikidata and f"http://www.wikidata.org/entity/{actor.wikidata}",
    })  # fmt: skip
    return _known({
        "@type": "Quotation",
        "@id": f"urn:onrecord:{statement.id}",
        "text": statement.content.text,
        "spokenByCharacter": speaker,
        "isPartOf": {"@id": address(reading.article)},
    })  # fmt: skip


def _known(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, "")}
