"""Two histories become one: what goes together is merged, what does not is asked or named, and no text gets lost or mixed."""

from pathlib import Path
from typing import Any

import pytest

from seki_cli.files.merge import Choice, Merge, build_merge, write_merge
from seki_cli.files.yaml_reader import read_tree
from tests.files.histories import Files, Histories, found
from tests.files.ledgers import act

CASE = "cases/R07/R07-7K3F9QX"
HOUSE = f"{CASE}/household.yaml"
NOTE = f"{CASE}/notes/20250611-7KQ2.yaml"
V2 = f"{CASE}/plans/P-7K3F9QX/v2.yaml"
AGENCIES = "profile/agencies.yaml"
HEAD = "schema: case/1\nid: R07-7K3F9QX\nlead_agency: chuo1\nurgency: 通常\n"
FIRST = """\
# この世帯の見取り図
schema: household/1
case: R07-7K3F9QX
people:
    # 本人
    - id: P1
      role: 本人
      phone: "090-0000-0000"   # 夜のみ
      alias:
      estimated: no
    - {id: P2, role: 世帯員}
"""


@pytest.fixture
def two(alone: Path, ground: Path) -> Histories:
    return found(ground / "二つ")


def merge(two: Histories, base: Files, ours: Files, theirs: Files, **chosen: Any) -> Merge:
    two.part(
        {
            HOUSE: FIRST.replace("      estimated: no\n", ""),
            f"{CASE}/case.yaml": HEAD,
            "seki.yaml": SEKI,
            **base,
        },
        ours,
        theirs,
    )
    return build_merge(two.root, "ours", "theirs", **chosen)


START = FIRST.replace("      estimated: no\n", "")


def text(merged: Merge, path: str) -> str:
    data = merged.changes[path]
    assert data is not None
    assert b"<<<<" not in data
    return data.decode()


def test_our_text_keeps_every_line_that_did_not_change(two: Histories) -> None:
    ours = START.replace("{id: P2, role: 世帯員}", "{id: P2, role: 世帯員}   # 姉").replace(
        "role: 本人", "role: 本人\n      sex: 女性"
    )
    theirs = START.replace("# 本人", "# 本人（長女）\n    # 電話は昼").replace("090-0000-0000", "090-1111-1111")
    merged = merge(two, {}, {HOUSE: ours}, {HOUSE: theirs})
    assert text(merged, HOUSE) == ours.replace('"090-0000-0000"', "090-1111-1111")
    assert read_tree(text(merged, HOUSE).encode())["people"][0] == {
        "id": "P1",
        "role": "本人",
        "sex": "女性",
        "phone": "090-1111-1111",
        "alias": None,
    }
    changed = [line for line in text(merged, HOUSE).split("\n") if line not in ours.split("\n")]
    assert [line.strip().split(":")[0] for line in changed] == ["phone"]
    assert "# 夜のみ" in changed[0]
    assert merged.comments == ((HOUSE, 5), (HOUSE, 6))
    assert [(s.path, s.key, s.side) for s in merged.settled] == [(HOUSE, (), "両方")]


def test_the_same_field_is_asked_and_the_answer_written(two: Histories) -> None:
    ours, theirs = (START.replace("090-0000", number) for number in ("090-1111", "090-2222"))
    merged = merge(two, {}, {HOUSE: ours}, {HOUSE: theirs})
    key = ("people", "P1", "phone")
    assert merged.choices == (Choice(path=HOUSE, key=key, ours="090-1111-0000", theirs="090-2222-0000"),)
    assert (merged.changes, merged.settled, merged.clashes) == ({}, (), ())
    with pytest.raises(ValueError, match="merge"):
        write_merge(two.root, merged, author_date=act("sync").author_date, message="seki: sync")
    mine = build_merge(two.root, "ours", "theirs", {(HOUSE, key): "ours"})
    assert (mine.choices, mine.changes) == ((), {})
    other = build_merge(two.root, "ours", "theirs", {(HOUSE, key): "theirs"})
    assert read_tree(text(other, HOUSE).encode()) == read_tree(theirs.encode())
    assert ("people", "P1", "phone") in [s.key for s in other.settled if s.side == "theirs"]
    whole = build_merge(two.root, "ours", "theirs", {(HOUSE, ()): "theirs"})
    assert text(whole, HOUSE) == theirs


