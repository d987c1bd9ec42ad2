"""参加支援: which 社会資源 fits a plan, and for each one why, so that a person can judge the answer.

The wish is free text and what a place suits is said in words, so the two meet in two ways, both told with the answer: a word of
the place is a mark of the plan's people (課題と特性, 特徴, 分野, 情報の種別, あわせて使う制度), or it stands in the text of wish, issues
or goals, whole, by one of its key words (two kanji or katakana letters and more) or by a run of five letters. Nothing else is guessed.
出典: 第3章2(2) 参加支援（利用者のニーズや課題を丁寧に把握し、適切な支援メニューを作る）・言葉の合わせ方は未確認
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from seki_cli.model.answer import Cell
from seki_cli.model.case import Intake, Screening
from seki_cli.model.days import add_months
from seki_cli.model.fold import fold
from seki_cli.model.meeting import Resource
from seki_cli.model.office import Office, in_span
from seki_cli.model.plan import Plan
from seki_cli.model.wareki import show_day_short
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.places import Place, places_of

FITS, OPEN, NOT = "合いそう", "決め手なし", "合わない"
GRADES: Final = (FITS, OPEN, NOT)
_MONTHS_FRESH: Final = 12
_KEY_WORD: Final = re.compile("[々一-龥]{2,}|[ァ-ヶー]{2,}")
_TELLING: Final = re.compile("(?![人者方事時])[々一-龥ァ-ヶ]")
_RUN: Final = 5
_PARTICLES: Final = "のはがをにへとでも、。"
_EMPTY: Final = ("場所", "苦手", "得意", "好き", "利用", "支援", "必要", "希望", "自分", "本人", "時間", "対象", "世帯", "地域", "生活",
    "相談", "家族", "仕事", "参加", "活動", "サービス")  # fmt: skip
_SAYS_NOTHING: Final = frozenset(map(fold, _EMPTY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is known of a plan's people to hold against a place: folded marks by where they stand, folded texts, the area."""

    marks: Mapping[str, str]
    texts: Mapping[str, str]
    area: str
    here: frozenset[str]
    listed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One place held against a plan: the grade, what speaks for it, what speaks against it or has to be asked first."""

    resource: Resource
    grade: str
    because: tuple[str, ...]
    against: tuple[str, ...]
    taken: int
    stale: bool
    rank: tuple[int, ...]

    @property
    def free(self) -> int | None:
        """Return how many places are left; None where no capacity is written."""
        return None if self.resource.capacity is None else max(0, self.resource.capacity - self.taken)

    def data(self) -> dict[str, Any]:
        """Return the row for programs and tables; nothing of the case stands in it."""
        return {
            **resource_row(self.resource, self.taken, stale=self.stale),
            "fit": self.grade,
            "because": self.because,
            "against": self.against,
        }


def resource_row(resource: Resource, taken: int, *, stale: bool) -> dict[str, Cell]:
    """Return one 社会資源 as lists show it."""
    return {
        "id": resource.id,
        "resource": resource.id,
        "name": resource.name,
        "kind": resource.kind,
        "area": resource.area,
        "capacity": resource.capacity,
        "taken": taken,
        "free": None if resource.capacity is None else max(0, resource.capacity - taken),
        "verified": resource.verified.date if resource.verified else None,
        "stale": stale,
        "since": resource.since,
        "until": resource.until,
    }


def is_stale(resource: Resource, day: date) -> bool:
    """Say whether nobody has made sure of a resource for a year: hours, people and places change. 出典: 未確認（1年）"""
    return resource.verified is None or add_months(resource.verified.date, _MONTHS_FRESH) < day


def fitting(world: World, case: CaseFile, plan: Plan, day: date) -> tuple[Fit, ...]:
    """Return every 社会資源 held against a plan on a day, the best first. `case` must be settled.

    合わない: closed on the day, full, or the people are among those it is not for. 合いそう: at least one of its words meets the
    plan. Another area does not rule a place out, it only stands behind: who is driven there may go.
    """
    places = places_by_resource(world, day)
    here = frozenset(name for name, taken in places.items() if any(place.plan == plan.id for place in taken))
    need = _need_of(world.office, case, plan, here, day)
    fits = [_hold(need, resource, len(places.get(resource.id, ())), day) for resource in world.resources]
    return tuple(sorted(fits, key=lambda fit: (*fit.rank, fit.resource.id)))


def places_by_resource(world: World, day: date) -> dict[str, tuple[Place, ...]]:
    """Return the places taken on a day by resource: one walk over the cases, for whoever asks about many resources."""
    found: dict[str, list[Place]] = {}
    for case in world.cases:
        for place in places_of(case, day) if case.placements else ():
            found.setdefault(place.resource, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def _need_of(office: Office, case: CaseFile, plan: Plan, here: frozenset[str], day: date) -> Need:
    texts = {"本人の意向": plan.wish}
    texts |= {f"課題{issue.num}": issue.text for issue in plan.issues}
    texts |= {f"目標{goal.num}": goal.text for goal in plan.goals}
    marks: dict[str, str] = {}
    for where, word in _marks(case, plan, day):
        for spelling in _spellings(office, word):
            marks.setdefault(fold(spelling), where)
    return Need(
        marks=marks,
        texts={where: fold(text) for where, text in texts.items()},
        area=fold(case.head.area),
        here=here,
        listed=frozenset(match.resource for match in plan.matches),
    )


def _marks(case: CaseFile, plan: Plan, day: date) -> Iterator[tuple[str, str]]:
    """Yield the coded words that are known of the plan's people, with the field they stand in."""
    for person in case.household.people:
        if person.id in plan.persons:
            yield from (("課題と特性", word) for word in person.issues)
    known = [a for a in case.assessments if a.date <= day]
    for row in known[-1].people if known else ():
        if row.person in plan.persons:
            yield from (("課題と特性", word) for word in row.issues)
    sorted_out: tuple[Intake | Screening, ...] = (*case.intakes, *case.screenings)
    for record in sorted_out:
        if record.day <= day:
            yield from (("特徴", word) for word in record.flags)
            yield from (("分野", word) for word in record.fields)
    if not isinstance(plan.categories, str):
        yield from (("情報の種別", word) for word in plan.categories)
    yield from (("あわせて使う制度", word) for word in (plan.use.others if plan.use else ()))


