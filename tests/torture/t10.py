"""T10: what somebody wrote into a field is shown as the letters that it is, in every form of every answer.

Two workspaces with one history: in the first every marked field holds a harmless word, in the second a payload. Every question is
put to both, in every form, and the structure of the two answers has to be the same, the words those that were written, and no
control letter may come out. What the reader refuses is let in by force in a second turn: the output has to hold alone.
出典: safety.md の T10・「Out」
"""

import csv
import io
import os
import random
import re
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from canaries.calls import CALLS
from canaries.household import DAY, Fixture, keep
from seki_cli.files import yaml_text
from seki_cli.main import main
from seki_cli.model.plain import visible
from seki_cli.model.width import width_of
from speaking import Said, say
from torture import shapes
from torture.clash import CLASHING, clash, find_family
from torture.ends import ENDS, play_at
from torture.payloads import HELD, READ, named
from torture.retold import FIRST_NAME, Word, retell
from torture.row import Row

ASKED: Final = (
    *(
        "case list",
        "case show {case}",
        "case show {case} --disclosures",
        "case show {other}",
        "case show {third}",
        "case find {case}",
    ),
    *("plan show {plan}", "plan show {sanka}", "plan show {draft}", "plan list", "plan check {plan}", "plan check {draft}"),
    *("consent show {case}", "consent show {case} --for nishi --on 2025-07-10", "referral list", "referral list --stalled"),
    *(
        "meeting list",
        "meeting show {next}",
        "meeting show {first}",
        "meeting propose juso",
        "due --within 365",
        "check --strict",
    ),
    *("history {case}", "diff {case} --since 2025-07-01", "diff {case} --since last-meeting", "stats", "stats --explain notes"),
    *("stats --by extra.memo", "stats --indicators", "resource list", "resource list --for {sanka}", "resource show {resource}"),
    *("gap list", "gap show {gap}", "activity list", "registry agencies", "registry programmes", "registry staff"),
    *("registry meetings", "registry codes", "registry codes related", "registry me", "profile check", "profile diff"),
    *("agenda {next}", "agenda {next} --for takikan", "agenda {next} --cover", "agenda {first}"),
)
"""Every question that may tell of a record or of the profile."""
SHARED: Final = ("sync", "sync --dry-run")
"""What tells of two clones, asked where they clash."""
PAPERS: Final = {"": shapes.paper, "md": shapes.markdown, "html": shapes.html}
LISTS: Final = {"csv": ",", "tsv": "\t"}
_BY_LIKENESS: Final = ("resource list --for {sanka}",)
"""What stands here depends on which words are alike: its letters are looked at, not its structure."""
_FOLDED: Final = ("stats --by extra.memo",)
"""The address of a figure is one word: letters that part words stand in it in full width."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-][0-9,.]+")
_SPACE: Final = re.compile(r"\s+|\\n|[\\_'＿＇＼]")
"""Blanks and line ends do not count, nor the signs with which a text is quoted where a record is shown as it stands."""
_MADE_VISIBLE: Final = re.compile("‹U[+]([0-9A-F]{4,6})›")
_ENDS_OF_LINES: Final = re.compile("U000000(?:09|0b|0c|0d|85)|U0000202[89]")
_COMMIT: Final = re.compile(r"\b[0-9a-f]{10}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where an answer was not what it had to be. `why` names no text: a payload on a terminal would act there."""

    asked: str
    form: str
    why: str


@dataclass(slots=True, kw_only=True)
class Pair:
    """Two workspaces with one history, the harmless one and the wild one, and what stands in the wild one for each harmless text."""

    calm: Path
    wild: Path
    words: dict[str, str]
    ids: dict[str, str]

    def expected(self, text: str, shown: Callable[[str], str]) -> str:
        """Return a harmless text with every word in it replaced, as a form shows it; blanks and line ends do not count."""
        words = {_bare(calm): _bare(shown(wild)) for calm, wild in self.words.items()}
        found = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        return found.sub(lambda match: words[match[0]], _bare(text))


def _bare(text: str) -> str:
    text = _SPACE.sub("", _COMMIT.sub("#", text))
    return _ENDS_OF_LINES.sub("", _MADE_VISIBLE.sub(lambda found: f"U{int(found[1], 16):08x}", text))


def _folded(text: str) -> str:
    return re.sub("U000[0-9a-f]{5}", "", unicodedata.normalize("NFKC", text))


