"""The paper of a meeting before it has a form: pieces, items, header, and the coordinator's cover sheet."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from seki_cli.model.case import Person
from seki_cli.model.released import Released, Withheld

Row = Literal["head", "lead", "common", "personal"]
Need = Literal["すべて"] | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The smallest thing that is shown or withheld as a whole: one text of one record.

    `label` says what it is and never holds a value; it is for the cover sheet. `text` are the record's own words, which are
    searched for names; `group` (a heading for several lines), `caption` and `aside` are seki's and the office's words around
    them: dates, agencies, codes; `named` those of these that anybody may choose (a resource's name), searched like a text. `row` is its place in the gate's table: the head of an item (case id,
    kind of plan, timing, points), the agencies and the lead, what concerns nobody (gap, resource), what concerns persons.
    `persons` empty means the 本人. `need`: the categories that a consent must cover, or すべて where only a consent to
    everything does. `age_of`: the person on whose age the category depends. `place_of`: the person whose whereabouts it is.
    """

    label: str
    text: str
    row: Row = "personal"
    persons: tuple[str, ...] = ()
    need: Need = "すべて"
    source: str = ""
    is_view: bool = False
    age_of: Person | None = None
    place_of: str = ""
    group: str = ""
    caption: str = ""
    aside: str = ""
    named: str = ""
    record: str = ""
    path: str = ""
    key: tuple[str | int, ...] = ()
    undecided: str = ""

    @property
    def line(self) -> str:
        """Return the whole of what is shown of it in one line, for programs."""
        words = f"{self.text}（{self.aside}）" if self.text and self.aside else self.text or self.aside
        return f"{self.caption}: {words}" if self.caption and words else self.caption or words


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an item under one title; without lines it is not printed at all."""

    title: str
    lines: tuple[Released[Piece], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item as its audience may see it. `agencies`: the ids of those who get it; `members`: their names, as printed.

    `room`: who sits in it, named as in the meeting's list of printings: agencies, `agency:staff`, people of a case.
    """

    num: int
    case: str
    agencies: tuple[str, ...]
    members: tuple[str, ...]
    head: tuple[Released[Piece], ...]
    points: tuple[Released[Piece], ...]
    sections: tuple[Section, ...] = ()
    room: tuple[str, ...] = ()

    @property
    def held(self) -> tuple[str, ...]:
        """Return the ids of the records of which something stands on the paper, for the 提供台帳."""
        lines = [line for section in self.sections for line in section.lines]
        return tuple(dict.fromkeys(line.value.record for line in lines if line.value.record))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaHeader:
    """What stands above the items and on each page: the office's own words, nothing of a case. `office`: whose paper it is."""

    meeting: str
    kind: str
    day: date
    starts: str = ""
    ends: str = ""
    place: str = ""
    convenor: str = ""
    chair: str = ""
    members: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    secrecy: str = ""
    publicity: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One numbered copy: its addressee (`to` by ids, `label` by names) and the numbers of the items that he sits in on."""

    num: int
    to: str
    label: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPaper:
    """The whole paper. `audience` is the name of the one agency it is for (`agency` its id), empty for the room.

    `copies`: the numbered copies to make of it; none where nobody gets anything.
    """

    header: AgendaHeader
    items: tuple[AgendaItem, ...]
    printed_on: date
    audience: str = ""
    agency: str = ""
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line of the cover sheet that withholds nothing by itself: what the coordinator must know before printing."""

    code: str = "SEKI112"
    reason: str
    remedy: str = ""
    item: int = 0
    rule: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The coordinator's sheet of what is withheld and why. Never part of the paper, never handed out."""

    meeting: str
    kind: str
    day: date
    printed_on: date
    audience: str = ""
    withheld: tuple[Withheld, ...] = ()
    notices: tuple[Notice, ...] = ()


EXPLAINED: Final = {
    "SEKI111": (
        "会議資料で伏せたものがある",
        "その場の全員に見せてよいと決められないものは載りません。理由の番号: 1 本人同意、2 守秘義務の確認、3 税情報、"  # noqa: ISC004
        "4 所在の保護・同席させない人、5 その場の全員・家族の同席、6 決められないもの、7 文中の名前、8 見えないものの影響を受けない",
    ),
    "SEKI112": (
        "会議資料を出す前に知っておくこと",
        "守秘義務の確認がない出席者など、資料そのものは変えませんが、確かめてから出してください。",
    ),
}
