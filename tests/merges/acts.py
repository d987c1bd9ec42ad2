"""What people do in a clone, in a word each, for the pairs: real commands, and hand edits that are saved with `seki save`.

The same act is one object, so that a pair whose side was worked before need not do it again.
"""

from collections.abc import Callable
from functools import cache

from carried import PLAN
from merges.ground import CLOSE, DAY, FULL, NOTE, Act, Clone, call

Named = str


@cache
def note(case: Named, more: str = "", day: str = DAY) -> Act:
    """Write a note on a case."""
    return lambda c: c.on(day).do("note", "add", of(c, case), given=NOTE + more)


def of(clone: Clone, name: Named) -> str:
    """Return the number that goes by a name in every clone."""
    return str(getattr(clone.n, name))


@cache
def close(case: Named, said: str = CLOSE, word: str = "close") -> Act:
    """Close (or suspend) a case."""
    return lambda c: c.do("case", word, of(c, case), given=said)


@cache
def refer(case: Named, agency: str = "kikan", ask: str = "協力", day: str = DAY) -> Act:
    """Send a つなぎ."""
    return lambda c: c.on(day).do("refer", of(c, case), "--to-agency", agency, "--ask", ask, "--reason", "複数分野にまたがる")


@cache
def answer(case: Named, referral: Named, word: str, *words: str, day: str = DAY) -> Act:
    """Answer a つなぎ."""
    return lambda c: c.on(day).do("referral", word, f"{of(c, case)}/{of(c, referral)}", *words)


@cache
def consent(case: Named, **changes: str) -> Act:
    """Record an act of consent; `changes` replace lines of a full one."""
    lines = [line for line in FULL.splitlines() if not any(line.startswith(f"{key}:") for key in changes)]
    if changes.get("act") in ("拒否", "保留"):
        lines = [line for line in lines if line.startswith(("given_by", "how"))]
    text = "\n".join([*(f"{key}: {value}" for key, value in changes.items()), *lines]) + "\n"
    return lambda c: c.do("consent", "add", of(c, case), given=text)


@cache
def withdraw(case: Named, day: str = DAY) -> Act:
    """Withdraw the 本人's consent."""
    return lambda c: c.on(day).do("consent", "withdraw", of(c, case), given="person: P1\nhow: 口頭\n")


@cache
def plan(case: Named, kind: str = "多機関協働") -> Act:
    """Make a 案."""
    text = PLAN.replace("2025-07-15", "2025-07-23").replace("2026-01-14", "2026-01-22")
    return lambda c: c.do("plan", "new", of(c, case), "--kind", kind, given=text)


@cache
def revise(name: Named, said: str = "cautions: 訪問は水曜\nchange_reason: 希望による\n") -> Act:
    """Write the next version of a plan."""
    return lambda c: c.do("plan", "revise", of(c, name), given=said)


@cache
def review(name: Named, *words: str, day: str = DAY) -> Act:
    """Review a plan."""
    return lambda c: c.on(day).do("monitor", of(c, name), *words)


@cache
def tabled(meeting: Named, case: Named, timing: str, plan: Named = "") -> Act:
    """Put a case on an agenda."""
    return lambda c: c.do(
        "meeting", "add", of(c, meeting), of(c, case), "--timing", timing, *(("--plan", of(c, plan)) if plan else ())
    )


@cache
def record(meeting: Named, result: str = "適切", more: str = "") -> Act:
    """Write down what a meeting decided on its first item."""
    came = "came:\n  - agency: takikan\n  - agency: chuo1\n"
    return lambda c: c.do("meeting", "record", of(c, meeting), given=f"{came}items:\n  - num: 1\n    result: {result}\n{more}")


@cache
def by_hand(case: Named, name: str, old: str, new: str) -> Act:
    """Change a document of a case by hand, and save it."""
    return lambda c: c.edit(str(c.path(of(c, case), name).relative_to(c.desk.root)), old, new)


@cache
def profile(name: str, old: str, new: str) -> Act:
    """Change the profile by hand, and save it."""
    return lambda c: c.edit(f"profile/{name}.yaml", old, new)


@cache
def opened(name: str, kana: str, born: str = "1990-05-05") -> Act:
    """Open a case for somebody new."""
    return lambda c: c.do("case", "new", given=call(name, kana, born))


def correct(case: Named, named: Named, text: Callable[[Clone], str]) -> Act:
    """Correct a record by what `text` says in its place."""
    return lambda c: c.do("case", "edit", of(c, case), of(c, named), given=text(c))


@cache
def ended_by_a_meeting(lead: str = "takikan") -> Act:
    """End the running plan by a meeting of the day, with all that an end needs."""
    sheet = "occasion: 終結検討\njudgement: 終結\nremaining: なし\n"
    said = f"    next_lead: {lead}\n    followup_needed: false\n"

    def act(c: Clone) -> object:
        c.do("evaluate", c.n.plan, given=sheet)
        held = str(c.do("meeting", "new", "juso", "--date", DAY)["meeting"])
        c.do("meeting", "attend", held, "takikan:goto", "chuo1:sato", "marugoto:mori")
        c.do("meeting", "add", held, c.n.run, "--timing", "終結", "--plan", c.n.plan)
        came = "came:\n  - agency: takikan\n  - agency: chuo1\n"
        return c.do("meeting", "record", held, given=f"{came}items:\n  - num: 1\n    result: 適切\n{said}")

    return act


@cache
def decided(case: Named, plan: Named, day: str = DAY, result: str = "適切") -> Act:
    """Put a plan before a meeting of a day, and write down what it decided."""

    def act(c: Clone) -> object:
        then = c.on(day)
        held = str(then.do("meeting", "new", "juso", "--date", day)["meeting"])
        then.do("meeting", "attend", held, "takikan:goto", "chuo1:sato")
        then.do("meeting", "add", held, of(c, case), "--timing", "策定", "--plan", of(c, plan))
        return then.do("meeting", "record", held, given=f"came:\n  - agency: takikan\nitems:\n  - num: 1\n    result: {result}\n")

    return act
