"""Builds the statements of a level from plain data; never splits a text, only compares with it."""

import re
from collections import Counter

from framework.model import LevelDescriptor, RelationKind, Statement, StatementRelation
from framework.places import Place

NO_RELATION = "none"
UNREVIEWED = "to be reviewed"
BULLET = "- "
_CODE = "[0-9.]+/[1-4]/[a-z]"


def build_statements(place: Place, prefix: str, *, is_highest: bool) -> tuple[Statement, ...]:
    """Build the statements of the level whose codes start with `prefix`, such as `1.2/3`.

    At the highest level a statement has no relations; at every other it states them or says none.
    Raises FrameworkError.
    """
    statements: list[Statement] = []
    for item in place.items():
        statements.append(_statement(place.at(place.where, item), prefix, is_highest=is_highest))
        _check_order(place, statements)
    if not statements:
        raise place.error("is an empty list; tools/split_statements.py writes a first draft")
    return tuple(statements)


def _statement(place: Place, prefix: str, *, is_highest: bool) -> Statement:
    required = ("code", "text") if is_highest else ("code", "text", "relations")
    fields = place.fields(*required, optional=("optional", "completes"))
    code = fields["code"].matching(f"{re.escape(prefix)}/[a-z]", f"{prefix}/a")
    here = {
        name: place.at(f"statement {code}: {name}", field.value) for name, field in fields.items()
    }
    return Statement(
        code=code,
        text=here["text"].text(),
        optional="optional" in here and here["optional"].flag(),
        relations=() if is_highest else _relations(here["relations"]),
        completes=here["completes"].text() if "completes" in here else None,
    )


def _relations(place: Place) -> tuple[StatementRelation, ...]:
    if place.value == NO_RELATION:
        return ()
    if place.value == UNREVIEWED:
        raise place.error(f"are still to be reviewed; state them, or write {NO_RELATION!r}")
    lists = place.fields(optional=tuple(RelationKind))
    if not lists:
        raise place.error(f"are left out; state them, or write {NO_RELATION!r}")
    found = tuple(
        StatementRelation(kind, place.at(place.where, to).matching(_CODE, "1.2/3/b"))
        for kind in RelationKind
        if kind in lists
        for to in lists[kind].texts()
    )
    if repeated := [code for code, n in Counter(r.to for r in found).items() if n > 1]:
        raise place.error(f"name {repeated[0]} twice")
    return found


def _check_order(place: Place, statements: list[Statement]) -> None:
    """Check that the last statement follows those before it in code, and completes one of them."""
    *before, last = statements
    if before and before[-1].code >= last.code:
        raise place.error(f"must be in order of their codes: {last.code} comes too late")
    sentences = {statement.code for statement in before if statement.completes is None}
    if last.completes is not None and last.completes not in sentences:
        raise place.error(
            f"must follow the sentence that they complete: {last.code} names {last.completes}"
        )


def check_text(level: Place, text: str, statements: tuple[Statement, ...]) -> None:
    """Check that the statements are the text, word for word, but for white space."""
    parts = (BULLET + s.text if s.completes is not None else s.text for s in statements)
    if _without_space("".join(parts)) != _without_space(text):
        raise level.error("has statements that are not its text, word for word and in order")


def _without_space(text: str) -> str:
    return "".join(text.split())


def check_relations(dimension: Place, level: LevelDescriptor, following: LevelDescriptor) -> None:
    """Check that every relation leads to the next level, and that the same is the same."""
    targets = {statement.code: statement for statement in following.statements}
    for statement in level.statements:
        place = dimension.at(f"statement {statement.code}: relations", "")
        for relation in statement.relations:
            if relation.to not in targets:
                raise place.error(
                    f"name {relation.to}, which is no statement of level {following.level}"
                )
            if (relation.kind is RelationKind.SAME) != (
                statement.text == targets[relation.to].text
            ):
                raise place.error(
                    f"must call {relation.to} the same if, and only if, its words are the same"
                )
