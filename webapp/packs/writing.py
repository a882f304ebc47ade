"""Writes the pages inside a pack: HTML that opens from a folder, without a network or a program."""

from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from framework.model import FrameworkVersion
from ingest import taken_out
from workflow.freezing.snapshot_changes import in_force
from workflow.kinds.snapshots import Audience, Occasion
from workflow.packs import matrix
from workflow.packs.pack_listing import Packed
from workflow.packs.pack_pages import CitedPage


class PackPages:
    """The `PackWriter` of the service, with templates of its own."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("webapp.packs", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["blackened"] = _blackened
        self._templates.filters["lines"] = _lines
        self._templates.filters["day"] = _day

    def page(self, cited: CitedPage, *, name: str, title: str) -> str:
        """A cited page with its quotes marked."""
        return self._templates.get_template("page.html").render(page=cited, name=name, title=title)

    def index(self, view: dict[str, Any], framework: FrameworkVersion, packed: Packed) -> str:
        """The first page: what the pack is, and the way to everything in it."""
        return self._templates.get_template("index.html").render(
            **_facts(view, framework, packed),
            occasion=Occasion(view["occasion"]).words,
            audience=Audience(view["audience"]).words,
            is_hub=view["audience"] == Audience.HUB,
        )

    def dimension(
        self, code: str, view: dict[str, Any], framework: FrameworkVersion, packed: Packed
    ) -> str:
        """One dimension: claim, citations, what reviews said."""
        dimension = framework.dimension(code)
        facts = _facts(view, framework, packed)
        claim = facts["claims"][code]
        version = in_force(claim)
        return self._templates.get_template("dimension.html").render(
            **facts,
            dimension=dimension,
            descriptor=dimension.level(version["level"]) if version else None,
            claim=claim,
            version=version,
            cited=[one for one in view["citations"] if one["dimension"] == code],
            said=[
                (review, one)
                for review in view["reviews"]
                for one in (*review["determinations"], *_without_level(review))
                if one["dimension"] == code
            ],
        )

    def report(self, body: dict[str, Any]) -> str:
        """The report as a page of its own."""
        return self._templates.get_template("report.html").render(report=body)


def _facts(view: dict[str, Any], framework: FrameworkVersion, packed: Packed) -> dict[str, Any]:
    return {
        "view": view,
        "framework": framework,
        "packed": packed,
        "claims": {claim["dimension"]: claim for claim in view["claims"]},
        "verdicts": matrix.verdicts_of(view),
        "confirmed": matrix.confirmed_levels(view),
        "level_words": matrix.level_words,
        "in_force": in_force,
    }


def _without_level(review: dict[str, Any]) -> list[dict[str, Any]]:
    """What assessors said of claims in a review that gives no levels."""
    return [one for one in review["judgements"] if one["level"] is None]


def _blackened(text: str) -> Markup:
    """Text with what was taken out of it said, not painted: a screen reader reads it too."""
    parts = taken_out.in_words(text).split(taken_out.TAKEN_OUT)
    mark = Markup('<strong class="taken-out">{}</strong>').format(taken_out.TAKEN_OUT)
    return mark.join(escape(part) for part in parts)


def _day(written: str) -> str:
    day = date.fromisoformat(written[:10])
    return f"{day.day} {day:%B %Y}"


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
