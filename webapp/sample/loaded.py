"""What the steps of loading the sample college hand on to each other."""

from dataclasses import dataclass, field
from typing import Any

from store.people import Area, College, Person
from store.permissions import Actor, Role


@dataclass
class Loaded:
    """What the steps hand on: people and areas by the names that the files give them."""

    college: College
    facts: dict[str, Any]
    people: dict[str, Person] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    colleges: dict[str, College] = field(default_factory=dict)
    document_keys: dict[int, str] = field(default_factory=dict)

    def actor(self, name: str, role: str | None = None) -> Actor:
        """A person of the files as they act in the college."""
        person = self.people[name]
        held = role or self.facts["people"][name]["role"]
        return Actor(
            person.id, person.key, person.name, self.college.id, self.college.key,
            frozenset({Role(held)}),
        )  # fmt: skip
