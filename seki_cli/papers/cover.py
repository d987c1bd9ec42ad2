"""The coordinator's sheet, rendered: what was withheld and why. It goes into no file of papers and to nobody else."""

from dataclasses import dataclass
from typing import Final

from seki_cli.model.agenda import Cover, Notice
from seki_cli.model.released import Withheld
from seki_cli.model.wareki import show_day, show_day_with_weekday
from seki_cli.papers.templates import render

_RULES: Final = {
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

ONE_REASON: Final = "理由は、重いものから一つだけ書いています。直したあとは、もう一度この控えで確かめてください。"
"""What stands under the list: behind one reason there may be another, of another person, on the other day, of another rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldView:
    """One withheld piece as a template sees it: `path` is the record it stands in, `because` the one that decided, with line."""

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
    rule: str = ""


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
    one_reason: str = ""


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
        one_reason=ONE_REASON if cover.withheld else "",
    )
    return render(template, {"cover": view}, form)


def _item(num: int, lines: tuple[Withheld, ...]) -> WithheldItemView:
    return WithheldItemView(num=num, case=lines[0].case, lines=tuple(_withheld(line) for line in lines))


def _withheld(line: Withheld) -> WithheldView:
    because = f"{line.because}:{line.line}" if line.because and line.line else line.because
    return WithheldView(
        piece=line.piece,
        rule=_rule(line.rule) or _RULES[0],
        reason=line.reason,
        path=line.path,
        because=because,
        remedy=line.remedy,
    )


def _notice(notice: Notice) -> NoticeView:
    about = f"議題 {notice.item}" if notice.item else "会議"
    return NoticeView(
        about=about,
        reason=notice.reason.removeprefix(f"{about}: "),
        remedy=notice.remedy,
        path=notice.path,
        rule=_rule(notice.rule),
    )


def _rule(number: int) -> str:
    """Return a rule of the gate by its number and its name; nothing for 0, which is no rule."""
    return f"規則{number} {_RULES[number]}" if number else ""
