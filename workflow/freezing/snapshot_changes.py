"""What has changed since a snapshot: two contents compared, in sentences by dimension. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was; `dimension` is empty where it is about the whole."""

    dimension: str
    sentence: str


def changes(before: Content, after: Content) -> list[Change]:
    """Everything of the assessment that is not as it was, in the order of dimensions."""
    found = [
        *_whole(before, after),
        *_claims(before, after),
        *_citations(before, after),
        *_documents(before, after),
        *_reviews(before, after),
    ]
    return sorted(found, key=lambda change: _order(change.dimension))


def _order(code: str) -> tuple[int, ...]:
    return tuple(int(part) for part in code.split(".")) if code else ()


def _whole(before: Content, after: Content) -> Iterator[Change]:
    was, now = before["assessment"], after["assessment"]
    if was["scope"] != now["scope"]:
        yield Change("", "The scope is worded anew.")
    if was["state"] != now["state"]:
        yield Change("", f"The assessment was {was['state']} and is {now['state']}.")


def in_force(claim: dict[str, Any]) -> dict[str, Any] | None:
    """The newest version of a claim; None where no level was claimed."""
    versions: list[dict[str, Any]] = claim["versions"]
    return versions[-1] if versions else None


def _claims(before: Content, after: Content) -> Iterator[Change]:
    now = {claim["dimension"]: claim for claim in after["claims"]}
    for claim in before["claims"]:
        code = claim["dimension"]
        if code not in now:
            continue
        was, new = in_force(claim), in_force(now[code])
        if (was and was["level"]) != (new and new["level"]):
            yield Change(code, f"{_level(was)} was claimed, now {_level(new).lower()} is.")
        elif was and new and was["reason"] != new["reason"]:
            yield Change(code, "The reason for the level is worded anew.")
        if claim["marks"] != now[code]["marks"]:
            yield Change(code, "Statements are marked anew.")


def _level(version: dict[str, Any] | None) -> str:
    if version is None:
        return "No level"
    return f"Level {version['level']}" if version["level"] else "Below the lowest level"


def _citations(before: Content, after: Content) -> Iterator[Change]:
    was = {one["key"]: one for one in before["citations"]}
    now = {one["key"]: one for one in after["citations"]}
    for key in was.keys() - now.keys():
        title = before["documents"][was[key]["document"]]["title"]
        yield Change(was[key]["dimension"], f"A quote of “{title}” was struck through.")
    for key in now.keys() - was.keys():
        title = after["documents"][now[key]["document"]]["title"]
        yield Change(now[key]["dimension"], f"A quote of “{title}” was added.")


def _documents(before: Content, after: Content) -> Iterator[Change]:
    for key, was in before["documents"].items():
        now = after["documents"].get(key)
        if now is None:
            continue
        if now["newest"] > was["newest"]:
            yield Change("", f"“{was['title']}” has a newer file.")
        if now["scope"] != was["scope"] or now["sensitivity"] != was["sensitivity"]:
            yield Change("", f"Who may see “{was['title']}” has changed.")
    redacted = {key for key, page in after["pages"].items() if page["redactions"]}
    for key in redacted:
        old = before["pages"].get(key)
        if old is not None and old["redactions"] != after["pages"][key]["redactions"]:
            yield Change(
                "", f"Words were taken out of {after['pages'][key]['where']} of a document."
            )


def _reviews(before: Content, after: Content) -> Iterator[Change]:
    known = {review["key"]: review["released_at"] for review in before["reviews"]}
    for review in after["reviews"]:
        if review["released_at"] and not known.get(review["key"]):
            yield Change("", f"“{review['title']}” was released.")
        elif review["key"] not in known:
            yield Change("", f"Themes of “{review['title']}” were released.")
