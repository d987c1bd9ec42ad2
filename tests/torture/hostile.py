"""A hundred and more hand-made notes that somebody could find in a folder, each with the answer that it must get.

Every text of the note is marked with a canary's name: what is said of the file may hold none of these marks.
"""

import io
import json
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Any, Final

MARKS: Final = ("金糸雀", "kanaria42")
"""Stand in every text, comment and strange key of the hostile notes, and nowhere else."""

BODY: Final = (
    "date: 2025-07-16",
    "staff: sato",
    "method: 訪問",
    "fact: |-",
    "  金糸雀の話をした。kanaria42",
    "view: 金糸雀の見立て",
    "next:",
    "  date: 2025-07-30",
    "  staff: sato",
    "  what: 金糸雀に電話する",
    "about:",
    "  - P1",
)
_JSON: Final = ("date: 2025-07-16", "staff: sato", "method: 訪問", "fact: 金糸雀 kanaria42")
OWN: Final = ("schema: note/1", "id: {id}", "case: {case}", "recorded: 2025-07-16T14:03:22+09:00", "recorded_by: sato")
"""The lines that stand above the body in a record, and that seki writes itself where a draft comes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One hostile note. `code` and `line` (of the body; of the file where `raw`) are what `check` must say; no code: a record.

    `draft`: the exit code where the door for drafts (--from, the editor) takes or refuses it another way than `check` does.
    """

    name: str
    code: str
    line: int
    lines: tuple[str, ...] = BODY
    raw: bytes | None = None
    encoding: str = "utf-8"
    newline: str = "\n"
    before: bytes = b""
    swap: tuple[str, str] = ("", "")
    draft: int | None = None
    as_json: bool = False

    def build(self, record_id: str = "", case: str = "") -> bytes:
        """Return the bytes of a record of a case, or of a draft, which leaves out what seki writes itself."""
        return self.build_below(tuple(line.format(id=record_id, case=case) for line in OWN) if record_id else ())

    def build_below(self, own: tuple[str, ...]) -> bytes:
        """Return the bytes with these lines of seki's own above the body."""
        if self.raw is not None:
            return self.raw
        if self.as_json:
            return json.dumps(dict(line.split(": ", 1) for line in (*own, *_JSON)), ensure_ascii=False, indent=2).encode()
        text = "".join(f"{line}{self.newline}" for line in (*own, *self.lines))
        return self.before + text.replace(*self.swap).encode(self.encoding, "surrogatepass")

    @property
    def record_line(self) -> int:
        """Return the line in the whole record."""
        return self.line if self.raw is not None or self.before or self.line == 0 else self.line + len(OWN)


def _put(name: str, code: str, at: int, *new: str, line: int = -1, **more: Any) -> Hostile:
    """Return the note with one line replaced; the fault stands in that line unless said otherwise."""
    return Hostile(name=name, code=code, line=at if line < 0 else line, lines=(*BODY[: at - 1], *new, *BODY[at:]), **more)


def _end(name: str, code: str, *new: str, line: int = 13, **more: Any) -> Hostile:
    """Return the note with lines at its end."""
    return Hostile(name=name, code=code, line=line, lines=(*BODY, *new), **more)


def _raw(name: str, code: str, data: bytes, line: int = 1, **more: Any) -> Hostile:
    return Hostile(name=name, code=code, line=line, raw=data, **more)


def _zip() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", "<c>金糸雀 kanaria42</c>" * 50)
    return whole.getvalue()


_WHOLE: Final = "".join(f"{line}\n" for line in BODY)
_NFD: Final = unicodedata.normalize("NFD", "が")
_LAUGHS: Final = "a: &a [金糸雀]\n" + "".join(
    f"{n}: &{n} [{','.join(['*' + p] * 9)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
)

