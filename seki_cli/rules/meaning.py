"""What a merge has broken though git merged it cleanly: two people worked apart, and together it cannot stand.

A case closed here and a つなぎ sent there are two files; no line of them clashes. So after every merge its meaning is looked at.
出典: safety.md の Sync（合わせた後に意味を調べる）・第3章（主担当・同意・プランはそれぞれ一つ）
"""

from collections import Counter
from datetime import date
from typing import Final

from seki_cli.model.verdict import Finding
from seki_cli.model.world import World
from seki_cli.rules.checks import CHECKS, find_some
from seki_cli.rules.meaning_papers import find_papers_gone_stale
from seki_cli.rules.two_sides import MergeFacts, build_merge_facts

_OF_MEANING: Final = tuple(check for check in CHECKS if check.scope == "meaning")


def find_meaning(base: World, ours: World, theirs: World, merged: World, day: date) -> tuple[Finding, ...]:
    """Return what the merge brought and neither side had, as known on a day: by path, then code.

    Two sorts: what `seki check` says of the merged world and of neither side (whoever merged without seki hears it from
    `check` later), and what only the four worlds together can tell. The worlds are as read, not settled. A merge that one side
    had nothing to bring to (a fast-forward) says nothing.
    """
    if base in (ours, theirs):
        return ()
    facts = build_merge_facts(base, ours, theirs, merged, day)
    had = Counter(map(_name, (*_found(facts, ours), *_found(facts, theirs))))
    had -= Counter(map(_name, _found(facts, base)))
    brought = []
    for one in _found(facts, merged):
        if had[_name(one)]:
            had[_name(one)] -= 1
        else:
            brought.append(one)
    brought += [one for check in _OF_MEANING for one in check(facts)]
    told = {(one.code, one.path, one.key) for one in brought}
    brought += [one for one in find_papers_gone_stale(facts) if (one.code, one.path, one.key) not in told]
    return tuple(sorted(brought, key=lambda one: (one.path, one.code, one.message)))


def _found(facts: MergeFacts, world: World) -> tuple[Finding, ...]:
    return find_some(world, facts.as_of, cases=frozenset(facts.cases), meetings=facts.meetings)


def _name(one: Finding) -> tuple[object, ...]:
    return one.code, one.path, one.case, one.message, tuple(step for step in one.key if isinstance(step, str))
