"""Where the files to measure with are: beside the project, or where ``CE_CORPUS`` says."""

import os
from pathlib import Path


def corpus_folder() -> Path | None:
    """The corpus to measure with, or None where there is none."""
    found = Path(os.environ.get("CE_CORPUS", "../shared/corpus"))
    return found if found.is_dir() else None
