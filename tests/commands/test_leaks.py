"""What belongs to a family stays in its records: no word of theirs on stderr, in git's messages, in file names, in cron mail."""

import subprocess
from pathlib import Path

import pytest

from carried import CALL, PLAN, SECRETS, Household, carried

SAID = "架空町の居場所で武芸 昌平がむげ"
CALLS = (
    (("case", "list"), ""),
    (("case", "show", "{case}"), ""),
    (("case", "show", "{case}", "--disclosures"), ""),
    (("case", "find", "-"), "武芸 昌平"),
    (("case", "find", "武芸"), ""),
    (("case", "new", "--by", "sato", "--from", "-"), CALL),
    (("case", "new", "--by", "sato", "--from", "-"), CALL.replace("role: 世帯員", "role: 武芸")),
    (("case", "new", "--by", "sato", "--from", "-"), CALL.replace("born: 1978-02-03", "born: 武芸")),
    (("case", "edit", "{case}", "household", "--by", "sato", "--from", "-"), "people:\n  - id: P1\n    role: 武芸 昌平\n"),
    (("note", "add", "{case}", "--by", "sato", "--from", "-"), f"method: 訪問\nfact: {SAID}\n"),
    (("note", "add", "{case}", "--by", "sato", "--from", "-"), f"method: {SAID}\nfact: {SAID}\n"),
    (("note", "add", "{case}", "--by", "sato", "--from", "-"), f"method: 訪問\nfact: {SAID}\nabout:\n  - P9\n"),
    (("note", "add", "{case}", "--by", "sato", "--from", "-"), f"{SAID}: x\nmethod: 訪問\nfact: x\n"),
    (("note", "add", "{case}", "--by", "sato", "--from", "-"), f"fact: '{SAID}\n"),
    (("note", "add", "{case}", "--by", "sato", "--from", "-"), f"- {SAID}\n"),
    (("note", "add", "武芸", "--by", "sato", "--from", "-"), "method: 訪問\nfact: x\n"),
    (("note", "add", "{case}", "--by", "武芸", "--from", "-"), "method: 訪問\nfact: x\n"),
    (("consent", "show", "{case}"), ""),
    (("consent", "add", "{case}", "--by", "sato", "--person", "武芸", "--from", "-"), "act: 拒否\n"),
    (("consent", "withdraw", "{case}", "--by", "sato"), ""),
    (("refer", "{case}", "--by", "sato", "--to-agency", "武芸", "--ask", "協力", "--reason", "その他"), ""),
    (("refer", "{case}", "--by", "sato", "--to-agency", "nishi", "--ask", "武芸", "--reason", "武芸"), ""),
    (("referral", "decline", "{case}/{referral}", "--by", "goto", "--reason", "武芸"), ""),
    (("plan", "show", "{plan}"), ""),
    (("plan", "new", "{case}", "--kind", "参加支援", "--by", "sato", "--from", "-"), PLAN.replace("span: 短期", "span: 武芸")),
    (("plan", "revise", "{plan}", "--by", "goto", "--from", "-"), f"cautions: {SAID}\nchange_reason: {SAID}\n"),
    (("monitor", "{plan}", "--by", "mori", "--result", "武芸"), ""),
    (("meeting", "add", "{meeting}", "{case}", "--timing", "武芸"), ""),
    (("meeting", "attend", "{meeting}", "武芸"), ""),
    (("meeting", "record", "{meeting}", "--by", "goto", "--from", "-"), f"items:\n  - num: 1\n    result: {SAID}\n"),
    (("registry", "staff", "add", "--from", "-"), "id: 武芸\nname: 武芸 昌平\nagency: nishi\n"),
    (("agenda", "{meeting}"), ""),
    (("agenda", "{meeting}", "--cover"), ""),
    (("due", "--within", "365"), ""),
    (("due", "--agency", "武芸"), ""),
    (("check", "--strict"), ""),
    (("check", "武芸"), ""),
    (("history", "{case}"), ""),
    (("history", "{case}", "--since", "武芸"), ""),
    (("save",), ""),
    (("武芸",), ""),
    (("person", "add", "{case}", "--from", "-"), "role: 世帯員\nname: 武芸 昌平\nkana: むげ しょうへい\nborn: 1978-02-03\n"),
    (("person", "add", "{case}", "--from", "-"), "role: 武芸\nname: 武芸 昌平\n"),
    (
        ("assess", "{case}", "--by", "sato", "--from", "-"),
        f"summary: {SAID}\ndirection: {SAID}\nparts:\n  - category: {SAID}\n    text: x\n",
    ),
    (("case", "screen", "{case}", "--by", "sato", "--result", "武芸"), ""),
    (("case", "screen", "{case}", "--by", "sato", "--result", "継続支援し、プランを策定する", "--to-agency", "武芸"), ""),
    (("case", "close", "{case}", "--by", "sato", "--reason", "武芸"), ""),
    (("case", "suspend", "{case}", "--by", "sato", "--from", "-"), f"reason: その他\nlook_again: {SAID}\n"),
    (("case", "reopen", "{case}", "--by", "sato", "--from", "-"), f"reason: {SAID}\n"),
    (("case", "link", "{case}", "武芸", "--how", "武芸"), ""),
    (("case", "new", "--by", "sato", "--continued-from", "武芸", "--from", "-"), "intake:\n  method: 電話\n"),
    (("evaluate", "{plan}", "--by", "mori", "--from", "-"), f"occasion: {SAID}\njudgement: 継続\nremaining: {SAID}\n"),
    (("place", "{plan}", "武芸", "--step", "見学", "--by", "mori"), ""),
    (("plan", "check", "{plan}"), ""),
    (("plan", "drop", "{plan}", "--by", "goto", "--from", "-"), f"reason: {SAID}\n"),
    (("plan", "decide", "{plan}", "--by", "hori", "--result", "武芸"), ""),
    (("meeting", "move", "{meeting}", "--date", "武芸"), ""),
    (("meeting", "cancel", "{meeting}", "--item", "武芸"), ""),
    (("resource", "new", "--from", "-"), f"name: 武芸 昌平\ncapacity: {SAID}\n"),
    (("resource", "list", "--for", "{plan}"), ""),
    (("gap", "new", "--from", "-"), f"text: {SAID}\nfield: {SAID}\n"),
    (("gap", "new", "--decision", "{case}/武芸", "--from", "-"), f"text: {SAID}\n"),
    (("activity", "add", "--programme", "武芸", "--base", "武芸", "--month", "武芸"), ""),
    (("diff", "{case}", "--since", "2025-06-01"), ""),
    (("diff", "{case}", "--since", "武芸"), ""),
    (("stats", "--explain", "武芸"), ""),
    (("stats", "--by", "武芸"), ""),
    (("referral", "list", "--stalled"), ""),
    (("profile", "check"), ""),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    return carried(tmp_path_factory.mktemp("leaks"))


@pytest.mark.parametrize(("words", "stdin"), CALLS, ids=[f"{number} {words[0]}" for number, (words, _) in enumerate(CALLS)])
def test_no_word_of_theirs_is_said_aside(home: Household, words: tuple[str, ...], stdin: str) -> None:
    said = home.desk.try_(*home.spoken(words), stdin=stdin)
    assert said.code < 70, said.err
    assert not any(word in said.err for word in SECRETS), said.err


def test_nor_kept_aside(home: Household) -> None:
    log = subprocess.run(["git", "-C", home.desk.root, "log", "--format=%B"], capture_output=True, text=True, check=True).stdout
    folders = home.desk.root / ".git" / "objects"  # names by content: any letters and digits may stand in them
    names = "\n".join(path.as_posix() for path in home.desk.root.rglob("*") if folders not in path.parents)
    assert not any(word in log + names for word in SECRETS)
    for line in log.splitlines():
        assert not line or line.isascii()


def test_nor_mailed(home: Household) -> None:
    said = home.desk.on("2026-07-01").try_("due", "--quiet", "--within", "365")
    assert said.out.count(home.case) >= 3
    assert not any(word in said.out + said.err for word in SECRETS)


def test_a_broken_record_is_named_without_its_words(home: Household) -> None:
    path: Path = home.folder / "notes" / "20250716-ABCD.yaml"
    for text in (f"fact: '{SAID}\n", f"schema: note/1\nmethod: {SAID}\n", f"{SAID}\n", f"{SAID}: 1\n{SAID}: 2\n"):
        path.write_text(text, encoding="utf-8")
        for words in (("due",), ("check",), ("save",), ("case", "show", home.case, "--quiet")):
            said = home.desk.try_(*words)
            assert said.code == 5
            assert not any(word in said.err for word in SECRETS), said.err
    path.unlink()
