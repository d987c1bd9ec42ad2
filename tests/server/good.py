"""Pushes that the server must take: the daily work of one and of two, merges that are honest, one of two rooms crosswise."""

from collections.abc import Callable

from server.forbidden import CASE, DECIDED, RESOURCE, SECOND, A, B, edited, in_case, note, two_sides
from server.hands import Hand

CODES = "profile/codes/route.yaml"
LISTS = "profile/municipality.yaml"


def _mixed(hand: Hand) -> str:
    ours, theirs = two_sides(hand)
    return hand.merge(theirs, edited(hand, RESOURCE, "kind: オンラインの場", "kind: 居場所", at=ours), onto=ours)


def _chosen(hand: Hand, side: int) -> str:
    sides = [hand.commit(edited(hand, RESOURCE, "capacity: 20", f"capacity: {count}")) for count in (21, 22)]
    return hand.merge(sides[1], {RESOURCE: hand.text(RESOURCE, sides[side])}, onto=sides[0])


def _two_notes(hand: Hand) -> str:
    ours, theirs = hand.commit({in_case(A): note(A)}), hand.commit({in_case(B): note(B)})
    return hand.merge(theirs, {in_case(B): note(B)}, onto=ours)


def _in_turn_merged(hand: Hand) -> str:
    third = "20250901-CCCC"
    last = hand.commit({in_case(third): note(third)})
    return hand.merge(last, {in_case(third): note(third)}, onto=_two_notes(hand))


def _two_documents(hand: Hand) -> str:
    ours = hand.commit(edited(hand, RESOURCE, "capacity: 20", "capacity: 21"))
    change = edited(hand, SECOND, "name: ", "name: 新しい")
    return hand.merge(hand.commit(change), change, onto=ours)


def _profile_whole(hand: Hand) -> str:
    ours = hand.commit(edited(hand, LISTS, "kind: 一部統合型", "kind: 基本型"))
    theirs = hand.commit(
        {**edited(hand, LISTS, "kind: 一部統合型", "kind: 統合型"), **edited(hand, CODES, "source: ", "source: 改 ")}
    )
    return hand.merge(theirs, {}, onto=ours)


def _criss_cross(hand: Hand) -> str:
    """Two merge each other's work crosswise, choose differently, and meet again."""
    ours, theirs = (hand.commit(edited(hand, RESOURCE, "capacity: 20", f"capacity: {count}")) for count in (21, 22))
    first = hand.merge(theirs, {}, onto=ours)
    second = hand.commit({in_case(A): note(A)}, on=(hand.merge(ours, {}, onto=theirs),))
    return hand.merge(second, {in_case(A): note(A)}, onto=first)


def _draft_rewritten(hand: Hand) -> str:
    path = DECIDED.replace("v2", "v9")
    draft = hand.text(DECIDED).replace("version: 2", "version: 9")
    return hand.commit({path: draft.replace("wish: ", "wish: もう一度、")}, on=(hand.commit({path: draft}),))


def _many(hand: Hand) -> str:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    tip = "main"
    for first in range(10):
        rids = [f"20250901-{letters[first]}{letter}ZZ" for letter in letters]
        tip = hand.commit({in_case(rid): note(rid) for rid in rids}, on=(tip,))
    return tip


def _plan_edited_on_both_sides(hand: Hand) -> str:
    """A meeting decides on a version while somebody else still rewrites it: nobody knew, and `check` tells."""
    path, decision = DECIDED.replace("v2", "v9"), in_case("20250901-DDDD", "decisions")
    draft = hand.text(DECIDED).replace("version: 2", "version: 9")
    base = hand.commit({path: draft})
    text = (
        hand.text(f"{CASE}/decisions/20250114-278M.yaml")
        .replace("20250114-278M", "20250901-DDDD")
        .replace("version: 2", "version: 9")
    )
    ours = hand.commit({decision: text}, on=(base,))
    theirs = hand.commit({path: draft.replace("wish: ", "wish: もう一度、")}, on=(base,))
    return hand.merge(theirs, {path: hand.text(path, theirs)}, onto=ours)


GOOD: dict[str, Callable[[Hand], str]] = {
    "a new note": lambda h: h.commit({in_case(A): note(A)}),
    "a document edited": lambda h: h.commit(edited(h, RESOURCE, "capacity: 20", "capacity: 21")),
    "a draft of a plan rewritten": _draft_rewritten,
    "a comment in a decided plan": lambda h: h.commit({DECIDED: h.text(DECIDED) + "# 会議の後で確かめた\n"}),
    "a row in a list of the profile": lambda h: h.commit(
        {CODES: h.text(CODES) + "  - code: tegami\n    label: 手紙\n    since: 2025-09-01\n"}
    ),
    "a list of the profile taken away": lambda h: h.commit({CODES: None}),
    "new schemas and editors' settings": lambda h: h.commit(
        {
            "schema/note.json": "{}\n",
            "schema/x.json": None,
            ".gitignore": "/.seki/\n/out/\n.seki-*.tmp\n*.swp\n",
            "templates/agenda.txt.j2": "x\n",
        }
    ),
    "a merge of two notes": _two_notes,
    "a merge that git itself gave its message": lambda h: h.commit(
        {in_case(B): note(B)},
        on=(h.commit({in_case(A): note(A)}), h.commit({in_case(B): note(B)})),
        says="Merge branch 'main' of /srv/共有/kyoyu.git\n",
    ),
    "a commit without a message": lambda h: h.commit({in_case(A): note(A)}, says=""),
    "a new case": lambda h: h.commit(
        {
            f"cases/R07/R07-AAAAAAA/{name}.yaml": h.text(f"{CASE}/{name}.yaml").replace("R06-MYM02Z4", "R07-AAAAAAA")
            for name in ("case", "household")
        }
    ),
    "a note and a document in one": lambda h: h.commit(
        {in_case(A): note(A), **edited(h, RESOURCE, "capacity: 20", "capacity: 21")}
    ),
    "a merge of three rooms in turn": _in_turn_merged,
    "a merge of two documents": _two_documents,
    "a merge of one document by fields": _mixed,
    "a merge where ours was chosen": lambda h: _chosen(h, 0),
    "a merge where theirs was chosen": lambda h: _chosen(h, 1),
    "a merge that took the profile whole": _profile_whole,
    "a merge across a merge": _criss_cross,
    "a plan decided here and rewritten there": _plan_edited_on_both_sides,
    "three hundred notes": _many,
}
