"""A decision of the gate explains itself: rule, record and line, and what would change it — and what it says does change it.

Each scene: something is withheld; the coordinator's sheet names the rule, the record withheld, the record that decided with its
line, and what to do; that is done, and the piece stands on the paper.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from carried import CONSENT, Household, carried
from seki_cli.rules.consent_view import CATEGORIES

GOAL = "週に一度、居場所に通う"
FACT = "駅前で一緒に昼を食べた"
PARTLY = "act: 一部同意\ngiven_by: 本人\nhow: 書面\nuntil: 2026-06-30\n"
FEW = "share_with:\n  agencies:\n    - takikan\n    - chuo1\ncategories: すべて\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the coordinator's sheet, and what the record that decided says on that line."""

    piece: str
    reason: str
    rule: str
    path: str
    because: str
    remedy: str
    decided: str = ""


def meeting_on(home: Household, kind: str = "juso", *seats: str) -> str:
    """A meeting to come with the household on it: with its plan where the meeting may change it, without at the other."""
    meeting = str(home.desk.do("meeting", "new", kind, "--date", "2025-07-22")["meeting"])
    home.desk.do("meeting", "attend", meeting, *(seats or ("takikan:goto", "chuo1:sato", "marugoto:mori")))
    about = ("--timing", "変更", "--plan", home.plan) if kind == "juso" else ("--timing", "情報共有")
    home.desk.do("meeting", "add", meeting, home.case, *about)
    return meeting


def sheet(home: Household, meeting: str) -> list[Told]:
    """What the coordinator is told, line by line."""
    said = home.desk.try_("agenda", meeting, "--cover", "--format", "md")
    assert said.code in (0, 5), said.err
    rows = [line[2:-2].split(" | ") for line in said.out.splitlines() if line.startswith("| ") and "伏せたもの" not in line]
    told = [Told(**dict(zip(("piece", "reason", "rule", "path", "because", "remedy"), row, strict=True))) for row in rows]
    return [
        Told(**{**{name: getattr(row, name) for name in Told.__slots__}, "decided": line_of(home, row.because)}) for row in told
    ]


def line_of(home: Household, place: str) -> str:
    path, _, number = plain(place).rpartition(":")
    file = home.desk.root / path
    return file.read_text("utf-8").splitlines()[int(number) - 1].strip() if path and file.exists() else ""


def plain(text: str) -> str:
    return text.replace("\\", "")


def paper(home: Household, meeting: str) -> str:
    said = home.desk.try_("agenda", meeting, "--format", "md")
    assert said.code in (0, 5), said.err
    return said.out


def edit(home: Household, path: Path, old: str, new: str) -> None:
    """Change a file by hand, as with an editor."""
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), "utf-8")


def consents(home: Household, given: str, *person: str) -> None:
    home.desk.do("consent", "add", home.case, *(("--person", *person) if person else ()), given=given)


def next_day(home: Household) -> Household:
    """The day after: of two acts of one day the narrower counts, so that who consents anew does so on a day of its own."""
    return replace(home, desk=home.desk.on("2025-07-17"))


def note(home: Household, fields: str) -> None:
    home.desk.do("note", "add", home.case, given=f"method: 訪問\nfact: {FACT}\n{fields}")


def file_of(home: Household, folder: str, text: str) -> Path:
    """The record of a folder that holds a text."""
    return next(path for path in sorted((home.folder / folder).rglob("*.yaml")) if text in path.read_text("utf-8"))


def held(home: Household, meeting: str, rule: str, *, word: str, piece: str = "") -> Told:
    """The line of one rule: it is there, names its rule by number and name, and its remedy is no empty word."""
    (row, *_) = [row for row in sheet(home, meeting) if row.rule.startswith(rule) and word in row.reason and piece in row.piece]
    assert row.remedy
    assert row.rule == rule
    return row


# ------------------------------------------------------------------------------------------------- no audience, and rule 1


