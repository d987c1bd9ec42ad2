"""The merge of three values: tables of cases, and random documents against a model that knows what each side did."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seki_cli.files.merge_fields import Torn, Wishes, merge_fields
from seki_cli.files.merge_rows import merge_order

Doc = dict[str, Any]


def run(base: Any, ours: Doc, theirs: Doc, kind: str = "household", **wishes: Any) -> tuple[Doc, list[Any]]:
    merge = merge_fields((base, ours, theirs), kind, Wishes(**wishes))
    return merge.value, list(merge.open)


def people(*rows: Doc) -> Doc:
    return {"people": [dict(row) for row in rows]}


P1, P2, PA, PB = ({"id": id_, "role": "世帯員"} for id_ in ("P1", "P2", "PAAA", "PBBB"))
MEETING = {"items": [{"num": "1", "case": "A"}]}

CLEAN: list[tuple[str, Doc, Doc, Doc, Doc]] = [
    ("household", {"a": "1"}, {"a": "2"}, {"a": "1", "b": "3"}, {"a": "2", "b": "3"}),
    ("household", {"a": "1"}, {}, {"a": "1"}, {}),
    ("household", {"a": "1"}, {"a": "2"}, {"a": "2"}, {"a": "2"}),
    ("household", {"a": None}, {"a": "2"}, {}, {"a": "2"}),
    ("household", {"p": {"x": "1", "y": "1"}}, {"p": {"x": "2", "y": "1"}}, {"p": {"x": "1"}}, {"p": {"x": "2"}}),
    ("household", people(P1), people(P1, PA), people(P1, PB), people(P1, PA, PB)),
    ("household", people(P1, P2), people(P1), people({**P1, "name": "n"}, P2), people({**P1, "name": "n"})),
    ("household", people(P1, P2), people(P2, P1), people(P1, {**P2, "sex": "男性"}), people({**P2, "sex": "男性"}, P1)),
    (
        "household",
        people(P1),
        people({**P1, "kana": "k"}),
        people({**P1, "phone": "p"}),
        people({**P1, "kana": "k", "phone": "p"}),
    ),
    ("case", {"tags": ["a", "b"]}, {"tags": ["a", "b", "c"]}, {"tags": ["b", "d"]}, {"tags": ["b", "c", "d"]}),
    ("case", {"tags": ["a"]}, {"tags": []}, {"tags": ["a", "b"]}, {"tags": ["b"]}),
    (
        "case",
        {"team": [{"agency": "x", "staff": "s", "role": "r"}]},
        {"team": [{"agency": "x", "staff": "s", "role": "q"}]},
        {"team": [{"agency": "x", "staff": "s", "role": "r"}, {"agency": "x", "staff": "t"}]},
        {"team": [{"agency": "x", "staff": "s", "role": "q"}, {"agency": "x", "staff": "t"}]},
    ),
    (
        "meeting",
        MEETING,
        {"items": [*MEETING["items"], {"num": "2", "case": "B"}]},
        {"items": [*MEETING["items"], {"num": "2", "case": "C"}]},
        {"items": [*MEETING["items"], {"num": "2", "case": "B"}, {"num": "2", "case": "C"}]},
    ),
    (
        "gap",
        {"steps": [{"date": "1", "status": "気づき"}]},
        {"steps": [{"date": "1", "status": "気づき"}, {"date": "3", "status": "取組中"}]},
        {"steps": [{"date": "1", "status": "気づき"}, {"date": "2", "status": "検討中"}]},
        {
            "steps": [
                {"date": "1", "status": "気づき"},
                {"date": "2", "status": "検討中"},
                {"date": "3", "status": "取組中"},
            ]
        },
    ),
    (
        "plan",
        {"issues": []},
        {"issues": [{"num": "1", "text": "一"}]},
        {"issues": [{"num": "1", "text": "二"}]},
        {"issues": [{"num": "1", "text": "一"}, {"num": "1", "text": "二"}]},
    ),
    (
        "staff",
        {"staff": [{"id": "s", "since": "2024", "post": "a"}]},
        {"staff": [{"id": "s", "since": "2024", "post": "a", "until": "2025"}, {"id": "s", "since": "2025", "post": "b"}]},
        {"staff": [{"id": "s", "since": "2024", "post": "c"}]},
        {"staff": [{"id": "s", "since": "2024", "post": "c", "until": "2025"}, {"id": "s", "since": "2025", "post": "b"}]},
    ),
    (
        "household",
        {"relations": [{"kind": "婚姻", "a": "P1", "b": "P2", "since": "1990", "until": "2000"}]},
        {
            "relations": [
                {"kind": "婚姻", "a": "P1", "b": "P2", "since": "1990", "until": "2000"},
                {"kind": "婚姻", "a": "P1", "b": "P2", "since": "2005"},
            ]
        },
        {"relations": [{"kind": "婚姻", "a": "P1", "b": "P2", "since": "1990", "until": "2001"}]},
        {
            "relations": [
                {"kind": "婚姻", "a": "P1", "b": "P2", "since": "1990", "until": "2001"},
                {"kind": "婚姻", "a": "P1", "b": "P2", "since": "2005"},
            ]
        },
    ),
]


@pytest.mark.parametrize(("kind", "base", "ours", "theirs", "merged"), CLEAN)
def test_what_goes_together_is_merged_whichever_side_asks(kind: str, base: Doc, ours: Doc, theirs: Doc, merged: Doc) -> None:
    assert run(base, ours, theirs, kind) == (merged, [])
    assert run(base, theirs, ours, kind) == (merged, [])


OPEN: list[tuple[str, Doc, Doc, Doc, tuple[str, ...], Any, Any]] = [
    ("household", {"a": "1"}, {"a": "2"}, {"a": "3"}, ("a",), "2", "3"),
    ("household", {"a": "1"}, {}, {"a": "3"}, ("a",), None, "3"),
    ("household", people(P1), people({**P1, "phone": "1"}), people({**P1, "phone": "2"}), ("people", "P1", "phone"), "1", "2"),
    ("household", people(P1, P2), people(P1), people(P1, {**P2, "sex": "女性"}), ("people", "P2"), None, {**P2, "sex": "女性"}),
    # two households' members under one name are never made into one person
    ("household", people(P1), people(P1, {**P2, "sex": "女性"}), people(P1, {**P2, "phone": "1"}), ("people", "P2"), ..., ...),
    ("another", {"supports": [{"what": "a"}]}, {"supports": [{"what": "b"}]}, {"supports": []}, ("supports",), ..., []),
    ("case", {"tags": ["a", "a"]}, {"tags": ["a"]}, {"tags": ["a", "a", "b"]}, ("tags",), ..., ...),
    ("household", {"a": {"x": "1"}}, {}, {"a": {"x": "2"}}, ("a",), None, {"x": "2"}),
    ("household", {"a": "1"}, {"a": ["1"]}, {"a": {"x": "1"}}, ("a",), ["1"], {"x": "1"}),
    (
        "meeting",
        {"items": []},
        {"items": [{"num": "1", "case": "A"}]},
        {"items": [{"num": "2", "case": "A"}]},
        ("items", "A"),
        {"num": "1", "case": "A"},
        {"num": "2", "case": "A"},
    ),
]


@pytest.mark.parametrize(("kind", "base", "ours", "theirs", "key", "mine", "other"), OPEN)
def test_the_same_field_on_both_sides_is_asked_and_the_answer_stands(
    kind: str, base: Doc, ours: Doc, theirs: Doc, key: tuple[str, ...], mine: Any, other: Any
) -> None:
    _, asked = run(base, ours, theirs, kind)
    assert [found[0] for found in asked] == [key]
    assert mine in (..., asked[0][1])
    assert other in (..., asked[0][2])
    taken, still = run(base, ours, theirs, kind, chosen={key: "theirs"})
    assert (taken, still) == (theirs, [])
    assert run(base, ours, theirs, kind, chosen={key: "ours"}) == (ours, [])


def test_what_a_virtual_ancestor_does_not_know_passes_for_nobodys_wish() -> None:
    torn, asked = run({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "3", "b": "2"}, virtual=True)
    assert asked == []
    assert torn["b"] == "2"
    assert isinstance(torn["a"], Torn)
    assert [key for key, *_ in run(torn, {"a": "2", "b": "2"}, {"a": "3", "b": "2"})[1]] == [("a",)]
    assert run(torn, {"a": "2", "b": "2"}, {"a": "2", "b": "5"}) == ({"a": "2", "b": "5"}, [])


words = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(words, words, words)
def test_an_order_holds_everything_once_and_knows_no_sides(base: list[str], ours: list[str], theirs: list[str]) -> None:
    order = merge_order(base, ours, theirs)
    assert sorted(order) == sorted({*ours, *theirs})
    assert order == merge_order(base, theirs, ours)
    assert merge_order(base, ours, ours) == ours
    if set(base) <= set(theirs) and [n for n in theirs if n in base] == base == theirs:
        assert [n for n in order if n in ours] == ours


fields = st.dictionaries(
    st.sampled_from(["name", "kana", "sex", "phone", "living", "address"]), st.sampled_from(["い", "ろ"]), max_size=6
)
ids = st.lists(st.sampled_from(["P1", "P2", "P3", "PAAA", "PBBB", "PCCC"]), unique=True, max_size=5)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["set", "clear", "drop", "add", "top"]),
        st.sampled_from(["P1", "P2", "P3", "PAAA", "PBBB", "PCCC"]),
        st.sampled_from(["name", "kana", "sex", "phone"]),
        st.sampled_from(["は", "に", "ほ"]),
    ),
    max_size=5,
)


def apply(doc: Doc, edits: list[Any], touched: set[Any], blocked: set[Any]) -> Doc:
    """Carry out edits, and note what each touched; an edit of what the other side touched is left out."""
    rows = {row["id"]: dict(row) for row in doc["people"]}
    made = {**doc}
    for what, row, name, value in edits:
        spots = {"top": {("top", name)}, "set": {(row, name), (row,)}, "clear": {(row, name), (row,)}}.get(
            what, {(row,), (row, "*")}
        )
        clash = any(
            spot in blocked or (len(spot) == 2 and (spot[0], "*") in blocked)
            for spot in spots
            if len(spot) == 2 or what in ("drop", "add")
        )
        if clash:
            continue
        if what == "top":
            made[name] = value
        elif what == "add" and row not in rows:
            rows[row] = {"id": row, "role": value}
        elif what == "drop" and row in rows:
            del rows[row]
        elif what == "set" and row in rows:
            rows[row][name] = value
        elif what == "clear" and row in rows:
            rows[row].pop(name, None)
        else:
            continue
        touched |= spots
    return {**made, "people": list(rows.values())}


@settings(max_examples=300, deadline=None)
@given(ids, st.data())
def test_edits_that_do_not_meet_all_stand(names: list[str], data: st.DataObject) -> None:
    base = {"schema": "household/1", "people": [{"id": name, "role": "世帯員", **data.draw(fields)} for name in names]}
    first, second = data.draw(EDITS), data.draw(EDITS)
    mine: set[Any] = set()
    other: set[Any] = set()
    ours = apply(base, first, mine, set())
    theirs = apply(base, second, other, mine)
    merged, asked = run(base, ours, theirs)
    assert asked == []
    assert run(base, theirs, ours)[0] == merged
    model = apply(apply(base, first, set(), set()), second, set(), mine)
    assert {**merged, "people": None} == {**model, "people": None}
    assert sorted(merged["people"], key=lambda row: row["id"]) == sorted(model["people"], key=lambda row: row["id"])


@settings(max_examples=200, deadline=None)
@given(ids, EDITS, EDITS, st.data())
def test_any_two_histories_merge_or_ask_and_every_answer_is_obeyed(
    names: list[str], first: Any, second: Any, data: st.DataObject
) -> None:
    base = {"schema": "household/1", "people": [{"id": name, "role": "世帯員", **data.draw(fields)} for name in names]}
    ours, theirs = apply(base, first, set(), set()), apply(base, second, set(), set())
    merged, asked = run(base, ours, theirs)
    mirrored, turned = run(base, theirs, ours)
    assert [(key, theirs_, ours_) for key, ours_, theirs_ in turned] == asked
    if not asked:
        assert merged == mirrored
    for key, ours_, theirs_ in asked:
        assert ours_ != theirs_
        assert key[0] in {"people", "name", "kana", "sex", "phone"}
    chosen = {key: data.draw(st.sampled_from(["ours", "theirs"])) for key, *_ in asked}
    done, still = run(base, ours, theirs, chosen=chosen)
    assert still == []
    swapped = {key: {"ours": "theirs", "theirs": "ours"}[side] for key, side in chosen.items()}
    assert run(base, theirs, ours, chosen=swapped)[0] == done
