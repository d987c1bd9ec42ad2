"""Wrong profiles: for each slip of a hand that edits one, `profile check` says where it stands, what is wrong and what to write."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from speaking import Desk, Said, say

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip: in which file what is put for what; the text whose line is named; the code; words of message and remedy."""

    name: str
    file: str
    old: str
    new: str
    at: str
    code: str
    told: str
    remedy: str
    severity: str = "error"

    @property
    def unread(self) -> bool:
        return self.code < "SEKI040"


KINDS, PROGRAMMES, AGENCIES, STAFF = (f"profile/{name}.yaml" for name in ("meetings", "programmes", "agencies", "staff"))
FLAGS = "profile/codes/flags.yaml"
SLIPS = (
    Slip(name="a kind of agency off its list", file=AGENCIES, old="kind: 地域包括支援センター", new="kind: ちいき窓口", at="kind: ちいき窓口",
         code="SEKI107", told="コード表に", remedy="その行を直して", severity="warning"),
    Slip(name="consent misspelt", file=KINDS, old="consent: per_case", new="consent: percase", at="consent: percase",
         code="SEKI023", told="本人同意（consent）", remedy="required、not_required、per_case"),
    Slip(name="a timing nobody knows", file=KINDS, old="      - 変更\n", new="      - 更新\n", at="      - 更新",
         code="SEKI023", told="決められること（decides）", remedy="策定、変更、終結、中断"),
    Slip(name="under pointing nowhere", file=KINDS, old="under: cho-kaigi", new="under: chokaigi", at="under: chokaigi",
         code="SEKI132", told="一覧にない符号", remedy="符号（id）か会議体の名前"),
    Slip(name="under in a circle", file=KINDS, old="    id: cho-kaigi\n", new="", at="under: kita-kaigi",
         code="SEKI132", told="元の会議に戻ります", remedy="符号（id）か会議体の名前"),
    Slip(name="under itself", file=KINDS, old="under: cho-kaigi", new="under: kita-kaigi", at="under: kita-kaigi",
         code="SEKI132", told="元の会議に戻ります", remedy="符号（id）か会議体の名前"),
    Slip(name="under one that ends", file=KINDS, old="    since: 2025-04-01\n", new="    since: 2025-04-01\n    until: 2025-12-31\n", at="under: cho-kaigi",
         code="SEKI132", told="先に終わります", remedy="符号（id）か会議体の名前", severity="warning"),
    Slip(name="a gate nobody knows", file=KINDS, old="gate: 受理", new="gate: 審査", at="gate: 審査",
         code="SEKI023", told="入口（gate）", remedy="「受理」と書いてください"),
    Slip(name="a gate that no agency keeps", file=KINDS, old="    convenor: kita\n", new="", at="gate: 受理",
         code="SEKI132", told="主催する機関（convenor）がありません", remedy="「受理」"),
    Slip(name="a gate before no cases", file=KINDS, old="takes_cases: true\n    decides:\n      - 策定", new="takes_cases: false\n    decides:\n      - 策定", at="gate: 受理",
         code="SEKI132", told="扱わない会議に、入口", remedy="「受理」"),
    Slip(name="every no months", file=KINDS, old="every_months: 3", new="every_months: 0", at="every_months: 0",
         code="SEKI026", told="開催の間隔（every_months）", remedy="1から60まで"),
    Slip(name="months in words", file=KINDS, old="every_months: 3", new="every_months: 四半期ごと", at="every_months: 四半期ごと",
         code="SEKI022", told="開催の間隔（every_months）", remedy="整数"),
    Slip(name="two rows of one agency on one day", file=AGENCIES, old="    until: 2025-09-30\n", new="", at="- id: sodan\n    name: 月夜村くらし",
         code="SEKI102", told="期間が重なって", remedy="終わりの日（until）"),
    Slip(name="an id twice", file=KINDS, old="- id: minami-kaigi", new="- id: kita-kaigi", at="- id: kita-kaigi\n    name: 南",
         code="SEKI102", told="期間が重なって", remedy="終わりの日（until）"),
    Slip(name="a row that ends before it begins", file=STAFF, old="until: 2025-08-31", new="until: 2025-03-31", at="until: 2025-03-31",
         code="SEKI104", told="始まりより前", remedy="その行を直して"),
    Slip(name="a city plan that ends before it begins", file="profile/municipality.yaml", old="until: 2027-03-31", new="until: 2023-03-31", at="until: 2023-03-31",
         code="SEKI104", told="計画期間", remedy="直して"),
    Slip(name="a chair who is posted nowhere", file=KINDS, old="chair: 地域福祉課長", new="chair: ezaki", at="chair: ezaki",
         code="SEKI125", told="配属されていない", remedy="seki registry staff", severity="warning"),
    Slip(name="a chair whom nobody knows", file=KINDS, old="chair: 福祉課長", new="chair: kacho", at="chair: kacho",
         code="SEKI125", told="一覧にない符号", remedy="seki registry staff", severity="warning"),
    Slip(name="a post that nobody holds", file=KINDS, old="chair: 福祉課長", new="chair: 町長", at="chair: 町長",
         code="SEKI125", told="配属されている職員がいません", remedy="post を職名と同じ言葉", severity="hint"),
    Slip(name="a convenor who is not there", file=KINDS, old="convenor: fukushika", new="convenor: fukusika", at="convenor: fukusika",
         code="SEKI103", told="一覧にない機関", remedy="その行を直して"),
    Slip(name="a base without an agency", file=PROGRAMMES, old="      - agency: ashi-hokatsu\n        operation: 委託", new="      - operation: 委託", at="      - operation: 委託",
         code="SEKI020", told="拠点（bases）", remedy="拠点の機関（agency）"),
    Slip(name="a base that is on no list", file=PROGRAMMES, old="- agency: ashi-hokatsu", new="- agency: ashi", at="- agency: ashi\n",
         code="SEKI103", told="一覧にない機関", remedy="その行を直して"),
    Slip(name="a base that has closed", file=AGENCIES, old="area: 葦の里", new="area: 葦の里\n    until: 2025-05-31", at="- agency: ashi-hokatsu",
         code="SEKI126", told="終わった機関", remedy="until（最後の日）", severity="warning"),
    Slip(name="members off the list of kinds", file=KINDS, old="      - 税務部局", new="      - 税務の人", at="      - 税務の人",
         code="SEKI107", told="コード表に", remedy="その行を直して", severity="warning"),
    Slip(name="points of a timing that is not decided", file=KINDS, old="    decides:\n      - 変更\n      - 終結\n", new="    decides:\n      - 変更\n", at="      終結:\n",
         code="SEKI124", told="decides）にありません", remedy="decides に加え", severity="warning"),
    Slip(name="a timing that no meeting decides", file=KINDS, old="    decides:\n      - 変更\n      - 終結\n", new="    decides:\n      - 変更\n", at="kinds:",
         code="SEKI123", told="「終結」を決める会議", remedy="decides に加えて", severity="warning"),
    Slip(name="a meeting of no cases that decides plans", file=KINDS, old="takes_cases: true\n    decides:\n      - 策定\n      - 変更", new="takes_cases: false\n    decides:\n      - 策定\n      - 変更", at="takes_cases: false\n    decides:\n      - 策定",
         code="SEKI124", told="事例を扱わないのに", remedy="takes_cases", severity="warning"),
    Slip(name="a yes that is no yes", file=KINDS, old="takes_cases: true", new="takes_cases: はい", at="takes_cases: はい",
         code="SEKI022", told="事例を扱う（takes_cases）", remedy="true か false"),
    Slip(name="a key nobody knows", file=KINDS, old="    convenor: chiiki", new="    convener: chiiki", at="convener: chiiki",
         code="SEKI021", told="決められていない項目名", remedy="主催（convenor）"),
    Slip(name="a key left out", file=KINDS, old="    consent: per_case\n", new="", at="- id: chosei",
         code="SEKI020", told="本人同意（consent）", remedy="consent:"),
    Slip(name="a day there never was", file=KINDS, old="since: 2024-04-01", new="since: 2024-04-31", at="since: 2024-04-31",
         code="SEKI024", told="開始日（since）", remedy=""),
    Slip(name="somebody who has not pledged", file=STAFF, old="    pledged_on: 2025-04-01\n", new="", at="- id: ida",
         code="SEKI127", told="守秘義務", remedy="pledged_on", severity="warning"),
    Slip(name="a tax office of another kind", file=AGENCIES, old="kind: 税務部局", new="kind: 健康福祉部局", at="kind: 健康福祉部局\n  - id: madoguchi",
         code="SEKI133", told="税の部署", remedy="「税務」を含む言葉", severity="warning"),
    Slip(name="no name", file="profile/municipality.yaml", old="name: 葦原区\n", new="name:\n", at="name:\n",
         code="SEKI133", told="市区町村の名前", remedy="blank", severity="warning"),
    Slip(name="a row of codes twice", file=FLAGS, old='code: "02"', new='code: "01"', at='code: "01"\n    label: ダブルケア',
         code="SEKI102", told="期間が重なって", remedy="終わりの日（until）"),
    Slip(name="another list than the file's name", file=FLAGS, old="list: flags", new="list: hata", at="list: hata",
         code="SEKI040", told="ファイル名", remedy="同じにして"),
    Slip(name="a version nobody knows", file=KINDS, old="schema: meetings/1", new="schema: meetings/9", at="schema: meetings/9",
         code="SEKI028", told="", remedy=""),
    Slip(name="a bracket left open", file=KINDS, old="kinds:\n", new="kinds: [\n", at="- id: chosei",
         code="SEKI0", told="", remedy=""),
    Slip(name="a tab", file=KINDS, old="    name:", new="\tname:", at="\tname:",
         code="SEKI0", told="", remedy=""),
)  # fmt: skip
OF = {
    "under pointing nowhere": "minamo", "under in a circle": "minamo", "under itself": "minamo", "under one that ends": "minamo",
    "a gate nobody knows": "minamo", "a gate that no agency keeps": "minamo", "a gate before no cases": "minamo", "an id twice": "minamo",
    "every no months": "tsukuyo", "months in words": "tsukuyo", "two rows of one agency on one day": "tsukuyo",
    "a chair whom nobody knows": "minamo", "a post that nobody holds": "minamo", "a convenor who is not there": "minamo",
    "points of a timing that is not decided": "minamo", "a timing that no meeting decides": "minamo",
}  # fmt: skip
"""Which of the three municipalities makes the slip; 葦原区 where none is named."""


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices")
    for name in ("ashihara", "minamo", "tsukuyo"):
        made = say("init", str(folder / name), "--profile", str(HERE / name), "--as-of", "2025-04-01")
        assert made.code == 0, made.err
    return folder


