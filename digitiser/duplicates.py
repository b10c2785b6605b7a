"""Stage 6: who may be the same person. Proposals only: a machine never drops a signature, and every pair is decided by people.

Signatures are compared within small groups that share a key: the e-mail address, the telephone number, or the country and the beginnings of
two words of the name in any order. A household shares a telephone and a surname, so the whole name must be alike as well. A first version:
one script only, its weights are not measured, and namesakes by the dozen (DUPLICATE_MOST_IN_GROUP) are passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rapidfuzz.fuzz import token_sort_ratio

from digitiser.columns import fold
from digitiser.model import Signature
from digitiser.settings import DUPLICATE_LIKENESS, DUPLICATE_MOST_IN_GROUP

Reason = Literal["same_email", "same_phone", "same_name"]


@dataclass(frozen=True)
class Proposal:
    """Two signatures (ids in order) that may be one person's; `likeness` of the names, 0 to 1."""

    first: str
    second: str
    reasons: tuple[Reason, ...]
    likeness: float


def proposals(signatures: Iterable[Signature]) -> tuple[Proposal, ...]:
    """Pairs to put before a person, the likeliest first. The same for any order of the signatures."""
    by_id = {signature.id: signature for signature in signatures}
    folded = {key: fold(signature.name) for key, signature in by_id.items()}
    pairs: dict[tuple[str, str], set[Reason]] = defaultdict(set)
    for (reason, _), ids in _groups(by_id, folded).items():
        if 1 < len(ids) <= DUPLICATE_MOST_IN_GROUP:
            for pair in combinations(sorted(ids), 2):
                pairs[pair].add(reason)
    found = []
    for (a, b), reasons in pairs.items():
        likeness = token_sort_ratio(folded[a], folded[b]) / 100
        if likeness >= DUPLICATE_LIKENESS:
            found.append(Proposal(a, b, tuple(sorted(reasons)), round(likeness, 4)))
    return tuple(sorted(found, key=lambda p: (-len(p.reasons), -p.likeness, p.first, p.second)))


def _groups(by_id: dict[str, Signature], folded: dict[str, str]) -> dict[tuple[Reason, str], set[str]]:
    groups: dict[tuple[Reason, str], set[str]] = defaultdict(set)
    for key, signature in by_id.items():
        for reason, value in _keys(signature, folded[key]):
            groups[reason, value].add(key)
    return groups


def _keys(signature: Signature, name: str) -> Iterator[tuple[Reason, str]]:
    """What two signatures of one person share, if anything; the words of a name by their first letters, in any order."""
    if signature.value("email"):
        yield "same_email", signature.value("email").casefold()
    if signature.value("phone"):
        yield "same_phone", signature.value("phone")
    words = sorted({word[:4] for word in name.split() if len(word) > 1})
    for pair in combinations(words, 2):
        yield "same_name", " ".join((signature.value("country"), *pair))