def test_fields_that_no_schema_takes_together_are_asked_for_the_person_as_a_whole(two: Histories) -> None:
    ours = START.replace("role: 本人", "role: 本人\n      born: 1980-01-01")
    theirs = START.replace("role: 本人", "role: 本人\n      born_year: 1980").replace("role: 世帯員", "role: 別居家族")
    merged = merge(two, {}, {HOUSE: ours}, {HOUSE: theirs})
    assert [(c.path, c.key) for c in merged.choices] == [(HOUSE, ("people", "P1"))]
    taken = build_merge(two.root, "ours", "theirs", {(HOUSE, ("people", "P1")): "ours"})
    assert "born: 1980-01-01" in text(taken, HOUSE)
    assert "別居家族" in text(taken, HOUSE)
    assert "born_year" not in text(taken, HOUSE)


def test_numbers_and_words_of_theirs_are_written_as_they_are_in_records(two: Histories) -> None:
    theirs = START.replace("role: 本人", "role: 本人\n      born_year: 1980\n      estimated: true")
    ours = START.replace("role: 世帯員", "role: 別居家族")
    merged = merge(two, {}, {HOUSE: ours}, {HOUSE: theirs})
    assert "born_year: 1980\n" in text(merged, HOUSE)
    assert "estimated: true\n" in text(merged, HOUSE)


EVENT = "schema: note/1\nfact: 一\n"
EVENTS: list[tuple[Files, Files, Files, list[str], dict[str, str | None]]] = [
    ({}, {}, {NOTE: EVENT}, [], {NOTE: EVENT}),
    ({}, {NOTE: EVENT}, {NOTE: EVENT}, [], {}),
    ({}, {NOTE: EVENT}, {NOTE: "schema: note/1\nfact: 二\n"}, ["SEKI163"], {}),
    ({NOTE: EVENT}, {NOTE: "x: 1\n"}, {}, ["SEKI162"], {}),
    ({NOTE: EVENT}, {}, {NOTE: "x: 1\n"}, ["SEKI162"], {}),
    ({NOTE: EVENT}, {}, {NOTE: None}, ["SEKI162"], {}),
    ({NOTE: EVENT}, {NOTE: None}, {}, ["SEKI162"], {}),
    ({NOTE: EVENT}, {NOTE: None}, {NOTE: "x: 1\n"}, ["SEKI162"], {}),
    ({NOTE: EVENT}, {NOTE: "x: 1\n"}, {NOTE: "x: 1\n"}, [], {}),
    ({}, {f"{CASE}/case.yaml": HEAD + "area: a\n"}, {f"{CASE}/case.yaml": HEAD + "tags:\n  - b\n"}, [], {f"{CASE}/case.yaml": HEAD + "area: a\ntags:\n  - b\n"}),
    ({}, {"out/a.md": "x"}, {}, ["SEKI164"], {}),
    ({}, {}, {".seki/a": "x"}, ["SEKI164"], {}),
    ({}, {}, {NOTE: "-> elsewhere"}, ["SEKI164"], {}),
    ({}, {"templates/a.md": "x"}, {"templates/A.md": "y"}, ["SEKI164"], {"templates/A.md": "y"}),
    ({}, {"templates/a": "x"}, {"templates/a/b": "y"}, ["SEKI164"], {"templates/a/b": "y"}),
    ({"templates/a": "x"}, {"templates/a": None, "templates/a/b": "y", "templates/A/b": "y"}, {}, [], {}),
    ({"templates/a": "x"}, {}, {"templates/a": None, "templates/a/b": "y"}, ["SEKI164"], {"templates/a/b": "y"}),
    ({}, {}, {"templates/A": "x", "templates/a": "y"}, [], {"templates/A": "x", "templates/a": "y"}),
]  # fmt: skip


@pytest.mark.parametrize(("base", "ours", "theirs", "clashes", "changes"), EVENTS)
def test_events_stay_as_they_were_saved(
    two: Histories, base: Files, ours: Files, theirs: Files, clashes: list[str], changes: dict[str, str | None]
) -> None:
    merged = merge(two, base, {**ours, "resources/x.txt": "o"}, {**theirs, "gaps/x.txt": "t"})
    assert [clash.code for clash in merged.clashes] == clashes
    assert merged.choices == ()
    assert {p: None if d is None else d.decode() for p, d in merged.changes.items()} == {**changes, "gaps/x.txt": "t"}
    mirrored = build_merge(two.root, "theirs", "ours")
    assert "templates/a" in base or [clash.code for clash in mirrored.clashes] == clashes
    for clash in merged.clashes:
        assert clash.path
        assert clash.message
        assert clash.remedy


