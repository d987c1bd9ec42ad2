"""What can be wrong with the text of a file: one code, one title, one sentence and one remedy each, in the words of the office."""

from dataclasses import dataclass
from typing import Final

from seki_cli.files.faults import TextFault


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultWords:
    """The words of one code: title and explanation for `check --explain`, message and remedy for the finding."""

    title: str
    message: str
    remedy: str
    why: str


def _words(title: str, message: str, remedy: str, why: str) -> FaultWords:
    return FaultWords(title=title, message=message, remedy=remedy, why=why)


_AS_UTF_8: Final = "「名前を付けて保存」で文字コード「UTF-8」（BOMなし）を選んで保存し直してください（VS Code は画面右下、メモ帳は保存の画面の下）"
_QUOTE: Final = "文字として書くときは、値の全体を「'」で囲んでください"

WORDS: Final[dict[str, FaultWords]] = {
    "SEKI001": _words(
        "ファイルが大きすぎる",
        "ファイルが大きすぎて読めません（256 KiB まで）",
        "内容を分けて別の記録にするか、資料は紙で保管して所在を evidence に書いてください",
        "一つの記録は 256 KiB までです。写真やスキャンした資料は記録に入れず、紙の所在を書きます。",
    ),
    "SEKI002": _words(
        "ファイルが空",
        "ファイルに中身がありません",
        "「項目名: 値」の形で書いてください。保存した記録なら git restore で戻せます。要らないファイルなら取り除いてください",
        "空のファイル、コメントだけのファイルは記録として読めません。保存の途中で止まった編集ソフトの跡であることがあります。",
    ),
    "SEKI003": _words(
        "文字コードが UTF-8 でない",
        "文字コードが UTF-8 ではありません",
        _AS_UTF_8,
        "記録は UTF-8 で書きます。ほかの文字コードを推し量って読むと、名前が化けたまま残るおそれがあるため読みません。",
    ),
    "SEKI004": _words(
        "文字コードが Shift_JIS（CP932）らしい",
        "文字コードが Shift_JIS（CP932）のようです",
        "文字化けしていない画面で、「名前を付けて保存」から文字コード「UTF-8」（BOMなし）を選んで保存し直してください",
        "Windows の古い編集ソフトや Excel は Shift_JIS（CP932）で保存します。記録は UTF-8 で書きます。",
    ),
    "SEKI005": _words(
        "先頭に BOM がある",
        "ファイルの先頭に目に見えない印（BOM）があります",
        "「名前を付けて保存」で文字コード「UTF-8」を選び直してください（「UTF-8（BOM付き）」ではないほう）",
        "BOM が付くと、最初の項目名が別の名前として読まれることがあります。`--from` と `case edit` では自動で取り除きます。",
    ),
    "SEKI006": _words(
        "改行が LF でない",
        "改行が Windows（CRLF）か古い Mac（CR）の形になっています",
        "編集ソフトで改行コード「LF」を選んで保存し直してください（VS Code は画面右下の「CRLF」を押す。メモ帳では選べません）",
        "記録の改行は LF です。改行の形が混ざると、変えていない行まで変更に見えます。`--from` と `case edit` では自動で直します。",
    ),
    "SEKI007": _words(
        "制御文字がある",
        "目に見えない制御文字があります",
        "その位置の文字を消してください（画面に出ないときは、その行を打ち直してください）",
        "制御文字は画面や帳票を乱し、隠れた命令にもなるため受け付けません。ほかのソフトからの貼り付けで入ることがあります。",
    ),
    "SEKI008": _words(
        "見えない文字・書字方向の文字がある",
        "目に見えない文字（ゼロ幅文字、書字方向の指定など）があります",
        "その行を打ち直すか、その位置の見えない文字を消してください",
        "ゼロ幅の文字や書字方向の指定は、見た目と中身を食い違わせます。同じ名前が別の名前として扱われるもとになります。",
    ),
    "SEKI009": _words(
        "タブがある",
        "タブ文字があります",
        "タブを半角の空白に置き換えてください（字下げは 2 文字ずつ。表計算からは、値だけを写します）",
        "タブの幅は編集ソフトによって違い、字下げの意味が変わります。表計算ソフトからの貼り付けで入ることがあります。",
    ),
    "SEKI010": _words(
        "字下げや区切りが全角の空白",
        "字下げまたは区切りに全角の空白が使われています",
        "行の初め、「-」や「:」の後の全角の空白を、半角の空白に直してください",
        "字下げと区切りは半角の空白です。全角の空白は文字の一部として読まれ、項目がつながったり別の名前になったりします。",
    ),
    "SEKI011": _words(
        "項目名の後が全角のコロン",
        "項目名の後のコロンが全角（：）です",
        "「項目名: 値」のように、半角のコロンと半角の空白に直してください",
        "全角のコロンは文字の一部として読まれ、項目の区切りになりません。文章の中の全角のコロンはそのままでかまいません。",
    ),
    "SEKI012": _words(
        "YAML の書き方が崩れている",
        "この行の近くで YAML の書き方が崩れています",
        "字下げ、コロンの後の空白、引用符の閉じ忘れを確かめてください",
        "「項目名: 値」の形、字下げのそろい、引用符やかっこの閉じ忘れを確かめます。示す行の一つ前の行が原因のこともあります。",
    ),
    "SEKI013": _words(
        "アンカー・エイリアス・マージキーがある",
        "YAML のアンカー（&）、エイリアス（*）、マージキー（<<）は使えません",
        "同じ内容をその場に書いてください。" + _QUOTE,
        "一か所の内容をほかで使い回す書き方は、一行を読んでも意味が分からず、小さなファイルで機械を止めることもできるため使いません。",
    ),
    "SEKI014": _words(
        "タグがある",
        "YAML のタグ（!）は使えません",
        "「!」で始まる印を消してください。" + _QUOTE,
        "値の型は様式が決めます。タグは読むソフトによって意味が違うため使いません。",
    ),
    "SEKI015": _words(
        "指示行や二つ目の文書がある",
        "YAML の指示行（%）や二つ目の文書（---）は使えません",
        "一つのファイルには記録を一つだけ書いてください",
        "一つのファイルは一つの記録です。区切り（---）の後に続けて書いたものは、別のファイルに分けます。",
    ),
    "SEKI016": _words(
        "いちばん外側が「項目名: 値」でない",
        "ファイルのいちばん外側が「項目名: 値」の並びになっていません",
        "行の初めから「項目名: 値」の形で書いてください",
        "記録は「項目名: 値」の並びです。箇条書き（-）や文章だけのファイルは記録として読めません。",
    ),
    "SEKI017": _words(
        "同じ項目が二度書かれている",
        "同じ項目名が同じまとまりの中に二度書かれています",
        "どちらを残すかを決めて、一つにしてください",
        "二つのうちどちらを正しいとするかを、機械が決めてはならないため止まります。",
    ),
    "SEKI018": _words(
        "項目名として読めない",
        "項目名が空か、項目名として使えない形です",
        "項目名は一行の文字で書き、「?」やかっこで始まる項目名は使わないでください",
        "項目名は一行の短い文字です。空の項目名や、並びを項目名にする書き方は、読むソフトによって意味が違うため使いません。",
    ),
    "SEKI019": _words(
        "入れ子が深すぎる、または値が多すぎる",
        "入れ子が深すぎるか、値の数が多すぎます",
        "入れ子は 16 段まで、値は一つのファイルに 50,000 個までです。余分なかっこや字下げがないか確かめてください",
        "記録の様式はこれほど深くも多くもなりません。書き崩れか、機械を止めるためのファイルと見て読みません。",
    ),
}

EXPLAINED: Final[dict[str, tuple[str, str]]] = {code: (words.title, words.why) for code, words in WORDS.items()}
"""Code → title and explanation, for `seki check --explain`."""


def text_fault(code: str, line: int = 1, column: int = 1, *, message: str = "", remedy: str = "") -> TextFault:
    """Return the fault of a code at a place (1-based), for the readers of text; a closer message or remedy may be given."""
    words = WORDS[code]
    return TextFault(code, message or words.message, remedy or words.remedy, line=line, column=column)
