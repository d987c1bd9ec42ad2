"""Texts as heavy as a record may be and more, each of which makes some reader of YAML slow, large or ill."""

from functools import cache

from seki_cli.files.yaml_text import MAX_BYTES


@cache
def heavy_texts() -> dict[str, bytes]:
    """Return the texts by name."""
    size = MAX_BYTES
    return {
        "brackets": b"[" * size,
        "dashes": b"- " * (size // 2),
        "braces": b"a: {" * (size // 4),
        "items": b"- a\n" * (size // 4),
        "empty-items": b"-\n" * (size // 2),
        "empty-maps": b"a: [" + b"{}," * (size // 3 - 3) + b"]",
        "many-keys": b"".join(b"k%d: v\n" % number for number in range(20_000)),
        "blank-lines": b"\n" * size,
        "comments": b"#\n" * (size // 2),
        "anchors": b"&a " * (size // 3),
        "directives": b"%Y\n" * (size // 3),
        "documents": b"---\n" * (size // 4),
        "questions": b"? " * (size // 2),
        "question-lines": b"a: [\n" + b"?\n" * (size // 2 - 9),
        "long-text": b"a: '" + b"x" * (size - 6) + b"'",
        "long-plain": b"a: " + b"x " * (size // 2 - 2),
        "plain-lines": b"a:\n" + b" x\n" * (size // 3 - 2),
        "block": b"a: |\n" + b" x\n" * (size // 3 - 3),
        "folded": b"a: >\n" + b" x\n\n" * (size // 4 - 2),
        "escapes": b'a: "' + b"\\\\" * (size // 2 - 4) + b'"',
        "open-quote": b"'" * size,
        "wide-colons": ("a: [" + "b：," * (size // 5 - 2)).encode(),
        "wide-spaces": "　".encode() * (size // 3),
        "spaces": b" " * (size - 5) + b"a: b",
        "nul": b"\0" * size,
        "not-utf-8": b"a: b\n" + b"\xff" * (size - 5),
        "too-large": b"a" * (size + 1),
        "very-large": b"[" * (20 * size),
    }
