"""ケース: opened with little, listed by what people ask for, found by what is said, shown in one screen."""

from pathlib import Path

import pytest

from carried import CALL, Household, carried
from speaking import Said

SHORT = "intake:\n  method: 電話\n  complaint:\n    by_person: 眠れない\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    return carried(tmp_path_factory.mktemp("cases"))


@pytest.fixture
def own(tmp_path: Path) -> Household:
    return carried(tmp_path)


def open_(home: Household, text: str, *words: str) -> Said:
    return home.desk.try_("case", "new", "--by", "sato", "--from", "-", *words, stdin=text)


def test_two_answers_and_two_that_are_known_open_a_case(own: Household) -> None:
    said = open_(own, SHORT, "--json")
    assert said.code == 0, said.out
    case = said.data["case"]
    assert set(said.data) >= {"case", "intake", "path", "records"}
    assert said.data["path"] == f"cases/R07/{case}/case.yaml"
    intake = (own.desk.root / "cases" / "R07" / case / "intakes" / f"{said.data['intake']}.yaml").read_text()
    assert "received_on: 2025-07-16\nagency: chuo1\nmethod: 電話\n" in intake
    household = (own.desk.root / "cases" / "R07" / case / "household.yaml").read_text()
    assert "- id: P1\n    role: 本人\n" in household
    row = next(r for r in own.desk.ask("case", "list").items if r["id"] == case)
    assert (row["status"], row["lead"], row["area"]) == ("受付", "chuo1", "中央第1")


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("method: 電話\n", 2, "intake"),
        ("intake:\n", 2, "intake"),
        ("intake: 電話で\n", 2, "標準入力:1:1"),
        (SHORT + "intakes:\n  a: b\n", 2, "標準入力:5:1"),
        (SHORT + "household: ひとり\n", 2, "標準入力:5:1"),
        ("intake:\n  method: 電話\n", 2, "complaint"),
        (SHORT + "household:\n  people:\n    - role: ねこ\n", 2, "標準入力:7:7"),
        (SHORT.replace("電話", "念力"), 2, "標準入力:2:3"),
        (SHORT.replace("  method", "  received_on: 2030-01-01\n  method"), 4, "標準入力:2:3"),
        (SHORT.replace("  method", "  agency: nirgends\n  method"), 3, "登録"),
        (SHORT.replace("  method", "  route: ほげ\n  method"), 2, "標準入力:2:3"),
        (SHORT + "case:\n  lead_agensy: nishi\n", 2, "標準入力:6:3"),
    ],
)
def test_what_opens_no_case_leaves_no_folder(home: Household, text: str, code: int, word: str) -> None:
    before = sorted((home.desk.root / "cases").rglob("*"))
    said = open_(home, text)
    assert said.code == code, said.err
    assert word in said.err
    assert sorted((home.desk.root / "cases").rglob("*")) == before


def test_options_open_it_too(own: Household) -> None:
    words = (
        "--agency",
        "関市西地域包括支援センター",
        "--received-on",
        "R7.7.10",
        "--method",
        "来所",
        "--route",
        "01",
        "--variant",
        "同意なし",
    )
    said = open_(own, "intake:\n  complaint:\n    by_agency: 様子がおかしい\n", *words, "--json")
    assert said.code == 0, said.out
    case = own.desk.root / "cases" / "R07" / said.data["case"]
    intake = (case / "intakes" / f"{said.data['intake']}.yaml").read_text()
    for line in ("received_on: 2025-07-10", "agency: nishi", "method: 来所", "variant: 同意なし"):
        assert f"\n{line}\n" in intake
    assert "\nroute: 01" not in intake


def test_the_fiscal_year_is_that_of_the_number(own: Household) -> None:
    said = (
        own.desk.on("2026-03-31").do("case", "new", given=SHORT)["case"],
        own.desk.on("2026-04-01").do("case", "new", given=SHORT)["case"],
    )
    assert [case[:3] for case in said] == ["R07", "R08"]


def test_a_likely_duplicate_is_told_and_both_stand(own: Household) -> None:
    said = open_(own, CALL, "--json")
    assert said.code == 0
    assert said.data["alike"] == [own.case]
    (finding,) = [f for f in said.envelope["findings"] if f["code"] == "SEKI110"]
    assert finding["severity"] == "warning"
    assert "武芸" not in str(said.envelope)
    assert len(own.desk.ask("case", "list").items) == 2
    assert own.case in open_(own, CALL).err


