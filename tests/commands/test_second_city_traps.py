"""A second city sets itself up by hand: what a person gets wrong is told with the way out, and nothing of theirs is lost."""

import shutil
from pathlib import Path

import pytest

from speaking import Desk, say

PROFILES = Path(__file__).parents[1] / "profiles"
CALL = "intake:\n  method: 電話\n  complaint:\n    by_person: 困っている\n"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("second") / "minamo"
    made = say("init", str(root), "--profile", str(PROFILES / "minamo"), "--as-of", "2025-04-01")
    assert made.code == 0, made.err
    return root


@pytest.fixture
def town(founded: Path, tmp_path: Path) -> Desk:
    shutil.copytree(founded, tmp_path / "minamo", symlinks=True)
    return Desk(tmp_path / "minamo", by="sakai", day="2025-06-11")


def change(desk: Desk, name: str, old: str, new: str) -> None:
    path = desk.root / "profile" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_copied_and_edited_profile_keeps_its_own_names_when_a_shipped_list_is_taken(tmp_path: Path) -> None:
    """Edited before `seki init`, it looks as if it had been shipped so: nothing may be set back to the names of another city."""
    mould, root = tmp_path / "mould", tmp_path / "town"
    shutil.copytree(Path(__file__).parents[2] / "templates" / "profiles" / "seki", mould)
    for name in ("municipality", "meetings", "agencies"):
        path = mould / "profile" / f"{name}.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("関市", "霧ヶ沢町").replace("支援会議", "ささえ会"), encoding="utf-8"
        )
    assert say("init", str(root), "--profile", str(mould), "--as-of", "2025-04-01").code == 0
    desk = Desk(root, day="2025-06-11")
    rows = {row["list"]: (row["came"], row["left"]) for row in desk.ask("profile", "take").items}
    assert {came for came, _ in rows.values()} == {0}
    for name in ("municipality", "meetings", "agencies"):
        before = (root / "profile" / f"{name}.yaml").read_bytes()
        done = desk.do("profile", "take", name)
        assert done["came"] == []
        assert done["left"]
        assert (root / "profile" / f"{name}.yaml").read_bytes() == before


def test_what_such_a_profile_lacks_still_comes(tmp_path: Path) -> None:
    mould, root = tmp_path / "mould", tmp_path / "town"
    shutil.copytree(Path(__file__).parents[2] / "templates" / "profiles" / "seki", mould)
    path = mould / "profile/codes/flags.yaml"
    text = path.read_text(encoding="utf-8")
    row = '  - code: "06"\n    label: 身寄りなし\n    also:\n      - みよりなし\n'
    assert row in text
    path.write_text(text.replace(row, ""), encoding="utf-8")
    say("init", str(root), "--profile", str(mould), "--as-of", "2025-04-01")
    done = Desk(root, day="2025-06-11").do("profile", "take", "flags")
    assert [one["id"] for one in done["came"]] == ["06"]


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "remedy"),
    [
        ("agencies", "    kind: ", "    kind: “窓口”の", "SEKI107", "agency_kinds.yaml"),
        ("meetings", "    convenor: ", "    convenor: x", "SEKI103", "profile/agencies.yaml にある符号（id）"),
        ("meetings", "    since: 2025-04-01", "    since: 2025-04-01\n    until: 2025-03-31", "SEKI104", "until（最後の日）"),
    ],
)
def test_a_word_that_fits_no_list_is_told_with_the_list(
    town: Desk, name: str, old: str, new: str, code: str, remedy: str
) -> None:
    change(town, name, old, new)
    said = town.try_("profile", "check", "--json")
    found = [one for one in said.envelope["findings"] if one["code"] == code]
    assert found
    assert remedy in found[0]["remedy"]
    assert found[0]["line"]


def test_a_kind_of_meeting_that_has_ended_is_not_called_unknown(town: Desk) -> None:
    kind = next(row["id"] for row in town.ask("registry", "meetings").items)
    text = (town.root / "profile/meetings.yaml").read_text(encoding="utf-8")
    first = text.index(f"id: {kind}")
    place = text.index("    since: 2025-04-01\n", first) + len("    since: 2025-04-01\n")
    (town.root / "profile/meetings.yaml").write_text(f"{text[:place]}    until: 2025-09-30\n{text[place:]}", encoding="utf-8")
    error = town.refused(3, "meeting", "new", kind, "--date", "2025-10-01")
    assert "その日には" in error["message"]
    assert "登録されていません" in town.refused(3, "meeting", "new", "nani", "--date", "2025-10-01")["message"]


def test_a_programme_that_has_stopped_or_has_no_base_is_not_called_an_unknown_agency(town: Desk) -> None:
    path = town.root / "profile/programmes.yaml"
    path.write_text(
        "schema: programmes/1\nprogrammes:\n"
        '  - id: "2"\n    item: 第2号\n    name: 参加支援事業\n    function: 参加支援\n    field: 全\n    until: 2025-05-31\n'
        '  - id: "4"\n    item: 第4号\n    name: 訪ねる事業\n    function: アウトリーチ等を通じた継続的支援\n    field: 全\n',
        encoding="utf-8",
    )
    assert town.try_("save").code == 0
    case = town.do("case", "new", given=CALL)["case"]
    ask = "ask: 一緒に対応\nreasons:\n  - 複数分野にまたがる\n"
    assert "その日には行われていない事業" in town.refused(3, "refer", case, "--to-agency", "第2号", given=ask)["message"]
    assert "拠点がありません" in town.refused(3, "refer", case, "--to-agency", "第4号", given=ask)["message"]
    assert "この機関は登録されていません" in town.refused(3, "refer", case, "--to-agency", "第9号", given=ask)["message"]


def test_who_has_moved_on_the_first_of_april_is_told_when_seated_at_the_old_place(town: Desk) -> None:
    kind = next(row["id"] for row in town.ask("registry", "meetings").items)
    posting = town.ask("registry", "staff").items[0]
    staff, home = posting["id"], posting["agency"]
    other = next(row["id"] for row in town.ask("registry", "agencies").items if row["id"] != home)
    number = town.do("meeting", "new", kind, "--date", "2025-07-01")["meeting"]
    right = town.try_("meeting", "attend", number, f"{home}:{staff}")
    assert right.code == 0
    assert "その日の所属は" not in right.out + right.err
    moved = town.try_("meeting", "attend", number, f"{other}:{staff}")
    assert moved.code == 0
    assert f"{staff} のその日の所属は" in moved.out + moved.err
