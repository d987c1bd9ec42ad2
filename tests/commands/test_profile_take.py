"""A newer shipped list comes into the office's own: what the office made of it stays, and what was left is told."""

import subprocess
from pathlib import Path

import pytest

from carried import carried
from speaking import Desk, say

FLAGS = "profile/codes/flags.yaml"
ROW_06 = '  - code: "06"\n    label: 身寄りなし\n    also:\n      - みよりなし\n'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return carried(tmp_path).desk


@pytest.fixture
def old_office(tmp_path: Path) -> Desk:
    """An office that began with an older list: one flag was not there yet, one had another label, one was still open."""
    mould = tmp_path / "mould"
    say("init", str(mould), "--as-of", "2025-04-01")
    for name, old, new in (
        (FLAGS, ROW_06, ""),
        (FLAGS, "label: ダブルケア", "label: 二重の介護"),
        ("profile/agencies.yaml", "    kind: 地域包括支援センター\n", "    kind: 古い区分\n"),
    ):
        path = mould / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    root = tmp_path / "old"
    shipped = tmp_path / "seki"
    shipped.mkdir()
    for part in ("profile", "seki.yaml"):
        (mould / part).rename(shipped / part)
    made = say("init", str(root), "--profile", str(shipped), "--as-of", "2025-04-01")
    assert made.code == 0, made.err
    subprocess.run(["git", "-C", str(root), "commit", "-q", "--amend", "-m", "seki: init"], check=True)  # as if shipped so
    return Desk(root, day="2025-06-11")


def change(desk: Desk, name: str, old: str, new: str) -> None:
    path = desk.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def saved(desk: Desk, name: str, old: str, new: str) -> None:
    change(desk, name, old, new)
    said = desk.try_("save")
    assert said.code == 0, said.err


