"""The input door: what comes by --from, stdin and options, told apart, refused with its place, or put right."""

from pathlib import Path

import pytest

from carried import CALL, PLAN, Household, carried
from speaking import Said

NOTE = "method: 訪問\nfact: 話した\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """A household for all that is refused and changes nothing."""
    return carried(tmp_path_factory.mktemp("same"))


def note(home: Household, text: str | bytes, *words: str) -> Said:
    return home.desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", *words, stdin=text)


def value_of(home: Household, data: dict[str, str]) -> str:
    return (home.desk.root / data["path"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "word", "where"),
    [
        ("", "中身", "標準入力:1:1"),
        ("# ひとこと\n", "中身", "標準入力:1:1"),
        ("null\n", "中身", "標準入力:1:1"),
        ("[]\n", "中身", "標準入力:1:1"),
        ("ただの文章\n", "項目名", "標準入力:1:1"),
        ("- 一\n- 二\n", "項目名", "標準入力:1:1"),
        ("{}\n", "必要な項目", "標準入力:1:1"),
        (NOTE.encode("cp932"), "CP932", "標準入力:1:9"),
        (NOTE.encode("utf-16"), "UTF-16", "標準入力:1:1"),
        (b"\x00\x01\x02", "UTF", "標準入力:1:1"),
        ("fact: " + "あ" * 100_000 + "\nmethod: 訪問\n", "256 KiB", "標準入力:1:1"),
        ("x" * 3_000_000, "256 KiB", "標準入力:1:1"),
        ('fact: "閉じない\n', "引用符", "標準入力:1:7"),
        ("fact: &a x\nmethod: *a\n", "アンカー", "標準入力:1:7"),
        (NOTE + "colour: red\n", "項目名", "標準入力:3:1"),
        (NOTE + "fact: ふたつめ\n", "二度", "標準入力:3:1"),
        (NOTE + "date: 2025-13-40\n", "日付", "標準入力:3:1"),
        (NOTE + "next:\n  date: いつか\n  what: 電話\n", "日付", "標準入力:4:3"),
        ("method: 飛行\nfact: x\n", "決められた言葉", "標準入力:1:1"),
        ("- method: 訪問\n  fact: 一\n- method: 電話\n  fakt: 二\n", "必要な項目", "標準入力:3:3"),
        ("- method: 訪問\n  fact: 一\n- method: 電話\n  fact: 二\n  fakt: 三\n", "項目名", "標準入力:5:3"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place_and_without_its_value(
    same: Household, text: str | bytes, word: str, where: str
) -> None:
    before = sorted(same.folder.rglob("*"))
    said = note(same, text)
    assert said.code == 2, said.err
    assert word in said.err
    assert f"場所: {where}\n" in said.err
    assert "次に: " in said.err
    for value in ("ただの文章", "colour: red", "飛行", "2025-13-40", "閉じない"):
        assert value not in said.err
    assert sorted(same.folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("case: R07-ZZZZZZZ", "case"),
        ("id: 20250101-AAAA", "id"),
        ("schema: consent/1", "schema"),
        ("recorded: 2020-01-01T00:00:00+09:00", "recorded"),
        ("recorded_by: hori", "recorded_by"),
    ],
)
def test_nobody_but_seki_says_to_whom_a_record_belongs(same: Household, line: str, key: str) -> None:
    cases = sorted((same.desk.root / "cases").rglob("*.yaml"))
    said = note(same, NOTE + line + "\n")
    assert said.code == 2, said.out + said.err
    assert key in said.err
    assert "標準入力:3:1" in said.err
    assert sorted((same.desk.root / "cases").rglob("*.yaml")) == cases


def test_what_seki_would_write_anyway_may_be_said(home: Household) -> None:
    said = note(home, NOTE + f"schema: note/1\ncase: {home.case}\nrecorded_by: sato\n")
    assert said.code == 0, said.err


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("meeting", "new", "juso", "--date", "2025-08-20"), "id: M-20250820-AAAA\n"),
        (("plan", "new", "{case}", "--kind", "参加支援", "--by", "sato"), PLAN + "case: R07-ZZZZZZZ\n"),
        (("plan", "new", "{case}", "--kind", "参加支援", "--by", "sato"), PLAN + "id: P-0000000\n"),
        (("plan", "revise", "{plan}", "--by", "sato"), "version: 9\ncautions: なし\n"),
        (("plan", "revise", "{plan}", "--by", "sato"), "id: P-0000000\ncautions: なし\n"),
        (("plan", "revise", "{plan}", "--by", "sato"), "kind: 参加支援\ncautions: なし\n"),
        (("case", "new", "--by", "sato"), CALL.replace("intake:\n", "intake:\n  case: R07-ZZZZZZZ\n")),
        (("case", "new", "--by", "sato"), CALL.replace("household:\n", "household:\n  case: R07-ZZZZZZZ\n")),
        (("case", "new", "--by", "sato"), CALL + "case:\n  id: R07-ZZZZZZZ\n"),
    ],
)
def test_the_same_for_every_kind_of_record(same: Household, words: tuple[str, ...], text: str) -> None:
    spoken = [word.format(case=same.case, plan=same.plan) for word in words]
    said = same.desk.try_(*spoken, "--from", "-", stdin=text)
    assert said.code == 2, said.out + said.err
    assert "標準入力:" in said.err


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--to-agency", "nishi", "--ask", "引継ぎ", "--reason", "03"), "to_agency: nishi\nreasons:\n  - 制度の狭間\n"),
        (("--to-agency", "nishi", "--ask", "引継ぎ", "--reason", "制度の狭間"), "reasons:\n  - '03'\nask: 引継ぎ\n"),
        (
            ("--to-agency", "nishi", "--ask", "引継ぎ", "--reply-by", "R7.7.30"),
            "reasons:\n  - 制度の狭間\nreply_by: 2025-07-30\n",
        ),
    ],
)
def test_an_option_and_the_file_may_say_the_same(home: Household, words: tuple[str, ...], text: str) -> None:
    said = home.desk.try_("refer", home.case, "--by", "sato", *words, "--from", "-", "--json", stdin=text)
    assert said.code == 0, said.out
    kept = value_of(home, said.data)
    assert "制度の狭間" in kept
    assert "reply_by: 2025-07-30" in kept


@pytest.mark.parametrize(
    ("command", "words", "text", "line"),
    [
        ("refer {case}", ("--to-agency", "nishi"), "to_agency: higashi\n", 1),
        ("refer {case}", ("--to-agency", "nishi", "--reason", "制度の狭間"), "ask: 引継ぎ\nreasons:\n  - その他\n", 2),
        ("refer {case}", ("--to-agency", "nishi", "--reply-by", "R7.8.1"), "reply_by: 2025-08-02\n", 1),
        ("consent withdraw {case}", (), "act: 同意\n", 1),
        ("consent add {case}", ("--person", "P1"), "act: 拒否\nperson: P2\n", 2),
        ("referral accept {case}/{referral}", ("--next", "2025-07-20"), "next:\n  date: 2025-07-21\n", 2),
        ("referral accept {case}/{referral}", (), "step: 辞退\n", 1),
        ("monitor {plan}", ("--result", "継続"), "result: 変更が必要\n", 1),
        ("monitor {plan}", (), "plan: P-0000000\nresult: 継続\n", 1),
        ("plan new {case}", ("--kind", "参加支援"), PLAN + "kind: 多機関協働\n", 25),
        ("plan new {case}", ("--kind", "参加支援"), PLAN + "version: 3\n", 25),
    ],
)
def test_an_option_and_the_file_never_say_two_things(
    same: Household, command: str, words: tuple[str, ...], text: str, line: int
) -> None:
    spoken = command.format(case=same.case, plan=same.plan, referral=same.referral).split()
    said = same.desk.try_(*spoken, *words, "--by", "goto", "--from", "-", stdin=text)
    assert said.code == 2, said.out + said.err
    assert "食い違" in said.err
    assert f"標準入力:{line}:" in said.err


def test_the_file_adds_what_the_option_leaves_open(home: Household) -> None:
    said = home.desk.try_(
        "referral", "accept", f"{home.case}/{home.referral}", "--next", "R7.7.20", "--by", "goto", "--json", "--from", "-",
        stdin="next:\n  date: 2025-07-20\n  what: 訪ねる\n",
    )  # fmt: skip
    assert said.code == 0, said.out
    assert "what: 訪ねる" in value_of(home, said.data)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("R7.7.3", "2025-07-03"),
        ("令和７年７月３日", "2025-07-03"),
        ("2025/7/3", "2025-07-03"),
        ("今日", "2025-07-16"),
        ("20250703", "2025-07-03"),
    ],
)
def test_days_as_people_write_them(home: Household, typed: str, kept: str) -> None:
    said = note(home, NOTE + f"date: {typed}\n", "--json")
    assert said.code == 0, said.out
    assert f"\ndate: {kept}\n" in value_of(home, said.data)


@pytest.mark.parametrize(
    "words", [("--reply-by", "令和７年８月１日"), ("--reply-by", "R7.8.1"), ("--reply-by", "２０２５－０８－０１")]
)
def test_days_in_options(home: Household, words: tuple[str, ...]) -> None:
    said = home.desk.try_(
        "refer", home.case, "--by", "sato", "--to-agency", "nishi", "--ask", "協力", "--reason", "その他", *words, "--json"
    )
    assert said.code == 0, said.out
    assert "reply_by: 2025-08-01" in value_of(home, said.data)


@pytest.mark.parametrize("reason", ["03", "制度の狭間"])
def test_codes_and_labels_are_the_same_and_the_file_holds_the_label(home: Household, reason: str) -> None:
    text = f"to_agency: nishi\nask: 協力\nreasons:\n  - '{reason}'\n"
    said = home.desk.try_("refer", home.case, "--by", "sato", "--from", "-", "--json", stdin=text)
    assert said.code == 0, said.out
    assert "  - 制度の狭間\n" in value_of(home, said.data)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + NOTE.encode(), NOTE.replace("\n", "\r\n").encode()])
def test_the_door_puts_right_what_an_editor_left_and_says_so(home: Household, data: bytes) -> None:
    said = note(home, data)
    assert said.code == 0, said.err
    assert "取り除きました" in said.err or "そろえました" in said.err


def test_a_list_makes_one_act_of_several_records(home: Household) -> None:
    said = note(home, "- method: 訪問\n  fact: 一\n- method: 電話\n  fact: 二\n", "--json")
    assert said.code == 0
    assert len(said.data["note"]) == 2
    assert said.data["records"] == said.data["note"]


def test_one_bad_record_in_a_list_leaves_none(same: Household) -> None:
    before = sorted(same.folder.rglob("*"))
    assert note(same, "- method: 訪問\n  fact: 一\n- method: 電話\n  fact: 二\n  about:\n    - P9\n").code == 4
    assert sorted(same.folder.rglob("*")) == before


def test_a_file_that_is_not_there_or_is_a_folder(same: Household, tmp_path: Path) -> None:
    for source in (tmp_path / "ない.yaml", tmp_path):
        said = same.desk.try_("note", "add", same.case, "--by", "sato", "--from", str(source))
        assert said.code == 2
        assert "開けません" in said.err


def test_a_file_by_its_path(home: Household, tmp_path: Path) -> None:
    path = tmp_path / "houmon.yaml"
    path.write_text(NOTE + "metod: x\n", encoding="utf-8")
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", str(path))
    assert said.code == 2
    assert "場所: houmon.yaml:3:1" in said.err
    path.write_text(NOTE, encoding="utf-8")
    assert home.desk.try_("note", "add", home.case, "--by", "sato", "--from", str(path)).code == 0


@pytest.mark.parametrize(
    ("line", "where"),
    [("date: 2025-07-20", "標準入力:3:1"), ("date: 2025-05-01", "標準入力:3:1"), ("about:\n  - P9", "標準入力:4:")],
)
def test_a_refusal_by_a_rule_points_into_what_came_in(same: Household, line: str, where: str) -> None:
    """The record is not written, so its path would lead nowhere."""
    said = note(same, NOTE + line + "\n")
    assert said.code == 4
    assert where in said.err


def test_an_option_that_no_list_knows_is_named(same: Household) -> None:
    said = same.desk.try_("refer", same.case, "--by", "sato", "--to-agency", "nishi", "--ask", "引継ぎ", "--reason", "ほげ")
    assert said.code == 2
    assert "cases/" not in said.err
    assert "reasons" in said.err


def test_an_option_that_no_schema_takes_is_named_and_no_line_of_the_file(same: Household) -> None:
    said = same.desk.try_("plan", "new", same.case, "--by", "sato", "--kind", "ほげ", "--from", "-", stdin=PLAN)
    assert said.code == 2
    assert "場所: kind\n" in said.err
