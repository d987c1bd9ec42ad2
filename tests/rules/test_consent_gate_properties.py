"""What must hold whatever the consents: a larger room, a narrower consent or another day never shows more."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from seki_cli.model.agenda import Piece
from seki_cli.model.contact import ShareWith
from seki_cli.model.meeting import Attendee
from seki_cli.model.released import Released
from seki_cli.rules.consent import release
from tests.rules.gate_worlds import CASE, MEET, P1, P2, case, consent, gate, household, meeting, with_fields, world

AGENCIES = ("chuo", "shakyo", "iryo")
CATEGORIES = ("基本情報", "就労", "介護")
days = st.integers(0, 30).map(lambda n: date(2025, 6, 20) + timedelta(days=n))


@st.composite
def acts(draw):
    every = st.just("すべて")
    some = st.lists(st.sampled_from(CATEGORIES), min_size=1, unique=True).map(tuple)
    whom = st.lists(st.sampled_from(AGENCIES), min_size=1, unique=True).map(tuple)
    return consent(
        draw(st.sampled_from(("P1", "P2"))),
        draw(st.sampled_from(("同意", "同意", "一部同意", "拒否", "撤回", "保留"))),
        agencies=draw(every | whom),
        excluded=draw(st.lists(st.sampled_from(AGENCIES), max_size=1)),
        categories=draw(every | some),
        tax=draw(st.booleans()),
        day=draw(days),
        until=draw(st.none() | days),
    )


pieces = st.builds(
    Piece,
    label=st.just("何か"),
    text=st.sampled_from(("ことば", "健太郎の話", "一子の話")),
    persons=st.sampled_from(((), ("P1",), ("P2",), ("P1", "P2"))),
    need=st.sampled_from((("就労",), ("基本情報",), ("就労", "介護"), "すべて")),
    source=st.sampled_from(("", "本人", "税務", "機関:chuo", "匿名")),
    is_view=st.booleans(),
    path=st.just(f"cases/R07/{CASE}/notes/x.yaml"),
)
rooms = st.lists(st.sampled_from(AGENCIES), min_size=1, unique=True).map(tuple)
kinds = st.sampled_from(("asks", "free"))


def is_shown(consents, piece, *, kind="asks", room=AGENCIES, day=date(2025, 7, 10), family=()):
    attendees = (*(Attendee(agency=agency) for agency in room), *(Attendee(case=CASE, person=person) for person in family))
    the_world = world(case(household=household(P1, P2), consents=tuple(consents)))
    return isinstance(release(gate(the_world, meeting(kind, attendees=attendees), day=day), piece), Released)


@settings(max_examples=60, deadline=None)
@given(st.lists(acts(), max_size=4), pieces, rooms, st.sampled_from(AGENCIES), kinds)
def test_a_larger_room_sees_no_more(consents, piece, room, newcomer, kind):
    if is_shown(consents, piece, kind=kind, room=tuple(dict.fromkeys((*room, newcomer)))):
        assert is_shown(consents, piece, kind=kind, room=room)


def narrowed(act):
    """The same act, allowing no more than it did: fewer categories, one more agency excluded, no tax, an earlier end."""
    if act.share_with is None:
        return act
    return with_fields(
        act,
        share_with=ShareWith(agencies=act.share_with.agencies, excluded=(*act.share_with.excluded, "iryo")),
        categories=("就労",) if act.categories == "すべて" or "就労" in act.categories else (),
        tax=False,
        until=min(act.until or MEET, MEET),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(acts(), min_size=1, max_size=4), pieces, kinds, rooms, st.integers(0, 3))
def test_a_narrower_consent_shows_no_more(consents, piece, kind, room, at):
    less = [narrowed(act) if n == at % len(consents) else act for n, act in enumerate(consents)]
    if is_shown(less, piece, kind=kind, room=room):
        assert is_shown(consents, piece, kind=kind, room=room)


@settings(max_examples=60, deadline=None)
@given(st.lists(acts(), max_size=4), pieces, days)
def test_two_days_show_what_each_of_them_shows(consents, piece, day):
    both = is_shown(consents, piece, day=day)
    meeting_alone = is_shown(consents, piece, day=MEET)
    assert not both or meeting_alone


@settings(max_examples=50, deadline=None)
@given(st.lists(acts(), max_size=4), pieces, kinds)
def test_with_the_family_in_the_room_no_more_is_shown(consents, piece, kind):
    if is_shown(consents, piece, kind=kind, family=("P2",)):
        assert is_shown(consents, piece, kind=kind)
        assert not piece.is_view
        assert piece.source in ("", "本人", "税務")


@settings(max_examples=60, deadline=None)
@given(st.lists(acts(), max_size=4), pieces)
def test_where_consent_is_asked_no_more_is_shown_than_where_it_is_not(consents, piece):
    assert not is_shown(consents, piece, kind="asks") or is_shown(consents, piece, kind="free")


def in_force(consents, person, day):
    """The acts of a person that hold on a day, found as a person would with the papers on the table."""
    mine = [act for act in consents if act.person == person and act.date <= day]
    of_the_day = [act for act in mine if act.date == max(a.date for a in mine)]
    for word in ("撤回", "拒否", "保留", "一部同意", "同意"):
        narrowest = [act for act in of_the_day if act.act == word]
        if narrowest:
            return narrowest
    return []


def says_yes(act, day):
    return act.act in ("同意", "一部同意") and (act.until is None or act.until >= day)


def covers(act, need, tax):
    share = act.share_with
    everybody = all((share.agencies == "すべて" or a in share.agencies) and a not in share.excluded for a in AGENCIES)
    all_of_it = act.categories == "すべて" or (need != "すべて" and set(need) <= set(act.categories))
    return everybody and all_of_it and (act.tax or not tax)


@settings(max_examples=120, deadline=None)
@given(st.lists(acts(), max_size=5), pieces)
def test_against_the_rule_written_out_naively(consents, piece):
    """Rules 1, 3 and 7 once more, sentence by sentence."""

    def holds(person, need, *, tax=False):
        held = [(in_force(consents, person, day), day) for day in (date(2025, 7, 10), MEET)]
        return all(papers and all(says_yes(act, day) and covers(act, need, tax) for act in papers) for papers, day in held)

    def is_live(person):
        held = [(in_force(consents, person, day), day) for day in (date(2025, 7, 10), MEET)]
        return all(papers and all(says_yes(act, day) for act in papers) for papers, day in held)

    persons = piece.persons or ("P1",)
    expected = is_live("P1") and all(holds(person, piece.need) for person in persons)
    expected = expected and (piece.source != "税務" or all(holds(person, (), tax=True) for person in persons))
    for person, name in (("P1", "一子"), ("P2", "健太郎")):
        expected = expected and (name not in piece.text or holds(person, ("基本情報",)))
    assert is_shown(consents, piece) == expected
