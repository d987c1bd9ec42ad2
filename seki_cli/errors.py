"""The ways in which seki cannot go on. Raised anywhere, caught once, in main."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


@contextmanager
def told_if_stopped(lines: Iterable[str]) -> Iterator[None]:
    """Let whatever stops a call inside carry sentences that a person has to read as well: what was mended before it."""
    try:
        yield
    except BaseException as stopped:
        for line in lines:
            stopped.add_note(line)
        raise


class SekiError(Exception):
    """Something that stops this call: a calm message, where, and what to do now. `code` is the exit code."""

    code = 70
    kind = "fault"

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        """Take the sentence, the place (path:line or an id) and the remedy; none of them a value from a record."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy


class Misuse(SekiError):
    """The command line, a file given by --from or an edited text is not as it should be."""

    code = 2
    kind = "misuse"


class NotThere(SekiError):
    """No such workspace, case, record, agency or meeting."""

    code = 3
    kind = "not_there"


class Refused(SekiError):
    """A rule says no: consent, state or secrecy."""

    code = 4
    kind = "refused"


class Unreadable(SekiError):
    """A file that this call cannot do without cannot be read or fails its schema."""

    code = 5
    kind = "unreadable"


class Blocked(SekiError):
    """Lock, a change under us, git, disk, a newer format: nothing was written."""

    code = 6
    kind = "blocked"
