"""The paper as text, Markdown and HTML: marks on every page, one structure whatever a record holds, nothing from outside."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from seki_cli.errors import Unreadable
from seki_cli.model.case import Complaint, Person
from seki_cli.model.meeting import Item, NumberedPaper
from seki_cli.model.plan import Goal, Issue, Support
from seki_cli.papers.agenda import DRAFT, render_agenda
from seki_cli.papers.cover import render_cover
from seki_cli.papers.templates import render
from tests.papers.test_escape import CONTROL, PAYLOADS, blocks
from tests.rules.gate_worlds import CASE, PLAN, case, compose, consent, household, intake, meeting, note, plan, world

TEMPLATES = Path(__file__).parents[2] / "templates" / "papers"
FORMS = {"text": "txt", "md": "md", "html": "html"}


def template(name, form):
    return (TEMPLATES / f"{name}.{FORMS[form]}.j2").read_text("utf-8")


def written(word):
    """A meeting in which one text stands in every free field that a paper shows."""
    person = Person(
        id="P1", role="本人", name=word, kana=word, school_or_work=word, health=word, care_level=word, certificates=(word,)
    )
    the_plan = plan(
        wish=word, wish_why=word, issues=(Issue(num=1, text=word),), goals=(Goal(num=1, text=word, due=plan().period.until),),
        supports=(Support(what=word, agency="shakyo", often=word),), cautions=word, change_reason=word,
    )  # fmt: skip
    the_case = case(
        household=household(person), consents=(consent(),), plans=(the_plan,),
        intakes=(intake(complaint=Complaint(by_person=word, by_family=word), wishes=word, route=word),), notes=(note(word, view=word, action=word),),
    )  # fmt: skip
    items = (
        Item(num=1, case=CASE, plan=PLAN, version=1, timing="変更", why=word, basis=word),
        Item(num=2, case=CASE, timing="情報共有", why=word),
    )
    now = meeting("free", items=items, place=word, chair=word)
    return compose(world(the_case), now)


def paper(word, form, *, draft=True):
    return render_agenda(written(word).paper, template("agenda", form), form, draft=draft)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(attrs)))

    def handle_endtag(self, tag):
        self.seen.append(f"/{tag}")

    def handle_comment(self, data):
        self.seen.append("comment")


def tags(html):
    parser = Tags()
    parser.feed(html)
    return parser.seen


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.strip()])
def test_the_structure_is_that_of_neutral_text(payload):
    assert tags(paper(payload, "html")) == tags(paper("中立", "html"))
    assert blocks(paper(payload, "md")) == blocks(paper("中立", "md"))
    titles = [line for line in paper(payload, "text").split("\n") if line.startswith(("■", "=", "【", "議題", "#"))]
    assert titles == [line for line in paper("中立", "text").split("\n") if line.startswith(("■", "=", "【", "議題", "#"))]


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.strip()])
@pytest.mark.parametrize("form", FORMS)
def test_no_control_no_bidi_and_no_template_is_obeyed(payload, form):
    done = paper(payload, form)
    assert not CONTROL.search(done)
    assert "49" not in done.replace("{{ 7 * 7 }}", "")


@pytest.mark.parametrize("form", FORMS)
def test_the_words_are_there(form):
    done = paper("ことのは", form)
    assert done.count("ことのは") > 20
    for word in (
        "支援の会",
        "社会福祉法第106条の6",
        "取扱注意",
        "会議後回収",
        "知り得た全てに守秘義務がある",
        "検討事項",
        "現行プランの評価",
        "令和7年7月15日(火)",
        CASE,
    ):
        assert word in done


@pytest.mark.parametrize("form", FORMS)
def test_each_page_of_what_a_screen_shows_says_so(form):
    shown, handed = paper("ことのは", form), paper("ことのは", form, draft=False)
    assert shown.count(DRAFT) == 3 if form != "md" else shown.count(DRAFT) >= 3  # the front page and two items
    assert DRAFT not in handed


def test_a_text_paper_is_eighty_columns_wide():
    from seki_cli.papers.escape import columns

    assert max(columns(line) for line in paper("長い文章が続きます。" * 30, "text").split("\n")) <= 80


def test_the_html_needs_nothing_from_outside():
    done = paper("ことのは", "html")
    assert not re.search(r"(?i)<(script|link|img|iframe|object)|url\(|@import|https?://|//[a-z]", done)
    assert "default-src 'none'" in done
    assert done.count('<table class="page">') == 3
    assert done.count("社会福祉法第106条の6") >= 3  # marks and legal basis head every page
    assert "display: table-header-group" in done
    handed = render_agenda(room_of_two(), template("agenda", "html"), "html", draft=False)
    assert handed.count("番号付き配布資料") == 2
    assert "番号付き配布資料" not in done  # what a screen shows has no number


def room_of_two(**more):
    items = (Item(num=1, case=CASE, timing="情報共有", members=("chuo",)), Item(num=2, case=CASE, timing="方針"))
    return compose(world(case(notes=(note("ことのは"),))), meeting("free", items=items, **more)).paper


@pytest.mark.parametrize("form", FORMS)
def test_each_page_of_each_copy_bears_marks_basis_and_number(form):
    done = render_agenda(room_of_two(), template("agenda", form), form, draft=False)
    for num, pages in ((1, 3), (2, 2)):  # 社協 is no member of the first item
        assert len(re.findall(f"資料番号(?:</dt><dd><b>)? ?{num}(?![0-9])", done)) == pages + (form == "html")
    assert done.count("取扱注意") == 5
    assert done.count("社会福祉法第106条の6") == 5 + 3  # and each item names its own basis


@pytest.mark.parametrize("form", FORMS)
def test_the_list_for_getting_copies_back_is_the_last_page_and_holds_nothing_of_a_case(form):
    done = render_agenda(room_of_two(), template("agenda", form), form, draft=False)
    last = done[done.rindex({"text": "\f", "md": "---\n\n#", "html": '<table class="page">'}[form]) :]
    assert "回収表" in last
    assert "事務局控え・配布しない" in last
    for label in ("中央包括", "社協", "1・2"):
        assert label in last
    assert CASE not in last
    assert "ことのは" not in last
    assert "回収表" not in done[: done.index(last)]


@pytest.mark.parametrize("form", FORMS)
def test_a_screen_and_a_copy_for_one_agency_have_no_list(form):
    composed = compose(world(case()), meeting("free"), agency="chuo").paper
    assert "回収表" not in render_agenda(composed, template("agenda", form), form, draft=False)
    assert "回収表" not in render_agenda(room_of_two(), template("agenda", form), form, draft=True)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_promised_that_the_profile_does_not_say(form):
    the_world = world(case(consents=(consent(), consent("P2"))))
    done = render_agenda(compose(the_world, meeting("mixed")).paper, template("agenda", form), form, draft=False)
    for word in ("取扱注意", "回収します", "会議後回収", "根拠", "守秘義務"):
        assert word not in done
    assert "資料番号" in done


def test_the_copy_for_one_agency_bears_its_number_and_name():
    composed = compose(world(case()), meeting("free", papers=(NumberedPaper(num=7, to="shakyo"),)), agency="shakyo")
    for form in FORMS:
        done = render_agenda(composed.paper, template("agenda", form), form, draft=False)
        assert "社協 用" in done
        assert re.search("資料番号.{0,20}7", done, re.DOTALL)


@pytest.mark.parametrize("form", FORMS)
def test_a_meeting_of_which_nothing_may_be_shown(form):
    done = render_agenda(
        compose(world(case()), meeting("free", called_off=True)).paper, template("agenda", form), form, draft=False
    )
    assert "配付できる議題はありません" in done


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_is_the_same_bytes(form):
    assert paper("ことのは", form) == paper("ことのは", form)


# ---------------------------------------------------------------------------------------------------------------- the cover


@pytest.mark.parametrize("form", FORMS)
def test_the_cover_says_that_it_is_not_for_handing_out(form):
    composed = compose(world(case(notes=(note("秘密"),), consents=(consent(categories=("就労",)),))), meeting())
    placed = composed.cover
    done = render_cover(placed, template("cover", form), form)
    for word in ("綴じ込み禁止", "配布しない", "次に", "規則1", "seki consent add"):
        assert word in done
    assert "秘密" not in done
    assert composed.cover.withheld[0].because in done


@pytest.mark.parametrize("form", FORMS)
def test_the_cover_tells_the_line_once_it_is_looked_up(form):
    from dataclasses import replace

    composed = compose(world(case(consents=(consent(categories=("就労",)),))), meeting())
    cover = replace(composed.cover, withheld=tuple(line.placed(12) for line in composed.cover.withheld))
    assert f"{cover.withheld[0].because}:12" in render_cover(cover, template("cover", form), form)


@pytest.mark.parametrize("form", FORMS)
def test_a_cover_with_nothing_to_tell(form):
    composed = compose(world(case(consents=(consent(), consent("P2")))), meeting())
    assert composed.cover.withheld == ()
    assert "伏せたものはありません" in render_cover(composed.cover, template("cover", form), form)


# ---------------------------------------------------------------------------------------------------- an office's own templates


@pytest.mark.parametrize("broken", [
    "{{ paper.nothing }}", "{{ nothing }}", "{% for %}", "{{ paper.kind.__class__ }}", "{{ ''.__class__.__mro__ }}",
    "{{ paper.kind + 1 }}", "{% include 'x' %}", "{{ range(999999999) | list }}",
])  # fmt: skip
@pytest.mark.parametrize("form", FORMS)
def test_a_faulty_template_is_told_calmly(broken, form):
    with pytest.raises(Unreadable) as told:
        render_agenda(written("秘密のことば").paper, broken, form, draft=True)
    assert "秘密" not in told.value.message + told.value.where + told.value.remedy
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    ("form", "expected"), [("text", "‹U+001B›[1m<b>#"), ("md", "‹U+001B›\\[1m\\<b\\>\\#"), ("html", "‹U+001B›[1m&lt;b&gt;#")]
)
def test_a_template_that_forgets_to_escape_escapes_all_the_same(form, expected):
    assert render("{{ word }}", {"word": "\x1b[1m<b>#"}, form) == expected


def test_a_line_end_in_a_bare_value_cannot_begin_a_line():
    assert render("{{ word }}", {"word": "a\n■ 偽"}, "text") == "a ■ 偽"
    assert render("{{ word }}", {"word": "a\n# 偽"}, "md") == "a \\# 偽"
