"""W3C Web Annotation: a line for each statement, an annotation whose targets are its pieces in the article.

Each target has a TextQuoteSelector (the words, with what stands around them) and a TextPositionSelector (code points,
as the model has it: https://www.w3.org/TR/annotation-model/).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from onrecord.export._whole import Whole, address, speaker_of
from onrecord.records import Article, Reading, Span, Statement

_AROUND = 32  # code points of prefix and suffix


def written(whole: Whole) -> Iterator[str]:
    """The annotations, one a line."""
    for reading in whole.readings():
        for statement in reading.statements:
            yield msgspec.json.encode(_annotation(reading, statement)).decode()


def _annotation(reading: Reading, statement: Statement) -> dict[str, object]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:onrecord:{statement.id}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            {"type": "TextualBody", "purpose": purpose, "value": value}
            for purpose, value in (
                ("identifying", speaker_of(reading, statement)),
                ("describing", statement.cue.text),
                ("classifying", statement.cue.act),
            )
            if value
        ],
        "target": [_target(reading.article, span) for span in statement.content.spans],
    }


def _target(article: Article, span: Span) -> dict[str, object]:
    text = article.text
    return {
        "source": address(article),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": span.of(text),
                "prefix": text[max(0, span.start - _AROUND) : span.start],
                "suffix": text[span.end : span.end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        ],
    }
