"""What a call loads before it answers: nothing heavy that it does not need."""

import subprocess
import sys

HEAVY = ("rich", "ruamel", "jsonschema", "jinja2", "pydantic", "msgspec", "yaml", "jpholiday", "rapidfuzz")


def loaded(*words: str) -> set[str]:
    code = (
        "import sys\nfrom seki_cli.main import main\n"
        f"main({list(words)!r})\n"
        f"print('LOADED', *[n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("LOADED")]
    return set(line.split()[1:])


def test_the_version_is_told_without_anything_heavy() -> None:
    assert loaded("--version") == set()


def test_help_is_told_without_anything_heavy() -> None:
    assert loaded("--help") == set()
    assert loaded("case", "new", "--help") == set()