def test_one_number_for_two_cases_is_one_clash_and_nothing_of_them_is_mixed(two: Histories) -> None:
    def folder(name: str) -> Files:
        place = "cases/R07/R07-0000000"
        return {
            f"{place}/case.yaml": f"x: {name}\n",
            f"{place}/household.yaml": f"y: {name}\n",
            f"{place}/notes/20250611-{name}.yaml": "z: 1\n",
            f"{place}/notes/20250611-CCCC.yaml": f"z: {name}\n",
        }

    merged = merge(two, {}, folder("AAAA"), folder("BBBB"))
    assert [(clash.code, clash.path, clash.case) for clash in merged.clashes] == [
        ("SEKI163", "cases/R07/R07-0000000/case.yaml", "R07-0000000")
    ]
    assert (merged.choices, merged.changes) == ((), {})


WHOLE: list[tuple[str, str | None, str | None, str | None]] = [
    (V2, None, "schema: plan/1\nwish: a\n", "schema: plan/1\nwish: b\n"),
    (HOUSE, START, None, START.replace("世帯員", "知人")),
    (HOUSE, START, START.replace("世帯員", "知人"), None),
    (HOUSE, START, "people: [\n", START.replace("世帯員", "知人")),
    (HOUSE, START, START.replace("世帯員", "知人"), "people: &a\n"),
    (HOUSE, "a: *b\n", START, START.replace("世帯員", "知人")),
    (HOUSE, START, START.replace("世帯員", "知り合い"), START.replace("090", "080")),
    ("templates/a.md", "一", "二", "三"),
    ("schema/note.json", None, "{}", "[]"),
    (".gitattributes", "a", "b", None),
    (
        "resources/S-7K3F9QX.yaml",
        None,
        "schema: resource/1\nid: S-7K3F9QX\nname: a\n",
        "schema: resource/1\nid: S-7K3F9QX\nname: b\n",
    ),
]


@pytest.mark.parametrize(("path", "base", "ours", "theirs"), WHOLE)
def test_what_is_not_merged_by_fields_is_chosen_as_a_whole(
    two: Histories, path: str, base: str | None, ours: str | None, theirs: str | None
) -> None:
    merged = merge(two, {path: base} if base else {}, {path: ours}, {path: theirs})
    assert [(choice.path, choice.key) for choice in merged.choices] == [(path, ())]
    assert (merged.choices[0].ours is None, merged.choices[0].theirs is None) == (ours is None, theirs is None)
    assert (merged.changes, merged.clashes) == ({}, ())
    taken = build_merge(two.root, "ours", "theirs", {(path, ()): "theirs"})
    assert taken.choices == ()
    assert taken.changes == {path: theirs.encode() if theirs else None}
    kept = build_merge(two.root, "ours", "theirs", {(path, ()): "ours"})
    assert (kept.choices, kept.changes) == ((), {})
    assert [(s.path, s.key, s.side) for s in kept.settled] == [(path, (), "ours")]


@pytest.mark.parametrize("path", [V2, HOUSE, "templates/a.md", "profile/agencies.yaml", ".gitattributes", "x/y.bin"])
def test_what_only_one_side_changed_is_taken_as_it_stands(two: Histories, path: str) -> None:
    for ours, theirs, there in ((None, b"\xff", b"\xff"), (b"\xff", None, None)):
        merged = merge(two, {path: "# 一\n"}, {path: ours or "# 一\n"}, {path: theirs or "# 一\n"})
        assert (merged.choices, merged.clashes) == ((), ())
        assert merged.changes == ({path: there} if there else {})
    gone = merge(two, {path: "# 一\n"}, {}, {path: None})
    assert gone.changes == {path: None}


SEKI = "schema: seki/1\nprofile: seki\nformat: 1\nrequires: 0.1.0\n"


def test_settings_are_merged_by_fields(two: Histories) -> None:
    merged = merge(two, {}, {"seki.yaml": SEKI + "retention_years: 5\n"}, {"seki.yaml": SEKI + "tax_notes: refuse\n"})
    assert text(merged, "seki.yaml") == SEKI + "retention_years: 5\ntax_notes: refuse\n"
    turned = build_merge(two.root, "theirs", "ours")
    assert text(turned, "seki.yaml") == text(merged, "seki.yaml")


AGENCY = "schema: agencies/1\nagencies:\n  - id: chuo1\n    name: 中央一\n    kind: 市\n"