ENCODINGS: Final = (
    Hostile(name="UTF-16 LE with BOM", code="SEKI003", line=1, encoding="utf-16-le", before=b"\xff\xfe"),
    Hostile(name="UTF-16 BE with BOM", code="SEKI003", line=1, encoding="utf-16-be", before=b"\xfe\xff"),
    _raw("UTF-16 LE", "SEKI003", _WHOLE.encode("utf-16-le")),
    _raw("UTF-16 BE", "SEKI003", _WHOLE.encode("utf-16-be")),
    _raw("UTF-16 of Japanese alone", "SEKI003", "金糸雀の話をした。".encode("utf-16-le") * 40),
    _raw("UTF-32", "SEKI003", _WHOLE.encode("utf-32")),
    Hostile(name="UTF-8 with BOM", code="SEKI005", line=1, before=b"\xef\xbb\xbf", draft=0),
    Hostile(name="BOM twice", code="SEKI005", line=1, before=b"\xef\xbb\xbf\xef\xbb\xbf"),
    Hostile(name="BOM and CRLF", code="SEKI005", line=1, before=b"\xef\xbb\xbf", newline="\r\n", draft=0),
    Hostile(name="CP932", code="SEKI004", line=3, encoding="cp932"),
    Hostile(name="CP932 and CRLF", code="SEKI004", line=3, encoding="cp932", newline="\r\n"),
    Hostile(name="EUC-JP", code="SEKI003", line=3, encoding="euc_jp"),
    Hostile(name="ISO-2022-JP", code="SEKI003", line=3, encoding="iso2022_jp"),
    _raw("Latin-1", "SEKI003", "fact: déjà kanaria42\n".encode("latin-1")),
    _raw("UTF-7", "SEKI042", b"fact: +kdF8+JbA- kanaria42\n"),
    _raw("only a BOM", "SEKI005", b"\xef\xbb\xbf"),
    _raw("overlong slash", "SEKI003", b"fact: kanaria42\nview: \xc0\xaf\n", line=2),
    _raw("overlong NUL", "SEKI003", b"fact: kanaria42 \xc0\x80\n"),
    _raw("a surrogate encoded", "SEKI003", b"fact: kanaria42 \xed\xa0\x80\n"),
    _raw("half of a letter at the end", "SEKI003", "fact: 金糸雀".encode()[:-1]),
    _raw("beyond Unicode", "SEKI003", b"fact: kanaria42 \xf4\x90\x80\x80\n"),
)

