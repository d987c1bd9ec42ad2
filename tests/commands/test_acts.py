"""つなぎ・同意・プラン・モニタリング・登録簿: what each act writes, what it may not do, and what it tells."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from carried import PLAN, SECRETS, Household, carried
from speaking import Said, say

REASON = "年齢・要件が対象外"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """A household for all that is refused and changes nothing."""
    return carried(tmp_path_factory.mktemp("same"))


def answer(home: Household, verb: str, *words: str, by: str = "goto", stdin: str = "") -> Said:
    given = ("--from", "-") if stdin else ()
    return home.desk.try_("referral", verb, f"{home.case}/{home.referral}", "--by", by, *words, *given, stdin=stdin)


def status(home: Household) -> str:
    return str(home.desk.ask("referral", "list").items[0]["status"])


@pytest.mark.parametrize(
    ("verbs", "code", "end"),
    [
        ([("accept",)], 0, "受理"),
        ([("hold",)], 0, "保留"),
        ([("hold", "--reply-by", "R7.8.1"), ("accept",)], 0, "受理"),
        ([("accept",), ("work", "--next", "2025-07-20")], 0, "対応中"),
        ([("accept",), ("work",), ("finish",)], 0, "完了"),
        ([("decline", "--reason", REASON)], 0, "辞退"),
        ([("cancel", "--reason", "01")], 0, "取下げ"),
        ([("extend", "--reply-by", "R7.7.31", "--reason", "13")], 0, "未回答"),
        ([("work",)], 4, "未回答"),
        ([("finish",)], 4, "未回答"),
        ([("accept",), ("accept",)], 4, "受理"),
        ([("accept",), ("finish",), ("work",)], 4, "完了"),
        ([("decline", "--reason", REASON), ("accept",)], 4, "辞退"),
        ([("decline",)], 2, "未回答"),
        ([("extend", "--reply-by", "R7.7.31")], 2, "未回答"),
        ([("extend", "--reason", "13")], 2, "未回答"),
        ([("decline", "--reason", "ほげ")], 2, "未回答"),
        ([("accept", "--next", "いつか")], 2, "未回答"),
    ],
)
def test_the_loop_of_a_referral(home: Household, verbs: list[tuple[str, ...]], code: int, end: str) -> None:
    *before, last = verbs
    for verb in before:
        assert answer(home, *verb).code == 0
    said = answer(home, *last)
    assert said.code == code, said.err
    assert status(home) == end


def test_a_referral_is_answered_once_a_call(home: Household) -> None:
    said = answer(home, "accept", stdin="- next:\n    date: 2025-07-20\n- next:\n    date: 2025-07-21\n")
    assert said.code == 2
    assert status(home) == "未回答"


def test_a_bare_number_that_fits_once_is_enough_and_a_part_is_not(home: Household) -> None:
    said = home.desk.try_("referral", "accept", home.referral.lower(), "--by", "goto")
    assert said.code == 0
    assert home.desk.try_("referral", "work", home.referral[-4:], "--by", "goto").code == 2


def test_taking_over_moves_the_lead_in_the_same_act(home: Household) -> None:
    sent = home.desk.as_("sato").do(
        "refer", home.case, "--to-agency", "第５号", "--ask", "引継ぎ", "--reason", "複数分野にまたがる"
    )
    said = home.desk.try_("referral", "accept", f"{home.case}/{sent['referral']}", "--by", "goto")
    assert "主担当を 多機関協働事業者 に移しました" in said.out
    assert home.desk.ask("case", "list").items[0]["lead"] == "takikan"
    log = subprocess.run(
        ["git", "-C", home.desk.root, "show", "--stat", "--format=%s", "HEAD"], capture_output=True, text=True, check=True
    ).stdout
    assert log.startswith(f"seki: referral accept {home.case}\n")
    assert "case.yaml" in log
    assert "referrals/" in log


@pytest.mark.parametrize(
    ("typed", "agency", "programme"),
    [
        ("ＮＩＳＨＩ", "nishi", ""), ("関市西地域包括支援センター", "nishi", ""), ("第5号", "takikan", "5"),
        ("第５号", "takikan", "5"), ("多機関協働", "takikan", "5"),
    ],
)  # fmt: skip
def test_to_whom_by_id_name_or_programme(home: Household, typed: str, agency: str, programme: str) -> None:
    words = ("refer", home.case, "--by", "sato", "--to-agency", typed, "--ask", "協力", "--reason", "その他", "--json")
    said = home.desk.try_(*words)
    assert said.code == 0, said.out
    text = (home.desk.root / said.data["path"]).read_text()
    assert f"\nto_agency: {agency}\n" in text
    assert (f"programme: '{programme}'" in text or f"programme: {programme}\n" in text) if programme else "programme" not in text


def test_a_programme_with_several_bases_names_them(same: Household) -> None:
    said = same.desk.try_("refer", same.case, "--by", "sato", "--to-agency", "第1号イ", "--ask", "協力", "--reason", "その他")
    assert said.code == 2
    assert "chuo1 chuo2" in said.err


def test_the_consent_that_covers_a_referral_is_its_ground_and_the_household_is_pinned(home: Household) -> None:
    sent = home.desk.as_("sato").do("refer", home.case, "--to-agency", "nishi", "--ask", "協力", "--reason", "その他")
    text = (home.desk.root / sent["path"]).read_text()
    (consent,) = (home.folder / "consents").iterdir()
    assert f"ground:\n  consent: {consent.stem}\n" in text
    pinned = subprocess.run(
        ["git", "-C", home.desk.root, "hash-object", home.folder / "household.yaml"], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert f"household: {pinned}\n" in text
    home.desk.on("2025-07-17").do("consent", "withdraw", home.case)
    later = home.desk.as_("sato").on("2025-07-18")
    error = later.refused(4, "refer", home.case, "--to-agency", "nishi", "--ask", "協力", "--reason", "その他")
    assert "撤回" in error["message"]
    assert "/consents/" in error["where"]


def test_referral_list_is_narrowed(home: Household) -> None:
    assert len(home.desk.ask("referral", "list", "--overdue").items) == 1
    assert home.desk.on("2025-07-15").ask("referral", "list", "--overdue").items == []
    answer(home, "accept")
    assert len(home.desk.ask("referral", "list", "--open").items) == 1
    answer(home, "finish")
    assert home.desk.ask("referral", "list", "--open").items == []


def test_a_withdrawal_tells_who_has_to_be_told(home: Household) -> None:
    said = home.desk.try_("consent", "withdraw", home.case, "--by", "sato")
    assert said.code == 0
    assert "撤回を伝える先" in said.out
    assert "関市くらし・まるごと支援センター" in said.out
    (p1, p2) = home.desk.ask("consent", "show", home.case).items
    assert (p1["act"], p1["shown"], p2["act"]) == ("撤回", False, "なし")


@pytest.mark.parametrize(
    ("words", "text", "code", "word"),
    [
        ((), "", 2, "act"),
        ((), "act: 同意\n", 2, "share_with"),
        ((), "act: 賛成\n", 2, "標準入力:1:1"),
        (("--person", "P9"), "act: 拒否\n", 2, "世帯にいません"),
        (("--person", "ひと"), "act: 拒否\n", 2, "person"),
        (
            (),
            "act: 一部同意\ngiven_by: 本人\nhow: 書面\ncategories:\n  - 基本情報\nshare_with:\n  agencies:\n    - nirgends\n",
            4,
            "標準入力:8:7",
        ),
        ((), "act: 拒否\ndate: 2030-01-01\n", 4, "標準入力:2:1"),
    ],
)
def test_what_is_no_consent(same: Household, words: tuple[str, ...], text: str, code: int, word: str) -> None:
    said = same.desk.try_("consent", "add", same.case, "--by", "sato", *words, *(("--from", "-") if text else ()), stdin=text)
    assert said.code == code, said.err
    assert word in said.err


@pytest.mark.parametrize("person", ["p2", "Ｐ２"])
def test_a_person_in_any_width(home: Household, person: str) -> None:
    assert (
        home.desk.try_("consent", "add", home.case, "--by", "sato", "--person", person, "--from", "-", stdin="act: 拒否\n").code
        == 0
    )
    assert home.desk.ask("consent", "show", home.case).items[1]["act"] == "拒否"


def test_consent_shown_for_an_agency_on_a_day(home: Household) -> None:
    desk = home.desk
    partly = "act: 一部同意\ngiven_by: 本人\nhow: 口頭\ncategories:\n  - 基本情報\nshare_with:\n  agencies:\n    - nishi\n"
    assert desk.on("2025-07-20").try_("consent", "add", home.case, "--by", "sato", "--from", "-", stdin=partly).code == 0
    for agency, on, shown in (("nishi", "2025-07-20", True), ("higashi", "2025-07-20", False), ("higashi", "R7.7.19", True)):
        rows = desk.on("2025-07-20").ask("consent", "show", home.case, "--for", agency, "--on", on).items
        assert rows[0]["shown"] is shown
        assert rows[0]["record"].startswith(f"cases/R07/{home.case}/consents/")
        assert rows[0]["reason"]


def test_a_plan_in_draft_is_rewritten_and_a_decided_one_is_followed(home: Household) -> None:
    desk = home.desk
    for text in ("cautions: 夜は電話しない\nchange_reason: 希望\n", "cautions: 昼も電話しない\n"):
        assert desk.do("plan", "revise", home.plan, given=text)["plan"] == home.plan
    assert sorted(p.name for p in (home.folder / "plans" / home.plan).iterdir()) == ["v1.yaml", "v2.yaml"]
    first, second = ((home.folder / "plans" / home.plan / f"v{n}.yaml").read_text() for n in (1, 2))
    assert "電話は午後にかける" in first
    assert "cautions: 昼も電話しない\n" in second
    assert "change_reason: 希望\n" in second
    assert "version: 2\nmade_on: 2025-07-16\nmade_by: goto\n" in second
    shown = desk.try_("plan", "show", home.plan).out
    assert "電話は午後にかける" in shown
    assert "昼も電話しない" in shown
    assert desk.try_("check", "--strict").code in (0, 1)


@pytest.mark.parametrize(
    ("words", "text", "code", "word"),
    [
        (("plan", "new", "{case}", "--kind", "参加支援"), "", 2, "wish"),
        (("plan", "new", "{case}", "--kind", "ほげ"), PLAN, 2, "kind"),
        (
            ("plan", "new", "{case}", "--kind", "参加支援"),
            PLAN.replace("num: 1\n    text: 昼夜", "num: 一\n    text: 昼夜"),
            2,
            "標準入力:5:5",
        ),
        (("plan", "new", "{case}", "--kind", "参加支援"), PLAN.replace("- P1", "- P9"), 4, "標準入力:3:5"),
        (("plan", "new", "R07-ZZZZZZZ", "--kind", "参加支援"), PLAN, 3, "見つかりません"),
        (("plan", "revise", "{plan}"), "", 2, "内容"),
        (("plan", "revise", "{plan}"), "wishes: x\n", 2, "標準入力:1:1"),
        (("plan", "revise", "P-ZZZZZZZ"), "wish: x\n", 3, "見つかりません"),
        (("monitor", "{plan}"), "", 2, "result"),
        (("monitor", "{plan}", "--result", "よい"), "", 2, "result"),
        (("monitor", "{plan}", "--result", "継続", "--next-date", "2025-12-01"), "", 2, "reason_if_moved"),
        (("monitor", "{plan}"), "result: 継続\nversion: 7\n", 4, "標準入力:2:1"),
    ],
)
def test_what_is_no_plan_and_no_review(same: Household, words: tuple[str, ...], text: str, code: int, word: str) -> None:
    before = sorted(same.folder.rglob("*"))
    given = ("--from", "-") if text else ()
    said = same.desk.try_(*same.spoken(words), "--by", "goto", *given, stdin=text)
    assert said.code == code, said.err
    assert word in said.err
    assert sorted(same.folder.rglob("*")) == before


def test_a_review_tells_the_next_and_a_draft_plan_has_none(home: Household) -> None:
    said = home.desk.on("2025-08-15").try_("monitor", home.plan, "--by", "mori", "--result", "継続")
    assert "次のモニタリング: 令和7年9月15日" in said.out
    said = home.desk.on("2025-08-16").try_("monitor", home.plan, "--by", "mori", "--result", "終結を検討")
    assert "次は会議です" in said.out
    draft = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"]
    said = home.desk.try_("monitor", draft, "--by", "mori", "--result", "継続")
    assert said.code == 4
    assert "実施中" in said.err


@pytest.mark.parametrize(
    ("kind", "text", "code", "word"),
    [
        ("staff", "", 2, "--from"),
        ("staff", "id: abe\nname: 阿部 一\nagency: nirgends\n", 3, "登録"),
        ("staff", "id: abe\nnam: 阿部 一\nagency: nishi\n", 2, "標準入力:"),
        ("staff", "id: あべ\nname: 阿部 一\nagency: nishi\n", 2, "標準入力:1:1"),
        ("staff", "- id: abe\n  name: 阿部\n  agency: nishi\n- id: abe\n  name: 阿部\n  agency: nishi\n", 2, "標準入力:4:3"),
        ("staff", "- id: abe\n  name: 阿部\n  agency: nishi\n- id: ito\n  nam: 伊藤\n  agency: nishi\n", 2, "標準入力:4:3"),
        ("staff", "id: sato\nname: 佐藤\nagency: nishi\nsince: 2026-04-01\n", 2, "重なります"),
        ("agencies", "id: chuo1\nname: 二つ目\nkind: その他\n", 2, "重なります"),
        ("agencies", "id: neu\nname: 新\nkind: その他\nphone: 1\n", 2, "標準入力:4:1"),
    ],
)
def test_what_is_not_added_to_the_register(same: Household, kind: str, text: str, code: int, word: str) -> None:
    path = same.desk.root / "profile" / f"{kind}.yaml"
    before = path.read_bytes()
    said = same.desk.try_("registry", kind, "add", *(("--from", "-") if text else ()), stdin=text)
    assert said.code == code, said.err
    assert word in said.err
    assert "阿部" not in said.err
    assert path.read_bytes() == before


def test_a_posting_ends_and_the_next_begins(home: Household) -> None:
    path = home.desk.root / "profile" / "staff.yaml"
    path.write_text(path.read_text().replace("post: 社会福祉士\n", "post: 社会福祉士\n    until: 2026-03-31\n", 1))
    assert home.desk.try_("save").code == 0, home.desk.try_("save").err
    said = home.desk.try_(
        "registry", "staff", "add", "--from", "-", stdin="id: sato\nname: 佐藤 花\nagency: nishi\nsince: R8.4.1\n"
    )
    assert said.code == 0, said.err
    assert [(r["agency"], r["since"]) for r in home.desk.ask("registry", "staff", "佐藤").items] == [
        ("chuo1", "2025-04-01"),
        ("nishi", "2026-04-01"),
    ]
    assert path.read_text().startswith("#")


def test_who_i_am_is_kept_in_this_clone_alone(home: Household) -> None:
    assert home.desk.try_("registry", "me", "ＳＡＴＯ").code == 0
    said = home.desk.try_("note", "add", home.case, "--from", "-", "--json", stdin="method: 訪問\nfact: x\n")
    assert "recorded_by: sato" in (home.desk.root / said.data["path"]).read_text()
    said = home.desk.try_("note", "add", home.case, "--from", "-", "--by", "hori", "--json", stdin="method: 訪問\nfact: x\n")
    text = (home.desk.root / said.data["path"]).read_text()
    assert "recorded_by: hori" in text
    assert "staff: hori" in text
    assert subprocess.run(["git", "-C", home.desk.root, "status", "--porcelain"], capture_output=True, check=True).stdout == b""


def test_a_lock_that_a_killed_git_left_on_its_settings_is_named_and_goes(home: Household) -> None:
    (home.desk.root / ".git" / "config.lock").touch()
    said = home.desk.try_("registry", "me", "sato")
    assert said.code == 6
    assert ".git/config.lock" in said.err
    assert "seki doctor --fix" in said.err
    long_ago = time.time() - 3600
    os.utime(home.desk.root / ".git" / "config.lock", (long_ago, long_ago))
    assert home.desk.try_("doctor", "--fix").code in (0, 6)
    assert home.desk.try_("registry", "me", "sato").code == 0


def test_the_register_shows_rows_as_they_stand(same: Household) -> None:
    (row,) = same.desk.ask("registry", "agencies", "かざぐるま").items
    assert {"id", "name", "kind", "since", "until"} <= set(row)
    assert {r["list"] for r in same.desk.ask("registry", "codes", "screening").items} == {"screening"}
    assert {r["id"] for r in same.desk.ask("registry", "meetings").items} == {"shien", "juso"}
    assert [r["id"] for r in same.desk.ask("registry", "programmes", "第5号").items] == ["5"]


@pytest.mark.parametrize(
    ("words", "nouns"),
    [
        (("note", "add", "{case}"), {"case", "note"}),
        (("consent", "withdraw", "{case}"), {"case", "consent"}),
        (("refer", "{case}", "--to-agency", "nishi", "--ask", "協力", "--reason", "99"), {"case", "referral"}),
        (("referral", "accept", "{case}/{referral}"), {"case", "referral"}),
        (("plan", "new", "{case}", "--kind", "参加支援"), {"case", "plan"}),
        (("monitor", "{plan}", "--result", "継続"), {"case", "monitoring"}),
        (("case", "edit", "{case}", "case"), {"case"}),
    ],
)
def test_every_writer_answers_alike_and_its_message_holds_verb_and_ids_only(
    home: Household, words: tuple[str, ...], nouns: set[str]
) -> None:
    given = {"note": "method: 訪問\nfact: 話した\n", "plan": PLAN, "case": "urgency: 当日\n"}.get(words[0], "")
    said = home.desk.try_(*home.spoken(words), "--by", "goto", "--json", *(("--from", "-") if given else ()), stdin=given)
    assert said.code == 0, said.out
    assert said.err == ""
    data = said.data
    assert nouns <= set(data)
    assert {"path", "records"} <= set(data)
    assert (home.desk.root / data["path"]).is_file()
    assert isinstance(data["records"], list)
    verb = " ".join(words[:2] if words[0] not in ("refer", "monitor") else words[:1])
    log = subprocess.run(["git", "-C", home.desk.root, "log", "-1", "--format=%B%an"], capture_output=True, text=True, check=True)
    subject = home.plan if words[0] == "monitor" else data["plan"] if words[:2] == ("plan", "new") else home.case
    assert log.stdout.splitlines()[0] in (f"seki: {verb} {subject}", f"seki: {verb} {home.case}")
    assert not any(word in log.stdout for word in SECRETS)


@pytest.mark.parametrize("option", ["--no-commit"])
def test_files_only(home: Household, option: str) -> None:
    head = ["git", "-C", str(home.desk.root), "rev-parse", "HEAD"]
    before = subprocess.check_output(head)
    said = home.desk.try_(
        "note", "add", home.case, "--by", "sato", option, "--from", "-", "--json", stdin="method: 訪問\nfact: x\n"
    )
    assert said.code == 0
    assert (home.desk.root / said.data["path"]).is_file()
    assert subprocess.check_output(head) == before
    assert "1 件" in home.desk.try_("case", "list").err
    assert home.desk.try_("save").code == 0
    assert subprocess.check_output(head) != before


def test_what_a_refusal_would_lose_is_kept(home: Household) -> None:
    said = home.desk.try_(
        "note", "add", home.case, "--by", "sato", "--from", "-", stdin="method: 訪問\nfact: 長い話\nabout:\n  - P9\n"
    )
    assert said.code == 4
    draft = home.desk.root / ".git" / "seki" / "drafts" / f"note-add-{home.case}.yaml"
    assert draft.relative_to(home.desk.root).as_posix() in said.err
    assert "長い話" in draft.read_text()
    assert draft.stat().st_mode & 0o077 == 0
    draft.write_text(draft.read_text().replace("P9", "P1"))
    assert home.desk.try_("note", "add", home.case, "--by", "sato", "--from", str(draft)).code == 0


def test_tax_notes_are_refused_where_the_office_says_so_and_kept_as_a_draft(home: Household) -> None:
    text = "method: 電話\nfact: 滞納のことを聞いた\nsource: 税務\n"
    warned = home.desk.try_("note", "add", home.case, "--by", "ono", "--from", "-", stdin=text)
    assert warned.code == 0
    assert "税務職員から得た情報" in warned.err
    path = home.desk.root / "seki.yaml"
    path.write_text(path.read_text().replace("tax_notes: warn", "tax_notes: refuse"))
    refused = home.desk.try_("note", "add", home.case, "--by", "ono", "--from", "-", stdin=text)
    assert refused.code == 4, refused.err
    assert "drafts/" in refused.err
    assert "滞納" not in refused.err


def test_init_and_what_it_refuses(tmp_path: Path) -> None:
    root = tmp_path / "台帳"
    said = say("init", str(root), "--json")
    assert said.code == 0
    assert said.data["workspace"] == str(root)
    assert say("-C", str(root), "check").code == 0
    assert subprocess.check_output(["git", "-C", root, "status", "--porcelain"]) == b""
    assert root.stat().st_mode & 0o077 == 0
    assert (root / ".gitattributes").read_text() == "*.yaml -merge text eol=lf\n*.json text eol=lf\n"
    assert say("init", str(root)).code == 2
    assert say("init", str(root / "innen")).code == 2
    assert say("init", str(tmp_path / "neu"), "--profile", str(tmp_path)).code == 2
    assert say("init", str(tmp_path / "leer"), "--profile", "blank").code == 0
    assert say("-C", str(tmp_path / "leer"), "case", "list").code == 0
    assert say("-C", str(tmp_path / "leer"), "check", "--strict").code == 0


def test_init_takes_the_folder_of_another_office_and_refuses_a_broken_one(tmp_path: Path) -> None:
    assert say("init", str(tmp_path / "eins")).code == 0
    other = tmp_path / "eins"
    (other / "profile" / "municipality.yaml").write_text(
        (other / "profile" / "municipality.yaml").read_text().replace("関市", "架空市", 1)
    )
    assert say("init", str(tmp_path / "zwei"), "--profile", str(other)).code == 0
    (other / "profile" / "agencies.yaml").write_text("agencies: [\n")
    said = say("init", str(tmp_path / "drei"), "--profile", str(other))
    assert said.code == 2
    assert "profile/agencies.yaml:" in said.err
    assert not (tmp_path / "drei").exists()


def test_schema_of_a_kind_and_of_none(home: Household) -> None:
    assert json.loads(say("schema", "note").out)["title"]
    assert say("schema", "note/1").code == 0
    assert say("schema", "nichts").code == 3
    assert "note" in {row["schema"] for row in say("schema", "--json").items}
