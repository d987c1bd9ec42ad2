"""What a sync is told as: which records came, which went, what was settled, what waits for a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from seki_cli.commands.sync_choice import choice_data, open_findings, title_of
from seki_cli.commands.sync_course import Course
from seki_cli.files.fields import schema_title
from seki_cli.files.merge import Choice, Settled
from seki_cli.files.paths import is_document, is_event, locate
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.verdict import Finding

_SIDES: Final = {"ours": "こちらを残しました", "theirs": "届いた方を残しました"}
_MOST: Final = 30
_NOT_DONE: Final = "（--dry-run のため、取り込んでも送ってもいません）"
_STOPPED: Final = "共有していません。何も取り込まず、何も送っていません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to tell, over all tries of one sync: a try that was sent and then overtaken by a save counts too."""

    remote: str
    mended: tuple[str, ...] = ()
    commit: str = ""
    backup: str = ""
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()
    comments: tuple[tuple[str, int], ...] = ()
    brought: tuple[Finding, ...] = ()

    def and_then(self, course: Course, brought: tuple[Finding, ...]) -> "Told":
        """Return the same with one try more."""
        merge = course.merge
        return replace(
            self,
            came=tuple(sorted({*self.came, *course.came})),
            went=tuple(sorted({*self.went, *course.went})),
            settled=(*self.settled, *(merge.settled if merge else ())),
            comments=(*self.comments, *(merge.comments if merge else ())),
            brought=(*self.brought, *brought),
        )

    def ended(self, commit: str, backup: str) -> "Told":
        """Return the same with the commit that both sides show now, and the name that keeps what this one showed before."""
        return replace(self, commit=commit, backup=backup if self.came else "")

    def data(self, choices: Sequence[Choice] = ()) -> dict[str, Any]:
        """Return all of it as the envelope holds it; values stand in what is still to be chosen, nowhere else."""
        return {
            "remote": self.remote,
            "came": list(map(_row, self.came)),
            "went": list(map(_row, self.went)),
            "settled": [{"path": one.path, "key": list(one.key), "side": one.side} for one in self.settled],
            "choices": list(map(choice_data, choices)),
            "comments": [{"path": path, "line": line} for path, line in self.comments],
            "commit": self.commit,
            "backup": self.backup,
            "path": "",
            "records": [row["id"] for row in map(_row, self.came) if row["id"]],
        }


def tell(told: Told, notes: tuple[str, ...], *, quiet: bool) -> Answer:
    """Return the answer of a sync that is done: the records are at the meeting place and here.

    `quiet`: nothing came and nothing went is no news, so that a nightly job sends no mail of it.
    """
    if not told.came and not told.went:
        same = Lines(lines=("共有先と同じです。受け取るものも送るものもありません。",))
        views: tuple[Lines, ...] = () if quiet else (same,)
    else:
        views = (
            *_counted(told.came, "受け取りました"),
            *_in_short(told.went, "送りました"),
            *_settled(told.settled),
            Lines(lines=((*((f"取り込む前の控え: {told.backup}",) if told.backup else ()), "共有しました"))),
        )
    warnings = (*told.mended, *_comments(told.comments), *_brought(told.brought))
    return Answer(data=told.data(), views=views, findings=told.brought, notes=notes, warnings=warnings)


def preview(root: Path, told: Told, course: Course) -> Answer:
    """Return what a sync would do; nothing was sent, and no file was touched."""
    views = (
        *_counted(told.came, "届きます"),
        *_in_short(told.went, "送ります"),
        *_settled(told.settled),
        Lines(lines=(*((f"尋ねること: {len(course.choices)} 件",) if course.choices else ()), _NOT_DONE)),
    )
    findings = (*course.clashes, *open_findings(root, course.choices), *told.brought)
    return Answer(data=told.data(course.choices), views=views, findings=findings)


def stopped(root: Path, told: Told, course: Course, in_the_way: tuple[Finding, ...]) -> Answer:
    """Return the refusal of a sync that waits for a person (6): what clashes, what has to be chosen, what to save first."""
    findings = (*in_the_way, *course.clashes, *open_findings(root, course.choices))
    return Answer(data=told.data(course.choices), findings=findings, warnings=(*told.mended, _STOPPED), exit_code=6)


def _row(path: str) -> dict[str, Any]:
    place = locate(path)
    shown = Finding(code="", severity="hint", message="", remedy="", path=path).place
    kind = place.kinds[0] if place else None
    return {"path": shown, "kind": kind, "case": (place.case if place else "") or None, "id": (place.id if place else "") or None}


def _counted(paths: Sequence[str], head: str) -> tuple[Lines, ...]:
    """Return the files by case and kind; nothing where there are none."""
    return (Lines(title=f"{head}: ファイル {len(paths)} 件", lines=tuple(_by_case(paths))),) if paths else ()


def _in_short(paths: Sequence[str], head: str) -> tuple[Lines, ...]:
    """Return how many files go, and of how many cases: who wrote them knows them."""
    cases = {place.case for path in paths if (place := locate(path)) and place.case}
    of = f"（ケース {len(cases)} 件の記録を含みます）" if cases else ""
    return (Lines(lines=(f"{head}: ファイル {len(paths)} 件{of}",)),) if paths else ()


def _by_case(paths: Sequence[str]) -> Iterator[str]:
    groups: dict[str, Counter[str]] = {}
    for path in paths:
        place = locate(path)
        groups.setdefault(place.case if place else "", Counter())[_title(path)] += 1
    cases = sorted(filter(None, groups))
    for case in cases[:_MOST]:
        yield f"  {case}　{_kinds(groups[case])}"
    if len(cases) > _MOST:
        yield f"  ほか {len(cases) - _MOST} ケース（seki history ケース で見られます）"
    if "" in groups:
        yield f"  {_kinds(groups[''])}"


def _kinds(counted: Counter[str]) -> str:
    return "・".join(f"{title} {number}" for title, number in counted.items())


def _title(path: str) -> str:
    place = locate(path)
    if place is not None and any(is_event(kind) or is_document(kind) for kind in place.kinds):
        return schema_title(place.kinds[0])
    ours = path == "seki.yaml" or path.startswith(("profile/", "schema/", "templates/", "."))
    return "設定" if ours else "そのほか"


def _settled(settled: Sequence[Settled]) -> tuple[Lines, ...]:
    return (Lines(title="両方の直しをこう合わせました:", lines=tuple(map(_settled_line, settled))),) if settled else ()


def _settled_line(one: Settled) -> str:
    title = title_of(Choice(path=one.path, key=one.key, ours=None, theirs=None))
    return f"  {one.path}　{title}: {_SIDES.get(one.side, '両方を取り入れました')}"


def _comments(comments: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(f"届いた方のコメントは引き継いでいません（履歴に残ります）: {path}:{line}" for path, line in comments)


def _brought(found: Sequence[Finding]) -> tuple[str, ...]:
    return (
        (f"合わせたために決まりに合わなくなったところが {len(found)} 件あります。上の指摘を確かめてください。",) if found else ()
    )
