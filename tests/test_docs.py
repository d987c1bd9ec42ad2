"""The documents are held to the program: what they show is typed and compared, what they list is complete."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from docs.pages import ID, RUN, Learned, read_blocks
from docs.reader import Reader
from docs.tree import SHARED, Command, read_tree
from docs.warm_seki import INSTALLED, warm_seki
from docs.write_counting import build_counting_page
from docs.write_generated import build_commands_page, build_fields_page, build_findings_page
from seki_cli import errors, hear
from seki_cli.commands.check import explained
from seki_cli.files.schemas import kinds
from seki_cli.main import INTERRUPTED

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
COMMANDS = ROOT / "docs/commands.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
TOLD = (*PAGES, ROOT / "LIMITS.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
HOISTED = tuple(word for word in (*hear._VALUES, *hear._FLAGS) if word != "-q")
NAMED = re.compile(r"(?<![\w/.-])seki ([a-z]+)(?: ([a-z]+))?(?![\w./-])")
REMAKE = "`make docs` で作り直してください"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1)
def fixed_ids() -> frozenset[str]:
    """Return the ids that the sample holds: in the documents they mean themselves."""
    sample = ROOT / "sample_cases"
    texts = (text for path in sample.rglob("*") for text in (path.name, path.read_text("utf-8") if path.is_file() else ""))
    return frozenset(word for text in texts for word in ID.findall(text))


# ---- what is shown is typed


@pytest.fixture(scope="module")
def programs() -> Iterator[Path]:
    with warm_seki() as folder:
        yield folder


@pytest.mark.parametrize("page", [page for page in PAGES if any(b.language in RUN for b in read_blocks(page))], ids=name_of)
def test_a_reader_can_follow_the_page(page: Path, tmp_path: Path, programs: Path) -> None:
    Reader(tmp_path, fixed_ids(), programs).follow(page)


@pytest.mark.parametrize(
    "line",
    [
        "seki --version; echo $?",
        "seki dew; echo $?",
        "cd /; SEKI_TODAY=2025-09-01 seki due; echo $?",
        "seki --help | head -2; echo ${PIPESTATUS[@]}",
        "seki schema note > /dev/full; echo $?",
        "seki init here --sample > /dev/null; cd here; seki --as-of 2025-09-01 due --json; stat -c %a .git profile; echo $?",
        "cd /; echo 'x: [' | seki case new --from -; seki case find - <<< 'だれも'; echo $?",
    ],
)
def test_the_seki_of_the_reader_is_the_installed_one(line: str, tmp_path: Path, programs: Path) -> None:
    """Quicker, but the same answers, codes and files, in a shell that pipes them on."""
    said = []
    for name, first in (("quick", programs), ("installed", INSTALLED.parent)):
        (tmp_path / name).mkdir()
        env = {**os.environ, "PATH": f"{first}{os.pathsep}{os.environ['PATH']}"}
        call = ["bash", "-c", line]
        done = subprocess.run(call, env=env, cwd=tmp_path / name, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        said.append((done.returncode, done.stdout, done.stderr))
    assert said[0] == said[1]
    assert said[0][1]


def test_little_is_left_out_and_never_without_a_reason() -> None:
    skipped = [(name_of(page), block.hint["skip"]) for page in PAGES for block in read_blocks(page) if "skip" in block.hint]
    assert all(reason for _, reason in skipped)
    assert len(skipped) <= 4, skipped


WRONG_PAGES = {
    "another answer": "```console\n$ echo 同意\n不同意\n```\n",
    "a word more": "```console\n$ echo 同意\n同意\n撤回\n```\n",
    "it fails": "```console\n$ false\n```\n",
    "it does not fail": "<!-- test: exit=4 -->\n```console\n$ true\n```\n",
    "another code": "<!-- test: exit=4 -->\n```console\n$ (exit 3)\n```\n",
    "an id of the sample": "```console\n$ echo R07-HPS06VD\nR07-HPS06VC\n```\n",
    "one id for two": "```console\n$ echo R07-3735MMV R07-ABABW37\nR07-0000000 R07-0000000\n```\n",
    "a script that stops in the middle": "```sh\nfalse\ntrue\n```\n",
    "no such question": "<!-- test: terminal -->\n```console\n$ read -p '名前: ' name\n住所: 関市\n```\n",
    "no such line": "<!-- test: terminal -->\n```console\n$ read -p '名前: ' name; echo ok\n名前: 花\nno\n```\n",
    "never closed": "```console\n$ true\n",
}


@pytest.mark.parametrize("text", WRONG_PAGES.values(), ids=WRONG_PAGES.keys())
def test_the_reader_notices(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.reader.SECONDS", 5)
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError):
        Reader(tmp_path, frozenset({"R07-HPS06VC"})).follow(page)


def test_the_reader_goes_on_where_it_stopped(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- test: file=a.txt -->\n```yaml\nケース: R07-3735MMV\n```\n"
        "```console\n$ mkdir d && cd d && export WORD=語\n$ (exit 0); echo R07-ABABW37 20250901-5P30\nR07-3735MMV 20250901-XDAG\n"
        "$ echo $WORD $PWD\n語 …/d\n$ cat <<'END'\nR07-3735MMV\nEND\nR07-3735MMV\n```\n"
        "<!-- test: terminal -->\n```console\n$ read -p '名前: ' name; echo \"保存しました: $name\"\n名前: 花\n保存しました: 花\n```\n",
        encoding="utf-8",
    )
    reader = Reader(tmp_path, frozenset())
    reader.follow(page)
    assert reader.place == tmp_path / "d"
    assert reader.learned.put("R07-3735MMV/20250901-XDAG") == "R07-ABABW37/20250901-5P30"


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        ("…\nb", "a\na\nb", True),
        ("…\nb", "b", True),
        ("a…c", "abbc", True),
        ("a…c", "ab\nc", False),
        ("…", "", True),
        ("列1  列2", "列1      列2", True),
        ("列1  列2", "列1 列2", False),
        ("a", "a\nb", False),
        ("M-20250901-KBSE", "M-20250901-0000", True),
        ("M-20250901-KBSE", "M-20250902-0000", False),
        ("a.c", "abc", False),
    ],
)
def test_what_counts_as_the_same(shown: str, said: str, same: bool) -> None:
    assert Learned(frozenset()).compare(shown, said) is same


# ---- what is listed is complete


def sections() -> dict[str, str]:
    """Return the text under the heading of each command in docs/commands.md."""
    parts = re.split(r"^### `seki ([a-z ]+)`$", COMMANDS.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def single(command: Command) -> bool:
    return not command.is_group


SINGLE = tuple(filter(single, read_tree()))


def test_every_command_is_documented_and_no_other() -> None:
    assert set(sections()) == {command.words for command in SINGLE}


def test_every_group_is_documented() -> None:
    headed = {words.partition(" ")[0] for words in sections() if " " in words}
    assert headed == {command.words for command in read_tree() if command.is_group}


@pytest.mark.parametrize("command", SINGLE, ids=lambda command: command.words)
def test_every_option_is_documented(command: Command) -> None:
    section = sections()[command.words]
    missing = [one.written for one in command.takes if one.name not in SHARED and f"| `{one.written}` |" not in section]
    assert not missing, REMAKE


@pytest.mark.parametrize("command", SINGLE, ids=lambda command: command.words)
def test_every_command_has_an_example_in_its_help_and_one_that_runs(command: Command) -> None:
    assert re.search(rf"^例: .*\b{command.words}\b", command.help, re.MULTILINE)
    shown = sections()[command.words]
    assert re.search(rf"^\$ seki {command.words}\b", shown, re.MULTILINE)


def test_the_options_of_every_command_are_documented_once() -> None:
    head = COMMANDS.read_text("utf-8").partition("\n## 見る")[0]
    assert [one for one in (*HOISTED, *SHARED, "--version") if f"`{one}" not in head] == []


@pytest.mark.parametrize("build", [build_findings_page, build_fields_page], ids=["findings.md", "fields.md"])
def test_generated_pages_are_as_generated(build: object, request: pytest.FixtureRequest) -> None:
    page = ROOT / "docs" / request.node.callspec.id
    assert page.read_text("utf-8") == build(), REMAKE  # type: ignore[operator]


def test_the_tables_of_options_are_as_generated() -> None:
    text = COMMANDS.read_text("utf-8")
    assert build_commands_page(text) == text, REMAKE


def test_the_definitions_of_figures_are_as_generated() -> None:
    text = (ROOT / "docs/counting.md").read_text("utf-8")
    assert build_counting_page(text) == text, REMAKE


def test_every_finding_is_explained() -> None:
    page = (ROOT / "docs/findings.md").read_text("utf-8")
    flat = page.replace("\n", "")
    for code, (title, text) in explained().items():
        assert f"\n### {code} {title}\n" in page, REMAKE
        assert text.partition("\n出典")[0].replace("\n", "") in flat, REMAKE


def test_every_kind_of_record_has_its_fields() -> None:
    page = (ROOT / "docs/fields.md").read_text("utf-8")
    assert [kind for kind in kinds() if f"\n### {kind} — " not in page] == []


def test_every_exit_code_is_in_the_table() -> None:
    raised = {one.code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.SekiError)}
    table = README.read_text("utf-8").partition("## 終了コード")[2].partition("\n## ")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == raised | {0, 1, INTERRUPTED}


# ---- what is named exists


def test_the_usual_documents_stand_there() -> None:
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LIMITS.md", "LICENSE", "docs/nightly.md", "docs/records.md"):
        assert (ROOT / name).read_text("utf-8").strip(), name


@pytest.mark.parametrize("page", TOLD, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", page.read_text("utf-8"))
    for target, anchor in targets:
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), target
        if anchor:
            assert re.search(rf"^#+ {re.escape(anchor[1:])}$", found.read_text("utf-8"), re.MULTILINE), anchor


def known(word: str, second: str | None) -> bool:
    """Say whether a command of this name exists; the second word may be an argument of a command that takes some."""
    tree = {command.words: command for command in read_tree(hidden=True)}
    return word in tree and (not tree[word].is_group or not second or f"{word} {second}" in tree)


@pytest.mark.parametrize("page", TOLD, ids=name_of)
def test_commands_that_are_named_exist(page: Path) -> None:
    quoted = [one or other for one, other in re.findall(r"`([^`\n]+)`|^\$ (.+)$", page.read_text("utf-8"), re.MULTILINE)]
    assert [found[0] for text in quoted for found in NAMED.finditer(text) if not known(found[1], found[2])] == []


def messages(path: Path) -> list[str]:
    """Return the Japanese texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    described = [node.body[0] for node in ast.walk(tree) if hasattr(node, "body") and isinstance(node.body, list) and node.body]
    docstrings = {id(first.value) for first in described if isinstance(first, ast.Expr)}
    return [node.value for node in texts if id(node) not in docstrings and not node.value.isascii()]