def _spellings(office: Office, word: str) -> Iterator[str]:
    """Yield a coded word and what else its row is called, under earlier and later labels too."""
    yield word
    for codes in office.codes.values():
        for row in codes.rows:
            if row.label == word:
                for same in codes.rows:
                    if same.code == row.code:
                        yield same.label
                        yield from same.also


def _hold(need: Need, resource: Resource, taken: int, day: date) -> Fit:
    strong, weak = _meets(need, resource.fits)
    barred, doubt = _meets(need, resource.not_for)
    closed = [*_closed(need, resource, taken, day), *(f"向かない人「{word}」に当たります（{where}）" for word, where in barred)]
    stale = is_stale(resource, day)
    far = 0 if resource.area and fold(resource.area) == need.area else 2 if resource.area and need.area else 1
    ours = resource.id in need.here or resource.id in need.listed
    grade = NOT if closed else FITS if strong or weak else OPEN
    because = [f"「{word}」に当たる（{where}）" for word, where in strong]
    because += [f"「{word}」に通じる（{where}）" for word, where in weak]
    against = closed + [f"向かない人「{word}」でないか確かめる（{where}）" for word, where in doubt]
    return Fit(
        resource=resource,
        grade=grade,
        because=(*because, *_plain_reasons(need, resource), *(() if closed else _room_left(resource, taken))),
        against=(*against, *_plain_doubts(resource, stale=stale, far=far == 2)),
        taken=taken,
        stale=stale,
        rank=(GRADES.index(grade), -int(ours), -len(strong), -len(weak), len(doubt), far, int(stale)),
    )


def _meets(need: Need, words: tuple[str, ...]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return which words meet the need as they are, and which by a key word, each with where; a word meets once."""
    strong, weak = [], []
    for word in words:
        key = fold(word)
        if key in need.marks:
            strong.append((word, need.marks[key]))
        elif whole := _places(need, key):
            strong.append((word, whole))
        else:
            part, where = _akin(need, word)
            if part:
                weak.append((word, f"{where}に「{part}」"))
    return strong, weak


def _akin(need: Need, word: str) -> tuple[str, str]:
    """Return the part of a place's words that stands in the plan's texts, and where: a key word, else a run of letters."""
    for part in _KEY_WORD.findall(word):
        if fold(part) not in _SAYS_NOTHING and (where := _places(need, fold(part))):
            return part, where
    runs = ((_shared_run(word, text), where) for where, text in need.texts.items())
    return max(runs, key=lambda run: len(run[0]), default=("", ""))


def _shared_run(word: str, text: str) -> str:
    """Return the longest part of a word that a folded text holds, of five letters with two that tell something; else nothing."""
    best, first = "", 0
    letters = [fold(letter) for letter in word]
    for last in range(1, len(letters) + 1):
        while "".join(letters[first:last]) not in text:
            first += 1
        run = word[first:last]
        if len(run) > len(best) and len(run) >= _RUN and len(_TELLING.findall(run)) > 1:
            best = run
    return best.lstrip(_PARTICLES)


def _places(need: Need, key: str) -> str:
    return "・".join(where for where, text in need.texts.items() if key and key in text)


def _closed(need: Need, resource: Resource, taken: int, day: date) -> Iterator[str]:
    if not in_span(resource, day):
        yield "まだ始まっていません" if resource.since and resource.since > day else "もう終わっています"
    if resource.capacity is not None and taken >= resource.capacity and resource.id not in need.here:
        yield f"空きがありません（定員 {resource.capacity}）"


def _plain_reasons(need: Need, resource: Resource) -> Iterator[str]:
    if resource.id in need.here:
        yield "いまここに参加しています"
    elif resource.id in need.listed:
        yield "プランの参加先に入っています"
    if resource.area and fold(resource.area) == need.area:
        yield "圏域が同じ"


def _room_left(resource: Resource, taken: int) -> Iterator[str]:
    if resource.capacity is not None and taken < resource.capacity:
        yield f"空き {resource.capacity - taken}（定員 {resource.capacity}）"


def _plain_doubts(resource: Resource, *, stale: bool, far: bool) -> Iterator[str]:
    if far:
        yield f"圏域が違う（{resource.area}）"
    if stale and resource.verified is None:
        yield "まだ確認していない"
    elif stale and resource.verified:
        yield f"確認が古い（{show_day_short(resource.verified.date)}）"
