"""May an agency be told of a case by a つなぎ, and what goes with it."""

from dataclasses import replace

import pytest

from seki_cli.model.contact import Ground, ShareWith
from seki_cli.rules.referring import Telling, find_telling, may_refer, was_allowed
from tests.rules.worlds import consent, correction, day, intake, item, meeting, person, settled, world

DAY = day("2025-06-10")
SHIEN = meeting("2025-06-20", item(timing="情報共有"), kind="shien", id="M-20250620-SSSS")
JUSO = meeting("2025-06-21", item(), id="M-20250621-JJJJ")
AROUND = world(meetings=(SHIEN, JUSO))
FAMILY = (person(), person("P2", "世帯員"), person("P3", "知人"))
FULL = consent("2025-04-01")
EXCEPT = consent("2025-04-01", share_with=ShareWith(agencies="すべて", excluded=("takikan",)))
LAW, REQUEST = Ground(law="児童福祉法第25条"), Ground(meeting=SHIEN.id)


def may(*acts, ground=None, agency="takikan", **fields):
    case = settled(intake("2025-04-01"), *acts, **{"people": FAMILY, **fields})
    return may_refer(case, agency, ground or Ground(), DAY, AROUND)


@pytest.mark.parametrize(
    ("name", "acts", "allowed"),
    [
        ("同意前", (), True),
        ("同意", (FULL,), True),
        ("共有先にある", (consent("2025-04-01", agencies=("takikan",)),), True),
        ("共有先にない", (consent("2025-04-01", agencies=("nishi",)),), False),
        ("除いた先", (EXCEPT,), False),
        ("期限の日", (consent("2025-04-01", until="2025-06-10"),), True),
        ("期限の後", (consent("2025-04-01", until="2025-06-09"),), False),
        ("撤回", (FULL, consent("2025-06-10", "撤回")), False),
        ("拒否", (consent("2025-06-01", "拒否"),), False),
        ("保留", (consent("2025-06-01", "保留"),), False),
        ("明日の撤回", (FULL, consent("2025-06-11", "撤回")), True),
        ("撤回の後の同意", (consent("2025-04-01", "撤回"), consent("2025-05-01")), True),
        (
            "同じ日は狭いほう",
            (consent("2025-06-01"), consent("2025-06-01", "一部同意", id="20250601-C002", agencies=("nishi",))),
            False,
        ),
        ("家族の拒否は本人を止めない", (FULL, consent("2025-06-01", "拒否", "P2")), True),
        ("家族だけの同意", (consent("2025-06-01", person="P2"),), True),
    ],
)
@pytest.mark.parametrize("ground", [Ground(), LAW, REQUEST], ids=["", "law", "meeting"])
def test_what_the_person_said_decides_unless_a_law_or_a_meeting_does(name, acts, allowed, ground):
    expected = allowed or ground != Ground()
    assert bool(may(*acts, ground=ground)) == expected, name
    case = settled(intake("2025-04-01"), *acts, people=FAMILY)
    assert was_allowed(case, "takikan", ground, DAY, AROUND) == expected, "what is let through is no finding afterwards"


def test_a_meeting_that_needs_consent_takes_its_place_for_nobody():
    verdict = may(FULL, consent("2025-06-01", "撤回"), ground=Ground(meeting=JUSO.id))
    assert not verdict
    assert not may(EXCEPT, ground=Ground(meeting="M-20250101-ZZZZ"))


def test_the_refusal_names_the_rule_the_record_and_the_way_out():
    gone = consent("2025-06-01", "撤回")
    verdict = may(FULL, gone)
    assert (verdict.because, verdict.key) == (gone.path, ("act",))
    assert "撤回" in verdict.reason
    assert "seki consent add" in verdict.remedy
    assert "law" in verdict.remedy
    assert may(EXCEPT).key == ("share_with",)


@pytest.mark.parametrize(
    ("acts", "stated", "word"),
    [
        ((FULL,), FULL.id, ""),
        ((FULL,), "20250402-C009", "ありません"),
        ((FULL, consent("2025-05-01")), FULL.id, "その日に有効"),
        ((FULL, correction(FULL, id="20250402-C009", evidence="綴り")), FULL.id, ""),
        ((consent("2025-05-01", person="P2"),), "20250501-C001", ""),
        ((consent("2025-05-01", person="P2", agencies=("nishi",)),), "20250501-C001", "takikan"),
    ],
)
def test_a_consent_that_is_stated_must_be_the_one_in_force(acts, stated, word):
    verdict = may(*acts, ground=Ground(consent=stated))
    assert bool(verdict) == (not word)
    assert word in verdict.reason


def test_what_cannot_be_read_or_decided_is_refused():
    unread = ("cases/R07/R07-AAAAAAA/consents/x.yaml",)
    assert may(unread=unread).because == unread[0]
    assert may(unread=unread, ground=LAW)
    two = [correction(FULL, id=f"2025040{n}-C00{n}", categories=("介護",)) for n in (2, 3)]
    assert "訂正が二つ" in may(FULL, *two).reason


def test_before_the_agency_is_known_only_a_live_consent_is_asked():
    assert may(EXCEPT, agency="")
    assert not may(FULL, consent("2025-06-01", "撤回"), agency="")


def telling(*acts, ground=None, **fields):
    case = settled(intake("2025-04-01"), *acts, **{"people": FAMILY, **fields})
    return find_telling(case, "20250610-R001", "takikan", ground or Ground(), DAY, AROUND)


def test_a_referral_tells_its_own_words_and_the_household():
    expected = Telling(records=("20250610-R001", "household"))
    assert telling(FULL, ground=Ground(consent=FULL.id)) == expected
    assert telling() == replace(expected, unasked=True)


@pytest.mark.parametrize(
    "act",
    [
        consent("2025-05-01", "拒否", "P2"),
        consent("2025-05-01", person="P2", until="2025-06-01"),
        consent("2025-05-01", person="P2", agencies=("nishi",)),
    ],
    ids=["拒否", "期限切れ", "共有先にない"],
)
def test_who_does_not_allow_it_is_not_told_of_and_the_ledger_names_the_others(act):
    found = telling(FULL, act, ground=Ground(consent=FULL.id))
    assert found.records == ("20250610-R001", "household#P1", "household#P3")
    assert found.left_out == ("P2",)
    assert telling(FULL, act, ground=LAW).records == ("20250610-R001", "household")


def test_the_categories_that_the_person_allows_are_told_to_who_refers():
    narrow = consent("2025-04-01", "一部同意", categories=("基本情報", "介護"))
    assert telling(narrow, ground=Ground(consent=narrow.id)).only == ("基本情報", "介護")
    assert telling(narrow, ground=LAW).only == ()
