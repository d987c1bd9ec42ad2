"""The coordinator's sheet, rendered: what was withheld and why. It goes into no file of papers and to nobody else."""

from dataclasses import dataclass

from seki_cli.model.agenda import Cover, Notice
from seki_cli.model.released import Withheld
from seki_cli.model.wareki import show_day, show_day_with_weekday
from seki_cli.papers.templates import render

_RULES = {
    0: "資料を渡す相手",
    1: "本人同意",
    2: "守秘義務の確認",
    3: "税情報",
    4: "支援措置・同席を避ける組",
    5: "本人・家族の同席",
    6: "判断できない記録",
    7: "出せない人の氏名",
    8: "見せられる範囲だけで作ること",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldView:
    """One withheld piece as a template sees it."""

    piece: str
    rule: str
    reason: str
    path: str
    because: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """One notice as a template sees it."""

    about: str
    reason: str
    remedy: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldItemView:
    """What is withheld of one item."""

    num: int
    case: str
    lines: tuple[WithheldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverView:
    """All that a template may use under the name `cover`."""

    kind: str
    meeting: str
    day: str
    printed_on: str
    audience: str
    total: int
    notices: tuple[NoticeView, ...]
    items: tuple[WithheldItemView, ...]


def render_cover(cover: Cover, template: str, form: str) -> str:
    """Return the coordinator's sheet as text, md or html."""
    nums = dict.fromkeys(line.item for line in cover.withheld)
    view = CoverView(
        kind=cover.kind,
        meeting=cover.meeting,
        day=show_day_with_weekday(cover.day),
        printed_on=show_day(cover.printed_on),
        audience=cover.audience,
        total=len(cover.withheld),
        notices=tuple(_notice(notice) for notice in cover.notices),
        items=tuple(_item(num, tuple(line for line in cover.withheld if line.item == num)) for num in nums),
    )
    return render(template, {"cover": view}, form)


def _item(num: int, lines: tuple[Withheld, ...]) -> WithheldItemView:
    return WithheldItemView(num=num, case=lines[0].case, lines=tuple(_withheld(line) for line in lines))


def _withheld(line: Withheld) -> WithheldView:
    because = f"{line.because}:{line.line}" if line.because and line.line else line.because
    return WithheldView(
        piece=line.piece,
        rule=f"規則{line.rule} {_RULES[line.rule]}" if line.rule else _RULES[0],
        reason=line.reason,
        path="" if line.path == line.because else line.path,
        because=because,
        remedy=line.remedy,
    )


def _notice(notice: Notice) -> NoticeView:
    return NoticeView(
        about=f"議題 {notice.item}" if notice.item else "会議", reason=notice.reason, remedy=notice.remedy, path=notice.path
    )
