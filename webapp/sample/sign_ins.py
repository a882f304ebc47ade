"""The sign-ins of the sample people; no secret, shown only where a setting asks for it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

PASSWORD = "three random words"


@dataclass(frozen=True)
class SampleSignIn:
    """One sample person who can sign in."""

    name: str
    role: str
    email: str
    password: str = PASSWORD


@cache
def sample_sign_ins() -> tuple[SampleSignIn, ...]:
    """Everybody of the sample college's papers who holds a role, in the papers' order."""
    text = (files("webapp.sample") / "facts.yaml").read_text(encoding="utf-8")
    people = yaml.safe_load(text)["people"].values()
    return tuple(
        SampleSignIn(person["name"], person["role"].replace("_", " "), person["email"])
        for person in people
        if isinstance(person, dict) and "role" in person
    )
