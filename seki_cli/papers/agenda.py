"""The paper of a meeting, rendered: from what the gate released, and from nothing else."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from seki_cli.model.agenda import AgendaHeader, AgendaItem, AgendaPaper, Piece, Section
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
class PaperView:
    """All that a template may use under the name `paper`. Texts only, empty where there is nothing."""

    draft: str
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
    copy_num: str
    printed_on: str
    items: tuple[ItemView, ...]


def render_agenda(paper: Released[AgendaPaper], template: str, form: str, *, draft: bool) -> str:
    """Return a meeting's paper as text, md or html. `draft`: it goes to a screen, and every page says so."""
    return render(template, {"paper": _view(paper.value, draft=draft)}, form)


def _view(paper: AgendaPaper, *, draft: bool) -> PaperView:
    header = paper.header
    return PaperView(
        draft=DRAFT if draft else "",
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
        copy_num=str(paper.copy_num) if paper.copy_num else "",
        printed_on=show_day(paper.printed_on),
        items=tuple(_item(item) for item in paper.items),
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
