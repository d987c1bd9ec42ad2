"""From bytes to text that may be looked at: size, encoding and characters, and the Japanese slips behind a syntax error.

Nothing here knows YAML's grammar. What is refused here could change its meaning on another screen or in another reader.
"""

import re
from typing import Final

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_faults import text_fault

MAX_BYTES: Final = 256 * 1024
BOM: Final = b"\xef\xbb\xbf"

_CONTROL: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
# All of Unicode's format characters (bidi, zero width, tags), the line separators that only YAML 1.1 breaks at, and blank letters.
_UNSEEN: Final = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
_FORBIDDEN: Final = re.compile(f"[\t{_CONTROL}{_UNSEEN}]")
_UNSEEN_ONE: Final = re.compile(f"[{_UNSEEN}]")
# The few of them that Python takes for letters to print; every other is what `isprintable` is there to find.
_PRINTABLE: Final = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"

# How the files begin that are no text at all: Excel and Word (new and old), PDF, pictures, archives.
_NO_TEXT: Final = (
    b"PK\3\4",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_JIS: Final = re.compile(rb"\x1b(?:\$[@B]|\$\(D|\(J)")
# What decodes from bytes that Shift_JIS does not have.
_NEVER_CP932: Final = re.compile("[\x80\xa0\uf8f0-\uf8ff]")

_DAMAGED: Final = "この位置から後が UTF-8 の文字として読めません（途中で切れたか、別の文字コードの文が混ざっています）"
_MEND: Final = "その行を打ち直し、後の行が欠けていないか確かめてください（保存した記録なら git restore で戻せます）"
_TWO_TEXTS: Final = ("<<<<<<< ", ">>>>>>> ", "||||||| ")

_LEAD: Final = "[ ]{0,64}(?:-[ ]{1,8}){0,8}"
_WORD: Final = "[A-Za-z_][A-Za-z0-9_]{0,39}"
_WIDE_SPACE: Final = re.compile(f"{_LEAD}(?:\u3000|-\u3000|{_WORD}:\u3000)")
_WIDE_BLOCK: Final = re.compile("[｜＞][-+0-9－＋ー−‐０-９]*[ 　]*")
_WIDE_COLON: Final = re.compile(f"{_LEAD}{_WORD}：")
_TIGHT_COLON: Final = re.compile(f"{_LEAD}[a-z_][a-z0-9_]{{0,39}}:[^ /]")
# Where the grammar is broken anyway, a Japanese word before the colon was meant as a key too.
_ANY_WIDE_COLON: Final = re.compile(f"{_LEAD}[^ 　:：「」、。]{{1,20}}：")
_BEGINNINGS: Final = {
    "*": ("SEKI013", ""),
    "&": ("SEKI013", ""),
    "!": ("SEKI014", ""),
    "@": ("SEKI012", "「@」で始まる値は、全体を「'」で囲んでください"),
    "`": ("SEKI012", "「`」で始まる値は、全体を「'」で囲んでください"),
    "%": ("SEKI012", "「%」で始まる値は、全体を「'」で囲んでください"),
}
_MISSING_SPACE: Final = "項目名の後のコロンと値の間に、半角の空白を一つ入れてください"
_PROBLEMS: Final = {
    "escape": ("「\\」で始まる書き方が正しくありません", "「\\」をそのまま文字として書くときは、値の全体を「'」で囲んでください"),
    "quoted scalar": ("引用符が閉じられていません", "値の終わりに、始まりと同じ引用符を置いてください"),
    "flow sequence": ("角かっこ [ ] の書き方が崩れています", "かっこの閉じ忘れと、値の間のコンマを確かめてください"),
    "flow mapping": ("波かっこ { } の書き方が崩れています", "かっこの閉じ忘れと、値の間のコンマを確かめてください"),
    "mapping values": ("", "前の行と字下げをそろえてください。値の中に「: 」があるときは、値の全体を「'」で囲んでください"),
    "expected ':'": ("", "「項目名: 値」の形で書いてください。長い文章は「項目名: |-」の次の行から 2 文字下げて書きます"),
}


def find_bad_character(text: str) -> tuple[str, int] | None:
    """Return the code and the index of the first character that no record may hold, or None."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    if found.group() == "\t":
        return "SEKI009", found.start()
    return ("SEKI008" if _UNSEEN_ONE.match(found.group()) else "SEKI007"), found.start()


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column (1-based) of an index."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def looks_clean(text: str) -> bool:
    """Say whether nothing in a text can be refused, at a glance: many good texts look clean, and none that is bad."""
    shown = text.replace("\n", " ").replace("\u3000", " ")
    return shown.isprintable() and not any(letter in shown for letter in _PRINTABLE)


def read_text(data: bytes) -> str:
    """Return the text of a file's bytes, for the parser. Raises TextFault (SEKI001, 003–009)."""
    if len(data) <= MAX_BYTES and not data.startswith(_NO_TEXT):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if looks_clean(text):
                return text
    return _read_carefully(data)


def _read_carefully(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise text_fault("SEKI001")
    if data.startswith(BOM):
        raise text_fault("SEKI005")
    text = _decode(data)
    if "\r" in text:
        line, column = place_of(text, text.index("\r"))
        raise text_fault("SEKI006", line, column)
    bad = find_bad_character(text)
    if bad is not None:
        raise text_fault(bad[0], *place_of(text, bad[1]))
    return text


def _decode(data: bytes) -> str:
    if data.startswith(_NO_TEXT):
        raise text_fault(
            "SEKI003",
            message="文字のファイルではありません（Excel・Word・PDF・画像などのようです）",
            remedy="拡張子だけを .yaml に変えたものではありませんか。内容は「項目名: 値」の形で書き写し、元の資料は台帳の外に置いてください",
        )
    if jis := _JIS.search(data):
        line = data.count(b"\n", 0, jis.start()) + 1
        raise text_fault("SEKI003", line, message="文字コードが JIS（ISO-2022-JP）のようです（UTF-8 ではありません）")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or data.count(0) * 8 > len(data)
    if wide:
        raise text_fault("SEKI003", message="文字コードが UTF-16 または UTF-32 のようです（UTF-8 ではありません）")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
    line_start = before.rfind(b"\n") + 1
    line, column = before.count(b"\n") + 1, len(before[line_start:].decode("utf-8", "replace")) + 1
    if not before.isascii():
        # Japanese that could be read as UTF-8 up to here: the file is damaged, not written in another code.
        raise text_fault("SEKI003", line, column, message=_DAMAGED, remedy=_MEND)
    raise text_fault("SEKI004" if _looks_like_cp932(data) else "SEKI003", line, column)


def _looks_like_cp932(data: bytes) -> bool:
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return False
    return not _NEVER_CP932.search(text) and any("\u3040" <= letter <= "\u9fff" for letter in text)


def find_slip(line: str) -> str | None:
    """Return the code of a slip of the keyboard at the beginning of a line of source, where a key was meant; or None."""
    if _WIDE_SPACE.match(line):
        return "SEKI010"
    if _WIDE_COLON.match(line):
        return "SEKI011"
    return "SEKI012" if _TIGHT_COLON.match(line) else None


def wide_block_fault(lines: list[str], line: int, column: int) -> TextFault | None:
    """Return the fault of a block sign in full width (fact: ｜－), which would silently become part of the text; or None."""
    if len(lines) == 1 or not _WIDE_BLOCK.fullmatch(lines[0]):
        return None
    remedy = "「｜」「＞」「－」を半角に直し、「項目名: |-」の次の行から 2 文字下げて書いてください"
    return text_fault("SEKI012", line, column, message="長い文章を始める印が全角です", remedy=remedy)


def slip_fault(code: str, line: int, column: int = 1) -> TextFault:
    """Return the fault of a slip found by `find_slip`, at a place (1-based)."""
    return text_fault(code, line, column, remedy=_MISSING_SPACE if code == "SEKI012" else "")


def explain_syntax(text: str, spots: list[tuple[int, int]], problem: str) -> TextFault:
    """Return the fault behind a parser's error, from the places (0-based) it named, the likeliest first, and its own words.

    Those words only choose ours: they are English and may hold the text.
    """
    lines = text.split("\n")
    mark = next((row for row, line in enumerate(lines) if line.startswith(_TWO_TEXTS)), None)
    if mark is not None:
        remedy = "どちらの内容を残すかを決め、「<<<<<<<」「=======」「>>>>>>>」の行を消してください"
        return text_fault("SEKI012", mark + 1, message="2 つの変更がぶつかった跡（<<<<<<<）が残っています", remedy=remedy)
    for row, column in spots:
        line = lines[row] if row < len(lines) else ""
        code = find_slip(line) or ("SEKI011" if _ANY_WIDE_COLON.match(line) else None)
        if code:
            return slip_fault(code, row + 1)
        if line.startswith("%"):
            return text_fault("SEKI015", row + 1)
        if line.lstrip(" ").startswith("＃"):
            return text_fault(
                "SEKI012", row + 1, message="", remedy="注（コメント）を始める「＃」は、半角の「#」に直してください"
            )
        if line[column : column + 1] in _BEGINNINGS:
            code, remedy = _BEGINNINGS[line[column]]
            return text_fault(code, row + 1, column + 1, remedy=remedy)
    row, column = spots[0] if spots else (0, 0)
    message, remedy = next((words for sign, words in _PROBLEMS.items() if sign in problem), ("", ""))
    return text_fault("SEKI012", min(row + 1, len(lines)), column + 1, message=message, remedy=remedy)