def make_pair(fixture: Fixture, folder: Path, payload: Word, author: str = "試験 係") -> Pair:
    """Write both workspaces, a payload in every field that takes one: what a field's own rule refuses stays harmless."""
    calm = folder / "calm"
    if not calm.exists():
        retell(fixture.root, calm, _calm)
    assert not _unread(calm), _unread(calm)
    refused: set[int] = set()
    for turn in range(6):
        wild, words = folder / f"wild{turn}", dict[str, str]()

        def word(num: int, text: str, words: dict[str, str] = words, refused: frozenset[int] = frozenset(refused)) -> str:
            harmless = _calm(num, text)
            words[harmless] = harmless if num in refused else payload(num, text)
            return words[harmless]

        retell(fixture.root, wild, word, author)
        bad = _unread(wild)
        if not bad:
            return Pair(calm=calm, wild=wild, words=words, ids=fixture.ids)
        refused |= {num for path, line in bad for num in _numbers(calm / path, line if turn < 4 else 0)}
    raise AssertionError(bad)


def _calm(num: int, text: str) -> str:
    return f"名札ぬ{num}号" if num >= FIRST_NAME else text


def _unread(root: Path) -> list[tuple[str, int]]:
    found = _say(root, "check", "--json").envelope["findings"]
    return [(one["path"], one["line"]) for one in found if one["code"] < "SEKI050"]


def _numbers(path: Path, line: int) -> set[int]:
    """Return the numbers of the marked texts of a record at a line, or of all of it."""
    lines = path.read_text("utf-8").split("\n")
    nums = {int(num) for one in lines[line - 1 : line or None] for num in re.findall("([0-9]{3})号", one)}
    return nums or (_numbers(path, 0) if line else set())


def _say(root: Path, *words: str) -> Said:
    return say("-C", str(root), "--as-of", DAY, *words)


def read_faults(pair: Pair, asked: tuple[str, ...] = ASKED) -> Iterator[Fault]:
    """Put every question to both workspaces in every form, and yield where the answers part."""
    for one in asked:
        words = one.format(**pair.ids).split()
        forms = PAPERS if words[0] == "agenda" else {"": shapes.lines}
        for form, shape in forms.items():
            calm, wild = (_say(root, *words, *(("--format", form) if form else ())) for root in (pair.calm, pair.wild))
            yield from _of_streams(one, form, calm, wild)
            yield from _of_words(one, form, shape(calm.out), shape(wild.out), pair)
        yield from _of_json(one, *(_say(root, *words, "--json") for root in (pair.calm, pair.wild)), pair)
        is_sheet = False
        for form, between in LISTS.items():
            calm, wild = (_say(root, *words, "--format", form) for root in (pair.calm, pair.wild))
            yield from _of_streams(one, form, calm, wild)
            is_sheet = is_sheet or calm.out.startswith("\ufeff")
            if calm.code == wild.code and is_sheet:
                yield from _of_words(one, form, *(shapes.separated(said.out, between) for said in (calm, wild)), pair)
                yield from _of_formulas(one, form, wild.out)


def _of_streams(asked: str, form: str, calm: Said, wild: Said) -> Iterator[Fault]:
    if calm.code != wild.code:
        yield Fault(asked=asked, form=form, why=f"exit {wild.code}, not {calm.code}")
    for stream in (wild.out, wild.err):
        bare = stream.replace("\r\n", "\n").replace("\t", "") if form in LISTS else stream
        bare = bare.removeprefix("\ufeff")
        hidden = {f"U+{ord(c):04X}" for c in bare if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
        if hidden:
            yield Fault(asked=asked, form=form, why=f"control letters {sorted(hidden)}")


def _of_words(asked: str, form: str, calm: tuple[Any, str], wild: tuple[Any, str], pair: Pair) -> Iterator[Fault]:
    if calm[0] != wild[0] and asked not in _BY_LIKENESS:
        yield Fault(asked=asked, form=form, why=f"structure {_first_difference(calm[0], wild[0])}")
    expected, found = pair.expected(calm[1], _shown), _bare(wild[1])
    if asked in _FOLDED:
        expected, found = _folded(expected), _folded(found)
    if (
        asked not in _BY_LIKENESS
        and expected != found
        and sorted(expected) != sorted(found)  # what falls on one day stands in the order of its words
        and not _shortened(expected, found)
    ):
        yield Fault(asked=asked, form=form, why=f"words {_first_difference(expected, found)}")


def _shortened(expected: str, found: str) -> bool:
    """Say whether a text is another one of which only what a … stands for is missing: a screen shows the front of a long field."""
    front, *parts = found.split("…")
    at = len(front)
    for part in parts:
        at = expected.find(part, at) + len(part) if part in expected[at:] else len(expected) + 1
    return bool(parts) and expected.startswith(front) and at == len(expected)


def _shown(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))


