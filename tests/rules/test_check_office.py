"""Whether an office can work with its profile: SEKI123 to SEKI129, which only `profile check` asks."""

from dataclasses import replace

import pytest

from seki_cli.model.coded import CODED
from seki_cli.model.meeting import Activity
from seki_cli.model.office import Agency, Base, CodeRow, MeetingKind, Municipality, Office, Posting, Programme
from seki_cli.model.world import World
from seki_cli.rules.checks import find_all, find_office_findings
from tests.rules.check_worlds import codes
from tests.rules.worlds import day

AS_OF = day("2025-09-01")
PLANS = ("策定", "変更", "終結", "中断", "社会資源")
POINTS = dict.fromkeys(PLANS, ("（架空）",))
JUSO = MeetingKind(id="juso", name="会議", convenor="a", decides=PLANS, points=POINTS, members=("包括",))
SHIEN = MeetingKind(
    id="shien", name="会議", convenor="a", consent="not_required", decides=("方針",), points={"方針": ("（架空）",)}
)
LISTS = {name: codes(name) for fields in CODED.values() for _, names in fields for name in names}
LISTS |= {
    "agency_kinds": codes("agency_kinds", CodeRow(code="1", label="包括")),
    "basis": codes("basis"),
}


def sound(**changes) -> Office:
    base = Office(
        municipality=Municipality(name="架空町"),
        agencies=(Agency(id="a", name="一", kind="包括"),),
        staff=(Posting(id="s", agency="a", pledged_on=day("2025-04-01")),),
        programmes=(Programme(id="3", item="第3号イ", name="地域づくり", owners=("a",), bases=(Base(agency="a"),)),),
        meetings=(JUSO, SHIEN),
        codes=LISTS,
    )
    return replace(base, **changes)


def told(office: Office, *, hints: bool = False) -> list[tuple[str, tuple[str | int, ...]]]:
    found = find_office_findings(World(office=office), AS_OF, {"profile/agencies.yaml": ""})
    return [(one.code, one.key) for one in found if hints or one.severity != "hint"]


def test_a_sound_office_has_nothing_to_mend() -> None:
    assert told(sound(), hints=True) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"meetings": (JUSO,)}, [("SEKI123", ("kinds",))]),
        ({"meetings": ()}, [("SEKI123", ("kinds",))]),
        ({"meetings": (JUSO, replace(SHIEN, until=day("2025-08-31")))}, [("SEKI123", ("kinds",))]),
        ({"meetings": (JUSO, replace(SHIEN, decides=(), points={}))}, [("SEKI123", ("kinds",)), ("SEKI124", ("kinds", 1))]),
        ({"meetings": (replace(JUSO, takes_cases=False), SHIEN)}, [("SEKI124", ("kinds", 0, "takes_cases"))]),
        ({"meetings": (replace(JUSO, consent="not_required"), SHIEN)}, [("SEKI124", ("kinds", 0, "consent"))]),
        ({"meetings": (replace(JUSO, consent="per_case"), SHIEN)}, []),
        ({"meetings": (JUSO, replace(SHIEN, takes_cases=False))}, []),
        ({"meetings": (JUSO, replace(SHIEN, takes_cases=False, consent="required"))}, [("SEKI124", ("kinds", 1, "consent"))]),
        ({"meetings": (replace(JUSO, chair="kacho"), SHIEN)}, [("SEKI125", ("kinds", 0, "chair"))]),
        ({"meetings": (replace(JUSO, chair="福祉課長", deputies=("a", "s")), SHIEN)}, []),
        ({"meetings": (replace(JUSO, deputies=("s", "dare")), SHIEN)}, [("SEKI125", ("kinds", 0, "deputies", 1))]),
        ({"staff": ()}, [("SEKI127", ("staff",))]),
        ({"staff": (Posting(id="s", agency="a"),)}, [("SEKI127", ("staff", 0))]),
        ({"staff": (Posting(id="s", agency="a", pledged_on=day("2025-09-02")),)}, [("SEKI127", ("staff", 0))]),
        ({"staff": (Posting(id="s", agency="a", until=day("2025-08-31")),)}, []),
        ({"municipality": Municipality()}, [("SEKI133", ("name",))]),
        ({"programmes": ()}, [("SEKI133", ("programmes",))]),
        ({"meetings": (replace(JUSO, chair="s"), SHIEN), "staff": (Posting(id="s", agency="a", until=day("2025-08-31")),)},
         [("SEKI125", ("kinds", 0, "chair"))]),
        ({"meetings": (JUSO, replace(SHIEN, points={**SHIEN.points, "終結": ("（架空）",)}))}, [("SEKI124", ("kinds", 1, "points", "終結"))]),
        ({"codes": {name: one for name, one in LISTS.items() if name != "flags"}}, [("SEKI128", ())]),
        ({"codes": LISTS | {"flags": replace(LISTS["flags"], rows=())}}, [("SEKI128", ("rows",))]),
    ],
)  # fmt: skip
def test_what_keeps_an_office_from_its_work(changes: dict, expected: list) -> None:
    assert told(sound(**changes)) == expected


