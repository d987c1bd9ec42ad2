"""The interview, question by question: typed lines go in, fields come out. The ear is the real one, stdin is a text."""

import io
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from carried import Household, carried
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import fetch
from seki_cli.commands.interview import interview
from seki_cli.commands.today import JST
from seki_cli.files.fields import schema_fields
from seki_cli.files.schemas import find_faults, kinds, shape
from seki_cli.prompt import TerminalAsker

Fill = Callable[..., dict[str, Any]]
HEAD = {
    "schema": "{}/1",
    "id": "20250716-7KQ2",
    "case": "R07-7K3F9QX",
    "recorded": "2025-07-16T10:00:00+09:00",
    "recorded_by": "goto",
}


class Interrupted(Exception):
    """The lines have ended in the middle of a form, as with Ctrl-C; pytest would take the real thing for its own."""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    found = carried(tmp_path)
    found.desk.do("registry", "me", "sato")
    return found


def call_of(home: Household, *words: str) -> Call:
    noon = datetime(2025, 7, 16, 12, 0, tzinfo=JST)
    return Call(words=words, folder=home.desk.root, day=date(2025, 7, 16), clock=noon, asker=TerminalAsker())


@pytest.fixture
def fill(home: Household, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Return a way to answer a form line by line and get what it holds at the end; `again`: with the draft of the time before."""

    def filled(kind: str, keys: str, *lines: str, given: Any = None, again: bool = False) -> dict[str, Any]:
        if not again:
            for name in drafts(home):
                (home.desk.root / ".git" / "seki" / "drafts" / name).unlink()
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        call = call_of(home, "note", "add")
        desk = fetch(call)
        case = desk.world.case(home.case)
        entry = Entry(fields=given or {})
        try:
            fields = interview(call, desk, kind, entry, keys=tuple(keys.split()), case=case).fields
        except KeyboardInterrupt:
            raise Interrupted from None
        assert sys.stdin.read() == "", "a line was typed that nobody asked for"
        return fields

    return filled


def drafts(home: Household) -> list[str]:
    folder = home.desk.root / ".git" / "seki" / "drafts"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("typed", ["3", "３", "訪問", "ほうもん", "ホウモン", "ほうも", "ﾎｳﾓﾝ"])
def test_a_word_is_chosen_by_number_word_part_or_kana(fill: Fill, typed: str) -> None:
    assert fill("note", "method", typed) == {"method": "訪問"}


def test_a_part_that_fits_twice_is_no_answer(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill("note", "method", "ん", "機関と") == {"method": "機関との協議"}
    assert "当てはまるものが複数あります" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["中央第1", "ちゅうおうだい1", "chuo1"])
def test_an_agency_is_chosen_by_name_kana_or_id(fill: Fill, typed: str) -> None:
    assert fill("screening", "to_agency", typed) == {"to_agency": "chuo1"}


def test_what_is_optional_is_passed_over_with_enter(fill: Fill) -> None:
    assert fill("note", "view minutes_spent category source stage", *[""] * 5, "") == {}


@pytest.mark.parametrize(
    ("line", "chosen"),
    [("1 2", ["P1", "P2"]), ("1,2", ["P1", "P2"]), ("２、１", ["P2", "P1"]), ("とみ", ["P2"]), ("P2", ["P2"]), ("1 1", ["P1"])],
)
def test_several_are_chosen_in_one_line(fill: Fill, line: str, chosen: list[str]) -> None:
    assert fill("note", "about", line, "") == {"about": chosen}


def test_several_are_chosen_one_after_the_other_and_taken_back(fill: Fill) -> None:
    assert fill("note", "about", "2", "1", "2", "") == {"about": ["P1"]}


def test_the_person_is_offered_as_the_one_it_is_about(fill: Fill) -> None:
    assert fill("note", "about", "") == {"about": ["P1"]}


def test_the_word_for_everything_stands_alone(fill: Fill) -> None:
    assert fill("plan", "categories", "3 すべて", "") == {"categories": "すべて"}
    assert fill("plan", "categories", "けいざい すまい", "") == {"categories": ["経済", "住まい"]}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("R7.7.30", "2025-07-30"),
        ("あした", "2025-07-17"),
        ("来週水曜", "2025-07-23"),
        ("月末", "2025-07-31"),
        ("+14", "2025-07-30"),
    ],
)
def test_a_day_is_said_back_with_its_weekday(fill: Fill, capsys: pytest.CaptureFixture[str], typed: str, day: str) -> None:
    assert fill("monitoring", "next_date", typed) == {"next_date": day}
    assert f"({'月火水木金土日'[date.fromisoformat(day).weekday()]})" in capsys.readouterr().err


def test_a_day_that_cannot_be_read_is_asked_again_without_being_repeated(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill("monitoring", "next_date", "そのうち", "今日") == {"next_date": "2025-07-16"}
    assert "そのうち" not in capsys.readouterr().err


def test_a_number_keeps_to_its_bounds(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill("note", "minutes_spent", "長い", "1441", "-1", "４５") == {"minutes_spent": "45"}
    assert capsys.readouterr().err.count("0 から 1440 まで") == 3


@pytest.mark.parametrize(
    ("typed", "clock"), [("14:30", "14:30"), ("9時5分", None), ("9時05分", "09:05"), ("１４：３０", "14:30"), ("14時", "14:00")]
)
def test_a_time_of_day(fill: Fill, typed: str, clock: str | None) -> None:
    assert fill("note", "at", typed, *([] if clock else ["10:00"])) == {"at": clock or "10:00"}


def test_yes_and_no(fill: Fill) -> None:
    assert fill("consent", "tax", "はい", given={"act": "同意"}) == {"act": "同意", "tax": "true"}
    assert fill("consent", "tax", "2", given={"act": "同意"}) == {"act": "同意", "tax": "false"}


def test_a_text_that_is_too_long_is_asked_again(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill("consent", "evidence", "あ" * 201, "棚の上") == {"evidence": "棚の上"}
    assert "200 文字まで" in capsys.readouterr().err


def test_a_long_text_has_lines(fill: Fill) -> None:
    assert fill("note", "fact", "", "庭で話した", "顔色がよい", "") == {"fact": "庭で話した\n顔色がよい"}


def test_words_are_listed_with_the_comma_of_the_language(fill: Fill) -> None:
    assert fill("note", "present", "長良 一、民生委員，長良 一") == {"present": ["長良 一", "民生委員"]}


def test_an_object_is_passed_over_by_its_first_question(fill: Fill) -> None:
    assert fill("note", "next", "") == {}
    assert fill("note", "next", "来週", "佐藤", "電話する") == {
        "next": {"date": "2025-07-23", "staff": "sato", "what": "電話する"}
    }


def test_a_table_is_filled_row_by_row_and_numbered(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    fields = fill("plan", "goals", "", "居場所に通う", "R7.12.31", "短期", "家計簿をつける", "3か月後", "", "")
    assert fields["goals"] == [
        {"num": "1", "text": "居場所に通う", "due": "2025-12-31", "span": "短期"},
        {"num": "2", "text": "家計簿をつける", "due": "2025-10-16"},
    ]
    assert "この項目は必要です" in capsys.readouterr().err, "the first row of a table that must have one"


def test_a_support_is_offered_the_issues_written_just_before(fill: Fill) -> None:
    fields = fill(
        "plan", "issues supports", "昼夜が逆転している", "通院が途切れた", "", "同行する", "通院", "まるごと", "", "", ""
    )
    assert fields["supports"] == [{"issue": "2", "what": "同行する", "agency": "marugoto"}]


def test_staff_of_the_agency_in_the_row_come_first(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    fill("plan", "supports", "同行する", "まるごと", "?", "1", "", "")
    assert "1 森 誠（mori）" in capsys.readouterr().err


def test_goals_of_the_plan_are_gone_through_one_by_one(home: Household, fill: Fill) -> None:
    given = {"plan": home.plan, "version": "1"}
    fields = fill("monitoring", "goals", "いちぶ", "二回行けた", given=given)
    assert fields["goals"] == [{"num": "1", "progress": "一部達成", "note": "二回行けた"}]
    assert "goals" not in fill("monitoring", "goals", "", given=given)


def test_the_way_back_leads_through_rows_and_objects(fill: Fill) -> None:
    lines = ("居場所に通う", "R7.12.31", "", "<", "<", "R7.11.30", "たんき", "")
    assert fill("plan", "goals", *lines)["goals"] == [{"num": "1", "text": "居場所に通う", "due": "2025-11-30", "span": "短期"}]
    fields = fill("note", "view next", "見立て", "", "あした", "戻る", "<", "直した見立て", "", "あさって", "", "")
    assert fields["view"] == "直した見立て"


def test_the_first_question_has_nothing_before_it(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill("note", "method", "<", "電話") == {"method": "電話"}
    assert "これが最初の質問です" in capsys.readouterr().err


def test_on_the_way_back_enter_keeps_and_a_bar_clears(fill: Fill) -> None:
    assert fill("note", "view action", "見立て", "", "<", "", "") == {"view": "見立て"}
    assert fill("note", "view action", "見立て", "", "<", "-", "") == {}


@pytest.mark.parametrize("keys", ["method", "view", "minutes_spent", "about", "next", "programme"])
def test_a_question_mark_explains_every_field(fill: Fill, capsys: pytest.CaptureFixture[str], keys: str) -> None:
    told = {field.key: field.description for field in schema_fields("note")}
    answers = {"method": ["電話"], "next": [""]}.get(keys, [""])
    fill("note", keys, "？", *answers)
    expected = told[keys] if keys != "next" else "次に動く日です。"
    assert expected in capsys.readouterr().err.replace("\n    ", "")


def test_what_is_not_called_for_is_not_asked(fill: Fill) -> None:
    keys = "act given_by giver share_with categories until"
    assert set(fill("consent", keys, "拒否", "")) == {"act"}
    fields = fill("consent", keys, "一部同意", "親権者", "長良 一", "nishi", "", "介護", "", "", "")
    assert fields["share_with"] == {"agencies": ["nishi"]}
    assert fields["giver"] == "長良 一"


def test_what_the_schema_demands_there_is_demanded_there(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    fields = fill("referral_step", "step reason reply_by", "じたい", "", "ほんにんがきぼう")
    assert fields == {"step": "辞退", "reason": "本人が希望しない"}
    assert "この項目は必要です" in capsys.readouterr().err
    assert fill("referral_step", "step reason reply_by", "受理") == {"step": "受理"}


def test_an_answer_that_lost_its_ground_is_dropped(fill: Fill) -> None:
    fields = fill("consent", "act given_by share_with tax", "同意", "", "すべて", "", "", "はい", "1", "拒否", "")
    assert fields == {"act": "拒否"}


def test_open_promises_are_offered_as_done(home: Household, fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill("note", "done method", "電話") == {"method": "電話"}, "nothing is promised yet, so nothing is asked"
    added = home.desk.do(
        "note", "add", home.case, given="method: 電話\nfact: x\nnext:\n  date: 2025-07-30\n  what: 通院に付き添う\n"
    )
    capsys.readouterr()
    assert fill("note", "done", "付き添う", "") == {"done": [added["note"]]}
    assert "R7.7.30まで 通院に付き添う" in capsys.readouterr().err


def test_a_long_form_is_shown_before_it_is_saved_and_a_number_leads_back(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ("電話", "話した", "", "", "", "家族", "99", "2", "よく話した", "", "")
    fields = fill("note", "method fact view action source", *lines)
    assert fields == {"method": "電話", "fact": "よく話した", "source": "家族"}
    shown = capsys.readouterr().err
    assert "支援経過記録（保存の前の確認）" in shown
    assert " 1 対応方法: 電話\n 2 事実: 話した\n 3 見立て: （なし）" in shown
    assert "表にある番号" in shown


def test_every_answer_is_kept_and_the_form_goes_on_from_there(
    home: Household, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Interrupted):
        fill("note", "method fact view action", "電話", "話した", "", "")
    assert drafts(home) == [f"note-add-{home.case}.yaml"]
    assert "ここまでの内容は下書きに残っています" in capsys.readouterr().err
    fields = fill("note", "method fact view action", "", "手紙を送る", "", "", again=True)
    assert fields == {"method": "電話", "fact": "話した", "action": "手紙を送る"}


def test_a_table_goes_on_with_its_next_row(home: Household, fill: Fill) -> None:
    with pytest.raises(Interrupted):
        fill("plan", "issues cautions", "昼夜が逆転している", "通院が途切れた")
    fields = fill("plan", "issues cautions", "", "家計が苦しい", "", "なし", "", again=True)
    assert [row["text"] for row in fields["issues"]] == ["昼夜が逆転している", "通院が途切れた", "家計が苦しい"]
    assert [row["num"] for row in fields["issues"]] == ["1", "2", "3"]


def test_a_draft_that_is_not_wanted_is_set_aside_not_deleted(home: Household, fill: Fill) -> None:
    with pytest.raises(Interrupted):
        fill("note", "fact view", "話した", "")
    assert fill("note", "fact view", "n", "別の話", "", "", again=True) == {"fact": "別の話"}
    kept = (home.desk.root / ".git" / "seki" / "drafts" / f"note-add-{home.case}.1.yaml").read_text(encoding="utf-8")
    assert "fact: 話した" in kept


def test_a_draft_that_cannot_be_read_is_set_aside_and_named(
    home: Household, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home.desk.root / ".git" / "seki" / "drafts"
    folder.mkdir(exist_ok=True)
    (folder / f"note-add-{home.case}.yaml").write_text("fact: [\n", encoding="utf-8")
    assert fill("note", "fact", "話した", "", again=True) == {"fact": "話した"}
    assert f"note-add-{home.case}.1.yaml に移しました" in capsys.readouterr().err.replace("\n    ", "")
    assert (folder / f"note-add-{home.case}.1.yaml").read_text(encoding="utf-8") == "fact: [\n"


def test_a_draft_about_another_plan_is_not_this_ones(home: Household, fill: Fill) -> None:
    with pytest.raises(Interrupted):
        fill("monitoring", "person_view result", "よくなった", "", given={"plan": home.plan})
    assert fill("monitoring", "result", "継続", given={"plan": "P-OTHER00"}, again=True) == {
        "plan": "P-OTHER00",
        "result": "継続",
    }


def test_nobody_is_asked_where_nobody_can_answer(home: Household) -> None:
    call = Call(words=("note", "add"), folder=home.desk.root, day=date(2025, 7, 16), clock=datetime(2025, 7, 16, tzinfo=JST))
    entry = Entry(fields={"method": "電話"})
    assert interview(call, fetch(call), "note", entry, keys=("fact",)) is entry


@pytest.mark.parametrize("kind", ["note", "plan", "screening", "assessment", "monitoring", "evaluation", "closing", "placement"])
def test_every_field_of_a_form_can_be_asked_and_left(home: Household, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Whatever key a command names, there is a question for it: what needs no answer is passed over with Enter alone."""
    own = {"schema", "id", "case", "recorded", "recorded_by", "corrects", "extra"}
    for field in schema_fields(kind):
        if field.key in own or field.required:
            continue
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n" * 5))
        call = call_of(home, "note", "add")
        desk = fetch(call)
        entry = interview(call, desk, kind, Entry(fields={}), keys=(field.key,), case=desk.world.case(home.case))
        faults = find_faults(shape(entry.fields, kind), kind)
        assert not [fault for fault in faults if fault.key and fault.key[0] == field.key], field.key
    assert kind in kinds()
