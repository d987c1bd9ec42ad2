"""Whether the server may take the texts that are pushed: marks of a merge, decided plans, fields put together in a merge.

What a record says is judged by its schema, as everywhere; here stands what only a history can do wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from seki_cli.model.case import Case, Household, Person
from seki_cli.model.plan import Decision, Plan
from seki_cli.model.pushed import Objection, PushedCommit, Touch
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile
from seki_cli.rules.pushed import ANEW, SYNC
from seki_cli.rules.revision import corrected_texts, decisions_on
from seki_cli.rules.settle import settle

UPGRADE: Final = "サーバーの seki を新しくしてもらってください"
_MARKS: Final = (b"<<<<<<< ", b">>>>>>> ", b"||||||| ")
_CHANGING: Final = (b"filter", b"merge", b"working-tree-encoding", b"ident", b"export-subst", b"eol", b"text")
_SHIPPED: Final = ([b"*.yaml", b"-merge", b"text", b"eol=lf"], [b"*.json", b"text", b"eol=lf"])
_NEWER: Final = "SEKI028"
_NUMBERED: Final = "num"


def find_too_large(commit: PushedCommit, touch: Touch) -> Objection:
    """Return the objection to a file that is longer than anything of its kind may be; nobody reads it."""
    return Objection(commit=commit.id, path=touch.path, message="ファイルが大きすぎます", remedy=ANEW)


def find_in_text(commit: PushedCommit, touch: Touch, data: bytes, findings: Sequence[Finding]) -> Objection | None:
    """Return what is wrong with a text, or None; `findings` are what its schema said against it.

    `.gitattributes` can make git change a file's bytes on the way to the disk, so that it no longer is what was judged.
    """
    if any(line.startswith(_MARKS) for line in data.splitlines()):
        said = "マージの途中の印（<<<<<<< など）が残っています"
        return Objection(commit=commit.id, path=touch.path, message=said, remedy=SYNC)
    if touch.path == ".gitattributes" and _changes_bytes(data):
        said = "記録の中身を変える設定が入っています"
        return Objection(
            commit=commit.id, path=touch.path, message=said, remedy=f"seki init の作ったものに戻してください。{ANEW}"
        )
    if touch.nature == "standing" or not findings:
        return None
    first = findings[0]
    return Objection(
        commit=commit.id,
        path=f"{first.path}:{first.line}" if first.line else first.path,
        message=f"{first.code} {first.message}",
        remedy=UPGRADE if first.code == _NEWER else f"{first.remedy.removesuffix('。')}。{ANEW}",
    )


def _changes_bytes(data: bytes) -> bool:
    """Say whether attributes other than those of seki's own lines do anything to a file's bytes."""
    lines = [line.split() for line in data.splitlines()]
    others = [line for line in lines if line and not line[0].startswith(b"#") and line not in _SHIPPED]
    return any(word in attribute for line in others for attribute in line[1:] for word in _CHANGING)


def find_newer(commit: str) -> Objection:
    """Return the objection to a workspace that asks for a newer seki than the server has."""
    return Objection(commit=commit, path="seki.yaml", message="サーバーの seki より新しい台帳です", remedy=UPGRADE)


def is_rewritten_plan(commit: PushedCommit, touch: Touch) -> bool:
    """Say whether a commit of one person wrote over a plan's version. What two did at once a merge brings, and `check` tells."""
    return touch.nature == "plan" and len(commit.parents) == 1 and bool(touch.olds[0])


def find_in_plan(
    commit: PushedCommit, touch: Touch, decisions: tuple[Decision, ...], old: Plan | None, new: Plan | None
) -> Objection | None:
    """Return the objection to a version that got another content after it was decided; comments and spacing do not count.

    A decision that says yes keeps the print of what it decided (SEKI065). The text after 修正のうえ適切 runs without one.
    A version that was no longer what the decision had seen stays for `check` to tell: the push does not make it worse.
    """
    if old is None or new is None or old.content_hash == new.content_hash:
        return None
    head = Case(schema="case/1", id=old.case)
    nobody = Household(schema="household/1", case=old.case, people=(Person(id="P1", role="本人"),))
    case = settle(CaseFile(id=old.case, head=head, household=nobody, plans=(old,), decisions=decisions))
    prints = [d.plan_hash.removeprefix("sha256:") for d in decisions_on(case, old) if d.yes and d.plan_hash]
    if not any(old.content_hash.startswith(kept) for kept in prints) and not corrected_texts(case):
        return None
    remedy = f"変えたいことは seki plan revise で次の版にします。{ANEW}"
    return Objection(commit=commit.id, path=touch.path, message="SEKI065 決定済みのプランが書き換えられています", remedy=remedy)


def is_put_together(commit: PushedCommit, touch: Touch) -> bool:
    """Say whether a merge made a text that neither side has, which it may where both changed it."""
    return len(commit.parents) > 1 and touch.nature not in ("event", "standing") and touch.new not in touch.olds


def find_in_merged(commit: PushedCommit, touch: Touch, values: Mapping[str, Mapping[str, Any]]) -> Objection | None:
    """Return the objection to a merged text that no merge by fields can have made; `values` are what the texts say, by blob.

    It holds what neither side has, or lacks what both have (running numbers apart), or undoes what both did. Which side's
    field was chosen is the affair of those who merged: the other text stays in the history.
    """
    sides = [values[old] for old in touch.olds if old in values]
    merged = values.get(touch.new)
    if merged is None or not sides:
        return None
    known = {leaf for side in sides for leaf in _leaves(side)}
    undone = [values[base] for base in set(touch.bases) if base in values] == [merged]
    if set(_leaves(merged)) <= known and _keeps(sides, merged) and not undone:
        return None
    said = "マージで、どちらの側にもない内容になっています"
    return Objection(commit=commit.id, path=touch.path, message=said, remedy=SYNC)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    elif key != _NUMBERED:
        yield key, repr(value)


def _keeps(sides: Sequence[Any], merged: Any) -> bool:
    if all(isinstance(one, Mapping) for one in (*sides, merged)):
        shared = [name for name in sides[0] if all(name in side for side in sides)]
        return all(name in merged and _keeps([side[name] for side in sides], merged[name]) for name in shared)
    if all(isinstance(one, list) for one in (*sides, merged)):
        first, *others, last = ([_unnumbered(row) for row in one] for one in (*sides, merged))
        return all(row in last for row in first if all(row in other for other in others))
    return any(side != sides[0] for side in sides) or merged == sides[0]


def _unnumbered(row: Any) -> Any:
    return {name: value for name, value in row.items() if name != _NUMBERED} if isinstance(row, Mapping) else row