def office(offices: Path, tmp_path: Path, name: str = "ashihara") -> Desk:
    shutil.copytree(offices / name, tmp_path / name, symlinks=True)
    return Desk(tmp_path / name, day="2025-11-01" if name == "ashihara" else "2025-06-11")


def line_of(text: str, at: str) -> int:
    assert at in text, at
    return text[: text.index(at)].count("\n") + 1


def slipped(desk: Desk, slip: Slip) -> str:
    path = desk.root / slip.file
    text = path.read_text()
    if slip.name == "under in a circle":
        text = text.replace("  - id: cho-kaigi\n", "  - id: cho-kaigi\n    under: kita-kaigi\n")
    else:
        assert slip.old in text
        text = text.replace(slip.old, slip.new, 1)
    path.write_text(text)
    return text


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_each_slip_is_told_by_its_line_with_what_to_write(offices: Path, tmp_path: Path, slip: Slip) -> None:
    desk = office(offices, tmp_path, OF.get(slip.name, "ashihara"))
    text = slipped(desk, slip)
    said = desk.try_("profile", "check", "--json")
    told = [(f["code"], f["message"], f["path"], f["line"]) for f in said.envelope["findings"] if f["code"] != "SEKI129"]
    assert said.code == (5 if slip.unread or slip.code == "SEKI040" else 0), told
    found = [f for f in said.envelope["findings"] if f["code"].startswith(slip.code) and slip.told in f["message"]]
    assert found, told
    there = text if slip.at in text else (desk.root / PROGRAMMES).read_text()
    assert found[0]["line"] == line_of(there, slip.at)
    assert found[0]["severity"] == slip.severity
    assert slip.remedy in found[0]["remedy"]
    assert found[0]["remedy"]
    shown = desk.try_("profile", "check").out
    assert f"{found[0]['path']}:{found[0]['line']}:" in shown
    assert found[0]["remedy"] in shown or slip.severity == "hint"


