"""What an office has made of the profile it was given: rules/profile_changes.py."""

import pytest

from seki_cli.rules.profile_changes import profile_changes

PATH = "profile/codes/flags.yaml"
OLD = {"code": "1", "label": "旧", "until": "2025-03-31"}
NEW = {"code": "1", "label": "新", "since": "2025-04-01"}


def told(ours: list, shipped: list) -> list[tuple[str, str, str, tuple[str, ...]]]:
    both = ({"schema": "codes/1", "list": "flags", "rows": rows} for rows in (ours, shipped))
    mine, theirs = both
    return [(c.id, c.since, c.change, c.fields) for c in profile_changes({PATH: mine}, {PATH: theirs})]


@pytest.mark.parametrize(
    ("ours", "shipped", "expected"),
    [
        ([OLD, NEW], [NEW, OLD], []),
        ([OLD, NEW], [{"code": "1", "label": "旧"}], [("1", "", "変えた", ("until",)), ("1", "2025-04-01", "加えた", ())]),
        ([{"code": "1", "label": "旧", "since": "2025-01-01"}], [OLD], [("1", "2025-01-01", "変えた", ("until", "since"))]),
        ([], [OLD, NEW], [("1", "", "ない", ()), ("1", "2025-04-01", "ない", ())]),
        ([{**OLD, "also": []}], [OLD], []),
        ([{**OLD, "ends": False}], [OLD], [("1", "", "変えた", ("ends",))]),
        ([{**OLD, "label": "別"}], [OLD], [("1", "", "変えた", ("label",))]),
    ],
)
def test_rows_are_known_by_id_and_since(ours: list, shipped: list, expected: list) -> None:
    assert told(ours, shipped) == expected


def test_flat_files_and_whole_files() -> None:
    ours = {"seki.yaml": {"schema": "seki/1", "tax_notes": "refuse", "format": 1}, "profile/codes/a.yaml": {"list": "a"}}
    shipped = {"seki.yaml": {"schema": "seki/1", "tax_notes": "warn", "format": 1}, "profile/staff.yaml": {"schema": "staff/1"}}
    assert [(c.list, c.change, c.fields) for c in profile_changes(ours, shipped)] == [
        ("codes/a", "加えた", ()),
        ("staff", "ない", ()),
        ("seki", "変えた", ("tax_notes",)),
    ]
