"""The addresses that the review's own part in the browser talks to. They stand behind the guard, as everything does.

Decisions go this way and not through Streamlit: an answer then needs no run of the page's script, and what a browser still has to send
is sent also after this program was started again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digitiser.errors import StoreError
from digitiser.guard import LOCKED_PATH
from digitiser.model import Group
from digitiser.review import Order
from digitiser.screens import desk, feet, frame, glance, locked, sheet_answers, taking
from digitiser.screens.cards import Card
from digitiser.screens.language import speaking
from digitiser.settings import MAX_FILE_BYTES

_MOST_BYTES = 1_000_000  # of a message: eight decisions have some ten thousand
_LONGEST_NAME = 200  # of a file, characters
_MOST_ROWS = 40  # handed out at once

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class AskRows:
    """The next rows please, in this order and language, without those that are here already."""

    language: str
    who: str
    order: Order
    skip: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class AskRow:
    """One row once more."""

    language: str
    sheet: str
    row: int


@dataclass(frozen=True)
class Settled:
    """What was settled, oldest first."""

    language: str
    messages: tuple[desk.Message, ...]


@dataclass(frozen=True)
class Answers:
    """One for each message that was dealt with; `fault` says in words why the others were not."""

    answers: tuple[desk.Answer, ...]
    fault: str = ""


def rows(asked: AskRows) -> desk.Window:
    """The next rows."""
    with speaking(asked.language):
        return desk.window(frame.store(), asked.who, asked.order, set(asked.skip), min(asked.most, _MOST_ROWS))


def row(asked: AskRow) -> Card | feet.FootCard | None:
    """One row, or the question about a sheet's foot, as it is now."""
    with speaking(asked.language):
        if asked.row == feet.FOOT:
            return feet.foot_card(frame.store(), asked.sheet)
        return desk.cards(frame.store(), [(asked.sheet, asked.row)])[0]


def decisions(settled: Settled) -> Answers:
    """Keeps decisions in the order in which they were made. Where the disk fails, those before are answered and the others wait."""
    answers: list[desk.Answer] = []
    with speaking(settled.language):
        for message in settled.messages:
            try:
                answers.append(desk.settle(frame.store(), message))
            except StoreError as fault:
                return Answers(tuple(answers), str(fault))
    return Answers(tuple(answers))


@dataclass(frozen=True)
class AskGroups:
    """The groups that are left for `who`."""

    language: str
    who: str


@dataclass(frozen=True)
class AskGlance:
    """The next screen of a group, without the cells of the screens that are here already."""

    language: str
    who: str
    group: Group
    open: tuple[str, ...]


@dataclass(frozen=True)
class SaidOfGlance:
    """What was said of a screen."""

    language: str
    said: glance.Looked


@dataclass(frozen=True)
class TakeBack:
    """What was said of the screen of this id is taken back."""

    language: str
    who: str
    id: str


def groups(asked: AskGroups) -> glance.GroupList:
    """The list of groups."""
    with speaking(asked.language):
        return glance.group_list(frame.store(), asked.who)


def open_groups(asked: AskGroups) -> glance.Opened:
    """The list of groups with the first screen."""
    with speaking(asked.language):
        return glance.opened(frame.store(), asked.who)


def next_glance(asked: AskGlance) -> glance.Glance:
    """The next screen of a group."""
    with speaking(asked.language):
        return glance.glance(frame.store(), asked.who, asked.group, asked.open)


def confirm_glance(asked: SaidOfGlance) -> glance.Answer:
    """Keeps what was said of a screen."""
    with speaking(asked.language):
        return glance.looked(frame.store(), asked.said)


def take_back_glance(asked: TakeBack) -> glance.TakenBack:
    """Takes it back."""
    with speaking(asked.language):
        return glance.take_back(frame.store(), asked.who, asked.id)


@dataclass(frozen=True)
class AskMissing:
    """The printed sheets that did not come back."""

    language: str


@dataclass(frozen=True)
class MissingSheets:
    """Whether sheets were printed with numbers at all, and those that did not come back."""

    printed: bool
    places: tuple[taking.Missing, ...]


def missing(asked: AskMissing) -> MissingSheets:
    """What is still out."""
    with speaking(asked.language):
        return MissingSheets(bool(frame.store().serials.all()), taking.missing(frame.store()))


async def _take(request: Request) -> Response:
    """A picture or PDF, its name in the query; kept in memory until it is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FILE_BYTES:
            break  # refused in words, as every file that is too large
    language, file = request.query_params.get("language", ""), request.query_params.get("file", "")[:_LONGEST_NAME]

    def taken() -> taking.Taken:
        with speaking(language):
            return taking.take(frame.store(), PurePath(file).name or "picture", bytes(body))

    return Response(msgspec.json.encode(await run_in_threadpool(taken)), media_type="application/json")


async def _lock(request: Request) -> Response:
    """The store is closed, and the browser shut out."""
    await run_in_threadpool(frame.lock)
    return Response(status_code=204)


async def _locked(request: Request) -> Response:
    """What a locked screen shows; it knows nothing of any store."""
    with speaking(request.query_params.get("language", "")):
        return Response(locked.page(), media_type="text/html")


def _picture(request: Request) -> Response:
    sheet, index = request.path_params["sheet"], request.path_params.get("row")
    pictures = frame.store().pictures
    jpeg = pictures.sheet(sheet) if index is None else pictures.row(sheet, index)
    return Response(jpeg, media_type="image/jpeg") if jpeg else Response(status_code=404)


def _answering(shape: type[Asked], answer: Callable[[Asked], object]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that takes JSON of this shape and gives JSON; 400 for anything else."""

    async def endpoint(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return Response(status_code=413)
        try:
            asked = msgspec.json.decode(body, type=shape)
        except msgspec.DecodeError:
            return Response(status_code=400)
        return Response(msgspec.json.encode(await run_in_threadpool(answer, asked)), media_type="application/json")

    return endpoint


ROUTES = [
    Route("/desk/rows", _answering(AskRows, rows), methods=["POST"]),
    Route("/desk/row", _answering(AskRow, row), methods=["POST"]),
    Route("/desk/decisions", _answering(Settled, decisions), methods=["POST"]),
    Route("/sheet/show", _answering(sheet_answers.AskSheet, sheet_answers.show_sheet), methods=["POST"]),
    Route("/sheet/mend", _answering(sheet_answers.SaidOfSheet, sheet_answers.mend_sheet), methods=["POST"]),
    Route("/sheet/name", _answering(sheet_answers.SaidOfColumns, sheet_answers.name_columns), methods=["POST"]),
    Route("/sheet/others", _answering(sheet_answers.AskProgress, sheet_answers.progress), methods=["POST"]),
    Route("/glance/groups", _answering(AskGroups, groups), methods=["POST"]),
    Route("/glance/open", _answering(AskGroups, open_groups), methods=["POST"]),
    Route("/glance/next", _answering(AskGlance, next_glance), methods=["POST"]),
    Route("/glance/confirm", _answering(SaidOfGlance, confirm_glance), methods=["POST"]),
    Route("/glance/back", _answering(TakeBack, take_back_glance), methods=["POST"]),
    Route("/capture/take", _take, methods=["POST"]),
    Route("/capture/missing", _answering(AskMissing, missing), methods=["POST"]),
    Route("/lock", _lock, methods=["POST"]),
    Route(LOCKED_PATH, _locked),
    Route("/desk/picture/{sheet}/{row:int}", _picture),
    Route("/desk/sheet/{sheet}", _picture),
]