def test_rows_of_the_profile_merge_and_one_field_twice_asks_for_the_profile_as_a_whole(two: Histories) -> None:
    merged = merge(
        two,
        {AGENCIES: AGENCY},
        {AGENCIES: AGENCY + "    area: 北\n"},
        {AGENCIES: AGENCY + "  - id: kita\n    name: 北\n    kind: 市\n"},
    )
    assert "area: 北\n  - id: kita\n" in text(merged, AGENCIES)
    staff = "schema: staff/1\nstaff:\n  - id: s1\n    name: 架空 一\n    agency: chuo1\n"
    two.commit("ours", "base", files={AGENCIES: AGENCY.replace("中央一", "中央甲"), "profile/staff.yaml": staff})
    two.commit(
        "theirs",
        "base",
        files={AGENCIES: AGENCY.replace("中央一", "中央乙"), "profile/extra.yaml": "schema: extra/1\nfields: []\n"},
    )
    asked = build_merge(two.root, "ours", "theirs")
    assert [(choice.path, choice.key) for choice in asked.choices] == [("profile", ())]
    assert asked.choices[0].ours == {f"{AGENCIES}:agencies/chuo1/name": "中央甲"}
    mine = build_merge(two.root, "ours", "theirs", {("profile", ()): "ours"})
    assert (mine.choices, mine.changes) == ((), {})
    other = build_merge(two.root, "ours", "theirs", {("profile", ()): "theirs"})
    assert set(other.changes) == {AGENCIES, "profile/extra.yaml", "profile/staff.yaml"}
    assert other.changes["profile/staff.yaml"] is None


def test_histories_that_never_met_are_refused(two: Histories) -> None:
    two.commit("ours", files={"seki.yaml": "a"})
    two.commit("theirs", files={"seki.yaml": "b"})
    assert [clash.code for clash in build_merge(two.root, "ours", "theirs").clashes] == ["SEKI164"]


def test_nothing_new_and_nothing_of_our_own(two: Histories) -> None:
    two.part({"seki.yaml": SEKI, NOTE: EVENT}, {}, {"gaps/x.txt": "t"})
    when = act("sync").author_date
    forward = build_merge(two.root, "base", "theirs")
    assert (forward.forward, forward.changes) == (True, {"gaps/x.txt": b"t"})
    assert write_merge(two.root, forward, author_date=when, message="seki: sync") == forward.theirs
    nothing = build_merge(two.root, "theirs", "base")
    assert (nothing.nothing_new, nothing.changes) == (True, {})
    assert write_merge(two.root, nothing, author_date=when, message="seki: sync") == nothing.ours
    two.commit("theirs", "base", files={NOTE: "x: 1\n"})
    assert [clash.code for clash in build_merge(two.root, "base", "theirs").clashes] == ["SEKI162"]


def test_each_had_merged_the_other_before(two: Histories) -> None:
    """Criss-cross: the ancestor is itself a merge, so that what one of the two had changed is not asked about again."""
    one, other = START.replace("世帯員", "知人"), START.replace("090-0000", "090-1111")
    joined = one.replace("090-0000", "090-1111")
    two.commit("base", files={HOUSE: START, "templates/a": "a"})
    two.commit("x", "base", files={HOUSE: one, "templates/a": "b"})
    two.commit("y", "base", files={HOUSE: other, "templates/b": "b"})
    two.commit("ours", "x", "y", files={HOUSE: joined, "templates/b": "b", "gaps/x.txt": "o"})
    two.commit("theirs", "y", "x", files={HOUSE: joined.replace("090-1111", "090-2222"), "templates/a": "b", "templates/b": "c"})
    merged = build_merge(two.root, "ours", "theirs")
    assert len(merged.bases) == 2
    assert (merged.choices, merged.clashes) == ((), ())
    assert set(merged.changes) == {HOUSE, "templates/b"}
    assert "090-2222-0000" in text(merged, HOUSE)
    assert "知人" in text(merged, HOUSE)


def test_what_two_ancestors_disagree_on_is_asked_again_not_guessed(two: Histories) -> None:
    two.commit("base", files={HOUSE: START})
    two.commit("x", "base", files={HOUSE: START.replace("090", "070"), "templates/a": "x"})
    two.commit("y", "base", files={HOUSE: START.replace("090", "080"), "templates/a": "y"})
    two.commit("ours", "x", "y", files={HOUSE: START.replace("090", "070"), "templates/a": "x"})
    two.commit("theirs", "y", "x", files={HOUSE: START.replace("090", "080"), "templates/a": "y"})
    merged = build_merge(two.root, "ours", "theirs")
    assert [(choice.path, choice.key) for choice in merged.choices] == [(HOUSE, ("people", "P1", "phone")), ("templates/a", ())]


