"""Three versions of one list — the office's, the shipped one, the one it began with — and what comes of them."""

from typing import Any

import pytest

from seki_cli.rules.profile_take import Taking, Versions, take_list

A = {"id": "a", "name": "甲"}
OLD = {**A, "until": "2026-03-31"}
NEW = {"id": "a", "name": "甲センター", "since": "2026-04-01"}
B, C, OWN = {"id": "b", "name": "乙"}, {"id": "c", "name": "丙"}, {"id": "z", "name": "市の窓口"}


def take(ours: list[Any], shipped: list[Any], began: list[Any] | None = None, *, force: bool = False) -> Taking:
    def whole(rows: list[Any]) -> dict[str, Any]:
        return {"schema": "agencies/1", "agencies": rows}

    versions = Versions(ours=whole(ours), shipped=whole(shipped), began=None if began is None else whole(began))
    return take_list("profile/agencies.yaml", versions, force=force)


def rows(taking: Taking) -> list[Any]:
    return list(taking.value["agencies"])


def said(changes: tuple[Any, ...]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.id, one.since, one.change, one.fields) for one in changes]


@pytest.mark.parametrize("began", [None, [A, B]])
def test_a_renamed_row_is_closed_and_its_new_name_stands_below(began: list[Any] | None) -> None:
    taken = take([OWN, A, B], [OLD, NEW, B], began)
    assert rows(taken) == [OWN, OLD, NEW, B]
    assert said(taken.came) == [("a", "", "変えた", ("until",)), ("a", "2026-04-01", "加えた", ())]
    assert taken.left == ()


def test_a_row_of_the_office_is_never_taken_away() -> None:
    assert rows(take([OWN, A], [B], [A])) == [B, OWN, A]
    assert rows(take([OWN, A], [B], force=True)) == [B, OWN, A]


def test_a_new_row_stands_beside_its_neighbour() -> None:
    assert rows(take([A, OWN, C], [A, B, C], [A, C])) == [A, B, OWN, C]


@pytest.mark.parametrize(
    ("ours", "shipped", "began", "name", "told"),
    [
        ("甲", "丁", "甲", "丁", "came"),  # the office never touched it
        ("戊", "甲", "甲", "戊", ""),  # the office's own, and nothing newer
        ("戊", "丁", "甲", "戊", "left"),  # both have changed it
        ("甲", "丁", None, "甲", "left"),  # who changed it cannot be known
        ("丁", "丁", "甲", "丁", ""),
    ],
)
def test_a_field_by_who_changed_it(ours: str, shipped: str, began: str | None, name: str, told: str) -> None:
    began_rows = None if began is None else [{**A, "name": began}]
    taken = take([{**A, "name": ours}], [{**A, "name": shipped}], began_rows)
    assert rows(taken) == [{**A, "name": name}]
    assert (bool(taken.came), bool(taken.left)) == (told == "came", told == "left")
    forced = take([{**A, "name": ours}], [{**A, "name": shipped}], began_rows, force=True)
    assert rows(forced)[0]["name"] == (shipped if told else name)


@pytest.mark.parametrize(("force", "stands"), [(False, [A]), (True, [A, B])])
def test_a_row_that_the_office_took_away(force: bool, stands: list[Any]) -> None:
    taken = take([A], [A, B], [A, B], force=force)
    assert rows(taken) == stands
    assert said(taken.left) == ([] if force else [("b", "", "ない", ())])


def test_a_day_that_the_office_wrote_in_makes_no_second_row() -> None:
    dated = {**A, "since": "2025-04-01"}
    assert rows(take([dated], [A], [A])) == [dated]


def test_a_flat_file_is_taken_field_by_field() -> None:
    ours = {"schema": "municipality/1", "name": "架空市", "committee": "旧"}
    shipped = {"schema": "municipality/1", "name": "見本市", "committee": "新", "code": "1"}
    began = {"schema": "municipality/1", "name": "見本市", "committee": "旧"}
    taken = take_list("profile/municipality.yaml", Versions(ours=ours, shipped=shipped, began=began), force=False)
    assert taken.value == {"schema": "municipality/1", "name": "架空市", "committee": "新", "code": "1"}
    assert said(taken.came) == [("", "", "変えた", ("committee", "code"))]
