"""Writing YAML: a whole text from a value, or an old text with only what changed, everything else byte for byte as it was."""

from collections.abc import Mapping
from typing import Any

from seki_cli.errors import SekiError
from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_reader import read_spots, read_tree
from seki_cli.files.yaml_scalars import Bare, as_text, may_be_block, may_be_plain
from seki_cli.files.yaml_splice import splice


def build_text(value: Mapping[str, Any]) -> str:
    """Return the text of a record: block style, one key a line, keys in the order given, no folding.

    It is read back before it is returned, so what comes out always holds exactly `value`. Numbers, yes and no, days and
    moments are written plain, long text as `|-`, and quotes stand where YAML 1.1 or 1.2 would read anything but the text.
    Raises TextFault for what no record may hold (a control character, too deep, too large).
    """
    tree = as_text(value)
    text = _dump(tree, careful=False)
    if _holds(text, tree):
        return text
    text = _dump(tree, careful=True)
    if read_tree(text.encode("utf-8")) == tree:
        return text
    raise SekiError(
        "記録を文字にできませんでした。何も書いていません",
        remedy="seki の不具合です。したことを添えて（記録の内容は添えずに）知らせてください",
    )


def edit_text(old: str, value: Mapping[str, Any]) -> str:
    """Return `old` changed so that it holds exactly `value`: comments, order, quotes and all that is equal stay as they are.

    Lists of mappings are matched by what identifies their rows, not by position. A new key follows its predecessor in
    `value`. A comment right above a key or row that goes, goes with it. If the result does not read back as `value`, the
    whole text is written anew: comments lost are better than data wrong. Raises TextFault where `old` cannot be read.
    """
    tree = as_text(value)
    before, spots = read_spots(old.encode("utf-8"))
    if before == tree:
        return old
    if isinstance(before, dict):
        text = splice(old, spots, (before, tree), _piece)
        if text is not None and _holds(text, tree):
            return text
    return build_text(value)


def _holds(text: str, tree: Any) -> bool:
    try:
        return bool(read_tree(text.encode("utf-8")) == tree)
    except TextFault:
        return False


def _piece(value: Any) -> list[str]:
    """Return the lines of one `{key: value}` or one `[row]`, to be set into an old text."""
    if isinstance(value, list):
        return [line[2:] for line in build_text({"rows": value}).split("\n")[1:-1]]
    return build_text(value).split("\n")[:-1]


def _dump(tree: Any, *, careful: bool) -> str:
    """Write a tree by ruamel; `careful` puts every text in double quotes."""
    import io

    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.representer import RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        """A representer of its own for each text, so that nothing registered here outlives it."""

    def write_bare(representer: Any, text: Bare) -> Any:
        # With the tag that the bare text resolves to, ruamel writes neither a tag nor quotes.
        tag = yaml.resolver.resolve(ScalarNode, str(text), (True, False))
        return representer.represent_scalar(tag, str(text))

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.Representer = Representer
    # Wider than any record may be: a line that ruamel breaks is a fact that grep does not find.
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=4, offset=2)
    Representer.add_representer(Bare, write_bare)
    stream = io.StringIO()
    yaml.dump(_dressed(tree, careful=careful), stream)
    return stream.getvalue()


def _dressed(tree: Any, *, careful: bool) -> Any:
    """Return the tree with every text in the dress it is written in."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

    def dress(text: str, *, key: bool = False) -> str:
        if isinstance(text, Bare) or (may_be_plain(text) and not careful and (key or not may_be_block(text))):
            return Bare(text)
        if careful or ("\n" in text and (key or not may_be_block(text))):
            quoted: str = DoubleQuotedScalarString(text)
        else:
            quoted = LiteralScalarString(text) if may_be_block(text) and not key else SingleQuotedScalarString(text)
        return quoted

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {dress(key, key=True): walk(item) for key, item in node.items()}
        if isinstance(node, list):
            return [walk(item) for item in node]
        return node if node is None else dress(node)

    return walk(tree)