def _first_difference(calm: Any, wild: Any) -> str:
    if isinstance(calm, int):
        return f"{calm} {wild}"
    at = next((n for n, (a, b) in enumerate(zip(calm, wild, strict=False)) if a != b), min(len(calm), len(wild)))
    return f"at {at}: {ascii(calm[at - 10 if isinstance(calm, str) and at > 10 else at : at + 40])[:150]} / {ascii(wild[at - 10 if isinstance(wild, str) and at > 10 else at : at + 40])[:150]}"


def _of_json(asked: str, calm: Said, wild: Said, pair: Pair) -> Iterator[Fault]:
    if calm.code != wild.code:
        yield Fault(asked=asked, form="json", why=f"exit {wild.code}, not {calm.code}")
    parts = [dict(_leaves(said.envelope)) for said in (calm, wild)]
    if asked in _BY_LIKENESS:
        return
    if parts[0].keys() != parts[1].keys():
        yield Fault(asked=asked, form="json", why=f"keys {sorted(parts[0].keys() ^ parts[1].keys())[:3]}")
        return
    of_calm, of_wild = (
        sorted(_values(part, shown))
        for part, shown in zip(parts, (lambda v: _folded(pair.expected(v, str)), lambda v: _folded(_bare(v))), strict=True)
    )
    if of_calm != of_wild:
        yield Fault(asked=asked, form="json", why=f"values {_first_difference(of_calm, of_wild)}")


