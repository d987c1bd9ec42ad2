"""自治体設定: its faults line by line, and what the office has made of the one it was given."""

from pathlib import Path

import pytest

from carried import carried
from speaking import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return carried(tmp_path).desk


def change(desk: Desk, name: str, old: str, new: str) -> None:
    path = desk.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def faults(desk: Desk) -> list[tuple[str, str, int, str]]:
    said = desk.try_("profile", "check", "--json")
    assert said.code == 0
    return [
        (f["code"], f["path"], f["line"], f["severity"])
        for f in said.envelope["findings"]
        if f["severity"] in ("error", "warning")
    ]


def test_the_profile_of_the_source_has_nothing_wrong_and_says_what_nobody_has_verified(desk: Desk) -> None:
    assert faults(desk) == []
    said = desk.try_("profile", "check")
    assert "設定ファイルに、誤りも注意もありません" in said.err
    lost = [line for line in said.out.splitlines() if "原文欠落" in line]
    (number,) = [
        n for n, line in enumerate((desk.root / "profile/meetings.yaml").read_text().splitlines(), 1) if "中断: 原文欠落" in line
    ]
    assert lost == [f"profile/meetings.yaml:{number}:1: 参考 SEKI129 原文が欠けているところです（原文欠落）"]


def test_what_a_finding_says_is_never_what_the_profile_says(desk: Desk) -> None:
    change(desk, "profile/staff.yaml", "\n    pledged_on: 2025-04-01\n", "\n")
    said = desk.try_("profile", "check")
    assert "SEKI127" in said.out
    assert "佐藤" not in said.out + said.err
    assert "佐藤" not in desk.try_("profile", "diff").out


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "severity"),
    [
        ("profile/staff.yaml", "\n    pledged_on: 2025-04-01\n", "\n", "SEKI127", "warning"),
        ("profile/meetings.yaml", "      - 方針\n", "", "SEKI123", "warning"),
        ("profile/meetings.yaml", "consent: required", "consent: not_required", "SEKI124", "warning"),
        ("profile/meetings.yaml", "convenor: takikan\n", "convenor: takikan\n    deputies:\n      - dare\n", "SEKI125", "warning"),
        ("profile/meetings.yaml", "convenor: takikan\n", "convenor: nanika\n", "SEKI103", "error"),
        ("profile/agencies.yaml", "    kind: 地域包括支援センター\n", "    kind: 地域包括支援センター\n    until: 2025-06-30\n", "SEKI126", "warning"),
        ("profile/agencies.yaml", "    kind: 地域包括支援センター\n", "    kind: 地域包括支援センター\n    parent: nai\n", "SEKI103", "error"),
        ("profile/agencies.yaml", "  - id: chuo2\n", "  - id: chuo1\n", "SEKI102", "error"),
        ("profile/programmes.yaml", "    since: 2022-04-01\n", "    since: 2022-04-01\n    until: 2022-03-01\n", "SEKI104", "error"),
        ("profile/codes/flags.yaml", "rows:\n", "rows:\n  - code: '99'\n    label: ほか\n  - code: '99'\n    label: 別\n", "SEKI102", "error"),
    ],
)  # fmt: skip
def test_each_fault_stands_at_its_line(desk: Desk, name: str, old: str, new: str, code: str, severity: str) -> None:
    change(desk, name, old, new)
    found = [row for row in faults(desk) if row[0] == code]
    assert found
    assert all(row[3] == severity for row in found)
    assert all(row[2] > 0 for row in found)


def test_a_code_list_that_is_missing_is_told(desk: Desk) -> None:
    (desk.root / "profile/codes/flags.yaml").unlink()
    assert ("SEKI128", "profile/codes/flags.yaml", 0, "warning") in faults(desk)


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_still_looked_at(desk: Desk) -> None:
    (desk.root / "profile/agencies.yaml").write_text("schema: agencies/1\nagencies:\n  - id: [\n")
    change(desk, "profile/staff.yaml", "\n    pledged_on: 2025-04-01\n", "\n")
    said = desk.try_("profile", "check", "--json")
    assert said.code == 5
    codes = {f["code"] for f in said.envelope["findings"]}
    assert "SEKI127" in codes
    assert codes.isdisjoint({"SEKI103", "SEKI125", "SEKI126"})  # nothing is said of agencies that may well be there
    assert any(f["path"] == "profile/agencies.yaml" and f["code"] < "SEKI040" for f in said.envelope["findings"])
    assert desk.try_("profile", "diff").code == 5


def test_faults_of_cases_and_meetings_are_not_told_here(desk: Desk) -> None:
    (desk.root / "cases/R07/weg.yaml").write_text("a: b\n")
    assert all(path.startswith("profile/") for _, path, *_ in faults(desk))
    assert desk.try_("profile", "check").code == 0


# ---- diff


def differences(desk: Desk) -> list[tuple[str, str, str, tuple[str, ...]]]:
    said = desk.ask("profile", "diff")
    return [(row["list"], row["id"], row["change"], tuple(row["fields"])) for row in said.items if row["list"] != "staff"]


def test_what_was_taken_as_it_was_given_differs_by_its_own_staff_only(desk: Desk) -> None:
    assert differences(desk) == []
    staff = [(row["id"], row["change"]) for row in desk.ask("profile", "diff").items]
    assert staff == [(name, "加えた") for name in ("sato", "goto", "hori", "mori", "ono")]
    (desk.root / "profile/staff.yaml").write_text("schema: staff/1\nstaff:\n")
    assert desk.try_("profile", "diff").out == "付属の設定 seki と同じです。\n"


def test_rows_that_were_added_changed_and_taken_away_are_told_by_id(desk: Desk) -> None:
    change(
        desk,
        "profile/agencies.yaml",
        "  - id: chuo1\n",
        "  - id: byoin\n    name: ある病院\n  - id: chuo1\n    since: 2025-04-01\n",
    )
    change(desk, "profile/meetings.yaml", "consent: required", "consent: per_case")
    change(desk, "profile/codes/flags.yaml", '  - code: "06"\n    label: 身寄りなし\n    also:\n      - みよりなし\n', "")
    change(desk, "seki.yaml", "tax_notes: warn", "tax_notes: refuse")
    (desk.root / "profile/codes/basis.yaml").unlink()
    (desk.root / "profile/codes/mochimono.yaml").write_text(
        "schema: codes/1\nlist: mochimono\nsource: 市\nrows:\n  - code: A\n    label: 鍵\n"
    )
    assert differences(desk) == [
        ("agencies", "chuo1", "変えた", ("since",)),
        ("agencies", "byoin", "加えた", ()),
        ("codes/basis", "", "ない", ()),
        ("codes/flags", "06", "ない", ()),
        ("codes/mochimono", "", "加えた", ()),
        ("meetings", "juso", "変えた", ("consent",)),
        ("seki", "", "変えた", ("tax_notes",)),
    ]


def test_comments_order_and_empty_keys_are_no_difference(desk: Desk) -> None:
    change(desk, "profile/agencies.yaml", "agencies:\n", "# 市の覚え書き\nagencies:\n")
    change(desk, "profile/municipality.yaml", "committee:", "# c\ncommittee:")
    assert differences(desk) == []


def test_a_profile_of_their_own_has_nothing_to_be_held_against(desk: Desk) -> None:
    change(desk, "seki.yaml", "profile: seki", "profile: uchi")
    said = desk.try_("profile", "diff", "--json")
    assert said.code == 3
    assert said.envelope["error"]["where"] == "seki.yaml"
