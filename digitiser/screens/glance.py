"""What the groups screen hands to the browser and takes back: crops under one claim, and the exceptions a person marked. No Streamlit.

As in `desk.py` a message may come twice: what became of a screen is kept with it, and told again.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom
from typing import Literal

import cv2
import numpy as np

from digitiser.groups import Crop, GroupScreen, compose, field_decisions, judge, row_decisions
from digitiser.model import Cell, ColumnName, Group, GroupKind, Pixels
from digitiser.screens.language import current, heading, say
from digitiser.screens.values import shown
from digitiser.settings import GROUP_CELLS
from digitiser.store import Store
from digitiser.store.work import Attention

_WHOLE_ROWS = 16  # in one glance: they are as wide as the page
_JPEG_QUALITY = 80
_CROP_PX = 110  # high, at most


@dataclass(frozen=True)
class GroupView:
    """A group in the list: its kind, column and value name it to the program, the texts to the reviewer."""

    kind: GroupKind
    column: ColumnName | None
    value: str
    about: str
    claim: str
    cells: int


@dataclass(frozen=True)
class GroupList:
    """All groups that are left, and how the reviewer is doing: planted wrong crops seen, and seconds a crop."""

    groups: tuple[GroupView, ...]
    planted: int
    caught: int
    seconds: float


@dataclass(frozen=True)
class ShownCrop:
    """One crop: its picture (JPEG, base64) and, where the claim is each crop's own, what it was read as."""

    picture: str
    text: str


@dataclass(frozen=True)
class Glance:
    """A screen of crops; none: the group is done, or others have the rest before them."""

    id: str
    crops: tuple[ShownCrop, ...]


@dataclass(frozen=True)
class Opened:
    """The list, and the first screen of its first group."""

    list: GroupList
    glance: Glance


@dataclass(frozen=True)
class Looked:
    """What a person said of a screen: the places of the exceptions, counted from 0. `again`: said anew, after it was taken back."""

    id: str
    who: str
    marked: tuple[int, ...]
    seconds: float
    again: bool = False


@dataclass(frozen=True)
class TakenBack:
    """A screen of which all that was said is taken back, with the places that were marked; no crops: the program does not know it."""

    glance: Glance
    marked: tuple[int, ...]


@dataclass(frozen=True)
class Passed:
    """A crop known to be wrong that was let pass, and what people had settled of it before."""

    place: int
    text: str


@dataclass(frozen=True)
class Answer:
    """`missed`: wrong crops passed, nothing was kept. `gone`: the program does not know the screen any more; nothing was kept."""

    outcome: Literal["kept", "missed", "gone"]
    missed: tuple[Passed, ...] = ()
    confirmed: int = 0
    doubted: int = 0
    accepted: int = 0


def group_list(store: Store, who: str) -> GroupList:
    """What is left for this reviewer, the largest groups first."""
    return _listed(store, who, store.work.groups(who))


def _listed(store: Store, who: str, groups: tuple[Group, ...]) -> GroupList:
    attention = store.work.attention(who)
    views = tuple(_view(group) for group in groups)
    per_crop = attention.seconds / attention.shown if attention.shown else 0.0
    return GroupList(views, attention.planted, attention.caught, per_crop)


def opened(store: Store, who: str) -> Opened:
    """What the page begins with: one question, so that its first crops come sooner."""
    groups = store.work.groups(who)
    return Opened(_listed(store, who, groups), glance(store, who, groups[0], ()) if groups else Glance("", ()))


def glance(store: Store, who: str, group: Group, open_screens: Iterable[str]) -> Glance:
    """The next screen of a group, without the cells of screens that the browser has already."""
    screens = [screen for screen in (store.work.shown(key) for key in open_screens) if screen]
    skip = {crop.cell.id for screen in screens for crop in screen.crops}
    most = GROUP_CELLS if group.column else _WHOLE_ROWS
    cells = store.work.next_cells(group, who, most, skip)
    if not cells:
        return Glance("", ())
    screen = compose(group, cells, store.work.settled_cells(group), SystemRandom())
    key = secrets.token_hex(8)
    store.work.show(key, who, screen)
    return _glance(store, key, screen)


