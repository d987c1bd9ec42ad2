"""A check of the case folders part by part, on two processes: no process holds more than a part, whatever the workspace's size."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from seki_cli.commands.call import Call
from seki_cli.commands.checked import Checked, is_within, ordered
from seki_cli.commands.fetch import clock_findings
from seki_cli.commands.newer import newer_findings
from seki_cli.commands.rewritten import rewritten_by_hand
from seki_cli.files.frozen_texts import read_first_prints
from seki_cli.files.parts import CasesOnDemand, Parts, read_beyond, read_cases, read_parts
from seki_cli.files.processes import HANDS, work_in_parts
from seki_cli.files.shelf import Shelf
from seki_cli.files.sources import read_state
from seki_cli.model.verdict import Finding
from seki_cli.model.world import Cases, World
from seki_cli.rules.case_facts import Surroundings, build_surroundings
from seki_cli.rules.case_gists import CaseGist, build_gist, named_decisions
from seki_cli.rules.check_papers import waiting_papers
from seki_cli.rules.check_plans import changed_text
from seki_cli.rules.checks import find_beyond, find_part
from seki_cli.rules.revision import corrected_texts
from seki_cli.rules.settle import settle

_TRIES: Final = 5
_CHUNK: Final = 25
_MANY: Final = 100
"""From so many cases on two processes are sooner done than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One turn over the workspace: where its cases lie, what lies beyond them, and what is asked of them all."""

    parts: Parts
    beyond: Shelf
    around: Surroundings
    at_hand: CasesOnDemand
    wanted: tuple[str, ...]
    noticed: tuple[str, ...]
    unsaved: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What came of some cases: their findings, placed, what of them cannot be read, and what the checks beyond have to know.

    `texts`: corrected texts that are not saved as they stand: the path, the print, and what to say if it is another text.
    """

    files: int
    folders: int
    found: tuple[Finding, ...]
    unread: tuple[Finding, ...]
    gists: tuple[CaseGist, ...]
    texts: tuple[tuple[str, str, Finding], ...]


def check_in_parts(call: Call, parts: Parts, wanted: tuple[str, ...]) -> Checked | None:
    """Return what a check says of the places that were asked about; None where only the whole workspace at once can tell.

    Where somebody saves meanwhile it is done again, so that nobody sees half of an act.
    """
    checked = None
    for _ in range(_TRIES):
        checked = None if parts.past else _check_round(call, parts, wanted)
        if checked is None or read_state(parts.root) == parts.moment:
            break
        parts = read_parts(parts.root, day=parts.day, head=parts.head)
    return checked


def _check_round(call: Call, parts: Parts, wanted: tuple[str, ...]) -> Checked | None:
    with call.working("記録を読んでいます"):
        beyond = read_beyond(parts)
    if waiting_papers(beyond.world, call.day):
        return None
    at_hand = CasesOnDemand(parts)
    one = _Round(
        parts=parts,
        beyond=beyond,
        around=replace(build_surroundings(beyond.world), cases=Cases(at_hand)),
        at_hand=at_hand,
        wanted=wanted,
        noticed=named_decisions(beyond.world.gaps),
        unsaved=frozenset(parts.unsaved),
    )
    return _sum_up(call, one, _check_cases(call, one))


def _check_cases(call: Call, one: _Round) -> list[_Part]:
    names = tuple(one.parts.cases)
    chunks = [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]

    def work(chunk: Sequence[str]) -> _Part:
        return _check_part(one, chunk)

    found = []
    hands = HANDS if len(names) >= _MANY else 1
    with call.counting("記録を調べています", len(names)) as done, closing(work_in_parts(work, chunks, hands=hands)) as results:
        for part in results:
            found.append(part)
            done(part.folders)
    return found


def _check_part(one: _Round, names: Sequence[str]) -> _Part:
    shelf = read_cases(one.parts, names)
    cases = shelf.world.cases
    one.at_hand.keep({case.id: case for case in cases})
    asked = [case for case in cases if _is_asked(case.id, one.wanted)]
    found = find_part(asked, one.beyond.world, one.around, one.parts.day)
    texts = (plan for case in cases for plan in corrected_texts(settle(case)) if plan.path in one.unsaved)
    return _Part(
        files=sum(is_within(path, one.wanted) for path in shelf.sources.files),
        folders=len(names),
        found=tuple(_placed(f, shelf, one.beyond) for f in found if is_within(f.path, one.wanted)),
        unread=tuple(shelf.unread),
        gists=tuple(build_gist(case, one.noticed) for case in cases),
        texts=tuple((plan.path, plan.content_hash, shelf.placed(changed_text(plan))) for plan in texts),
    )


def _is_asked(case_id: str, wanted: tuple[str, ...]) -> bool:
    """Say whether what is found with a case may stand where somebody asked: in its folder, or with a meeting."""
    folder = f"cases/{case_id[:3]}/{case_id}"
    return not wanted or any(is_within(folder, (place,)) or place.startswith((folder + "/", "meetings")) for place in wanted)


def _placed(found: Finding, shelf: Shelf, beyond: Shelf) -> Finding:
    return (shelf if found.path in shelf.sources.files else beyond).placed(found)


def _sum_up(call: Call, one: _Round, found: list[_Part]) -> Checked:
    beyond = one.beyond
    world: World = beyond.world
    general = find_beyond(world, one.around, one.parts.day, [gist for part in found for gist in part.gists])
    unread = (*beyond.unread, *(f for part in found for f in part.unread))
    rules = (
        *(_placed_somewhere(f, one) for f in general if is_within(f.path, one.wanted)),
        *(f for part in found for f in part.found),
    )
    history = rewritten_by_hand(one.parts.root, one.parts.unsaved, unread)
    asked = (*newer_findings(beyond), *clock_findings(call, beyond))
    files = sum(is_within(path, one.wanted) for path in beyond.sources.files) + sum(part.files for part in found)
    return Checked(
        files=files,
        unread=len({f.path for f in unread if is_within(f.path, one.wanted)}),
        findings=ordered((*asked, *unread, *rules, *history, *_rewritten_texts(one, found)), one.wanted),
        unsaved=len(one.parts.unsaved),
    )


def _placed_somewhere(found: Finding, one: _Round) -> Finding:
    """Return a finding from beyond the cases with its line: a few of them stand in a case that is read for it once more."""
    return (read_cases(one.parts, [found.case]) if found.path.startswith("cases/") else one.beyond).placed(found)


def _rewritten_texts(one: _Round, found: list[_Part]) -> tuple[Finding, ...]:
    """Return the corrected texts (修正のうえ適切) that are no longer as they were first saved: no decision keeps their print."""
    texts = {path: (kept, said) for part in found for path, kept, said in part.texts}
    first = read_first_prints(one.parts.root, texts)
    return tuple(texts[path][1] for path, kept in first.items() if kept != texts[path][0])
