"""Label Studio: review tasks out, and its export with people's decisions in.

A task shows the words with what stands around them and asks for one choice; `predictions` has the machine's. The
labelling set-up that fits is `CONFIG` (docs/questions.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from onrecord.errors import UsageError
from onrecord.export._whole import Whole
from onrecord.questions import CHOICES, SHEET, Line, review_lines

CONFIG = (
    '<View><Header value="$actor: $says"/><Text name="text" value="$context"/>'
    '<Choices name="position" toName="text">'
    + "".join(f'<Choice value="{choice}"/>' for choice in CHOICES)
    + "</Choices></View>"
)


def told(whole: Whole) -> Iterator[str]:
    """The tasks, a JSON array with a task a line."""
    if whole.question is None:
        return
    readings = list(whole.readings())
    version = readings[0].model.version if readings else ""
    lines = review_lines((r.article for r in readings), whole.question, whole.positions)
    said = whole.question.propositions
    tasks = [msgspec.json.encode(_task(line, said[line.proposition].says, version)).decode() for line in lines]
    yield "["
    yield from (task + ("," if number < len(tasks) else "") for number, task in enumerate(tasks, start=1))
    yield "]"


def taken(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a sheet from Label Studio's JSON export, with the last choice that a person made of each.

    Raises: UsageError that names the task if it is no such export.
    """
    try:
        tasks = msgspec.json.decode(data, type=list[dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: is no JSON export of Label Studio ({error}); export the project as JSON") from error
    return list(_rows(tasks, name))


def _rows(tasks: list[dict[str, Any]], name: str) -> Iterator[dict[str, str]]:
    for number, task in enumerate(tasks, start=1):
        fields = task.get("data")
        if not isinstance(fields, dict) or not {*SHEET} - {"judgement"} <= fields.keys():
            raise UsageError(
                f"{name}: task {number}: is none that onrecord wrote; export the project of the review tasks"
            )
        row = {key: "" if value is None else str(value) for key, value in fields.items()}
        yield row | {"judgement": _choice(task)}


def _choice(task: dict[str, Any]) -> str:
    found = [
        choice
        for annotation in _dicts(task.get("annotations"))
        if not annotation.get("was_cancelled")
        for result in _dicts(annotation.get("result"))
        if result.get("type") == "choices" and isinstance(result.get("value"), dict)
        for choice in result["value"].get("choices") or ()
    ]
    return str(found[-1]) if found else ""


def _dicts(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _task(line: Line, says: str, version: str) -> dict[str, object]:
    data = msgspec.to_builtins(line) | {"says": says}
    choice = {"from_name": "position", "to_name": "text", "type": "choices", "value": {"choices": [line.position]}}
    return {"data": data, "predictions": [{"model_version": version, "result": [choice]}]}