def looked(store: Store, said: Looked) -> Answer:
    """Keep what a person said of a screen. The same message again gives the same answer and changes nothing."""
    screen, before = store.work.shown(said.id), store.work.outcome(said.id)
    if screen is None:
        return Answer("gone")
    marked = frozenset(screen.crops[place].cell.id for place in said.marked if 0 <= place < len(screen.crops))
    outcome = before or judge(screen, marked)
    places = {crop.cell.id: place for place, crop in enumerate(screen.crops)}
    accepted = 0
    if before is None:
        rows = row_decisions(screen.group, outcome, said.who)
        accepted = len(store.decisions.confirm(*field_decisions(outcome, said.who), rows=rows))
        caught = outcome.planted - len(outcome.missed)
        attention = Attention(len(screen.crops), outcome.planted, caught, min(max(said.seconds, 0.0), 600.0))
        store.work.looked(said.id, outcome, said.who, None if said.again else attention)
        store.work.release(said.who, {crop.cell.row_id for crop in screen.crops})
    if outcome.missed:
        return Answer(
            "missed", tuple(Passed(places[crop.cell.id], _settled_text(store, crop)) for crop in outcome.missed)
        )
    return Answer("kept", confirmed=len(outcome.confirmed), doubted=len(outcome.doubted), accepted=accepted)


def take_back(store: Store, who: str, key: str) -> TakenBack:
    """Take back all that `who` said of a screen, and show it again with what was marked. Again changes nothing."""
    screen, outcome = store.work.shown(key), store.work.outcome(key)
    if screen is None:
        return TakenBack(Glance("", ()), ())
    marked: tuple[int, ...] = ()
    if outcome:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        store.decisions.reopen(field_decisions(outcome, who), row_decisions(screen.group, outcome, who), who, now)
        store.work.look_again(key)
        right = {crop.cell.id for crop in outcome.confirmed}
        marked = tuple(place for place, crop in enumerate(screen.crops) if crop.cell.id not in right)
    store.work.lease((crop.cell.row_id for crop in screen.crops), who)
    return TakenBack(_glance(store, key, screen), marked)


def _glance(store: Store, key: str, screen: GroupScreen) -> Glance:
    own = screen.group.kind == "own_label"
    return Glance(key, tuple(ShownCrop(_picture(store, crop.cell), crop.label if own else "") for crop in screen.crops))


def _view(group: Group) -> GroupView:
    column = heading(group.column) if group.column else say("Whole rows")
    return GroupView(group.kind, group.column, group.value, column, _claim(group), group.cells)


def _claim(group: Group) -> str:
    if group.column == "consent":
        return say("ticked") if group.value == "yes" else say("not ticked")
    if group.kind == "same_value":
        return shown(group.column or "other", group.value, current().code)
    return {
        "blank": say("nothing is written"),
        "ditto": say("as above"),
        "signed": say("signed"),
        "unsigned": say("not signed"),
        "struck": say("struck out"),
    }.get(group.kind, say("as written below each"))


def _settled_text(store: Store, crop: Crop) -> str:
    """What people settled of a planted cell; the claim was something else."""
    decision = store.decisions.newest(crop.cell.sheet).get(crop.cell.row_id)
    text = dict(decision.values).get(crop.cell.column, "") if decision and crop.cell.column else ""
    return shown(crop.cell.column, text, current().code) if crop.cell.column and text else ""


def _picture(store: Store, cell: Cell) -> str:
    image = _row_image(store, cell.sheet, cell.row)
    if image is None:
        return ""
    width = image.shape[1]
    left, right = int(cell.left * width), max(int(cell.right * width), int(cell.left * width) + 1)
    crop = image[:, left:right]
    if crop.shape[0] > _CROP_PX:
        scale = _CROP_PX / crop.shape[0]
        crop = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    jpeg = cv2.imencode(".jpg", np.ascontiguousarray(crop), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1]
    return base64.b64encode(jpeg.tobytes()).decode()


def _row_image(store: Store, sheet: str, row: int) -> Pixels | None:
    jpeg = store.pictures.row(sheet, row)
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    return None if image is None else image.astype(np.uint8)
