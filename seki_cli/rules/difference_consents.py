"""同意: what was given, narrowed, widened, refused, withdrawn, and what ran out meanwhile, since a moment."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from seki_cli.model.contact import ALL, Consent, ShareWith
from seki_cli.rules.difference import Between, Change, short
from seki_cli.rules.in_force import acts_in_force

_NO: dict[str, str] = {"撤回": "同意を撤回しました", "拒否": "同意しませんでした", "保留": "同意の返事を保留しました"}


def consent_changes(between: Between) -> Iterator[Change]:
    """Yield what changed about consents, in the order of acts; then the terms that ended between the two states."""
    for at, act in enumerate(between.now.consents):
        if between.is_new(act):
            earlier = [other for other in between.now.consents[:at] if other.person == act.person]
            yield _told(between, act, earlier)
    yield from _expired(between)


def _told(between: Between, act: Consent, earlier: Sequence[Consent]) -> Change:
    who, by = between.who(act.person), f"（{act.given_by}による）" if act.given_by not in ("", "本人") else ""
    if act.act in _NO:
        return between.tell("同意", act.act, f"{who} が{_NO[act.act]}{by}", act)
    last = earlier[-1] if earlier else None
    if last is None or last.act in _NO:
        word = "一部に同意しました" if act.act == "一部同意" else "同意しました"
        return between.tell("同意", act.act, f"{who} が{word}{by}。{_scope(between, act)}", act)
    changed = _changed(between, last, act)
    if not changed:
        return between.tell("同意", "更新", f"{who} の同意が新しくなりました（内容は同じです）{by}", act)
    kind = "縮小" if _narrowed(between, last, act) else "変更"
    word = "の同意の範囲が狭くなりました" if kind == "縮小" else "の同意の内容が変わりました"
    return between.tell("同意", kind, f"{who} {word}{by}: {'、'.join(changed)}", act)


def _scope(between: Between, act: Consent) -> str:
    until = f"期限 {short(act.until)}" if act.until else "期限なし"
    tax = "・税情報を含む" if act.tax else ""
    return f"共有先 {_agencies(between, act.share_with)}、区分 {_words(act.categories)}{tax}、{until}"


def _agencies(between: Between, share: ShareWith | None) -> str:
    if share is None:
        return "記載なし"
    names = ALL if share.agencies == ALL else "・".join(map(between.office.agency_name, share.agencies)) or "なし"
    but = "・".join(map(between.office.agency_name, share.excluded))
    return f"{names}（{but}を除く）" if but else names


def _words(categories: str | tuple[str, ...]) -> str:
    return categories if isinstance(categories, str) else "・".join(categories) or "なし"


def _changed(between: Between, last: Consent, act: Consent) -> list[str]:
    rows = (
        ("共有先", _agencies(between, last.share_with), _agencies(between, act.share_with)),
        ("区分", _words(last.categories), _words(act.categories)),
        ("税情報", "含む" if last.tax else "含まない", "含む" if act.tax else "含まない"),
        ("期限", short(last.until) if last.until else "なし", short(act.until) if act.until else "なし"),
    )
    return [f"{title} {before} → {after}" for title, before, after in rows if before != after]


def _narrowed(between: Between, last: Consent, act: Consent) -> bool:
    """Say whether an act allows less than the one before it in some way, and more in none."""
    pairs = [
        (_categories(last, act), _categories(act, last)),
        (_reach(between, last), _reach(between, act)),
        ({"税"} if last.tax else set(), {"税"} if act.tax else set()),
    ]
    sooner = act.until is not None and (last.until is None or act.until < last.until)
    return all(after <= before for before, after in pairs) and (sooner or any(after < before for before, after in pairs))


def _categories(act: Consent, other: Consent) -> set[str]:
    """Return the categories of an act; すべて is those of the other act and more."""
    if act.categories != ALL:
        return set(act.categories)
    return {ALL, *(() if other.categories == ALL else other.categories)}


def _reach(between: Between, act: Consent) -> set[str]:
    """Return the agencies with which an act lets be shared; with all of them it reaches those to come too."""
    share = act.share_with
    if share is None:
        return set()
    named = {row.id for row in between.office.agencies if share.covers(row.id)}
    return {*named, ALL} if share.agencies == ALL else {*named, *(a for a in share.agencies if share.covers(a))}


def _expired(between: Between) -> Iterator[Change]:
    for person in sorted({act.person for act in between.now.consents}):
        for act in acts_in_force(between.now, person, between.day):
            over = act.until + timedelta(days=1) if act.until and act.act in ("同意", "一部同意") else None
            if over and act.until and between.moment.day < over <= between.day:
                said = f"{between.who(person)} の同意の期限（{short(act.until)}）が切れました"
                yield Change(group="同意", kind="期限切れ", sentence=said, record=act.id, path=act.path, day=over, key=("until",))
