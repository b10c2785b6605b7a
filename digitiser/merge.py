"""Stage 6: what people settled becomes signatures. Pure: the same decisions in any order, once or again, give the same signatures.

A row counts when the newest decision on it accepts it, it has a name, and its sheet counts. Accepting says that the row is signed, where
the sheet has a column for that; an unsigned, struck or unreadable row has its own verdict, and is counted under it, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from digitiser.model import Decision, SheetSummary, Signature, whole_name


@dataclass(frozen=True)
class Merge:
    """What a merge changes.

    Besides, the ids of accepted rows that make no signature yet: `nameless` ones, and those `held` with their sheet.
    """

    added: tuple[Signature, ...]
    corrected: tuple[Signature, ...]
    withdrawn: tuple[Signature, ...]
    unchanged: int
    nameless: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def put(self) -> tuple[Signature, ...]:
        """What the store must hold now and does not."""
        return self.added + self.corrected

    @property
    def remove(self) -> tuple[str, ...]:
        """Ids that the store must no longer hold."""
        return tuple(signature.id for signature in self.withdrawn)


def newest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The decision with the highest revision of each row, whatever the order they come in."""
    found: dict[str, Decision] = {}
    for decision in decisions:
        if decision.id not in found or decision.revision > found[decision.id].revision:
            found[decision.id] = decision
    return found


def merge(existing: Iterable[Signature], decisions: Iterable[Decision], sheets: Iterable[SheetSummary]) -> Merge:
    """What must change so that the signatures are those which the decisions and the sheets' standing say.

    `decisions` are all of the store, old revisions too if you like. A corrected decision updates its signature; one that no longer accepts
    withdraws it.
    """
    before = {signature.id: signature for signature in existing}
    by_id = {sheet.id: sheet for sheet in sheets}
    accepted = [d for d in newest(decisions).values() if d.verdict == "accepted" and d.sheet in by_id]
    nameless = tuple(sorted(d.id for d in accepted if not whole_name(d.values)))
    held = tuple(sorted(d.id for d in accepted if by_id[d.sheet].standing == "held"))
    wanted = {
        d.id: _signature(d, by_id[d.sheet])
        for d in accepted
        if whole_name(d.values) and by_id[d.sheet].standing == "counted"
    }
    return Merge(
        added=tuple(wanted[key] for key in sorted(wanted.keys() - before.keys())),
        corrected=tuple(wanted[key] for key in sorted(wanted.keys() & before.keys()) if wanted[key] != before[key]),
        withdrawn=tuple(before[key] for key in sorted(before.keys() - wanted.keys())),
        unchanged=sum(wanted.get(key) == signature for key, signature in before.items()),
        nameless=nameless,
        held=held,
    )


def _signature(decision: Decision, sheet: SheetSummary) -> Signature:
    return Signature(
        id=decision.id,
        scan=sheet.scan,
        sheet=decision.sheet,
        serial=sheet.serial,
        row=decision.row,
        values=decision.values,
        who=decision.who,
        at=decision.at,
        revision=decision.revision,
    )
