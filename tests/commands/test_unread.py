"""What cannot be read: one broken file stops nobody's list, is named, marks its case, and costs exit code 5."""

import os
from pathlib import Path

import pytest

from carried import CALL, SECRETS, Household, carried

BROKEN = {
    "no YAML": b'schema: note/1\nfact: "open\n',
    "no UTF-8": "fact: 話した\n".encode("cp932"),
    "empty": b"",
    "no schema": b"fact: x\n",
    "fields missing": b"schema: note/1\nid: 20250716-ABCD\n",
    "other folder": b"schema: consent/1\n",
    "too new": b"schema: note/9\nid: 20250716-ABCD\n",
    "huge": b"fact: " + b"x" * 300_000,
}
LISTS = (("case", "list"), ("due", "--within", "90"), ("plan", "list"), ("referral", "list"), ("meeting", "list"), ("check",))


@pytest.fixture
def home(tmp_path: Path) -> Household:
    home = carried(tmp_path)
    home.desk.as_("sato").do("case", "new", given=CALL.replace("1978-02-03", "1988-02-03"))
    return home


def break_note(home: Household, data: bytes) -> Path:
    path = home.folder / "notes" / "20250716-ABCD.yaml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_one_broken_file_is_named_and_the_others_are_listed(home: Household, data: bytes) -> None:
    path = break_note(home, data).relative_to(home.desk.root).as_posix()
    for words in LISTS if data == b"" else LISTS[:2]:
        told = home.desk.try_(*words, "--json")
        assert told.code == told.envelope["exit_code"] == 5
        assert {f["path"] for f in told.envelope["findings"] if f["severity"] == "error"} == {path}
        assert told.envelope["error"] is None
        if words[0] != "check":
            marks = {row["case"]: row["uncertain"] for row in told.items if "uncertain" in row}
            assert all(mark == (case == home.case) for case, mark in marks.items())
            assert len(marks) >= (words[0] != "meeting")
    said = home.desk.try_("due")
    assert said.code == 5
    assert path in said.err
    assert not any(word in said.err for word in SECRETS)


def test_quiet_leaves_out_the_count_but_never_an_unreadable_file(home: Household) -> None:
    break_note(home, b"")
    said = home.desk.try_("due", "--quiet")
    assert said.code == 5
    assert "20250716-ABCD" in said.err
    assert "保存していない" not in said.err
    assert "時点" not in said.err


def test_a_question_about_another_case_is_not_touched(home: Household) -> None:
    break_note(home, b"")
    other = next(row["id"] for row in home.desk.try_("case", "list", "--json").items if row["id"] != home.case)
    assert home.desk.try_("case", "show", other).code == 0
    assert home.desk.try_("case", "show", home.case).code == 5
    assert home.desk.try_("plan", "show", home.plan).code == 5


def test_who_writes_into_a_case_with_a_broken_file_is_told(home: Household) -> None:
    break_note(home, b"")
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", stdin="method: 訪問\nfact: 別の日\n")
    assert said.code == 0
    assert "20250716-ABCD" in said.err


def test_a_case_without_its_head_is_still_listed(home: Household) -> None:
    (home.folder / "household.yaml").unlink()
    (home.folder / "case.yaml").write_bytes(b"{{{")
    said = home.desk.try_("case", "list", "--json")
    assert said.code == 5
    assert home.case in [row["id"] for row in said.items]


@pytest.mark.parametrize("name", ["agencies", "staff", "meetings", "codes/route"])
def test_a_broken_profile_is_named_and_the_lists_go_on(home: Household, name: str) -> None:
    (home.desk.root / "profile" / f"{name}.yaml").write_bytes(b"{{{")
    for words in LISTS[:2]:
        said = home.desk.try_(*words)
        assert said.code == 5
        assert f"profile/{name}.yaml:1:" in said.err


@pytest.mark.parametrize("kind", ["staff", "agencies"])
def test_nothing_is_added_to_a_list_that_cannot_be_read(home: Household, kind: str) -> None:
    path = home.desk.root / "profile" / f"{kind}.yaml"
    path.write_bytes(b"{{{")
    said = home.desk.try_("registry", kind, "add", "--from", "-", stdin="id: neu\nname: 新しい\n")
    assert said.code == 5
    assert f"profile/{kind}.yaml:1:" in said.err
    assert path.read_bytes() == b"{{{"