LINES: Final = (
    Hostile(name="CRLF", code="SEKI006", line=-4, newline="\r\n", draft=0),
    _raw("CR only", "SEKI006", _WHOLE.replace("\n", "\r").encode(), draft=0),
    _put("a lone CR", "SEKI006", 6, "view: 金糸雀\rkanaria42", draft=2),
    _put("NEL", "SEKI007", 6, "view: 金糸雀\x85kanaria42"),
    _put("LS", "SEKI008", 6, "view: 金糸雀\u2028kanaria42"),
    _put("PS", "SEKI008", 6, "view: 金糸雀\u2029kanaria42"),
    _put("vertical tab", "SEKI007", 6, "view: 金糸雀\x0bkanaria42"),
    _put("form feed", "SEKI007", 6, "view: 金糸雀\x0ckanaria42"),
    _put("a tab as indent", "SEKI009", 8, "\tdate: 2025-07-30"),
    _put("a tab after the colon", "SEKI009", 6, "view:\t金糸雀"),
    _put("a tab at the end of a line", "SEKI009", 6, "view: 金糸雀\t"),
    _put("a tab in the text", "SEKI009", 5, "  金糸雀\tkanaria42"),
    _put("full-width indent", "SEKI010", 8, "　date: 2025-07-30"),
    _put("full-width space after the colon", "SEKI010", 6, "view:　金糸雀"),
    _put("full-width space after the dash", "SEKI010", 12, "  -　P1"),
    _put("full-width space before a key", "SEKI010", 6, "　view: 金糸雀"),
    _put("full-width colon", "SEKI011", 6, "view：金糸雀"),
    _put("full-width colon and space", "SEKI011", 6, "view： 金糸雀"),
    _put("full-width colon before a mapping", "SEKI011", 7, "next："),
    _put("full-width colon in the text", "", 6, "view: 本人：金糸雀"),
    _put("full-width hash", "SEKI012", 6, "view: 金糸雀", "＃ kanaria42 の注", line=7),
    _put("full-width hyphen before an item", "SEKI022", 12, "  － P1", line=11),
    _put("full-width quotes", "", 6, "view: ”金糸雀”"),
    _put("full-width bar", "SEKI012", 4, "fact: ｜－"),
    _put("a full-width key", "SEKI021", 6, "ｖｉｅｗ: 金糸雀"),
    _put("full-width digits in a day", "SEKI024", 1, "date: ２０２５-０７-１６", draft=0),
    _put("full-width dashes in a day", "SEKI024", 1, "date: 2025－07－16", draft=0),
    _put("full-width digits in a day below", "SEKI024", 8, "  date: ２０２５－０７－３０", draft=0),
    _put("full-width id of a person", "SEKI024", 12, "  - Ｐ１", draft=0),
    _put("full-width id of the staff", "SEKI024", 2, "staff: ｓａｔｏ", draft=0),
    _put("full-width number", "SEKI022", 6, "minutes_spent: ４５"),
    Hostile(name="full-width id", code="SEKI024", line=-3, swap=("id: 2025", "id: ２０２５"), draft=0),
    Hostile(name="full-width case", code="SEKI024", line=-2, swap=("case: R", "case: Ｒ"), draft=0),
    _put("kana of two letters", "", 6, f"view: 金糸雀{_NFD}"),
    _put("a word of the list in two letters", "SEKI023", 6, "category: " + unicodedata.normalize("NFD", "子ども・教育")),
    _put("zero width in a key", "SEKI008", 6, "vi\u200bew: 金糸雀"),
    _put("zero width joiner", "SEKI008", 6, "view: 金糸雀\u200d"),
    _put("bidi override", "SEKI008", 6, "view: 金糸雀\u202e24airanak"),
    _put("bidi isolate", "SEKI008", 6, "view: 金糸雀\u2066"),
    _put("a BOM in the middle", "SEKI008", 6, "view: \ufeff金糸雀"),
    _put("soft hyphen", "SEKI008", 6, "view: 金糸\u00ad雀"),
    _put("a blank Hangul letter as name", "SEKI008", 6, "view: \u3164"),
    _put("NUL", "SEKI007", 6, "view: 金糸雀\0kanaria42"),
    _put("ESC", "SEKI007", 6, "view: \x1b[2J金糸雀"),
    _put("C1 control", "SEKI007", 6, "view: \x9b31m金糸雀"),
    _put("DEL", "SEKI007", 6, "view: 金糸雀\x7f"),
    _put("a control by escape", "SEKI007", 6, 'view: "金糸雀\\x1b[31m"'),
    _put("a noncharacter", "SEKI007", 6, "view: 金糸雀\ufffe"),
    _put("a surrogate by escape", "SEKI012", 6, 'view: "金糸雀\\ud800"'),
)

