"""The fewest keys that put a text right in a field of the review, as its caret moves: for the keystroke-level model.

Tab goes into a field and selects its first doubtful stretch, each further Tab the next one; without any it selects the whole text. What is
typed replaces what is selected. Arrows go a letter, and with Ctrl (one more key, however many words are passed) to the beginning of a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from digitiser.screens.card_fields import Part


def keys_to_edit(read: str, true: str, parts: Sequence[Part] = ()) -> int:
    """From the field's first Tab to the field holding `true`, the cheapest of three ways: all anew, stretch by stretch, with the arrows."""
    if read == true:
        return 0
    changes = [code for code in Levenshtein.opcodes(read, true) if code.tag != "equal"]
    first, last = changes[0].src_start, changes[-1].src_end
    gone = sum(code.src_end - code.src_start for code in changes)
    fresh = sum(code.dest_end - code.dest_start for code in changes)
    anew = len(true) + (2 if parts else 0)  # Ctrl and A, where only a stretch is selected
    between = last - first - gone  # letters that stay, passed by arrows
    ways = [
        anew,
        min(_from_end(read, last), 1 + first) + between + gone + fresh,
    ]  # Backspace or Delete for each letter that goes
    in_stretches = _by_stretches(read, true, parts)
    if in_stretches is not None:
        ways.append(in_stretches - 1)  # its first Tab is the one into the field
    return 1 + min(ways)


def _from_end(text: str, place: int) -> int:
    """Keys that bring the caret from the field's Tab to a place, by End and arrows, whole words at a time where that is less."""
    begins = [at for at, sign in enumerate(text) if sign != " " and (at == 0 or text[at - 1] == " ")]
    passed = len([at for at in begins if at >= place])
    words = [1 + jumps + abs(begins[-jumps] - place) for jumps in (passed, passed + 1) if 0 < jumps <= len(begins)]
    return 1 + min([len(text) - place, *words])


def _by_stretches(read: str, true: str, parts: Sequence[Part]) -> int | None:
    """A Tab to each stretch up to the last wrong one, and the wrong ones typed anew; None where something else is wrong too."""
    rest, tabs, keys = true, 0, 0
    sure = [part.text for part in parts if not part.doubtful]
    if not parts or not _follow(sure, true):
        return None
    for at, part in enumerate(parts):
        if not part.doubtful:
            rest = rest[len(part.text) :]
            continue
        after = next((p.text for p in parts[at + 1 :] if not p.doubtful), None)
        found = len(rest) if after is None or at == len(parts) - 1 else rest.find(after)
        if found < 0:
            return None
        tabs += 1
        if rest[:found] != part.text:
            keys += tabs + max(1, found)
            tabs = 0
        rest = rest[found:]
    return keys if not rest else None


def _follow(pieces: Sequence[str], text: str) -> bool:
    """Whether the pieces stand in the text, one after the other."""
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