def test_commands_that_messages_name_exist() -> None:
    """What seki tells people to do next, they can do."""
    texts = [(path.name, text) for path in sorted((ROOT / "seki_cli").rglob("*.py")) for text in messages(path)]
    texts += [(command.words, command.help) for command in read_tree()]
    texts += [(path.name, path.read_text("utf-8")) for path in sorted((ROOT / "schemas").glob("*.json"))]
    texts += [(name_of(path), path.read_text("utf-8")) for path in sorted((ROOT / "templates").rglob("*.*"))]
    assert [f"{name}: {m[0]}" for name, text in texts for m in NAMED.finditer(text) if not known(m[1], m[2])] == []


def test_the_line_for_cron_is_the_agreed_one() -> None:
    for page in (README, ROOT / "docs/nightly.md"):
        assert re.search(r"^0 7 \* \* 1-5  /\S+/seki -C /srv/daicho due --quiet$", page.read_text("utf-8"), re.MULTILINE)


def test_every_promise_names_its_tests() -> None:
    table = README.read_text("utf-8").partition("## 約束と")[2].partition("\n## ")[0]
    rows = [line for line in table.split("\n") if line.startswith("| **")]
    assert {"消えない", "混ざらない", "出ない", "漏らさない", "隠さない"} <= {row.split("**")[1] for row in rows}
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for path, function in named:
            text = (ROOT / path).read_text("utf-8")
            assert not function or re.search(rf"^def {function}\(", text, re.MULTILINE), f"{path}::{function}"
            assert re.search(r"^def test_", text, re.MULTILINE), path