def test_nobody_in_the_room(home: Household) -> None:
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"])
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan)
    row = held(home, meeting, "資料を渡す相手", word="相手がいません")
    assert "seki meeting attend" in plain(row.remedy)
    assert GOAL not in paper(home, meeting)
    home.desk.do("meeting", "attend", meeting, "takikan:goto")
    assert GOAL in paper(home, meeting)


REFUSALS: dict[str, tuple[str, str, str]] = {
    # what the person says now                                            the reason, and the line of the record that decided
    "withdrawn": ("act: 撤回\n", "撤回されています", "act: 撤回"),
    "refused": ("act: 拒否\n", "拒否されています", "act: 拒否"),
    "kept open": ("act: 保留\n", "保留", "act: 保留"),
    "over before the meeting": (CONSENT.replace("2026-06-30", "2025-07-20"), "期限が切れて", "until: 2025-07-20"),
    "not everything": (f"{PARTLY}share_with:\n  agencies: すべて\ncategories:\n  - 基本情報\n", "「すべて」ではありません", "categories:"),
    "not everybody": (f"{PARTLY}{FEW}", "共有先に", "share_with:"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_consent_does_not_allow_and_the_consent_that_changes_it(home: Household, name: str) -> None:
    given, word, decided = REFUSALS[name]
    meeting = meeting_on(home)
    assert GOAL in paper(home, meeting)
    consents(home, given)
    row = held(home, meeting, "規則1 本人同意", word=word)
    assert row.decided == decided
    assert "/consents/" in row.because
    assert f"seki consent add {home.case}" in plain(row.remedy)
    assert GOAL not in paper(home, meeting)
    home = next_day(home)
    consents(home, CONSENT)
    assert GOAL in paper(home, meeting)


def test_an_agency_that_is_not_among_those_shared_with_may_leave_the_item_instead(home: Household) -> None:
    meeting = meeting_on(home)
    consents(home, f"{PARTLY}{FEW}")
    assert "members" in held(home, meeting, "規則1 本人同意", word="共有先に").remedy
    file = home.desk.root / "meetings/R07" / meeting / "meeting.yaml"
    edit(home, file, f"    plan: {home.plan}\n", f"    plan: {home.plan}\n    members:\n      - takikan\n      - chuo1\n")
    assert GOAL in paper(home, meeting)


def test_somebody_who_was_never_asked(home: Household) -> None:
    meeting = meeting_on(home)
    row = held(home, meeting, "規則1 本人同意", word="P2 の同意の記録がありません")
    assert "household.yaml" in row.path
    assert "武芸 トミ" not in paper(home, meeting)
    consents(home, CONSENT, "P2")
    assert "武芸 トミ" in paper(home, meeting)


@pytest.mark.parametrize("remedy", ["the record", "the consent"])
def test_a_record_without_a_category(home: Household, remedy: str) -> None:
    consents(home, f"{PARTLY}share_with:\n  agencies: すべて\ncategories:\n  - 基本情報\n")
    note(home, "")
    meeting = meeting_on(home)
    file = file_of(home, "notes", FACT)
    row = next(row for row in sheet(home, meeting) if file.stem in row.path)
    assert (row.rule, row.decided) == ("規則1 本人同意", "categories:")
    assert "区分" in row.remedy
    assert FACT not in paper(home, meeting)
    if remedy == "the consent":
        home = next_day(home)
        consents(home, CONSENT)
    else:
        edit(home, file, "recorded:", "category: 基本情報\nrecorded:")
    assert FACT in paper(home, meeting)


# ------------------------------------------------------------------------------------------------------- secrecy, and the tax


def unpledged(home: Household) -> Path:
    home.desk.do("registry", "staff", "add", given="id: doi\nname: 土居 春\nagency: shakyo\nsince: 2025-04-01\n")
    return home.desk.root / "profile/staff.yaml"


def test_secrecy_that_nobody_has_written_down(home: Household) -> None:
    staff = unpledged(home)
    note(home, "category: 基本情報\n")
    meeting = meeting_on(home, "shien", "takikan:goto", "shakyo:doi")
    row = held(home, meeting, "規則2 守秘義務の確認", word="守秘義務")
    assert row.because.startswith("profile/staff.yaml")
    assert "pledged" in row.remedy
    assert FACT not in paper(home, meeting)
    edit(home, staff, "id: doi\n", "id: doi\n    pledged_on: 2025-07-01\n")
    assert FACT in paper(home, meeting)


def test_where_consent_carries_the_paper_it_is_a_thing_to_see_to_first(home: Household) -> None:
    unpledged(home)
    meeting = meeting_on(home, "juso", "takikan:goto", "shakyo:doi")
    said = home.desk.try_("agenda", meeting, "--cover", "--format", "md").out
    assert "先に確かめること" in said
    assert "規則2 守秘義務の確認" in said
    assert GOAL in paper(home, meeting)


def test_what_the_tax_office_knows(home: Household) -> None:
    note(home, "category: 経済\nsource: 税務\n")
    meeting = meeting_on(home, "shien")
    row = held(home, meeting, "規則3 税情報", word="税情報")
    assert "/consents/" in row.because
    assert FACT not in paper(home, meeting)
    consents(home, CONSENT + "tax: true\n")
    assert FACT in paper(home, meeting)


# ------------------------------------------------------------------------------------- kept apart, protected, in the room


def test_two_who_must_not_be_together(home: Household) -> None:
    meeting, plan = meeting_on(home), home.folder / "plans" / home.plan / "v1.yaml"
    edit(home, home.folder / "household.yaml", "people:", "never_together:\n  - - P1\n    - P2\npeople:")
    edit(home, plan, "persons:\n  - P1\n", "persons:\n  - P1\n  - P2\n")
    consents(home, CONSENT, "P2")
    row = held(home, meeting, "規則4 支援措置・同席を避ける組", word="一緒になります")
    assert row.piece == "議題の全部"
    assert "P1" in row.decided
    assert GOAL not in paper(home, meeting)
    edit(home, plan, "persons:\n  - P1\n  - P2\n", "persons:\n  - P1\n")
    assert GOAL in paper(home, meeting)
    left_out = held(home, meeting, "規則4 支援措置・同席を避ける組", word="P2 は")
    assert "P2 の氏名" in left_out.piece
    edit(home, home.folder / "household.yaml", "never_together:\n  - - P1\n    - P2\n", "")
    assert "武芸 トミ" in paper(home, meeting)


def test_a_text_that_gives_a_protected_place_away(home: Household) -> None:
    """Written before the protection was known: a note of today that says it is not saved at all."""
    note(home, "action: 架空町1-2 まで送った\ncategory: 基本情報\n")
    address = "    address: 架空町1-2\n"
    edit(home, home.folder / "household.yaml", address, f"{address}    protected:\n      since: 2025-07-16\n")
    meeting, file = meeting_on(home), file_of(home, "notes", FACT)
    row = held(home, meeting, "規則4 支援措置・同席を避ける組", word="住所")
    assert row.decided.startswith("action:")
    assert "架空町" not in paper(home, meeting)
    edit(home, file, "架空町1-2 まで送った", "家まで送った")
    assert "家まで送った" in paper(home, meeting)


def test_the_family_in_the_room(home: Household) -> None:
    note(home, "category: 基本情報\nview: 気持ちの落ち込みがある\n")
    meeting = meeting_on(home)
    file, seat = home.desk.root / "meetings/R07" / meeting / "meeting.yaml", f"  - case: {home.case}\n    person: P1\n"
    edit(home, file, "attendees:\n", f"attendees:\n{seat}")
    row = held(home, meeting, "規則5 本人・家族の同席", word="見立て")
    assert row.decided == "attendees:"
    assert "落ち込み" not in paper(home, meeting)
    edit(home, file, seat, "")
    assert "落ち込み" in paper(home, meeting)


# ------------------------------------------------------------------------------------------------- undecidable, and the names


def test_a_record_that_cannot_be_read(home: Household) -> None:
    note(home, "category: 基本情報\n")
    meeting, broken = meeting_on(home), home.folder / "notes/20250716-ZZZZ.yaml"
    broken.write_text("fact: [\n", "utf-8")
    row = held(home, meeting, "規則6 判断できない記録", word="読めないもの")
    assert plain(row.because).startswith(str(broken.relative_to(home.desk.root)))
    assert "seki check" in row.remedy
    assert FACT not in paper(home, meeting)
    broken.unlink()
    assert FACT in paper(home, meeting)


def test_a_record_that_was_corrected_twice(home: Household) -> None:
    note(home, "category: 基本情報\n")
    meeting, first = meeting_on(home), file_of(home, "notes", FACT)

    def correct(record: str, by: str, void: str = "false") -> None:
        why = f"corrects:\n  record: {record}\n  why: 書き間違い\n  void: {void}\n"
        text = first.read_text("utf-8").replace(f"id: {first.stem}", f"id: {by}") + why
        (home.folder / f"notes/{by}.yaml").write_text(text, "utf-8")

    correct(first.stem, "20250716-ZZZA")
    correct(first.stem, "20250716-ZZZB")
    row = held(home, meeting, "規則6 判断できない記録", word="訂正が二つ")
    assert "取り消し" in row.remedy
    assert FACT not in paper(home, meeting)
    correct("20250716-ZZZB", "20250716-ZZZC", "true")
    assert FACT in paper(home, meeting)


@pytest.mark.parametrize("remedy", ["the text", "the consent"])
def test_a_text_that_names_somebody(home: Household, remedy: str) -> None:
    note(home, "category: 基本情報\naction: トミさんにも声をかけた\n")
    meeting, file = meeting_on(home), file_of(home, "notes", FACT)
    row = held(home, meeting, "規則7 出せない人の氏名", word="P2")
    assert row.decided.startswith("action:")
    assert "書き直して" in row.remedy
    assert "声をかけた" not in paper(home, meeting)
    if remedy == "the consent":
        consents(home, CONSENT, "P2")
    else:
        edit(home, file, "トミさんにも", "家の人にも")
    assert "声をかけた" in paper(home, meeting)


# ---------------------------------------------------------------------------------------------- the sheet, and what it is not


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_the_sheet_holds_no_word_of_a_record(home: Household, form: str) -> None:
    note(home, "category: 基本情報\naction: トミさんにも声をかけた\nview: 気持ちの落ち込みがある\nsource: 税務\n")
    meeting = meeting_on(home)
    consents(home, "act: 撤回\nevidence: 棚の三段目\n")
    said = home.desk.try_("agenda", meeting, "--cover", "--format", form).out
    for word in (GOAL, FACT, "声をかけた", "落ち込み", "武芸", "トミ", "架空町", "棚の三段目"):
        assert word not in said
    assert "もう一度この控えで" in said


# --------------------------------------------------------------------------------------------------------------- consent show


def shown(home: Household, *words: str) -> dict[str, object]:
    return home.desk.ask("consent", "show", home.case, *words).data


def answers(data: dict[str, object], person: str) -> dict[str, dict[str, object]]:
    """What is said of each kind of record about one person."""
    rows = [row for row in data["contents"] if row["person"] == person]  # type: ignore[attr-defined]
    return {word: row for row in rows for word in row["contents"]}


def test_for_one_agency_each_kind_of_record_has_its_answer(home: Household) -> None:
    consents(home, f"{PARTLY}share_with:\n  agencies:\n    - takikan\n    - chuo1\ncategories:\n  - 基本情報\n  - 就労\n")
    told = answers(shown(home, "--for", "takikan"), "P1")
    assert {word for word, row in told.items() if row["shown"]} == {"基本情報", "就労"}
    assert len(told) == 11 + 2  # the categories, what only すべて covers, and 税情報
    for word, decided in (("健康・医療", "categories:"), ("すべて", "categories:")):
        assert line_of(home, str(told[word]["record"])) == decided
        assert told[word]["remedy"]
    assert "税情報" in str(told["税情報"]["reason"])
    others = answers(shown(home, "--for", "marugoto"), "P1")
    assert not any(row["shown"] for row in others.values())
    assert line_of(home, str(others["基本情報"]["record"])) == "share_with:"
    nobody = answers(shown(home, "--for", "takikan"), "P2")
    assert line_of(home, str(nobody["基本情報"]["record"])) == "- id: P2"


def test_what_it_says_would_change_it_does(home: Household) -> None:
    consents(home, f"{PARTLY}{FEW.replace('すべて', '')}  - 基本情報\n")
    assert not answers(shown(home, "--for", "takikan"), "P1")["税情報"]["shown"]
    home = next_day(home)
    consents(home, CONSENT + "tax: true\n")
    assert all(row["shown"] for row in answers(shown(home, "--for", "takikan"), "P1").values())
    home.desk.do("consent", "withdraw", home.case, "--person", "P1", given="")
    told = answers(shown(home, "--for", "takikan"), "P1")
    assert not any(row["shown"] for row in told.values())
    assert line_of(home, str(told["基本情報"]["record"])) == "act: 撤回"
    before = shown(home, "--for", "takikan", "--on", "2025-06-30")
    assert not any(row["shown"] for row in before["contents"])  # type: ignore[attr-defined]


def test_who_may_see_what(home: Household) -> None:
    consents(home, f"{PARTLY}share_with:\n  agencies: すべて\n  except:\n    - zeimu\ncategories:\n  - 基本情報\n")
    consents(home, f"{PARTLY}{FEW}tax: true\n", "P2")
    rows = {(row["agency"], row["person"]): row for row in shown(home)["may_see"]}  # type: ignore[attr-defined]
    assert {agency for agency, _ in rows} == {"zeimu", "takikan", "chuo1", ""}
    assert rows["zeimu", "P1"]["contents"] == rows["zeimu", "P2"]["contents"] == []
    assert (rows["takikan", "P1"]["contents"], rows["takikan", "P1"]["tax"]) == (["基本情報"], False)
    assert (rows["chuo1", "P2"]["contents"], rows["chuo1", "P2"]["tax"]) == (["すべて"], True)
    assert (rows["", "P1"]["contents"], rows["", "P2"]["contents"]) == (["基本情報"], [])
    said = home.desk.try_("consent", "show", home.case).out
    assert "■ 機関ごとに見せられるもの" in said
    assert "そのほかの機関: P1 基本情報　P2 なし" in said
    assert "「すべて」への同意があるときだけ" in said


def test_what_no_consent_changes(home: Household) -> None:
    edit(
        home,
        home.folder / "household.yaml",
        "address: 架空町1-2",
        "address: 架空町1-2\n    protected:\n      since: 2025-05-01\n      until: 2025-06-01",
    )
    edit(home, home.folder / "household.yaml", "people:", "never_together:\n  - - P1\n    - P2\npeople:")
    limits = shown(home)["limits"]
    assert [line_of(home, row["record"]) for row in limits] == ["protected:", "- - P1"]  # type: ignore[attr-defined]
    assert all(row["remedy"] for row in limits)  # type: ignore[attr-defined]


def test_a_consent_that_cannot_be_read_might_be_a_withdrawal(home: Household) -> None:
    assert answers(shown(home, "--for", "takikan"), "P1")["基本情報"]["shown"]
    (home.folder / "consents/20250716-ZZZZ.yaml").write_text("act: [\n", "utf-8")
    said = home.desk.try_("consent", "show", home.case, "--for", "takikan", "--json")
    assert said.code == 5
    assert not any(row["shown"] for row in (*said.data["items"], *said.data["contents"]))
    assert "20250716-ZZZZ" in said.data["items"][0]["record"]


def test_the_kinds_of_record_are_those_that_a_consent_may_name() -> None:
    schema = json.loads((Path(__file__).parents[2] / "schemas/defs.json").read_text("utf-8"))
    assert tuple(schema["$defs"]["category"]["enum"]) == CATEGORIES