GRAMMAR: Final = (
    _raw("empty", "SEKI002", b""),
    _raw("blank lines", "SEKI002", b"\n\n  \n"),
    _raw("comments alone", "SEKI002", "# 金糸雀 kanaria42\n# 終\n".encode()),
    _raw("a document of nothing", "SEKI002", b"---\n...\n"),
    _raw("null", "SEKI002", b"null\n"),
    _raw("one word", "SEKI016", "金糸雀\n".encode()),
    _raw("a list", "SEKI016", "- 金糸雀\n- kanaria42\n".encode()),
    _raw("a list of lists", "SEKI016", b"- - kanaria42\n"),
    _raw("a sentence", "SEKI016", "金糸雀の話をした。kanaria42\n".encode()),
    _put("a quote not closed", "SEKI012", 6, "view: '金糸雀"),
    _put("a double quote not closed", "SEKI012", 6, 'view: "金糸雀 kanaria42'),
    _put("a bracket not closed", "SEKI012", 6, "view: [金糸雀", line=7),
    _put("a brace not closed", "SEKI012", 6, "view: {金糸雀", line=7),
    _put("a bracket closed as a brace", "SEKI012", 6, "view: [金糸雀}"),
    _put("text behind a quote", "SEKI012", 6, "view: '金糸雀' kanaria42"),
    _put("a key without its colon", "SEKI012", 6, "view"),
    _put("no space after the colon", "SEKI012", 6, "view:金糸雀"),
    _put("two keys in a line", "SEKI012", 6, "view: 金糸雀: kanaria42"),
    _put("indented too far", "SEKI012", 2, "    staff: sato"),
    _put("a list in the wrong place", "SEKI012", 7, "- 金糸雀", "next:"),
    _put("a block sign that is none", "SEKI012", 4, "fact: |x"),
    _put("a block sign glued to a comment", "SEKI012", 4, "fact: |-#kanaria42"),
    _put("a block that is not indented", "SEKI012", 5, "金糸雀の話をした。kanaria42", line=5),
    _put("an escape that is none", "SEKI012", 6, 'view: "金糸雀\\q"'),
    _put("an at sign", "SEKI012", 6, "view: @kanaria42"),
    _put("a backquote", "SEKI012", 6, "view: `kanaria42`"),
    _put("a per cent sign", "SEKI012", 6, "view: %kanaria42"),
    _put("ours and theirs", "SEKI012", 6, "<<<<<<< HEAD", "view: 金糸雀", "=======", "view: kanaria42", ">>>>>>> main"),
    _put("an anchor", "SEKI013", 6, "view: &k 金糸雀"),
    _put("an alias", "SEKI013", 6, "view: *kanaria42"),
    _put("a star as bullet", "SEKI013", 6, "* view: 金糸雀"),
    _put("a merge key", "SEKI013", 6, "<<: {view: 金糸雀}"),
    _raw("billion laughs", "SEKI013", _LAUGHS.encode()),
    _raw("itself", "SEKI013", b"&a [*a]\n"),
    _put("a tag", "SEKI014", 6, "view: !kanaria42 金糸雀"),
    _put("a standard tag", "SEKI014", 6, "view: !!str 金糸雀"),
    _put("a Python object", "SEKI014", 6, "view: !!python/object/apply:os.system [kanaria42]"),
    _put("a Python name", "SEKI014", 6, "view: !!python/name:os.kanaria42"),
    _put("a tag with no handle", "SEKI014", 6, "view: !k!kanaria42 金糸雀"),
    _put("binary", "SEKI014", 6, "view: !!binary a2FuYXJpYTQy"),
    _raw("a YAML directive", "SEKI015", b"%YAML 1.1\n---\nfact: kanaria42\n"),
    _raw("a tag directive", "SEKI015", b"%TAG ! tag:kanaria42,2000:\n---\nfact: x\n"),
    _raw("a directive nobody knows", "SEKI015", b"%KANARIA42 x\n---\nfact: x\n"),
    _end("a second document", "SEKI015", "---", "fact: 金糸雀"),
    _end("trailing garbage", "SEKI015", "...", "金糸雀", line=14),
    _end("the same key twice", "SEKI017", "view: 金糸雀"),
    _put("the same key twice below", "SEKI017", 10, "  date: 2025-08-01"),
    _end("the same key, once quoted", "SEKI017", "'view': 金糸雀"),
    _end("the same key, once escaped", "SEKI017", '"\\x76iew": 金糸雀'),
    _end("the same key, once in full width", "SEKI021", "ｖｉｅｗ: 金糸雀"),
    _end("an empty key", "SEKI012", ": 金糸雀"),
    _end("a null key", "SEKI018", "~: 金糸雀"),
    _end("a list as key", "SEKI018", "[金糸雀]: x"),
    _end("a mapping as key", "SEKI018", "{金糸雀: x}: y"),
    _end("a question mark", "SEKI018", "? 金糸雀", ": kanaria42"),
    _end("a key of 200 letters", "SEKI018", "k" * 200 + ": 金糸雀"),
    _end("a key of 2,000 letters", "SEKI012", "k" * 2000 + ": 金糸雀"),
    _raw("JSON cut", "SEKI012", b'{"fact": "kanaria42", "view": '),
    _raw("CSV as Excel saves it", "SEKI004", "日付,事実\r\n2025/7/16,金糸雀\r\n".encode("cp932")),
    _raw("CSV in UTF-8", "SEKI016", "日付,事実\n2025/7/16,金糸雀\n".encode()),
    _raw("TSV", "SEKI009", "日付\t事実\n2025/7/16\t金糸雀\n".encode()),
    _raw("a zip (xlsx)", "SEKI003", _zip()),
    _raw("a PDF", "SEKI003", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Title (kanaria42)>>\n"),
    _raw("a PNG", "SEKI003", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDRkanaria42"),
    _raw("HTML", "SEKI016", "<!DOCTYPE html>\n<p>金糸雀: kanaria42</p>\n".encode()),
    _raw("an e-mail", "SEKI012", "From: kanaria42@example.jp\nTo: x\n\n金糸雀の件です。\nよろしく: 金糸雀\n".encode(), line=4),
    *(
        _raw(f"cut after {length} bytes", code, _WHOLE.encode()[:length], line=line)
        for length, code, line in (
            (4, "SEKI016", 1), (5, "SEKI042", 1), (20, "SEKI012", 2), (38, "SEKI003", 3), (56, "SEKI003", 5),
        )
    ),
)  # fmt: skip

NOT_AS_THE_SCHEMA_WANTS: Final = (
    Hostile(name="as it must be", code="", line=0),
    _put("yes", "", 6, "view: yes"),
    _put("a number with a nought before it", "", 6, "view: 0501501"),
    _put("1e3", "SEKI022", 6, "minutes_spent: 1e3"),
    _put("infinite", "SEKI022", 6, "minutes_spent: .inf"),
    _put("hexadecimal", "SEKI022", 6, "minutes_spent: 0x1F"),
    _put("octal", "SEKI022", 6, "minutes_spent: 0o17"),
    _put("sexagesimal", "SEKI022", 6, "minutes_spent: 1:30"),
    _put("not a number", "SEKI022", 6, "minutes_spent: .nan"),
    _put("a number of 400 digits", "SEKI022", 6, f"minutes_spent: {'9' * 400}"),
    _put("out of range", "SEKI026", 6, "minutes_spent: 99999"),
    _put("a time without quotes", "", 6, "at: 14:00"),
    _put("a time beyond the day", "SEKI024", 6, "at: '25:00'"),
    _put("30 February", "SEKI024", 1, "date: 2025-02-30"),
    _put("a month of one digit", "SEKI024", 1, "date: 2025-7-1", draft=0),
    _put("wareki", "SEKI024", 1, "date: 令和7年7月1日", draft=0),
    _put("wareki that was not", "SEKI024", 1, "date: 平成37年7月1日", draft=2),
    _put("a day with slashes", "SEKI024", 1, "date: 2025/07/01", draft=0),
    _put("a day with a time", "SEKI024", 1, "date: 2025-07-16T10:00:00Z"),
    _put("year nought", "SEKI024", 1, "date: 0000-01-01"),
    _put("a day as a number", "SEKI024", 1, "date: 20250716", draft=0),
    _put("no value", "SEKI020", 1, "date:", draft=0),
    _put("a mapping where text is wanted", "SEKI022", 6, "view: {金糸雀: kanaria42}"),
    _put("a list where text is wanted", "SEKI022", 6, "view: [金糸雀, kanaria42]"),
    _put("text where a mapping is wanted", "SEKI022", 7, "next: 金糸雀", "x1: x", "x2:", line=7),
    _put("text where a list is wanted", "SEKI022", 11, "about: 金糸雀", "points:", line=11),
    _put("null in a list", "SEKI022", 12, "  - ~"),
    _put("a strange key", "SEKI021", 6, "金糸雀: kanaria42"),
    _put("a number as key", "SEKI021", 6, "42: 金糸雀"),
    _put("true as key", "SEKI021", 6, "true: 金糸雀"),
    _put("__proto__", "SEKI021", 6, "__proto__: {金糸雀: x}"),
    _put("__class__", "SEKI021", 6, "__class__: 金糸雀"),
    _put("path as key", "SEKI021", 6, "path: ../../kanaria42"),
    _put("a strange key below", "SEKI021", 10, "  金糸雀: kanaria42"),
    _put("a strange key of our own", "SEKI021", 6, "extra: {金糸雀: kanaria42}"),
    _put("quoted keys", "", 6, "'view': 金糸雀"),
    _put("a text of 200 KiB", "SEKI025", 6, f"view: {'金' * 60_000}雀kanaria42"),
    _put("a text too long", "SEKI025", 10, f"  what: {'金糸雀' * 2000}"),
    _put("an empty text", "SEKI025", 4, "fact: ''", "action: |-"),
    _put("a word that is in no list", "SEKI023", 6, "category: 金糸雀"),
    _put("a label with a blank", "SEKI023", 6, "category: '基本情報 '"),
    _put("an id with a line end", "SEKI024", 12, '  - "P1\\n"'),
    _put("a way out as id", "SEKI024", 12, "  - ../P1"),
    _put("a way out as staff", "SEKI024", 2, "staff: ../../kanaria42"),
    _put("a thousand items", "SEKI027", 11, "about:", *(f"  - P{n % 9 + 1}" for n in range(999)), line=11),
    _put("the same item twice", "SEKI027", 12, "  - P1", "  - P1", line=11),
    _put("17 brackets", "SEKI019", 6, f"view: {'[' * 17}{']' * 17}"),
    _put("a thousand brackets", "SEKI019", 6, f"view: {'[' * 1000}"),
    Hostile(name="another kind", code="SEKI042", line=-4, swap=("note/1", "intake/1"), draft=0),
    Hostile(name="a newer version", code="SEKI028", line=-4, swap=("note/1", "note/9"), draft=0),
    Hostile(name="a kind of nobody's", code="SEKI042", line=-4, swap=("note/1", "kanaria42/1"), draft=0),
    Hostile(name="the case of others", code="SEKI041", line=-2, swap=("case: R0", "case: R1"), draft=0),
    Hostile(name="another id", code="SEKI040", line=-3, swap=("id: 2025", "id: 2024"), draft=0),
    Hostile(name="JSON", code="", line=0, as_json=True),
)

_KIB: Final = 1024
HEAVY: Final = (
    _raw("257 KiB", "SEKI001", b"fact: " + b"kanaria42 " * (26 * _KIB)),
    _raw("20 MB", "SEKI001", b"fact: kanaria42\n" + b"# x\n" * (5 * _KIB * _KIB)),
    _raw("a million keys", "SEKI001", b"".join(b"k%d: kanaria42\n" % n for n in range(1_000_000))),
    _raw("100,000 brackets", "SEKI019", b"[" * 100_000),
    _raw("100,000 brackets below a key", "SEKI019", b"fact: " + b"[" * 100_000),
    _raw("60,000 braces", "SEKI019", b"{a: " * 60_000),
    Hostile(name="12,000 strange keys", code="SEKI021", line=13, lines=(*BODY, *(f"k{n}: kanaria42" for n in range(12_000)))),
    _raw("200 KiB of one word", "SEKI042", b"fact: " + b"k" * 200 * _KIB),
    _raw("128,000 empty items", "SEKI019", b"fact:\n" + b"-\n" * 128_000, line=50_000),
    _raw("noughts", "SEKI003", b"\0" * 256 * _KIB),
)


SMALL: Final = (*ENCODINGS, *LINES, *GRAMMAR, *NOT_AS_THE_SCHEMA_WANTS)
