"""The voices of a rule: a finding is a value that is collected, a verdict a yes or a no with its reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "hint"]


def sayable(path: str) -> str:
    """Return a path cut to its folder where a name is not made of the letters of numbers.

    A file that a person named by hand may be called like somebody; findings go into the mail of a nightly job.
    """
    parts = path.split("/")
    named = next((index for index, part in enumerate(parts) if not part.isascii()), None)
    return path if named is None else "/".join((*parts[:named], ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong, or worth a look, in one record. `key` leads to the line: ("goals", 0, "due").

    Line and column are 1-based; 0 means not looked up yet. The message never holds a value of the record.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    path: str = ""
    key: tuple[str | int, ...] = ()
    line: int = 0
    column: int = 0
    case: str = ""

    @property
    def place(self) -> str:
        """Return the path as it may be said."""
        return sayable(self.path)

    def placed(self, line: int, column: int) -> "Finding":
        """Return the same finding with its place in the file."""
        return replace(self, line=line, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A rule's answer. `because` is the path of the record that decided, `key` leads to its line."""

    ok: bool
    reason: str = ""
    because: str = ""
    key: tuple[str | int, ...] = ()
    remedy: str = ""

    def __bool__(self) -> bool:
        """Let a verdict be asked like a bool."""
        return self.ok


YES = Verdict(ok=True)


def no(reason: str, *, because: str = "", key: tuple[str | int, ...] = (), remedy: str = "") -> Verdict:
    """Return a refusal: which rule, which record, what to do now."""
    return Verdict(ok=False, reason=reason, because=because, key=key, remedy=remedy)


Explained = Callable[..., Iterator[Finding]]
