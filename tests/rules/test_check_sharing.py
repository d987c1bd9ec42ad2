"""What keeps a merge from being written is told by its place and its field, never by a value."""

from seki_cli.rules.check_sharing import OpenChoice, edit_in_the_way, same_field_twice

PATH = "cases/R07/R07-7K3F9QX/household.yaml"


def test_each_open_choice_is_an_error_at_its_record() -> None:
    found = tuple(same_field_twice((OpenChoice(path=PATH, title="世帯・電話番号", case="R07-7K3F9QX"),)))
    assert [(one.code, one.severity, one.path, one.case) for one in found] == [("SEKI160", "error", PATH, "R07-7K3F9QX")]
    assert found[0].message == "世帯・電話番号が、両方で別々に直されています"
    assert "seki sync" in found[0].remedy


def test_each_hand_edit_in_the_way_is_named() -> None:
    found = tuple(edit_in_the_way(((PATH, "R07-7K3F9QX"), ("profile/staff.yaml", ""))))
    assert [(one.code, one.path, one.case) for one in found] == [
        ("SEKI161", PATH, "R07-7K3F9QX"),
        ("SEKI161", "profile/staff.yaml", ""),
    ]
    assert "seki save" in found[0].remedy


def test_nothing_open_nothing_said() -> None:
    assert (*same_field_twice(()), *edit_in_the_way(())) == ()
