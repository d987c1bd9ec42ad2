"""Cases that belong together say so on both sides, and nobody stands in a household twice: SEKI108, SEKI113, SEKI114."""

import pytest

from tests.rules.check_worlds import START, Pair, around, check_pair, household, related
from tests.rules.worlds import CASE, OTHER_CASE, case_file, closing, day, intake, person

SAID = {"next_lead": "takikan", "followup_needed": False}
OPEN = case_file(intake("2025-04-01", variant="同意なし"), id=OTHER_CASE)
SHUT = case_file(intake("2025-04-01", variant="同意なし"), closing("2025-05-01", **SAID), id=OTHER_CASE)
AGAIN = case_file(
    intake("2025-04-01", variant="同意なし"), closing("2025-05-01", **SAID), closing("2025-06-01", "再開"), id=OTHER_CASE
)
BACK = case_file(intake("2025-04-01", variant="同意なし"), id=OTHER_CASE, related=related(CASE))
HANA = {"kana": "せき はな", "born": day("2010-05-05")}


def people(*more):
    return household(around(*START), people=(person(), *more))


TABLE = (
    Pair(
        "SEKI108", "元のケースが開いている",
        lambda: around(*START, continued_from=OTHER_CASE, others=(OPEN,)),
        lambda: around(*START, continued_from=OTHER_CASE, others=(SHUT,)),
        severity="warning",
    ),
    Pair(
        "SEKI108", "元のケースが再開された",
        lambda: around(*START, continued_from=OTHER_CASE, others=(AGAIN,)),
        lambda: around(*START, closing("2025-07-01", **SAID), continued_from=OTHER_CASE, others=(AGAIN,)),
        severity="warning",
    ),
    Pair(
        "SEKI113", "片方だけ",
        lambda: around(*START, related=related(OTHER_CASE), others=(OPEN,)),
        lambda: around(*START, related=related(OTHER_CASE), others=(BACK,)),
        severity="hint",
    ),
    Pair(
        "SEKI114", "同じ人",
        lambda: people(person("P2", "世帯員", **HANA), person("PABC", "親族", **{**HANA, "kana": "セキハナ"})),
        lambda: people(person("P2", "世帯員", **HANA), person("PABC", "世帯員", **{**HANA, "kana": "せき ゆき"})),
        severity="warning",
    ),
    Pair(
        "SEKI114", "生年月日が分からない人どうしは、同じとみなさない",
        lambda: people(person("P2", "世帯員", **HANA), person("P3", "世帯員", **HANA)),
        lambda: people(person("P2", "世帯員", kana="せき はな"), person("P3", "世帯員", kana="せき はな")),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_bonds(pair):
    check_pair(pair)
