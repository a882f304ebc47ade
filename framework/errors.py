"""The error of a file that is no model; knows nothing of what the rules are."""

from store.errors import CareersEvidenceError


class FrameworkError(CareersEvidenceError):
    """A model or keyword file breaks a rule; the sentence names file, place and rule."""