def test_a_sound_profile_has_none_of_them(offices: Path, tmp_path: Path) -> None:
    for name in ("ashihara", "minamo", "tsukuyo"):
        said = office(offices, tmp_path, name).on("2025-06-11").try_("profile", "check", "--json")
        assert {f["code"] for f in said.envelope["findings"]} == {"SEKI129"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("municipality", "SEKI133"), ("programmes", "SEKI133"), ("agencies", "SEKI133"),
        ("meetings", "SEKI123"), ("staff", "SEKI127"), ("codes/screening", "SEKI128"),
    ],
)  # fmt: skip
def test_a_list_that_is_not_there_is_told_by_its_file(offices: Path, tmp_path: Path, name: str, code: str) -> None:
    desk = office(offices, tmp_path)
    (desk.root / f"profile/{name}.yaml").unlink()
    found = desk.try_("profile", "check", "--json").envelope["findings"]
    assert [f["path"] for f in found if f["code"] == code] == [f"profile/{name}.yaml"]


@pytest.mark.parametrize("name", ["municipality", "programmes", "agencies", "meetings", "staff", "codes/screening"])
def test_a_file_in_another_encoding_is_told_and_nothing_is_said_to_be_missing(offices: Path, tmp_path: Path, name: str) -> None:
    desk = office(offices, tmp_path)
    path = desk.root / f"profile/{name}.yaml"
    path.write_bytes(path.read_text().encode("cp932"))
    said = desk.try_("profile", "check", "--json")
    assert said.code == 5
    found = [f for f in said.envelope["findings"] if f["severity"] != "hint"]
    assert [(f["path"], f["code"] < "SEKI020", f["line"] > 0) for f in found] == [(f"profile/{name}.yaml", True, True)]
    assert "UTF-8" in found[0]["message"] + found[0]["remedy"]


