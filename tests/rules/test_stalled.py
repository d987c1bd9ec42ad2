"""任せきり: who sent a つなぎ and has recorded nothing since."""

import pytest

from seki_cli.rules.referrals import referral_states
from seki_cli.rules.stalled import silence_of_sender
from tests.rules.worlds import (
    assessment,
    consent,
    day,
    decision,
    disclosure,
    intake,
    note,
    office,
    plan,
    referral,
    review,
    settled,
    step,
)

CAME = intake("2025-04-01", recorded_by="tanaka")
SENT = referral("2025-06-01", reply_by="2025-06-15", recorded_by="tanaka")
TAKEN = step("2025-06-10", "受理", of=SENT.id, staff="sato", recorded_by="sato")
ON = "2025-09-01"


def silence(*records, on=ON):
    case = settled(CAME, *records)
    return silence_of_sender(case, referral_states(case, day(on))[0], office(), day(on))


@pytest.mark.parametrize(
    ("records", "stalled"),
    [
        ((SENT,), True),
        ((SENT, TAKEN), True),
        ((SENT, TAKEN, note("2025-06-11", staff="tanaka")), False),
        ((SENT, TAKEN, note("2025-06-11", staff="ito")), False),  # a colleague of the sender's
        ((SENT, TAKEN, note("2025-06-11", staff="sato", recorded_by="sato")), True),  # the receiver's own work
        ((SENT, TAKEN, note("2025-06-11", staff="sato", recorded_by="tanaka")), False),
        ((SENT, note("2025-06-05", staff="tanaka")), False),  # still awaiting the answer, and still there
        ((SENT, note("2025-06-05", staff="tanaka"), TAKEN), True),  # gone when the other took it
        ((note("2025-05-30", staff="tanaka"), SENT), True),
        ((SENT, TAKEN, consent("2025-07-01", recorded_by="tanaka")), False),
        ((SENT, TAKEN, assessment("2025-07-01")), False),
        ((SENT, TAKEN, plan(made_on="2025-07-01", made_by="tanaka")), False),
        ((SENT, TAKEN, plan(made_on="2025-07-01")), True),
        (
            (SENT, TAKEN, plan(), decision("2025-07-01", recorded_by="sato", present=("chuo1",))),
            True,
        ),  # to sit there is no record
        (
            (
                SENT,
                TAKEN,
                plan(),
                decision("2025-06-12", recorded_by="sato"),
                review("2025-07-01", staff="tanaka", recorded_by="tanaka"),
            ),
            False,
        ),
        ((SENT, TAKEN, disclosure("2025-07-01", staff="tanaka", recorded_by="tanaka")), True),
        ((SENT, TAKEN, note("2025-09-02", staff="tanaka")), True),  # not known yet
        ((SENT, TAKEN, step("2025-07-01", "完了", of=SENT.id)), False),  # the loop is closed
        ((SENT, step("2025-06-10", "辞退", of=SENT.id)), False),
        ((referral("2025-06-01", reply_by="2025-06-15", ask="情報提供", recorded_by="tanaka"),), False),
        ((referral("2025-06-01", reply_by="2025-06-15", ask="引継ぎ", recorded_by="tanaka"),), True),
        ((referral(ON, reply_by="2025-09-15", recorded_by="tanaka"),), False),  # sent today
    ],
)
def test_stalled(records, stalled):
    assert silence(*records).stalled is stalled


@pytest.mark.parametrize(
    ("records", "last", "days"),
    [
        ((SENT, TAKEN), "2025-04-01", 92),  # the call it took is its only other record; counted from the つなぎ
        ((SENT, TAKEN, note("2025-08-30", staff="ito")), "2025-08-30", 2),
    ],
)
def test_how_long(records, last, days):
    found = silence(*records)
    assert (found.last, found.days) == (day(last), days)


def test_a_sender_that_never_wrote_anything_else():
    case = settled(intake("2025-04-01", recorded_by="sato"), SENT)
    found = silence_of_sender(case, referral_states(case, day(ON))[0], office(), day(ON))
    assert (found.last, found.days, found.stalled) == (None, 92, True)
