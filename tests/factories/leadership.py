"""A leadership review for tests: prepared, picked and met, through the operations."""

from tests.factories.workflow import NOW
from workflow.leadership import leadership, leadership_picks
from workflow.leadership.leadership import TakesPart
from workflow.leadership.leadership_picks import Picked

MEETS_ON = NOW.date()


def a_leadership_review(session, leader, *others, word=""):
    """Prepared by `leader`, who takes part with the others and one guest."""
    taking_part = [TakesPart(one.name, f"Role {word}", one.person_key) for one in (leader, *others)]
    guest = TakesPart(f"Guest {word}", f"Enterprise Adviser {word}")
    return leadership.prepare(session, leader, meets_on=MEETS_ON, taking_part=[*taking_part, guest])


def picks(session, actor, review, **levels):
    """Pick levels, as in `d1_5=3` for level 3 of dimension 1.5."""
    picked = {
        name.removeprefix("d").replace("_", "."): Picked(level, f"{actor.name} thinks so.")
        for name, level in levels.items()
    }
    leadership_picks.pick(session, actor, review.key, picked, now=NOW)
