"""The one door to jinja2: a template's text and its values become a paper, in a sandbox, with every value escaped."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from seki_cli.errors import Unreadable
from seki_cli.papers.escape import filled, html_text, laid_out, markdown_block, markdown_line, plain_line

_ESCAPED: dict[str, Any] = {"text": plain_line, "md": markdown_line, "html": html_text}
_FILTERS: dict[str, dict[str, Any]] = {"text": {"laid": laid_out, "fill": filled}, "md": {"block": markdown_block}, "html": {}}


def render(template: str, values: Mapping[str, Any], form: str) -> str:
    """Return a paper. `form` is text, md or html.

    Every value is escaped for the form before it is written, whatever the template does; a template can call nothing but
    its form's filters (`laid` and `fill` lay out text, `block` Markdown), and a name it does not know is an error. An office
    may bring its own templates: a fault in one is Unreadable (5), with the template's line and nothing of a record.
    """
    from jinja2 import TemplateError

    try:
        return str(_compiled(template, form).render(dict(values)))
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as fault:
        line = getattr(fault, "lineno", None)
        where = f"{line} 行目" if line else ""
        remedy = "templates/ に置いたひな形を直すか、外してください（外せば seki のひな形を使います）"
        raise Unreadable("資料のひな形に誤りがあり、資料を作れません", where=where, remedy=remedy) from None


@lru_cache(maxsize=16)
def _compiled(template: str, form: str) -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        autoescape=form == "html",
        undefined=StrictUndefined,
        finalize=_ESCAPED[form],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= _FILTERS[form]
    return environment.from_string(template)
