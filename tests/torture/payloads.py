"""What somebody may write into a field to make a terminal, a sheet, a browser or a template do something."""

from typing import Final

READ: Final[tuple[str, ...]] = (
    *("[31m赤[0m", "[/x]", "[bold]太字[/bold]", "[link=https://example.jp]押す[/link]", ":smile:", "[red]", "\\[/]"),
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1＋1", "＋81", "－1", "＠SUM", '=HYPERLINK("https://example.jp","押す")'),
    *("=cmd|' /C calc'!A0", "﹢1", "﹣1", "⁼1", "⁺1", '"=1+1"', "'=1+1", "　=1+1", "  ＝1"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;&lt;b&gt;", "]]>", "<!-- x", "--> x", "</td></tr>"),
    *('" onmouseover="x', "' x='", "<style>*{display:none}</style>", "&#27;[31m", "</title><h1>x", "javascript:alert(1)"),
    *("# 見出し", "| a | b |", "* 点", "- 点", "1. 番", "`code`", "```", "[文](https://example.jp)", "![絵](https://example.jp)"),
    *(
        "https://example.jp/x",
        "www.example.jp",
        "**太い**",
        "__太い__",
        "~~消す~~",
        "***",
        "---",
        "===",
        "> 引用",
        "<https://example.jp>",
    ),
    *("\\", "a\\", "[^1]: 注", "[x]: https://example.jp", "    字下げ", "$x^2$", "x<br>y", "***太い", "\\\n\\", "&nbsp;"),
    *("{{ 7*7 }}", "{% raw %}", "{# x #}", "${7*7}", "%s%n%d", "{0}", "{self}", "{{ self.__init__ }}", "%(name)s", "#{7*7}"),
    *(
        "長い" * 900,
        "x" * 700,
        "e\u0301\u0301\u0301か\u3099",
        "う\u0336え\u20e3",
        "\ufffd",
        "שלום עולם",
        "مرحبا",
        "👨‍👩"[0],
        "𠮷野",
        "ｱｲｳ",
    ),
    *(
        "一行め\n# 二行め",
        "一行め\n\n---\n\n三行め",
        "題\n===",
        "題\n---",
        "a\n    b",
        "x\n■ 偽の節",
        "x\n議題 9",
        "x\n- y\n1. z",
        "x\n| a | b |\n|---|---|",
    ),
    *(
        "x\n=1+1",
        "x\n<h1>y</h1>",
        "x\n```\ny",
        "x\n{% endfor %}",
        "誤り SEKI001",
        "null",
        "true",
        "~",
        "0",
        "1e9",
        "2025-09-01",
        "秘密" * 30 + "。",
    ),
)
"""What a record may hold: the reader lets it in, and every form of output has to show it as the letters that it is."""

HELD: Final[tuple[str, ...]] = (
    *(
        "\x1b[31m赤",
        "\x1b]8;;https://example.jp\x07押す\x1b]8;;\x07",
        "\x1b]52;c;eA==\x07",
        "\x1b]0;題\x07",
        "\x1bc",
        "\x9b31m",
        "\x85",
    ),
    *("\x07", "\x08\x08\x08", "\x7f", "\ttab", "\t=1+1", "\r=1+1", "x\r消す", "\x0b", "\x0c", "\u2028x", "\u2029x"),
    *(
        "\u202e逆\u202c",
        "\u2066逆\u2069",
        "\u200f",
        "\u200b=1+1",
        "\ufeff=1+1",
        "a\u200db",
        "\u00ad",
        "\u3164",
        "\U000e0041",
        "\u061c",
    ),
    *("\x00", "\x1bP$q\x1b\\", "\x1b[2J", "\x90", "\u2067", "\ufff9x\ufffb", "\u180e", "\u115f"),
)
"""What the reader refuses. Where it came in all the same (another program, a later reader), the output has to hold alone."""
_WHOLE_LINE: Final = ("---", "===", "***", "```", "|---|", "null", "true", "~", "0", "1e9", "2025-09-01", "[31m赤[0m")


def named(payload: str, num: int) -> str:
    """Return a payload that no other field holds, its working part where it works: alone in its line, or in the front."""
    mark = f"札{num}号"
    if payload in _WHOLE_LINE:
        return f"{payload}\n{mark}"
    return mark + payload if "\n" in payload else payload + mark