def test_all_faults_of_a_file_are_told_at_once(offices: Path, tmp_path: Path) -> None:
    desk = office(offices, tmp_path)
    path = desk.root / KINDS
    path.write_text(path.read_text().replace("per_case", "perhaps").replace("takes_cases: true", "takes_cases: ja"))
    found = desk.try_("profile", "check", "--json").envelope["findings"]
    assert len({f["line"] for f in found if f["path"] == KINDS and f["severity"] == "error"}) == 2


# ---- init with a folder that is not as it should be


def folder_of(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "ashihara", tmp_path / "folder"))


def made_from(folder: Path, tmp_path: Path) -> Said:
    said = say("init", str(tmp_path / "daicho"), "--profile", str(folder), "--as-of", "2025-04-01")
    assert said.code in (2, 3), said.out + said.err
    assert not (tmp_path / "daicho").exists()
    assert len(said.err.splitlines()) <= 3  # what, where, what now
    return said


def test_init_says_in_a_line_what_keeps_a_folder_from_being_a_profile(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    kinds = folder / KINDS
    sound = kinds.read_text()
    kinds.write_text(sound.replace("consent: per_case", "consent: maybe"))
    said = made_from(folder, tmp_path)
    assert f"{KINDS}:{line_of(kinds.read_text(), 'consent: maybe')}:" in said.err
    assert "required、not_required、per_case" in said.err
    kinds.write_bytes(sound.encode("cp932"))
    assert f"{KINDS}:" in made_from(folder, tmp_path).err
    kinds.write_text(sound)
    (folder / "profile/codes/hen.yaml").write_text(
        "schema: codes/1\nlist: betsu\nsource: 区\nrows:\n  - code: A\n    label: あ\n"
    )
    assert "profile/codes/hen.yaml:2:" in made_from(folder, tmp_path).err


@pytest.mark.parametrize("gone", ["seki.yaml", "profile"])
def test_init_names_what_is_missing_in_a_folder(tmp_path: Path, gone: str) -> None:
    folder = folder_of(tmp_path)
    path = folder / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    said = made_from(folder, tmp_path)
    assert gone in said.err


@pytest.mark.parametrize("name", ["municipality", "programmes", "agencies", "staff", "meetings"])
def test_init_names_a_list_that_is_missing_in_a_folder(tmp_path: Path, name: str) -> None:
    folder = folder_of(tmp_path)
    (folder / f"profile/{name}.yaml").unlink()
    assert f"profile/{name}.yaml" in made_from(folder, tmp_path).err


def test_init_with_a_file_or_nothing_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("schema: seki/1\n")
    assert "設定のフォルダー" in made_from(tmp_path / "a.yaml", tmp_path).err
    assert "設定のフォルダー" in made_from(tmp_path / "nowhere", tmp_path).err
    (tmp_path / "empty").mkdir()
    assert "seki.yaml" in made_from(tmp_path / "empty", tmp_path).err


def test_init_takes_a_folder_whose_rows_do_not_fit_and_says_so(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    kinds = folder / KINDS
    kinds.write_text(kinds.read_text().replace("convenor: chiiki", "convenor: nai"))
    said = say("init", str(tmp_path / "daicho"), "--profile", str(folder), "--as-of", "2025-04-01")
    assert said.code == 0
    assert "誤り 1 件" in said.out
    assert "profile check" in said.out
    assert "誤り" not in say("init", str(tmp_path / "other"), "--profile", str(HERE / "ashihara"), "--as-of", "2025-04-01").out