def test_a_list_that_is_gone_is_begun_anew(home: Household) -> None:
    (home.desk.root / "profile" / "staff.yaml").unlink()
    assert home.desk.try_("save").code == 0
    said = home.desk.try_(
        "registry", "staff", "add", "--from", "-", stdin="id: neu\nname: 新しい\nagency: nishi\nsince: 2025-04-01\n"
    )
    assert said.code == 0, said.err
    assert [row["id"] for row in home.desk.ask("registry", "staff").items] == ["neu"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(home: Household) -> None:
    break_note(home, b"x").chmod(0)
    assert home.desk.try_("case", "list").code == 5


def test_a_link_is_not_followed(home: Household, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("schema: note/1\n")
    (home.folder / "notes" / "20250716-ABCD.yaml").symlink_to(outside)
    assert home.desk.try_("case", "list").code == 5
    assert home.desk.try_("save").code == 5


WRITES = (
    ("note", "add", "{case}", "--by", "sato", "--from", "-"),
    ("referral", "accept", "{case}/{referral}", "--by", "goto"),
    ("monitor", "{plan}", "--result", "継続", "--by", "mori"),
    ("meeting", "attend", "{meeting}", "nishi"),
    ("case", "edit", "{case}", "case", "--by", "sato", "--from", "-"),
    ("save",),
)
GIVEN = {"note": "method: 訪問\nfact: x\n", "case": "urgency: 当日\n"}


@pytest.mark.parametrize(
    ("old", "new"), [("format: 1", "format: 2"), ("requires: 0.1.0", "requires: 99.0.0"), ("schema: seki/1", "schema: seki/2")]
)
def test_what_a_newer_seki_wrote_is_read_and_never_written(home: Household, old: str, new: str) -> None:
    path = home.desk.root / "seki.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    told = home.desk.try_("case", "list", "--json")
    assert [row["status"] for row in told.items].count("支援中") == 1
    assert told.code == (5 if "schema" in new else 0)
    assert any(f["path"] == "seki.yaml" and "新しい" in f["message"] for f in told.envelope["findings"])
    if "format" in new:
        assert "新しい" in home.desk.try_("due", "--quiet").err
    files = sorted(home.desk.root.rglob("*.yaml"))
    for words in WRITES if "format" in new else WRITES[:1]:
        said = home.desk.try_(*home.spoken(words), stdin=GIVEN.get(words[0], ""))
        assert said.code == 6, (words, said.err)
        assert "seki.yaml:" in said.err
    assert sorted(home.desk.root.rglob("*.yaml")) == files


def test_nobody_writes_where_the_settings_cannot_be_read(home: Household) -> None:
    (home.desk.root / "seki.yaml").write_bytes(b"format: [\n")
    assert home.desk.try_("case", "list").code == 5
    for words in WRITES[:2]:
        said = home.desk.try_(*home.spoken(words), stdin=GIVEN.get(words[0], ""))
        assert said.code == 5, (words, said.err)
        assert "seki.yaml:" in said.err


@pytest.mark.parametrize(
    ("folder", "number", "words"),
    [
        ("gaps", "G-2S652AZ", (("gap", "show"), ("gap", "move"))),
        ("resources", "S-2C6Y9BW", (("resource", "show"), ("resource", "verify"))),
        ("meetings/R07/M-20250722-7KQ2", "M-20250722-7KQ2", (("meeting", "show"), ("meeting", "cancel"))),
    ],
)
def test_what_is_there_and_cannot_be_read_is_not_called_missing(
    home: Household, folder: str, number: str, words: tuple[tuple[str, ...], ...]
) -> None:
    name = "meeting.yaml" if folder.startswith("meetings") else f"{number}.yaml"
    path = home.desk.root / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"schema: [\n")
    for word in words:
        said = home.desk.try_(*word, number.lower(), "--json")
        assert (said.code, said.envelope["error"]["kind"], said.data) == (5, "unreadable", {})
        assert said.envelope["error"]["where"] == f"{folder}/{name}"
        assert home.desk.try_(*word, f"{number[:-1]}X").code == 3


def test_a_plan_that_cannot_be_read_is_not_called_missing(home: Household) -> None:
    (home.folder / "plans" / home.plan / "v1.yaml").write_bytes(b"schema: [\n")
    said = home.desk.try_("plan", "show", home.plan, "--json")
    assert (said.code, said.envelope["error"]["kind"]) == (5, "unreadable")
