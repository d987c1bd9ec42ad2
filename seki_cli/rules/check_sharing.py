"""What keeps a merge from being written: it waits for a person, who has to choose or to save first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seki_cli.rules.findings import Fault, finding


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChoice:
    """A field that waits for somebody to choose: its place, and its title as people know it. Its values stand elsewhere."""

    path: str
    title: str
    case: str = ""


@finding(
    "SEKI160",
    "同じ項目が、両方で別々に直されています",
    remedy="端末で seki sync を実行し、どちらを残すか選んでください（両方の値は履歴に残ります）",
    scope="merge",
)
def same_field_twice(choices: Iterable[OpenChoice]) -> Iterator[Fault]:
    """二つの clone で同じ文書の同じ項目が別々に直されたとき、どちらが正しいかを知っているのは人だけです。

    違う項目どうしは、その場で合わせます。同じ項目は両方の値を残したまま止め、端末で尋ねます。選ばれるまで、どのファイルにも書きません。
    自治体設定（profile/）は、行の中で食い違うと全体の意味が変わるので、まとめてどちらかを選びます。
    出典: seki の決まり（消えない・混ざらない）
    """
    for one in choices:
        message = f"{one.title}が、両方で別々に直されています"
        yield Fault(path=one.path, case=one.case, message=message)


@finding(
    "SEKI161",
    "保存していない手直しに、届いた変更が重なります",
    remedy="seki save で手直しを保存するか、git restore で元に戻して（新しいファイルは台帳の外に移して）から、もう一度 seki sync を実行してください",
    scope="merge",
)
def edit_in_the_way(paths: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """手で直して保存していないファイルは、直した人のものです。届いた変更で上書きすると、その手直しはどこにも残りません。

    重なるファイルが一つでもあれば、何も取り込まず、何も送りません。重ならない手直しはそのままにして、件数だけ知らせます。
    出典: seki の決まり（消えない。手直しは直した人のもの）
    """
    for path, case in paths:
        yield Fault(path=path, case=case)