def _values(parts: Mapping[tuple[str, ...], Any], shown: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield the place of every text, whichever row of a list it stands in, and the text."""
    return ((".".join(name for name in key if not name.isdecimal()), shown(v)) for key, v in parts.items() if isinstance(v, str))


def _leaves(value: Any, key: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*key, name))
    elif isinstance(value, list):
        for num, inner in enumerate(value):
            yield from _leaves(inner, (*key, str(num)))
    else:
        yield key, value


def _of_formulas(asked: str, form: str, text: str) -> Iterator[Fault]:
    """Yield the cells of a sheet that begin a formula once full-width letters are taken for what they look like."""
    if form != "csv":
        return
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        for cell in row:
            if unicodedata.normalize("NFKC", cell.lstrip()).startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
                yield Fault(asked=asked, form=form, why="a formula")


WIDTHS: Final = (40, 60, 80, 120, 200)
SIGHT: Final = (
    *(
        "case list",
        "case show {case}",
        "plan show {plan}",
        "referral list",
        "meeting show {next}",
        "due --within 365",
        "history {case}",
    ),
    *("diff {case} --since 2025-07-01", "stats", "resource list", "gap show {gap}", "registry staff", "agenda {next}", "check"),
)
"""What is looked at on a terminal, in every width."""
_AS_WRITTEN: Final = ("agenda {next}", "plan show {plan}")
"""A paper is as wide as paper is, and a record is shown in the lines of its file."""
_OWN_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


class _Screen(io.StringIO):
    """A terminal that keeps what it is told."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def seen(root: Path, *words: str, width: int = 80, **more: str) -> tuple[int, str]:
    """Return the exit code of a call at a terminal and all that it wrote there."""
    kept = dict(os.environ)
    os.environ.pop("NO_COLOR", None)
    os.environ |= {"COLUMNS": str(width), "TERM": "xterm-256color", **more}
    screen = _Screen()
    try:
        with redirect_stdout(screen), redirect_stderr(screen):
            code = main(["-C", str(root), "--as-of", DAY, *words])
    finally:
        os.environ.clear()
        os.environ.update(kept)
    return code, screen.getvalue()


def read_sights(pair: Pair, widths: tuple[int, ...], asked: tuple[str, ...] = SIGHT) -> Iterator[Fault]:
    """Yield what goes wrong at a terminal: letters that it obeys, colours that are not ours, lines that are wider than it is."""
    for one in asked:
        words = one.format(**pair.ids).split()
        for width in widths:
            (code, calm), (other, wild) = (seen(root, *words, width=width) for root in (pair.calm, pair.wild))
            form = f"terminal {width}"
            if code != other:
                yield Fault(asked=one, form=form, why=f"exit {other}, not {code}")
            bare = _OWN_COLOUR.sub("", wild)
            if any(c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in bare):
                yield Fault(asked=one, form=form, why="control letters")
            if not set(_OWN_COLOUR.findall(wild)) <= set(_OWN_COLOUR.findall(calm)):
                yield Fault(asked=one, form=form, why="colours that are not ours")
            if one not in _AS_WRITTEN:
                wide = [line for line in bare.split("\n") if width_of(line) > width]
                if wide:
                    yield Fault(asked=one, form=form, why=f"{len(wide)} lines are wider: {ascii(wide[0])[:200]}")
        for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            if "\x1b" in _without_bold(seen(pair.wild, *words, **more)[1], more):
                yield Fault(asked=one, form=str(more), why="colours that nobody wants")


def _without_bold(text: str, more: Mapping[str, str]) -> str:
    return re.sub(r"\x1b\[[0134;]*m", "", text) if "NO_COLOR" in more else text


@contextmanager
def generous() -> Iterator[None]:
    """Let in what the reader refuses, for the length of a test: whoever writes out must not lean on who read."""
    kept = yaml_text._FORBIDDEN
    yaml_text._FORBIDDEN = re.compile("(?!)")
    try:
        yield
    finally:
        yaml_text._FORBIDDEN = kept


PRIVATE: Final = frozenset(f"people[].{name}" for name in ("address", "phone", "school_or_work", "name", "kana", "alias"))
"""What is masked where other texts hold it: a payload here needs the other texts to be unlike it."""


_ALIKE: Final = "example.jp"
"""Several payloads have this in them: where one is the school of somebody protected, `check` finds it in the others."""


def pick(fixture: Fixture, payloads: tuple[str, ...], turn: int, *, private: bool) -> Word:
    """Return a payload for every field in this turn, another one in the next: in the private fields, or in all the others."""

    def word(num: int, text: str) -> str:
        if (fixture.marks.by_num.get(num, ("", ""))[1] in PRIVATE) != private:
            return text if num < FIRST_NAME else _calm(num, text)
        payload = payloads[(num + turn * 37) % len(payloads)]
        return _calm(num, text) if private and _ALIKE in payload else named(payload, num)

    return word


AUTHOR: Final = "[/x][bold]係\x1b[31m\u202e {{ 7*7 }} =1+1 # | * %s"
STRAYS: Final = (
    "=1+1",
    "\x1b[31m赤",
    "[/x][bold]".replace("/", ""),
    "\u202e逆",
    "<script>",
    "{{ 7*7 }}",
    "\udcff\udce9",
    "a\rb",
    "| # `",
    "שלום",
    "x\ny",
)
"""Names of files that are no records, where records lie."""
TURNS: Final = 8
"""In one turn every payload stands in three or four fields; in the next in others."""
Look = Callable[[Pair], Iterator[Fault]]


def look_held(pair: Pair, asked: tuple[str, ...] = ASKED) -> Iterator[Fault]:
    """Yield the faults of what the reader refuses, let in by force, and of names of files and authors."""
    pair.words["試験 係"] = AUTHOR
    with generous():
        yield from read_faults(pair, asked)
    for name in STRAYS:
        (pair.wild / f"cases/R07/{pair.ids['case']}/notes/{name}.yaml").write_text("schema: note/1\n", encoding="utf-8")
    for words in (("check",), ("case", "list"), ("check", "--json"), ("history", pair.ids["case"])):
        said = _say(pair.wild, *words)
        yield from _of_streams(" ".join(words), "", said, said)
        if "--json" in words and said.envelope["exit_code"] != said.code:
            yield Fault(asked="check", form="json", why="another exit code")


def look_shared(pair: Pair) -> Iterator[Fault]:
    """Yield the faults of what is told of a share, where both values of eight fields have to be shown to choose between."""
    family = find_family(pair.calm)
    with ExitStack() as stack:
        for root in (pair.calm, pair.wild):
            clash(root, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="t10-"))), family)
        choices = _say(pair.wild, "sync", "--dry-run", "--json").data["choices"]
        if len(choices) != CLASHING:
            yield Fault(asked="sync", form="json", why=f"{len(choices)} choices, not {CLASHING}")
        yield from read_faults(pair, SHARED)


def look_around(pair: Pair) -> Iterator[Fault]:
    """Yield the faults at terminals of every width."""
    yield from read_sights(pair, WIDTHS)