def test_a_base_an_owner_or_a_parent_that_has_ended() -> None:
    old = Agency(id="old", name="旧", until=day("2025-08-31"))
    agencies = (Agency(id="a", name="一", kind="包括", parent="old"), old)
    programme = Programme(id="3", item="第3号", name="あ", owners=("old",), bases=(Base(agency="a"), Base(agency="old")))
    found = told(sound(agencies=agencies, programmes=(programme,)))
    assert found == [
        ("SEKI126", ("agencies", 0, "parent")),
        ("SEKI126", ("programmes", 0, "bases", 1)),
        ("SEKI126", ("programmes", 0, "owners", 0)),
    ]
    ended = replace(programme, owners=("a",), bases=(Base(agency="a"), Base(agency="old", until=day("2025-08-31"))))
    again = (*agencies[1:], replace(old, until=None, since=day("2025-09-01")), replace(agencies[0], parent="old"))
    assert told(sound(agencies=again, programmes=(ended,))) == []


def test_hints_stay_hints() -> None:
    office = sound(
        meetings=(replace(JUSO, convenor="", chair="課長", members=("医療機関",), points={}), SHIEN),
        programmes=(Programme(id="6", item="第6号", name="い"),),
        codes=LISTS
        | {"agency_kinds": codes("agency_kinds", CodeRow(code="1", label="包括"), CodeRow(code="2", label="医療機関"))},
    )
    assert told(office) == []
    hints = {code for code, _ in told(office, hints=True)}
    assert hints == {"SEKI124", "SEKI125", "SEKI126"}


def test_lines_that_nobody_has_verified_are_shown_by_line_and_the_head_is_not() -> None:
    text = "# 出典: 未確認\nschema: codes/1\nsource: 未確認\nrows:\n  - code: '1'  # 出典: 未確認\n  中断: 原文欠落\n"
    found = find_office_findings(World(office=sound()), AS_OF, {"profile/codes/flags.yaml": text})
    assert [(f.code, f.severity, f.line, f.key) for f in found] == [("SEKI129", "hint", n, ()) for n in (3, 5, 6)]
    assert "原文欠落" in found[2].message


def test_the_checks_of_the_world_that_stand_in_the_profile_are_among_them_and_no_other() -> None:
    twice = (Agency(id="a", name="一", kind="包括"), Agency(id="a", name="二", kind="包括"))
    world = World(
        office=sound(agencies=twice),
        activities=(
            Activity(schema="activity/1", id="A-1", path="activities/R07/A-1.yaml", programme="3", base="dare", month="2025-07"),
        ),
    )
    texts = {"profile/agencies.yaml": "", "profile/programmes.yaml": ""}
    assert [one.code for one in find_office_findings(world, AS_OF, texts)] == ["SEKI102"]


def test_check_does_not_ask_what_profile_check_asks() -> None:
    assert find_all(World(office=sound(staff=(), meetings=(), programmes=())), AS_OF) == ()


def test_an_office_without_a_list_of_agencies_is_told_so() -> None:
    assert ("SEKI133", ("agencies",)) in told(sound(agencies=()))


def test_a_chair_whose_post_nobody_holds_and_an_interval_without_a_beginning_are_hints() -> None:
    office = sound(meetings=(replace(JUSO, chair="課長", deputies=("係長",), every_months=3), SHIEN))
    assert told(office) == []
    found = told(office, hints=True)
    assert found == [
        ("SEKI124", ("kinds", 0, "every_months")),
        ("SEKI125", ("kinds", 0, "chair")),
        ("SEKI125", ("kinds", 0, "deputies", 0)),
    ]
    held = (Posting(id="s", agency="a", post="課長", pledged_on=day("2025-04-01")),)
    assert told(sound(meetings=(replace(JUSO, chair="課長"), SHIEN), staff=held), hints=True) == []


def test_a_tax_office_whose_kind_does_not_say_so_is_told() -> None:
    first = sound().agencies[0]
    for kind, expected in (
        ("税務部局", []),
        ("包括", [("SEKI133", ("agencies", 1, "kind"))]),
        ("", [("SEKI133", ("agencies", 1, "kind"))]),
    ):
        lists = LISTS | {
            "agency_kinds": codes("agency_kinds", CodeRow(code="1", label="包括"), CodeRow(code="2", label="税務部局"))
        }
        assert told(sound(agencies=(first, Agency(id="z", name="収税課", kind=kind)), codes=lists)) == expected
