"""What the whole sheet says, by the names that the scripts know."""

from __future__ import annotations

from digitiser.screens.language import plurals, say


def words() -> dict[str, str]:
    """All texts of the dialog."""
    return tools() | _rows() | _columns() | _typed()


def counts() -> dict[str, dict[str, str]]:
    """Texts that count something."""
    return {
        "unsent": plurals("{n} outline is not read yet.", "{n} outlines are not read yet."),
        "others_left": plurals(
            "{n} other sheet like this one is still to be read again. You can go on meanwhile.",
            "{n} other sheets like this one are still to be read again. You can go on meanwhile.",
        ),
        "others_done": plurals(
            "{n} other sheet like this one was read again.", "{n} other sheets like this one were read again."
        ),
    }


def tools() -> dict[str, str]:
    """What is done with the sheet, and its parts: also for the dialog of the keys."""
    return {
        "sheet_parts": say("What is shown"),
        "sheet_rows": say("Rows"),
        "sheet_columns": say("Columns"),
        "tools": say("Tools"),
        "draw": say("Draw a row"),
        "split": say("Split a row"),
        "read_again": say("Read this row again"),
        "drop": say("Put back"),
        "undo": say("Undo"),
        "zoom_in": say("Larger"),
        "zoom_out": say("Smaller"),
        "put_here": say("Put it here"),
        "send": say("Read these rows"),
        "reading_now": say("It is being read…"),
    }


def _rows() -> dict[str, str]:
    return {
        "none_chosen": say("No row is chosen"),
        "draw_hint": say(
            "Drag over the row that was missed. Or Enter: an outline below the chosen row, which arrows then move."
        ),
        "split_hint": say("Click where the lower entry begins. Or arrows up and down, then Enter."),
        "move_hint": say(
            "Drag the outline or its edges. Arrows move it, Shift and arrows change its size; Page Up and Page Down choose another row."
        ),
        "taken_hint": say("Somebody else has this row before them: it stays as it is now."),
        "outline_new": say("not read yet"),
        "outline_waits": say("to be reviewed"),
        "outline_settled": say("settled"),
        "outline_empty": say("seems empty"),
        "outline_taken": say("before somebody else"),
        "outline_drawn": say("row that you drew"),
        "pad_move": say("Move"),
        "pad_left": say("To the left"),
        "pad_up": say("Up"),
        "pad_down": say("Down"),
        "pad_right": say("To the right"),
        "pad_size": say("Size"),
        "pad_narrower": say("Narrower"),
        "pad_lower": say("Less high"),
        "pad_higher": say("Higher"),
        "pad_wider": say("Wider"),
        "all_sent": say("What you draw is read when you say so; it then comes to the review, and a second person looks at it too."),
        "drafts_wait": say("What you drew on the whole sheet is not read yet. It waits there until you open it again."),
    }  # fmt: skip


def _columns() -> dict[str, str]:
    return {
        "columns_more": say("What did people write in each column? This sheet and all that are printed like it are then read again."),
        "column_unknown": say("not known"),
        "column_bare": say("no heading was read"),
        "save_columns": say("Read again with these names"),
        "others_looked_for": say("Looking for other sheets like this one…"),
        "others_none": say("No other sheet is like this one. Those that come later are read with these names."),
    }  # fmt: skip


def _typed() -> dict[str, str]:
    return {
        "type_row": say("Type a row instead"),
        "before_first": say("before the first row"),
        "after": say("It stands after"),
        "is_signed": say("It is signed"),
        "added": say("The row was added."),
    }
