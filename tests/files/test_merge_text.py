"""The merge of three texts: what comes out is a record, holds what both sides meant, keeps our lines, and never has a marker."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from seki_cli.files.merge_text import MergedText, Texts, merge_texts
from seki_cli.files.yaml_comments import find_comments
from seki_cli.files.yaml_editor import build_text, edit_text
from seki_cli.files.yaml_reader import read_tree

PATH = "cases/R07/R07-7K3F9QX/household.yaml"
NASTY = ["はい", "yes", "0501501", "a: b", "x # y", "14:00", "- 一", "'", '"', "null", "=1+1", "[/x]", "#"]
FIELDS = ("name", "kana", "phone", "address", "relation", "health")
PEOPLE = ("P2", "P3", "PAAA", "PBBB")
values = st.sampled_from(NASTY)
edits = st.dictionaries(st.tuples(st.sampled_from(("P1", *PEOPLE)), st.sampled_from(FIELDS)), values | st.none(), max_size=6)


def person(name: str) -> dict[str, Any]:
    return {"id": name, "role": "本人" if name == "P1" else "世帯員"}


def document(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {"schema": "household/1", "case": "R07-7K3F9QX", "people": list(rows.values())}


def changed(rows: dict[str, dict[str, Any]], changes: Any, new: str) -> dict[str, dict[str, Any]]:
    made = {name: dict(row) for name, row in rows.items()}
    if new and new not in made:
        made[new] = person(new)
    for (name, field), value in changes.items():
        if name in rows:
            made[name] = {**made[name], field: value}
            if value is None:
                del made[name][field]
    return made


def commented(text: str, words: list[tuple[int, str]]) -> str:
    """Set comments between the lines of a text, where a line stands that holds a key."""
    lines = text.split("\n")
    for place, word in words:
        keys = [n for n, line in enumerate(lines) if line.endswith(":") or line.startswith(("schema: ", "case: "))]
        lines.insert(keys[place % len(keys)], f"# {word}")
    return "\n".join(lines)


def merge(base: str, ours: str, theirs: str, chosen: Any = None) -> MergedText:
    texts = Texts(path=PATH, base=base.encode(), ours=ours.encode(), theirs=theirs.encode())
    return merge_texts(texts, chosen or {})


def by_id(data: bytes) -> dict[str, dict[str, Any]]:
    rows = read_tree(data)["people"]
    return {row["id"]: {key: value for key, value in row.items() if value is not None} for row in rows}


comments = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["きく", "見る # 二", "電話は夜", ": x"])), max_size=3)
start = st.dictionaries(st.sampled_from(PEOPLE[:2]), st.dictionaries(st.sampled_from(FIELDS), values, max_size=4), max_size=2)


@settings(max_examples=120, deadline=None)
@given(start, edits, edits, comments, comments)
def test_texts_of_both_sides_become_one_text(first: Any, mine: Any, other: Any, here: Any, there: Any) -> None:
    rows = {"P1": person("P1"), **{name: {**person(name), **fields} for name, fields in first.items()}}
    other = {spot: value for spot, value in other.items() if spot not in mine}
    old = build_text(document(rows))
    mine, other = ({s: v for s, v in side.items() if s[0] in rows and (v or s[1] in rows[s[0]])} for side in (mine, other))
    ours = commented(edit_text(old, document(changed(rows, mine, "PAAA"))), here)
    theirs = commented(edit_text(old, document(changed(rows, other, "PBBB"))), there)
    merged = merge(old, ours, theirs)
    assert merged.choices == ()
    assert merged.data is not None
    assert b"<<<<" not in merged.data
    assert by_id(merged.data) == changed(changed(rows, mine, "PAAA"), other, "PBBB")
    lines = merged.data.decode().split("\n")
    touched = tuple(f"{field}:" for _, field in other)
    kept = [line for line in ours.split("\n") if not line.lstrip(" ").startswith(touched)]
    assert [line for line in kept if line not in lines] == []
    said = {text for _, text in find_comments(merged.data)}
    told = {dict(find_comments(theirs.encode()))[line] for _, line in merged.comments}
    assert {text for _, text in find_comments(theirs.encode())} <= said | told
    turned = merge(old, theirs, ours)
    assert turned.data is not None
    assert read_tree(turned.data) == read_tree(merged.data)
    if not here and not there:
        assert turned.data == merged.data


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(FIELDS), values, values, values, st.sampled_from(["ours", "theirs"]))
def test_one_field_with_two_values_is_asked_with_both(field: str, before: str, mine: str, other: str, side: str) -> None:
    def text(value: str) -> str:
        return build_text(document({"P1": {**person("P1"), field: value}}))

    merged = merge(text(before), text(mine), text(other))
    if len({before, mine, other}) < 3:
        assert merged.choices == ()
        return
    assert [(c.path, c.key, c.ours, c.theirs) for c in merged.choices] == [(PATH, ("people", "P1", field), mine, other)]
    chosen = merge(text(before), text(mine), text(other), {("people", "P1", field): side})
    assert chosen.data is not None
    assert read_tree(chosen.data) == read_tree(text(mine if side == "ours" else other).encode())
    assert chosen.choices == ()


def test_comments_are_found_and_what_only_looks_like_one_is_not() -> None:
    text = '# a\nk: "x # y"   # b\nt: |- # c\n  # no comment\n  d # no\nu: a#b\n# e\nv: # f\n  - [1, "#"] # g\n"q #": 1\n'
    assert [number for number, _ in find_comments(text.encode())][:6] == [1, 2, 3, 7, 8, 9]
    assert find_comments(b"a: [\n# x\n") == ()
