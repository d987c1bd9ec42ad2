"""Both shipped profiles: every file reads, fits its schema, and points only at what exists."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest

from seki_cli.files.schemas import find_faults, ordered, shape
from seki_cli.files.yaml_editor import edit_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.ids import SLUG
from seki_cli.model.office import CodeRow, in_span

LISTS = {
    "route", "worries", "issues", "flags", "no_consent_reason", "screening", "hard_because", "referral_reason", "changes", "closing",
    "suspension", "methods", "agency_kinds", "resource_kinds", "stages", "occasions", "certificates", "care_level", "use_others", "basis",
    "related",
}  # fmt: skip
FILES = {
    "seki.yaml",
    *(f"profile/{name}.yaml" for name in ("municipality", "programmes", "agencies", "staff", "meetings", "indicators", "extra")),
    *(f"profile/codes/{name}.yaml" for name in LISTS),
}
DAYS = (date(2022, 4, 1), date(2025, 3, 31), date(2025, 4, 1), date(2026, 11, 23))


def test_every_file_reads_and_fits_its_schema(shipped) -> None:
    assert shipped.findings == ()
    assert set(shipped.values) == FILES
    assert {path.relative_to(shipped.root).as_posix() for path in shipped.root.rglob("*") if path.is_file()} == FILES
    for value in shipped.values.values():
        assert find_faults(value, str(value["schema"])) == ()


def test_the_profile_says_its_own_name(shipped) -> None:
    assert shipped.office.settings.profile == shipped.name


def test_keys_stand_in_the_schemas_order(shipped) -> None:
    for path, value in shipped.values.items():
        assert str(ordered(value, str(value["schema"]))) == str(value), path


def test_files_are_plain_text_for_people(shipped) -> None:
    for path in shipped.paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), path
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert "\t" not in text, path
        assert "\r" not in text, path
        for line in text.splitlines():
            assert line == line.rstrip(), path
            assert not line.lstrip().startswith(("{", "[", "&", "*", "!", "%")), path


def test_ids_have_their_form_and_no_two_rows_overlap(shipped) -> None:
    office = shipped.office
    for rows in (office.agencies, office.programmes, office.meetings, office.staff):
        assert all(SLUG.fullmatch(row.id) for row in rows)
        for a, b in combinations(rows, 2):
            assert a.id != b.id or not _overlap(a, b)


def test_references_lead_somewhere(shipped) -> None:
    office = shipped.office
    agencies = {row.id for row in office.agencies}
    for programme in office.programmes:
        assert set(programme.owners) <= agencies, programme.id
        assert {base.agency for base in programme.bases} <= agencies, programme.id
    assert {row.parent for row in office.agencies if row.parent} <= agencies
    assert {kind.convenor for kind in office.meetings} <= agencies
    assert {row.agency for row in office.staff} <= agencies


@pytest.mark.parametrize("day", DAYS)
def test_words_of_code_lists_are_on_the_lists(shipped, day: date) -> None:
    office = shipped.office
    kinds = {row.label for row in office.codes["agency_kinds"].rows if in_span(row, day)}
    bases = {row.label for row in office.codes["basis"].rows}
    assert {row.kind for row in office.agencies} <= kinds
    for meeting in office.meetings:
        assert set(meeting.members) <= kinds
        assert set(meeting.bases) <= bases
        assert len(meeting.members) == len(set(meeting.members))


def test_no_name_means_two_agencies_or_two_programmes(shipped) -> None:
    office = shipped.office
    for rows in (office.agencies, office.programmes):
        spellings = Counter(word for row in rows for word in {row.id, row.name, *row.also})
        assert [word for word, times in spellings.items() if times > 1] == []


def test_code_lists_are_complete_and_say_where_they_come_from(shipped) -> None:
    codes = shipped.office.codes
    assert set(codes) == LISTS
    for name, found in codes.items():
        assert found.list == name
        assert found.source, name
        assert found.rows, name
        assert found.source == "未確認" or name == "methods"


def test_codes_labels_and_spellings_mean_one_row_on_any_day(shipped) -> None:
    for name, found in shipped.office.codes.items():
        for a, b in combinations(found.rows, 2):
            if _overlap(a, b):
                assert a.code != b.code, name
                assert not {a.label, a.code, *a.also} & {b.label, b.code, *b.also}, (name, a.code, b.code)


def test_every_code_label_and_spelling_finds_its_row(shipped) -> None:
    for found in shipped.office.codes.values():
        for row in found.rows:
            day = row.until or row.since or DAYS[0]
            assert {found.row(word, day) for word in (row.code, row.label, *row.also)} == {row}


def test_labels_can_be_typed_searched_and_put_in_a_table(shipped) -> None:
    for found in shipped.office.codes.values():
        for row in found.rows:
            assert not set(row.label) & set(",:;#\"'`|<>&*?[]{}()\\ \u3000"), row.label
            assert 0 < len(row.label) <= 40


def test_flags_of_rows_stand_where_they_mean_something(shipped) -> None:
    codes = shipped.office.codes
    assert {row.label for row in codes["screening"].rows if row.ends} == {
        "情報提供・相談対応のみで終了",
        "他機関へつないで終了",
        "判断前に中断・終了",
    }
    assert [row.label for row in codes["screening"].rows if row.waits] == ["支援会議で検討"]
    assert {row.side for row in codes["referral_reason"].rows} == {"本人側", "機関側", "対象外", "空きなし"}
    for name, found in codes.items():
        if name != "screening":
            assert not any(row.ends or row.waits for row in found.rows), name
        if name != "referral_reason":
            assert not any(row.side for row in found.rows), name


def test_words_the_records_are_known_by(shipped) -> None:
    codes = shipped.office.codes
    assert {row.label for row in codes["flags"].rows} >= {
        "8050問題",
        "ダブルケア",
        "ヤングケアラー",
        "ひきこもり",
        "単身高齢",
        "身寄りなし",
    }
    methods = ["来所", "電話", "訪問", "同行", "メール", "FAX・文書", "オンライン", "会議", "機関との協議", "その他"]
    assert [row.label for row in codes["methods"].rows] == methods
    assert [row.code for row in codes["worries"].rows][:15] == [f"{n:02}" for n in range(1, 16)]
    assert [row.code for row in codes["issues"].rows][:26] == [f"{n:02}" for n in range(1, 27)]
    assert "連携先がわからない" in {row.label for row in codes["hard_because"].rows}


def test_a_renamed_label_keeps_its_code(shipped) -> None:
    found = shipped.office.codes["use_others"]
    before, after = found.row("一時生活支援事業", date(2025, 3, 31)), found.row("居住支援事業", date(2025, 4, 1))
    assert before is not None
    assert after is not None
    assert before.code == after.code
    assert found.row("一時生活支援事業", date(2025, 4, 1)) is None
    assert found.row("居住支援事業", date(2025, 3, 31)) is None


def test_lists_that_an_office_fills_itself_are_empty(shipped) -> None:
    assert shipped.office.staff == ()
    assert "indicators" not in shipped.values["profile/indicators.yaml"]
    assert "fields" not in shipped.values["profile/extra.yaml"]
    assert (
        "29ページから32ページ" in (shipped.root / "profile/indicators.yaml").read_text(encoding="utf-8")
        or shipped.name == "blank"
    )


def test_the_first_row_of_the_roll_goes_in_below_the_comments(shipped) -> None:
    old = (shipped.root / "profile/staff.yaml").read_text(encoding="utf-8")
    row = {"id": "yamada", "name": "山田 花子", "agency": "chuo1", "since": "2025-04-01"}
    new = edit_text(old, {"schema": "staff/1", "staff": [row]})
    assert read_tree(new.encode()) == {"schema": "staff/1", "staff": [row]}
    assert [line for line in old.splitlines() if line.startswith("#")] == [
        line for line in new.splitlines() if line.startswith("#")
    ]


def test_blank_names_no_municipality(seki, blank) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in blank.paths)
    names = {word for row in seki.office.agencies for word in (row.name, row.operator) if word.startswith("関")}
    for name in {"関市", "岐阜", "倉知", "ひまわりの丘", "美谷の里", "かざぐるま", "一部統合型", *names}:
        assert name not in text, name
    assert blank.office.agencies == ()
    assert blank.office.meetings == ()
    assert blank.office.municipality.name == ""


def test_blank_has_every_item_of_the_law_without_bases(blank) -> None:
    items = [
        *(f"第1号{kana}" for kana in "イロハニ"),
        "第2号",
        *(f"第3号{kana}" for kana in "イロハニホ"),
        "第4号",
        "第5号",
        "第6号",
    ]
    assert [programme.item for programme in blank.office.programmes] == items
    assert not any(programme.bases or programme.owners or programme.since for programme in blank.office.programmes)


def test_both_profiles_ship_the_same_words(seki, blank) -> None:
    """The lists are national customs: a correction in one profile must not be forgotten in the other."""
    assert seki.office.codes == blank.office.codes


def test_examples_in_the_comments_of_blank_work(blank) -> None:
    text = (blank.root / "profile/meetings.yaml").read_text(encoding="utf-8").splitlines()
    first = text.index("# kinds:")
    example = [line.removeprefix("# ") for line in text[first : text.index("#", first)]]
    tree = read_tree(("schema: meetings/1\n" + "\n".join(example) + "\n").encode())
    assert find_faults(shape(tree, "meetings"), "meetings") == ()
    assert [kind["consent"] for kind in tree["kinds"]] == ["not_required", "required"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("staff", "staff"), ("agencies", "agencies"), ("indicators", "indicators"), ("extra", "fields"), ("municipality", "name")],
)
def test_examples_in_other_comments_work(shipped, kind: str, name: str) -> None:
    """A clerk takes the # away and has a file that is read."""
    lines = (shipped.root / f"profile/{kind}.yaml").read_text(encoding="utf-8").splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith(f"#   {name}:")), None)
    if first is None:
        assert (shipped.name, kind) in {("seki", "agencies"), ("seki", "municipality")}
        return
    last = next(n for n in range(first, len(lines)) if not lines[n].startswith("#   "))
    example = "\n".join(line.removeprefix("#   ") for line in lines[first:last])
    tree = read_tree(f"schema: {kind}/1\n{example}\n".encode())
    assert find_faults(shape(tree, kind), kind) == ()
    assert tree[name]


def test_what_nobody_has_checked_is_marked(seki) -> None:
    text = (seki.root / "profile/agencies.yaml").read_text(encoding="utf-8")
    for name in (
        "岐阜県中濃子ども相談センター",
        "岐阜県関保健所",
        "関警察署",
        "中濃消防組合",
        "関市民生委員児童委員協議会",
        "生活保護部門",
    ):
        assert f"{name}  # 出典: 未確認" in text


def _overlap(a: CodeRow, b: CodeRow) -> bool:
    first = max(a.since or date.min, b.since or date.min)
    last = min(a.until or date.max, b.until or date.max)
    return last - first >= timedelta(0)