@pytest.mark.parametrize("names", ["xyz", "yzx", "zxy"])
def test_three_ancestors_of_which_two_differ_decide_nothing(two: Histories, names: str) -> None:
    two.commit("base", files={HOUSE: START, "templates/a": "a"})
    for branch, number in zip(names, ("070", "090", "080"), strict=True):
        two.commit(branch, "base", files={HOUSE: START.replace("090", number), f"templates/{branch}": "a", "templates/a": number})
    rest = {f"templates/{branch}": "a" for branch in "xyz"}
    two.commit("ours", "x", "y", "z", files={HOUSE: START.replace("090", "070"), "templates/a": "070", **rest})
    two.commit("theirs", "z", "y", "x", files={HOUSE: START.replace("090", "080"), "templates/a": "080", **rest})
    merged = build_merge(two.root, "ours", "theirs")
    assert len(merged.bases) == 3
    assert [(choice.path, choice.key) for choice in merged.choices] == [(HOUSE, ("people", "P1", "phone")), ("templates/a", ())]


def test_a_comment_that_theirs_wrote_a_second_time_is_told(two: Histories) -> None:
    ours, theirs = START.replace("世帯員", "知人"), START.replace("    - {id", "    # 本人\n    - {id").replace("090", "080")
    assert merge(two, {}, {HOUSE: ours}, {HOUSE: theirs}).comments == ((HOUSE, 10),)


def test_a_repository_with_longer_ids(alone: Path, ground: Path) -> None:
    two = found(ground / "長い", "--object-format=sha256")
    ours, theirs = START.replace("世帯員", "知人"), START.replace("090-0000", "090-1111")
    merged = merge(two, {}, {HOUSE: ours}, {HOUSE: theirs, NOTE: EVENT})
    commit = write_merge(two.root, merged, author_date=act("sync").author_date, message="seki: sync")
    assert len(commit) == 64
    assert two.git("show", f"{commit}:{NOTE}") == EVENT
    assert two.git("rev-list", "--parents", "-n1", commit).split()[1:] == [merged.ours, merged.theirs]
    two.git("fsck", "--strict")


def test_merging_into_either_side_gives_one_tree(two: Histories) -> None:
    ours = START.replace("role: 本人", "role: 本人\n      sex: 女性") + "    - id: PAAA\n      role: 知人\n"
    theirs = START.replace("role: 本人", "role: 本人\n      kana: カクウ") + "    - id: PBBB\n      role: 親族\n"
    when, trees = act("sync").author_date, set()
    merge(two, {}, {HOUSE: ours, NOTE: EVENT}, {HOUSE: theirs, "gaps/x.txt": "t"})
    for pair in (("ours", "theirs"), ("theirs", "ours")):
        commit = write_merge(two.root, build_merge(two.root, *pair), author_date=when, message="seki: sync")
        trees.add(two.git("rev-parse", f"{commit}^{{tree}}"))
    assert len(trees) == 1


def test_a_second_fault_is_asked_together_with_the_first(two: Histories) -> None:
    """All is asked at once: whoever has answered is not asked again because of the answers."""
    ours = START.replace("role: 本人", "role: 本人\n      born: 1980-01-01").replace("role: 世帯員", "role: 知人, sex: 男性")
    theirs = START.replace("role: 本人", "role: 本人\n      born_year: 1980").replace("role: 世帯員", "role: 親族, sex: 女性")
    merged = merge(two, {}, {HOUSE: ours}, {HOUSE: theirs})
    keys = [choice.key for choice in merged.choices]
    assert keys == [("people", "P1"), ("people", "P2", "role"), ("people", "P2", "sex")]
    done = build_merge(two.root, "ours", "theirs", {(HOUSE, key): "theirs" for key in keys})
    assert done.choices == ()
    assert read_tree(text(done, HOUSE).encode()) == read_tree(theirs.encode())


def test_the_offices_own_encryption_is_undone_for_the_merge_and_done_again(two: Histories) -> None:
    for name in ("clean", "smudge"):
        two.git("config", f"filter.turned.{name}", "tr A-Za-z N-ZA-Mn-za-m")
    (two.root / ".gitattributes").write_text("*.yaml filter=turned\n")
    turned = str.maketrans(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm"
    )
    ours, theirs = START.replace("世帯員", "知人"), START.replace("090-0000", "090-1111")
    two.part({HOUSE: START.translate(turned)}, {HOUSE: ours.translate(turned)}, {HOUSE: theirs.translate(turned)})
    merged = build_merge(two.root, "ours", "theirs")
    assert "090-1111-0000" in text(merged, HOUSE)
    commit = write_merge(two.root, merged, author_date=act("sync").author_date, message="seki: sync")
    assert two.git("show", f"{commit}:{HOUSE}").translate(turned) == text(merged, HOUSE)