def read_turns(
    fixture: Fixture, turns: list[int], payloads: tuple[str, ...], look: Look, fields: tuple[bool, ...] = (False, True)
) -> Iterator[Fault]:
    """Yield the faults of some turns: each with a payload in every field, once in the private ones and once in all others."""
    author = AUTHOR if payloads is HELD else "試験 係"
    for turn in turns:
        for private in fields:
            with tempfile.TemporaryDirectory(prefix="t10-") as folder, generous() if payloads is HELD else nullcontext():
                pair = make_pair(fixture, Path(folder), pick(fixture, payloads, turn, private=private), author)
                yield from look(pair)


def run(many: int, seed: int) -> Iterator[Row]:
    """Go through `many` turns (1: as many as torture does): in each every field holds another payload."""
    whole = random.Random(seed).sample(range(len(READ)), TURNS if many == 1 else many)
    with tempfile.TemporaryDirectory(prefix="t10-") as folder:
        fixture = keep(Path(folder))
        yield _row("出力: すべての欄 × すべての形", fixture, whole, READ, read_faults)
        yield _row("出力: 共有で選ぶ両方の値", fixture, whole, READ, look_shared)
        yield _row("出力: 入口で断る字・ファイル名・記録者名", fixture, whole[: -(-len(whole) // 3)], HELD, look_held)
        yield _row_of_ends(fixture)
        yield _row("出力: 端末の幅 40〜200", fixture, whole[: -(-len(whole) // 10)], READ, look_around)


def _row(what: str, fixture: Fixture, turns: list[int], payloads: tuple[str, ...], look: Look) -> Row:
    start, faults = time.monotonic(), list(read_turns(fixture, turns, payloads, look))
    note = f"{len({look_around: SIGHT, look_shared: SHARED}.get(look, ASKED))} 問、記録の欄 {len(fixture.marks.by_num)}"
    told = f"。はじめの1つ: {faults[0]}" if faults else ""
    return Row(test="T10", what=what, many=len(turns) * 2, lost=len(faults), seconds=time.monotonic() - start, note=note + told)


def _row_of_ends(fixture: Fixture) -> Row:
    start, many, faults = time.monotonic(), 0, list[str]()
    for command in CALLS:
        for end in ENDS:
            many += 1
            faults += play_at(fixture, command, end)
    told = f"{len(CALLS)} 命令。" + (f"はじめの1つ: {faults[0]}" if faults else "")
    what = "出力: 閉じた端・満杯の出力先・字の足りない端末"
    return Row(test="T10", what=what, many=many, lost=len(faults), seconds=time.monotonic() - start, note=told)


def run_naive(many: int, seed: int) -> Row:
    """Write the same payloads as a program without care would: every form has to fail."""
    start, found = time.monotonic(), read_naive()
    note = "、".join(f"{form} {len(bad)}" for form, bad in found.items())
    lost = sum(map(len, found.values())) if all(found.values()) else 0
    return Row(test="T10", what="出力: 素朴な双子", many=len(READ + HELD), lost=lost, seconds=time.monotonic() - start, note=note)


def read_naive() -> dict[str, list[str]]:
    """Return by form the payloads that get through where fields are written as they are."""
    from rich.console import Console
    from rich.errors import MarkupError

    def rich_words(text: str) -> str:
        out = io.StringIO()
        try:
            Console(file=out, width=10_000).print(text)
        except MarkupError:
            return "traceback"
        return out.getvalue().rstrip("\n")

    def sheet(text: str) -> str:
        out = io.StringIO()
        csv.writer(out).writerow([text])
        return out.getvalue()

    def template(text: str) -> str:
        from jinja2 import Environment, TemplateError

        try:
            return Environment(autoescape=True).from_string(f"<p>{text}</p>").render()
        except TemplateError:
            return "traceback"

    every = READ + HELD
    return {
        "terminal": [p for p in every if not p.replace("\n", "").isprintable()],
        "rich": [p for p in every if rich_words(p) != p],
        "csv": [p for p in every if list(_of_formulas("", "csv", sheet(p)))],
        "html": [p for p in every if shapes.html(f"<p>{p}</p>")[0] != shapes.html("<p>x</p>")[0]],
        "md": [p for p in every if shapes.markdown(f"- {p}\n")[0] != shapes.markdown("- x\n")[0]],
        "template": [p for p in every if template(p) != f"<p>{p}</p>"],
        "lines": [p for p in every if "\n" in p],
    }
