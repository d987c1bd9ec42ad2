"""The paper of a meeting, rendered: from what the gate released, and from nothing else."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from seki_cli.model.agenda import AgendaHeader, AgendaItem, AgendaPaper, Copy, Piece, Section
from seki_cli.model.released import Released
from seki_cli.model.wareki import show_day, show_day_with_weekday
from seki_cli.papers.templates import render

DRAFT: Final = "画面確認用"
"""What each page says that was only shown on a screen: it is in no 提供台帳, so it is not for handing out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line as a template sees it: the office's words before, the record's words, the office's words after."""

    caption: str
    text: str
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """Lines under one heading. `brief`: all in one, where they are the short fields of one person; else empty."""

    heading: str
    lines: tuple[LineView, ...]
    brief: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A titled part of an item."""

    title: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item of the agenda; each begins a page of its own."""

    num: int
    head: tuple[LineView, ...]
    members: str
    points: tuple[LineView, ...]
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """One copy with the items that it holds: its number and its addressee, both empty on a copy that has none."""

    num: str
    to: str
    items: tuple[ItemView, ...]
    nums: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """All that a template may use under the name `paper`. Texts only, empty where there is nothing.

    `copies` come one after another, each from its first page; `returns` are those of the list for the office (回収表), on a
    page of its own after them, where there is to be one.
    """

    draft: str
    office: str
    kind: str
    meeting: str
    day: str
    time: str
    place: str
    convenor: str
    chair: str
    members: tuple[str, ...]
    bases: str
    marks: str
    secrecy: str
    audience: str
    printed_on: str
    copies: tuple[CopyView, ...]
    returns: tuple[CopyView, ...]


def render_agenda(paper: Released[AgendaPaper], template: str, form: str, *, draft: bool) -> str:
    """Return a meeting's paper as text, md or html: its numbered copies one after another, and the list for getting them back.

    `draft`: it goes to a screen, and every page says so; it is one copy without a number, of all items. A paper that was made
    for one agency goes to it as it is: no list lies with it.
    """
    return render(template, {"paper": _view(paper.value, draft=draft)}, form)


def _view(paper: AgendaPaper, *, draft: bool) -> PaperView:
    header = paper.header
    copies = () if draft else tuple(_copy(copy, paper.items) for copy in paper.copies)
    return PaperView(
        draft=DRAFT if draft else "",
        office=header.office,
        kind=header.kind,
        meeting=header.meeting,
        day=show_day_with_weekday(header.day),
        time=_time(header),
        place=header.place,
        convenor=header.convenor,
        chair=header.chair,
        members=header.members,
        bases="・".join(header.bases),
        marks="・".join((*header.marks, *([header.publicity] if header.publicity else []))),
        secrecy=header.secrecy,
        audience=paper.audience,
        printed_on=show_day(paper.printed_on),
        copies=copies or (CopyView(num="", to="", items=tuple(map(_item, paper.items)), nums=""),),
        returns=() if paper.audience else copies,
    )


def _copy(copy: Copy, items: tuple[AgendaItem, ...]) -> CopyView:
    held = tuple(item for item in items if item.num in copy.items)
    return CopyView(
        num=str(copy.num), to=copy.label, items=tuple(map(_item, held)), nums="・".join(str(item.num) for item in held)
    )


def _time(header: AgendaHeader) -> str:
    starts = f"{header.starts}から" if header.starts else ""
    return "　" + starts + (f"{header.ends}まで" if header.ends else "") if header.starts or header.ends else ""


def _item(item: AgendaItem) -> ItemView:
    return ItemView(
        num=item.num,
        head=tuple(_line(piece) for piece in item.head),
        members="・".join(item.members),
        points=tuple(_line(piece) for piece in item.points),
        sections=tuple(_section(section) for section in item.sections),
    )


def _section(section: Section) -> SectionView:
    groups = groupby(section.lines, key=lambda line: (line.value.group, line.value.record if line.value.group else ""))
    return SectionView(title=section.title, groups=tuple(_group(heading, tuple(lines)) for (heading, _), lines in groups))


def _group(heading: str, pieces: tuple[Released[Piece], ...]) -> GroupView:
    lines = tuple(_line(piece) for piece in pieces)
    is_person = bool(heading) and all(piece.value.key[:1] == ("people",) for piece in pieces)
    brief = "　".join(f"{line.caption} {line.text}" for line in lines) if is_person else ""
    return GroupView(heading=heading, lines=lines, brief=brief)


def _line(piece: Released[Piece]) -> LineView:
    value = piece.value
    return LineView(caption=value.caption, text=value.text, aside=value.aside)
