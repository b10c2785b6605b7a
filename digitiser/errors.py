"""What can go wrong, in words for the person at the laptop.

Every error says what happened, to which file, page or row, and what to do now. No personal data goes into one.
"""


class DigitiserError(Exception):
    """Something the user can be told in one sentence, with a hint and an exit code for the shell."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputRefused(DigitiserError):
    """A file or page that cannot be taken in; `code` names the reason, the others go on."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code


class FormError(DigitiserError):
    """A form, a text or the campaign file is incomplete or contradicts itself."""


class StoreError(DigitiserError):
    """The store cannot be opened or will not take what is offered."""


class Conflict(DigitiserError):
    """Somebody settled the same row or sheet first. Both versions are kept in the store; `ids` name the rows or sheets."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(
            f"Somebody else has settled {', '.join(ids)} meanwhile.",
            "Your version is kept beside theirs: look at both and decide again.",
        )
        self.ids = ids


class MissingTool(DigitiserError):
    """A program or language pack that the digitiser needs is not installed."""

    exit_code = 3