def test_nobody_is_alike_by_name_alone(own: Household) -> None:
    text = "household:\n  people:\n    - role: 本人\n      name: 武芸 昌平\n"
    assert "alike" not in open_(own, SHORT + text, "--json").data


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), True), (("--status", "支援中"), True), (("--status", "受付"), False), (("--lead", "chuo1"), True),
        (("--lead", "関市中央第1地域包括支援センター"), True), (("--lead", "nishi"), False), (("--agency", "marugoto"), True),
        (("--agency", "takikan"), True), (("--agency", "nishi"), False), (("--area", "中央第1"), True), (("--area", "西"), False),
        (("--flag", "8050問題"), False), (("--field", "介護"), False), (("--status", "支援中", "--lead", "chuo1"), True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(home: Household, words: tuple[str, ...], found: bool) -> None:
    assert [row["id"] for row in home.desk.ask("case", "list", *words).items] == [home.case] * found


def test_the_list_has_what_an_analyst_asks_for_and_no_name(home: Household) -> None:
    (row,) = home.desk.ask("case", "list").items
    assert {"id", "case", "status", "lead", "programmes", "flags", "next_due", "consent"} <= set(row)
    for form in ("table", "csv", "tsv", "json"):
        out = home.desk.try_("case", "list", "--format", form).out
        assert "武芸" not in out
        assert "むげ" not in out
    assert home.desk.try_("case", "list", "--format", "tsv").out.split("\t")[0] == "id"


@pytest.mark.parametrize(
    ("words", "persons"),
    [
        ("むげ", {"P1", "P2"}), ("ムゲ", {"P1", "P2"}), ("ﾑｹﾞ", {"P1", "P2"}), ("武芸", {"P1", "P2"}), ("武芸 トミ", {"P2"}),
        ("とみ", {"P2"}), ("昭和53年2月3日", {"P1"}), ("S53.2.3", {"P1"}), ("1978-02-03", {"P1"}), ("０５７５", {"P1"}),
        ("0575001234", {"P1"}), ("0575-00-1234", {"P1"}), ("架空町", {"P1"}), ("山田", set()), ("", set()), ("　 ", set()),
        ("昌平 トミ", set()),
    ],
)  # fmt: skip
def test_found_by_what_people_say(home: Household, words: str, persons: set[str]) -> None:
    said = home.desk.try_("case", "find", "-", "--json", stdin=words)
    assert said.code == 0
    assert {row["person"] for row in said.items} == persons
    assert all(row["id"] == row["case"] == home.case for row in said.items)
    assert "武芸" not in home.desk.try_("case", "find", "-", stdin=words).out


def test_found_without_a_dash_when_nothing_can_be_asked(home: Household) -> None:
    assert len(home.desk.try_("case", "find", "--json", stdin="とみ").items) == 1


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("武芸", 2),
        ("むげ", 2),
        ("taro", 2),
        ("OLIO", 2),
        ("架空町1-2", 2),
        ("1978-02-03", 0),
        ("昭和53年2月3日", 0),
        ("{case}", 0),
        ("2025", 0),
    ],
)
def test_only_numbers_days_and_codes_stand_on_the_command_line(home: Household, word: str, code: int) -> None:
    said = home.desk.try_("case", "find", word.format(case=home.case))
    assert said.code == code
    assert word not in said.err or code == 0


def test_one_screen(home: Household) -> None:
    out = home.desk.try_("case", "show", home.case.lower()[4:8]).out
    for word in (
        "支援中",
        "武芸 昌平（むげ しょうへい）",
        "47歳",
        "同意",
        "多機関協働",
        "次のモニタリング R7.8.15",
        "玄関で話した",
        "佐藤 花",
    ):
        assert word in out
    data = home.desk.ask("case", "show", home.case).data
    assert {"id", "status", "plans", "referrals", "records"} <= set(data)
    assert all(path.startswith(f"cases/R07/{home.case}/") for path in data["records"])


def test_the_ledger(home: Household) -> None:
    rows = home.desk.ask("case", "show", home.case, "--disclosures").items
    (row,) = [row for row in rows if row["ground"] == {"meeting": home.meeting}]
    assert set(row["to"]) == {"takikan", "chuo1", "marugoto"}
    assert "武芸" not in home.desk.try_("case", "show", home.case, "--disclosures").out
