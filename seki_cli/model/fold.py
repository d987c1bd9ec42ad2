"""Search keys: how two spellings of one name are made to meet. Never applied to what is stored."""

import re
import unicodedata
from typing import Final

_OLD_FORMS: Final = str.maketrans(
    {
        "髙": "高", "﨑": "崎", "嵜": "崎", "碕": "崎", "𠮷": "吉", "齋": "斎", "斉": "斎", "齊": "斎", "邊": "辺", "邉": "辺",
        "濵": "浜", "濱": "浜", "嶋": "島", "嶌": "島", "澤": "沢", "廣": "広", "國": "国", "櫻": "桜", "瀧": "滝", "曾": "曽",
        "惠": "恵", "德": "徳", "黑": "黒", "隆": "隆", "渕": "淵", "渊": "淵", "桒": "桑", "龍": "竜", "淺": "浅", "眞": "真",
        "靜": "静", "將": "将", "榮": "栄", "條": "条", "藪": "薮", "祐": "祐", "神": "神", "福": "福", "塚": "塚", "都": "都",
    }
)  # fmt: skip
_BARS: Final = re.compile("[-ーｰ－―‐‑‒–—−~〜]")
_SPACES: Final = re.compile(r"\s+")
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def fold(text: str) -> str:
    """Return the search key of a text: NFKC, no case, old forms as new ones, hiragana as katakana, no bars, no spaces.

    Long vowels are dropped, so that スズキー and スズキ, オーノ and オノ meet: a search may find too much, never too little.
    """
    text = _SELECTORS.sub("", text).translate(_OLD_FORMS)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_OLD_FORMS)
    text = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)
    return _SPACES.sub("", _BARS.sub("", text))
