"""What is said of a row above its fields: what was settled, on what two people differ, the sheet's problems. No Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

from digitiser.model import Decision, Row, RowOutline, RowReason, RowVerdict, StoredProblem
from digitiser.screens.language import current, say
from digitiser.screens.places import printed
from digitiser.screens.problems import problem_text
from digitiser.screens.values import shown


def verdict_name(verdict: RowVerdict) -> str:
    """A verdict in the reviewer's language."""
    return {
        "accepted": say("Accepted"),
        "struck": say("Struck out"),
        "unsigned": say("Not signed"),
        "unreadable": say("Unreadable"),
        "not_a_row": say("Not a row"),
        "reopened": say("Taken back"),
    }[verdict]


def reason_name(reason: RowReason) -> str:
    """Why a row is left out, in the reviewer's language."""
    return {
        "withdrawn": say("Withdrawn by the signer"),
        "twice": say("Signed twice"),
        "other_hand": say("Signed for somebody else"),
        "two_people": say("Two people in one row"),
        "illegible": say("The name cannot be read"),
        "incomplete": say("Name or country is missing"),
        "date": say("Signed too early or too late"),
        "copy": say("A copy, not the original"),
        "other_form": say("Not our form, or not all of its text"),
    }[reason]


def notices(
    row: Row,
    settled: Decision | None,
    problems: Sequence[StoredProblem] = (),
    late: Decision | None = None,
    second: Decision | None = None,
    outlined: RowOutline | None = None,
) -> tuple[str, ...]:
    """Each a line: what was settled, or the versions on which two people differ; who outlined the row; then what is said of the sheet
    and of this row.
    """
    return (
        *(_read_otherwise(settled, second) or _said_before(settled, late)),
        *_added(row, settled, outlined),
        *_of_the_sheet(row, problems),
    )


def _added(row: Row, settled: Decision | None, outlined: RowOutline | None) -> tuple[str, ...]:
    """Of a row that is not as the machine found it: it counts when two people have seen it."""
    if outlined and outlined.verdict == "moved":
        return (say("{who} outlined this row anew. It counts when two people have seen it.", who=outlined.who),)
    if outlined:
        return (say("Added by {who}. It counts when two people have seen it.", who=outlined.who),)
    if settled.added if settled else not printed(row.index):
        return (say("Added by a person. It counts when two people have seen it."),)
    return ()


def _said_before(settled: Decision | None, late: Decision | None) -> tuple[str, ...]:
    if settled is None or settled.verdict == "reopened":
        return ()
    if late is None:
        words = say(
            "Settled by {who}: {verdict}. A new decision replaces it.",
            who=settled.who,
            verdict=verdict_name(settled.verdict),
        )
        return (words, *_why(settled))
    words = say(
        "{who} settled this row meanwhile. Both versions are kept; decide again, or leave theirs.", who=settled.who
    )
    return (words, _version(settled), _version(late))


def _read_otherwise(settled: Decision | None, second: Decision | None) -> tuple[str, ...]:
    if settled is None or second is None:
        return ()
    words = say("Two people read this row differently. Look again and decide.")
    return (words, _version(settled), _version(second))


def _version(decision: Decision) -> str:
    texts = [shown(column, value, current().code) for column, value in decision.values]
    return " · ".join([f"{decision.who}: {verdict_name(decision.verdict)}", *texts, *_why(decision)])


def _why(decision: Decision) -> tuple[str, ...]:
    reason = (say("Reason: {reason}", reason=reason_name(decision.reason)),) if decision.reason else ()
    return (*reason, say("Note: {note}", note=decision.note)) if decision.note else reason


def _of_the_sheet(row: Row, problems: Sequence[StoredProblem]) -> tuple[str, ...]:
    """What is said of the sheet, and of this row; questions about other rows stay with those."""
    open_ones = [p for p in problems if not p.done and (p.code != "asked" or p.message.startswith(f"{row.index}:"))]
    return tuple(problem_text(problem.code, problem.message) for problem in open_ones)