def subjects(desk: Desk) -> list[str]:
    done = subprocess.run(["git", "-C", str(desk.root), "log", "--format=%s"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_what_is_as_new_as_it_was_shipped_has_nothing_to_take(desk: Desk) -> None:
    said = desk.try_("profile", "take")
    assert said.code == 0
    assert said.out == "付属の設定 seki に、新しく取り入れるものはありません。\n"
    before = len(subjects(desk))
    said = desk.try_("profile", "take", "flags")
    assert "取り入れるものはありませんでした" in said.out
    assert len(subjects(desk)) == before


def test_an_older_list_follows_the_shipped_one(old_office: Desk) -> None:
    rows = {row["list"]: (row["came"], row["left"]) for row in old_office.ask("profile", "take").items}
    assert rows["codes/flags"] == (2, 0)
    assert rows["agencies"] == (1, 0)
    before = len(subjects(old_office))
    done = old_office.do("profile", "take", "codes/flags")
    assert done["came"] == [
        {"id": "02", "since": "", "change": "変えた", "fields": ["label"]},
        {"id": "06", "since": "", "change": "加えた", "fields": []},
    ]
    assert done["left"] == []
    assert subjects(old_office)[0] == "seki: profile take codes/flags"
    assert len(subjects(old_office)) == before + 1
    shipped = Path(__file__).parents[2] / "templates/profiles/seki" / FLAGS
    assert (old_office.root / FLAGS).read_text().replace("'", '"') == shipped.read_text()
    assert "codes/flags" not in [row["list"] for row in old_office.ask("profile", "take").items]


def test_it_is_shown_before_it_is_taken(old_office: Desk) -> None:
    before = (old_office.root / FLAGS).read_bytes()
    said = old_office.try_("profile", "take", "flags", "--dry-run")
    assert "06 を加えました" in said.out
    assert "02 の label を新しくしました" in said.out
    assert "書き込んでいません" in said.out
    assert (old_office.root / FLAGS).read_bytes() == before
    assert subjects(old_office)[0] == "seki: init"


def test_what_the_office_has_made_of_it_stays_and_is_told(old_office: Desk) -> None:
    own = '  - code: "90"\n    label: 市の独自の印\n'
    saved(old_office, FLAGS, "rows:\n", f"rows:\n  # 市で決めたもの\n{own}")
    saved(old_office, FLAGS, "label: 二重の介護", "label: ふたつの介護  # 会議で決めた")
    saved(old_office, FLAGS, "label: ひきこもり\n", "label: ひきこもり\n    since: 2025-05-01\n")
    done = old_office.do("profile", "take", "flags")
    assert [row["id"] for row in done["came"]] == ["06"]
    assert done["left"] == [{"id": "02", "since": "", "change": "変えた", "fields": ["label"]}]
    text = (old_office.root / FLAGS).read_text()
    for kept in (
        f"  # 市で決めたもの\n{own}",
        "label: ふたつの介護  # 会議で決めた",
        "label: ひきこもり\n    since: 2025-05-01\n",
    ):
        assert kept in text
    said = old_office.try_("profile", "take", "flags")
    assert "残したもの 1 件" in said.out
    assert "02 の label" in said.out
    assert "ふたつ" not in said.out + said.err
    forced = old_office.do("profile", "take", "flags", "--force")
    assert [row["fields"] for row in forced["came"]] == [["label"]]
    text = (old_office.root / FLAGS).read_text()
    assert "label: ダブルケア" in text
    assert own in text
    assert "label: ひきこもり\n    since: 2025-05-01\n" in text


def test_a_row_that_the_office_took_away_does_not_come_back_by_itself(desk: Desk) -> None:
    saved(desk, FLAGS, ROW_06, "")
    said = desk.try_("profile", "take", "flags")
    assert "06（こちらで消した行）" in said.out
    assert ROW_06 not in (desk.root / FLAGS).read_text()
    desk.do("profile", "take", "flags", "--force")
    assert ROW_06 in (desk.root / FLAGS).read_text().replace("'", '"')


def test_a_list_that_is_missing_comes_whole(desk: Desk) -> None:
    shipped = (desk.root / FLAGS).read_bytes()
    (desk.root / FLAGS).unlink()
    assert desk.try_("save").code == 0
    desk.do("profile", "take", "flags")
    assert (desk.root / FLAGS).read_bytes() == shipped


@pytest.mark.parametrize("name", ["staff", "profile/staff.yaml", "seki", "nirgends", "../agencies"])
def test_what_no_seki_can_know_is_not_taken(desk: Desk, name: str) -> None:
    error = desk.refused(3, "profile", "take", name)
    assert "agencies" in error["remedy"]


def test_a_profile_of_their_own_has_nothing_to_take_from(desk: Desk) -> None:
    change(desk, "seki.yaml", "profile: seki", "profile: uchi")
    assert desk.refused(3, "profile", "take", "agencies")["where"] == "seki.yaml"
    assert desk.refused(3, "profile", "take")["where"] == "seki.yaml"


def test_a_list_that_cannot_be_read_is_not_touched(desk: Desk) -> None:
    (desk.root / FLAGS).write_text("schema: codes/1\nrows: [\n")
    assert desk.refused(5, "profile", "take", "flags")["where"].startswith(FLAGS)


def test_a_list_with_which_records_would_break_is_refused(old_office: Desk, tmp_path: Path) -> None:
    """The office writes with its own label; the shipped one, forced, would leave that record without a word."""
    old_office.do("registry", "staff", "add", given="id: sato\nname: 佐藤 花\nagency: chuo1\nsince: 2025-04-01\n")
    saved(old_office, FLAGS, "label: 二重の介護", "label: ふたつの介護")
    call = "intake:\n  method: 電話\n  complaint:\n    by_person: x\n  flags:\n    - ふたつの介護\n"
    case = Desk(old_office.root, by="sato", day="2025-06-11").do("case", "new", given=call)["case"]
    before = (old_office.root / FLAGS).read_bytes()
    error = old_office.refused(4, "profile", "take", "flags", "--force")
    assert case in error["where"]
    assert (old_office.root / FLAGS).read_bytes() == before
