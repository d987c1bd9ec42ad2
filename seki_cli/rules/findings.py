"""How a rule across records says that something is wrong: one fault, one code, a stream of faults, nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, Literal

from seki_cli.model.record import Record
from seki_cli.model.verdict import Finding, Severity
from seki_cli.model.walk import Key

Scope = Literal["case", "record", "written", "agenda", "world", "profile", "git", "plan", "merge", "meaning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One place where a rule is broken. What is left empty the check fills in: its title, its remedy, its severity."""

    path: str
    case: str = ""
    key: Key = ()
    message: str = ""
    remedy: str = ""
    severity: Severity | None = None


Run = Callable[..., Iterator[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule with its finding code: what it is called, what to do about it, why it exists, and the function itself.

    `scope` says what it is asked about: a case with all its records, one record of any kind (`written`: even one that a
    correction has replaced), the world beyond the cases, (`agenda`) the items and seats of the meetings, each as its own case has it, (`profile`) the office itself, which only `profile check` asks about, (`git`) the history, which only the rooms that read it can ask
    about, (`plan`) one plan before its meeting: nothing is wrong yet, so only `plan check` asks, (`merge`) what keeps two
    clones from being merged, or (`meaning`) what two people wrote apart and no single record tells: only a merge asks. Called
    like the function, it yields findings.
    """

    code: str
    title: str
    remedy: str
    severity: Severity
    scope: Scope
    run: Run

    @property
    def explanation(self) -> str:
        """Return why the rule exists and where it comes from, in Japanese, as `seki check --explain` prints it."""
        return cleandoc(self.run.__doc__ or "")

    def __call__(self, *facts: Any) -> Iterator[Finding]:
        """Yield what is wrong in these facts, ready to be shown."""
        return map(self.found, self.run(*facts))

    def found(self, fault: Fault) -> Finding:
        """Return a fault as a finding with this check's code."""
        return Finding(
            code=self.code,
            severity=fault.severity or self.severity,
            message=fault.message or self.title,
            remedy=fault.remedy or self.remedy,
            path=fault.path,
            key=fault.key,
            case=fault.case,
        )


def finding(code: str, title: str, *, remedy: str, severity: Severity = "error", scope: Scope = "case") -> Callable[[Run], Check]:
    """Make a check of a rule: a pure function that yields `at(…)` for every fault of one kind.

    Its docstring is written in Japanese and shown to people who ask for the code.
    """

    def made(run: Run) -> Check:
        return Check(code=code, title=title, remedy=remedy, severity=severity, scope=scope, run=run)

    return made


def at(record: Record, message: str = "", *, key: Key = (), remedy: str = "", severity: Severity | None = None) -> Fault:
    """Return a fault at a place of a record. A message never holds a value of the record.

    `severity` only where this fault weighs more or less than the check's others.
    """
    case = record.case or (record.id if record.record_kind == "case" else "")
    return Fault(path=record.path, case=case, key=key, message=message, remedy=remedy, severity=severity)
