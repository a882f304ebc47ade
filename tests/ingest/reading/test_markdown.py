"""Markdown: headings give sections their path, and the text stays as it is."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.markdown import blocks_of
from ingest.reading.plain_text import TextFile


def paths(text):
    opened = TextFile(text.encode())
    pages = [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]
    return [(page.locator["path"], page.text) for page in pages]


def test_headings_of_both_kinds_give_the_path():
    found = paths("Strategy\n===\n\nText\n## Aims ##\nMore\n\nRisks\n---\nNone.\n")

    assert found == [
        (["Strategy"], "Strategy\n===\n\nText"),
        (["Strategy", "Aims"], "## Aims ##\n\nMore"),
        (["Strategy", "Risks"], "Risks\n---\n\nNone."),
    ]


def test_what_only_looks_like_a_heading_is_none():
    text = "#no blank\n\n####### seven\n\n#\n\n---\n\na\nb\n---\n\n```\n# code\n\n# 2\n```"

    assert paths(text) == [([], text)]


@given(st.lists(st.text(st.sampled_from("a#=-` ~\n"), min_size=1)))
def test_no_character_is_lost(paragraphs):
    kept = "".join(block.text for block in blocks_of(paragraphs))

    assert "".join(kept.split()) == "".join("".join(paragraphs).split())
