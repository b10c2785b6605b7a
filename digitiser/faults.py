"""What may be said of a fault: its kind, its place in the code, and a random reference; never its words.

The words of an exception may hold what stood in a row ("no such country: ..."), and a log lies on the disk in clear.
"""

from __future__ import annotations

import logging
import secrets
import threading
from pathlib import Path


def reference(fault: BaseException) -> str:
    """A random reference for a fault, the same each time it is asked: it links the screen to the log and tells nothing else."""
    if not hasattr(fault, "_reference"):
        fault._reference = secrets.token_hex(3)  # type: ignore[attr-defined]
    return str(fault._reference)  # type: ignore[attr-defined]


class DiscreetFormatter(logging.Formatter):
    """Log lines without a message: who logged, what kind of fault, where in the code, and its reference."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        fault = record.exc_info[1] if record.exc_info else None
        if fault is None:
            return f"{record.levelname} {record.name} line {record.lineno}"
        trace = fault.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
        return f"{record.levelname} {record.name} {type(fault).__name__} at {place}, reference {reference(fault)}"


def log_discreetly() -> logging.Handler:
    """Let every logger and every thread that fails say no more than that, on stderr. Returns the handler."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter())
    logging.basicConfig(handlers=[handler], level=logging.ERROR, force=True)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            logging.getLogger("thread").error("", exc_info=args.exc_value)

    threading.excepthook = in_thread
    return handler
