"""Drawing documents in and around the subset of YAML that is read: every way to write a value, and every slip beside it."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final

TAME_KEYS: Final = (
    *("id", "date", "fact", "next", "what", "about", "staff", "a", "b", "k_1", "K2", "true", "2025", "yes", "項目", "名前", "が"),
    *("担当者（主）", "key with blank", "長" * 30, "k" * 99, "k" * 100, "a-b", "-x", "a.b"),
)
WILD_KEYS: Final = (
    "null",
    "~",
    "a?",
    "k" * 101,
    "が",
    "か\u3099",
    "?",
    "- a",
    "[a]",
    "&a b",
    "!a",
    "a: b",
    "<<",
    "",
    "#a",
    "a：b",
    "　a",
)
TAME_WORDS: Final = (
    *(
        "訪問した",
        "sato",
        "P1",
        "本人：つらい。　と話す",
        "2025-06-11",
        "14:00",
        "0501501",
        "0o17",
        "1e3",
        "yes",
        "No",
        "on",
        "~",
        "null",
    ),
    *(
        "Null",
        "1_000",
        "0x1F",
        ".inf",
        "2025-06-11T14:03:22+09:00",
        "https://example.org/a/c#d",
        "機関:chuo1",
        "x#y",
        "-x",
        "ＡＢＣ",
    ),
    *(
        "あ" * 200,
        "word " * 30 + "end",
        "𠮷野",
        "か\u3099",
        "葛\U000e0100",
        "it's",
        "x]y",
        "+09:00",
        "R07-7K3F9QX",
        "A：B",
        "あ　い",
    ),
)
WILD_WORDS: Final = (
    *(
        "",
        "a:b",
        "a: b",
        "x #y",
        "#x",
        "-",
        "- x",
        "?",
        "? x",
        "?x",
        "x ?",
        ":",
        ": x",
        ":x",
        "x:",
        "｜",
        "＞－",
        "　字下げ",
        "a：b",
    ),
    *("fact：本文", "fact:　本文", "R&D", "&a", "*a", "!x", "!!str x", "50%", "%x", "@x", "`x", "'", '"', '"x" y', "[x]", "{x}"),
    *("x, y", "<<", "---", "...", "--- x", "=", "|", ">", "|-", "\\n", "\\", "a?b=c", "x1:y", "T12:30", "ab12:30", "+12:3"),
)
_BAD: Final = ("\t", "\r", "\x07", "\u200b", "\u202e", "\u2028", "\ufeff", "\u00a0", "\u3164", "\x85", "\x00", "\ue000", "\u034f")
_LINES: Final = (
    *(
        "---",
        "...",
        "--- # x",
        "%YAML 1.1",
        "%TAG ! x",
        "# 注",
        "  # 注",
        "#",
        "",
        "   ",
        "　",
        "　# 注",
        "? x",
        "? x\n: y",
        ": y",
    ),
    *(
        "- x",
        "-",
        "x",
        "x:",
        "x: y",
        "x:y",
        "x：y",
        "a:　b",
        "<<: *a",
        "<<: {a: b}",
        "*a",
        "*a : b",
        "&a b: c",
        "!!map {}",
        "[x",
        "]",
        "}",
    ),
    *(
        "'x",
        '"x',
        '"x\\ty": z',
        "'a\n\n b': c",
        '"a\n b": c',
        "| x",
        "k: |#",
        "k: |- # 注",
        "k: >2",
        "k: |9",
        "k: ｜",
        "k: ｜－\n  x",
    ),
    *("<<<<<<< HEAD", "=======", ">>>>>>> x", "{a: b}", "{a: b, a: c}", "[{? a : b}]", "[a, ? b]", "[a: b]", "{a}", "{a, b: c}"),
)

_Lines = list[str]


class _Draw(random.Random):
    """Chance, and how often it takes something that may not be read."""

    wild: float = 0.0

    def word(self) -> str:
        return self.choice(WILD_WORDS if self.random() < self.wild else TAME_WORDS)

    def key(self) -> str:
        return self.choice(WILD_KEYS if self.random() < self.wild else TAME_KEYS)

    def one(self, tame: Sequence[str], wild: Sequence[str]) -> str:
        return self.choice(wild if self.random() < self.wild else tame)


def documents(many: int, seed: int) -> Iterator[bytes]:
    """Yield so many documents: two thirds of them written well on the whole, the others with something laid into them."""
    draw = _Draw(seed)
    for number in range(many):
        draw.wild = (0, 0.02, 0.3, 0, 0, 0.02)[number % 6]
        text = "\n".join(_document(draw)) + draw.one(("\n", "", "\n\n", "\n# 終\n"), ("\n...\n", "\n...\n# x\n", "\n...\na"))
        for _ in range((0, 0, 0, 1, 2, 4)[number % 6]):
            text = draw.choice((_lay_a_line, _lay_a_line, _lay_a_word, _lay_a_sign, _shift_a_line, _double_a_line, _cut))(
                draw, text
            )
        if number % 40 == 39:
            text = text.replace("\n", draw.choice(("\r\n", "\r", "\n\t", "\n　")))
        yield text.encode("utf-8", "surrogatepass")


def _document(draw: _Draw) -> _Lines:
    head = draw.choice(((), (), (), (), ("# 頭",), ("", "# 注", ""), ("---",), ("--- # x",)))
    if draw.random() < 0.05:
        return [*head, *_list(draw, 3, 0)]
    return [*head, *_mapping(draw, 3, 0)]


def _mapping(draw: _Draw, deeper: int, indent: int) -> _Lines:
    lines: _Lines = []
    for key in {draw.key(): None for _ in range(draw.randint(1, 5))}:
        lines += _around(draw, indent)
        first, *rest = _value(draw, deeper, indent)
        lines += [f"{' ' * indent}{_key(draw, key)}{draw.choice((':', ':', ':', ' :'))}{first}", *rest]
    return lines


def _list(draw: _Draw, deeper: int, indent: int) -> _Lines:
    lines: _Lines = []
    for _ in range(draw.randint(1, 4)):
        lines += _around(draw, indent)
        if deeper and draw.random() < 0.5:
            within = (_mapping if draw.random() < 0.8 else _list)(draw, deeper - 1, indent + 2)
            lines += [
                f"{' ' * indent}- {within[0][indent + 2 :]}" if within[0][: indent + 2].isspace() else within[0],
                *within[1:],
            ]
        else:
            first, *rest = _value(draw, deeper, indent)
            lines += [f"{' ' * indent}-{first}", *rest]
    return lines


def _around(draw: _Draw, indent: int) -> _Lines:
    """Return what may stand above a line without meaning: comments and blank lines."""
    return list(draw.choice(((), (), (), (), (), (), ("",), (f"{' ' * indent}# 注：コメント",), ("# x: y",), ("  ",))))


def _key(draw: _Draw, key: str) -> str:
    return draw.choice((key, key, key, key, key, f"'{key}'", f'"{key}"'))


def _value(draw: _Draw, deeper: int, indent: int) -> _Lines:
    """Return how a value is written behind its key or dash: the rest of that line, and the lines below it."""
    ways: list[Callable[[], _Lines]] = [
        lambda: [f" {draw.word()}{draw.choice(('', '', '', ' # 注'))}"],
        lambda: [f" {draw.word()}"],
        lambda: _quoted(draw, indent),
        lambda: _block(draw, indent),
        lambda: ["", *(f"{' ' * (indent + 2)}{draw.word()}" for _ in range(draw.randint(1, 3)))],
        lambda: [f" {draw.word()}", *(f"{' ' * (indent + 4)}{draw.word()}" for _ in range(draw.randint(1, 2)))],
        lambda: [f" {_flow(draw, draw.choice((1, 2, 2, 14)))}"],
        lambda: [draw.choice(("", "", " ", " ~", " null", " # 注"))],
    ]
    if deeper:
        step = draw.choice((2, 2, 2, 4, 1))
        ways += [lambda: ["", *_mapping(draw, deeper - 1, indent + step)]] * 2
        ways += [lambda: ["", *_list(draw, deeper - 1, indent + draw.choice((0, 2)))]] * 2
    return draw.choice(ways)()


def _quoted(draw: _Draw, indent: int) -> _Lines:
    word = draw.word()
    if draw.random() < 0.5:
        escaped = word.replace("\\", "\\\\").replace('"', '\\"')
        more = draw.one(("", "", "\\n", "\\u3042", "\\x41", "\\U00020BB7", "\\/"), ("\\t", "\\u200b", "\\0", "\\q", "\\ud800"))
        return f' "{escaped}{more}"'.split("\n")
    kept = word.replace("'", "''")
    return [f" '{kept}'"] if draw.random() < 0.8 else [f" '{kept}", "", f"{' ' * (indent + 2)}{kept}'"]


def _block(draw: _Draw, indent: int) -> _Lines:
    header = draw.one(("|-", "|-", "|-", "|", "|+", ">", ">-", ">+", "|2", "|-2", "|- # 注", ">- "), ("|-#", "|9", "|x", "｜－"))
    lines = [f" {header}"]
    for _ in range(draw.randint(0, 4)):
        words = draw.choice((draw.word(), draw.word(), "", "　字下げした行", "  more", "key: value", "k:v", "fact：x", "#x"))
        lines.append(f"{' ' * (indent + 2)}{words}" if words else "")
    return lines


def _flow(draw: _Draw, deeper: int) -> str:
    word = draw.word()
    if deeper == 0:
        return word
    inner = _flow(draw, deeper - 1)
    return draw.choice(
        (
            f"[{inner}, {word}]",
            f"{{a: {inner}, b: {word}}}",
            f"[{inner}]",
            f"{{a: {inner}}}",
            f"[a: {inner}]",
            f"{{'a':{inner}}}",
            "[]",
        )
    )


def _lay_a_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    indent = len(lines[at]) - len(lines[at].lstrip(" ")) if draw.random() < 0.5 else 0
    lines.insert(at, " " * indent + draw.choice(_LINES))
    return "\n".join(lines)


def _lay_a_word(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice((" ", "", "\n")) + draw.choice(WILD_WORDS) + text[at:]


def _lay_a_sign(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice((*_BAD, *"[]{},#&*!|>'\"%@`?:- ：｜＃－　\n")) + text[at:]


def _shift_a_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    lines[at] = f" {lines[at]}" if draw.random() < 0.5 else lines[at].removeprefix(" ")
    return "\n".join(lines)


def _double_a_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))
    return "\n".join(lines)


def _cut(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + text[at + draw.choice((1, 2, 5, 30)) :]
