"""The desk as an application: its addresses, each with a JSON twin, and what it says when something is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from onrecord import __version__
from onrecord.desk import views
from onrecord.desk.guard import COOKIE, Guard
from onrecord.desk.render import STATIC, page
from onrecord.desk.review import decide
from onrecord.desk.views._shown import Desk, Given, Missing, Shown
from onrecord.errors import LedgerError, OnrecordError, UsageError
from onrecord.records import Record, to_json

_LARGEST_FORM = 100_000  # bytes
View = Callable[[Desk, Given], Shown]


class Wrong(Record, frozen=True):
    """What is wrong, as JSON; `near` are addresses that may have been meant."""

    status: int
    error: str
    near: tuple[tuple[str, str], ...] = ()


def application(desk: Desk) -> Starlette:
    """The desk, to be served; it reads the ledger anew for every page."""
    routes: list[BaseRoute] = [
        *_twins(desk, "/", views.front, "/index.json"),
        *_twins(desk, "/articles/{id}", views.article),
        *_twins(desk, "/actors", views.actors),
        *_twins(desk, "/actors/{key:path}", views.actor),
        *_twins(desk, "/questions", views.questions),
        *_twins(desk, "/questions/{slug}", views.question),
        *_twins(desk, "/search", views.search),
        *_twins(desk, "/network", views.network),
        Route("/export.{format}", _export(desk)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    if desk.review:
        routes.append(Route("/questions/{slug}/decisions", _decisions(desk), methods=["POST"]))
    handlers = {
        Missing: _failing(desk, 404), UsageError: _failing(desk, 400), LedgerError: _failing(desk, 503),
        HTTPException: _refused(desk),
    }  # fmt: skip
    return Starlette(routes=routes, middleware=[Middleware(Guard)], exception_handlers=handlers)  # type: ignore[arg-type]


def _twins(desk: Desk, path: str, view: View, twin: str | None = None) -> list[Route]:
    """The page and its JSON twin. The twin's route is the more special one and comes first."""

    def as_json(request: Request) -> Response:
        return Response(to_json(view(desk, _given(request)).twin), media_type="application/json")

    def as_page(request: Request) -> Response:
        return _page(desk, request, view(desk, _given(request)))

    return [Route(twin or f"{path}.json", as_json), Route(path, as_page)]


def _given(request: Request) -> Given:
    return {**request.query_params, **request.path_params}


def _page(desk: Desk, request: Request, shown: Shown, status: int = 200) -> Response:
    twin = "/index.json" if request.url.path == "/" else f"{request.url.path}.json"
    asked = f"?{request.url.query}" if request.url.query else ""
    html = page(
        shown.template,
        **shown.values,
        desk=desk,
        here=request.url.path,
        twin=twin + asked,
        version=__version__,
    )
    response = HTMLResponse(html, status)
    if desk.review:
        response.set_cookie(COOKIE, desk.keys.cookie, httponly=True, samesite="strict", path="/")
    return response


def _export(desk: Desk) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        format_ = request.path_params["format"]
        if format_ not in ("csv", "jsonl"):
            raise Missing(f"There is no export as {format_!r}; there are csv and jsonl.", (("/export.csv", "CSV"),))
        lines = views.export(desk, _given(request), format_)
        first = next(lines, b"")  # what is wrong shows before the answer has begun
        kind = "text/csv; charset=utf-8" if format_ == "csv" else "application/jsonl"
        named = {"content-disposition": f'attachment; filename="onrecord.{format_}"'}

        def whole() -> Iterator[bytes]:
            yield first
            yield from lines

        return StreamingResponse(whole(), media_type=kind, headers=named)

    return answer


def _decisions(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """Where decisions are sent; the route is there only when they may be made."""

    async def answer(request: Request) -> Response:
        form = await _form(request)
        if not desk.keys.fit(request.cookies, form.get("token", ""), request.headers.get("origin")):
            raise HTTPException(403, "This change did not come from a page of this desk; load the page again.")
        return await run_in_threadpool(_decided, desk, request.path_params["slug"], form)

    return answer


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            raise HTTPException(413, "The form is too large.")
    return {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _decided(desk: Desk, slug: str, form: Given) -> Response:
    one = desk.answers.question(slug)
    if one is None or one.question is None:
        raise Missing(f"There is no question {slug!r} on this desk.")
    cell = form.get("cell", "")
    with desk.opened() as kept:
        if undone := form.get("undo"):
            kept.withdraw([undone])
        else:
            answer = desk.answers.answer(one)
            decide(
                kept, one.question, answer.positions if answer else (), cell=cell, piece=form.get("piece", ""),
                verdict=form.get("verdict", ""), by=desk.by,
            )  # fmt: skip
    back = f"?cell={cell}#evidence" if cell.isalnum() and not undone else "#decisions"
    return RedirectResponse(f"/questions/{one.slug}{back}", 303)


def _failing(desk: Desk, status: int) -> Callable[[Request, OnrecordError], Response]:
    def answer(request: Request, error: OnrecordError) -> Response:
        return _wrong(desk, request, Wrong(status, str(error), getattr(error, "near", ())))

    return answer


def _refused(desk: Desk) -> Callable[[Request, HTTPException], Response]:
    def answer(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            near = (("/", "What is in the ledger"), ("/search", "Search"), ("/actors", "Actors"))
            return _wrong(desk, request, Wrong(404, f"There is no page {request.url.path!r} on this desk.", near))
        return _wrong(desk, request, Wrong(error.status_code, str(error.detail)))

    return answer


def _wrong(desk: Desk, request: Request, wrong: Wrong) -> Response:
    if request.url.path.endswith((".json", ".csv", ".jsonl")):
        return Response(to_json(wrong), wrong.status, media_type="application/json")
    values = {"wrong": wrong, "phrase": HTTPStatus(wrong.status).phrase}
    return _page(desk, request, Shown("wrong.html", values, wrong), wrong.status)
