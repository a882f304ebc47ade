"""The sample college: its papers, facts and claims agree with one another and with the model."""

from collections import Counter, defaultdict
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.table import Table

from framework.keywords import builtin_keywords
from framework.loading import builtin
from ingest.kinds import DocumentType, MinutesStatus
from ingest.reading.docx import WordFile
from ingest.reading.pdf import PdfFile
from search_index.matching import Matcher
from webapp.sample import papers, rendering
from webapp.sample.papers import Paper
from workflow.kinds.reviews import CoverageMark, Outcome

PAPERS = {paper.number: paper for paper in papers.papers()}
FACTS = papers.content("facts")
COLLEGE = papers.content("college")
CONTENT = papers.content("claims")
CLAIMS = CONTENT["claims"]
CITATIONS = [
    (claim["dimension"], citation) for claim in CLAIMS for citation in claim.get("citations", [])
]
PAPER_SOURCE = """---
number: 99
title: A test
file: test
format: {format}
type: note
event_date: 2026-10-13
provided_by: governor
---
# Heading

{said}
"""
CONFIDENTIAL_WORDS = COLLEGE["confidential_words"]


def words(text: str) -> str:
    return " ".join(text.split())


def pdf_pages(paper: Paper) -> list[str]:
    document = pypdfium2.PdfDocument(rendering.render(paper))
    try:
        return [words(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def sections(paper: Paper) -> dict[str, str]:
    """Texts of a Word file by the heading above them."""
    found: dict[str, list[str]] = defaultdict(list)
    heading = ""
    for block in Document(BytesIO(rendering.render(paper))).iter_inner_content():
        if isinstance(block, Table):
            found[heading] += [cell.text for row in block.rows for cell in row.cells]
        elif block.style.name.startswith(("Heading", "Title")):
            heading = block.text
        else:
            found[heading].append(block.text)
    return {heading: words(" ".join(texts)) for heading, texts in found.items()}


@pytest.fixture(scope="module")
def texts() -> dict[int, dict[int | str, str]]:
    """What each file says, by page of a PDF and by heading of a Word file."""
    return {
        number: sections(paper)
        if paper.format == "docx"
        else dict(enumerate(pdf_pages(paper), start=1))
        for number, paper in PAPERS.items()
    }


def test_there_are_23_papers_and_each_is_the_one_that_the_facts_list():
    listed = {each["number"]: each for each in FACTS["documents"]}

    assert sorted(PAPERS) == sorted(listed) == list(range(1, 24))
    for number, paper in PAPERS.items():
        told = listed[number]
        assert (paper.title, paper.file) == (told["title"], told["file"])
        assert (paper.format, paper.type) == (told["format"], told["type"])


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.file)
def test_a_paper_says_of_itself_only_what_the_library_knows(paper):
    assert paper.type in set(DocumentType)
    assert paper.provided_by in FACTS["people"]
    assert paper.area in {None, *(area["code"] for area in FACTS["areas"])}
    assert paper.status in {None, *MinutesStatus}
    assert paper.event_date <= FACTS["today"]
    assert paper.valid_from is None or paper.valid_to > paper.valid_from


@pytest.mark.parametrize("number", [1, 5, 23])
def test_the_same_paper_is_the_same_bytes_every_time(number):
    first = rendering.render(PAPERS[number])

    assert rendering.render(PAPERS[number]) == first


def test_the_strategic_plan_has_24_pages_and_its_contents_name_the_right_ones(texts):
    plan = texts[8]
    contents = PAPERS[8].blocks[7].rows[1:]

    assert len(plan) == 24
    for title, page in contents:
        assert words(title[0].text) in plan[int(page[0].text)]


def test_the_scan_holds_an_image_and_no_text(texts):
    assert texts[23] == {1: ""}


def test_draft_and_approved_minutes_share_a_title_and_differ_a_little(texts):
    draft, approved = PAPERS[3], PAPERS[4]
    changed = [before != after for before, after in zip(draft.blocks, approved.blocks, strict=True)]

    assert draft.title == approved.title
    assert (draft.status, approved.status) == ("draft", "approved")
    assert 3 <= sum(changed) <= 8
    assert "2,432 learners" in texts[3][3]
    assert "2,423 learners" in texts[4][3]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_confidential_minutes_stand_on_pages_of_their_own_with_words_found_nowhere_else(
    number, texts
):
    confidential = set(PAPERS[number].confidential_pages)
    pages = texts[number]

    assert confidential == {n for n, text in pages.items() if "CONFIDENTIAL" in text}
    assert max(confidential) == len(pages)
    assert any(word in pages[n] for n in confidential for word in CONFIDENTIAL_WORDS)


def test_no_open_page_holds_a_word_of_the_confidential_parts(texts):
    open_pages = [
        text
        for number, pages in texts.items()
        for place, text in pages.items()
        if place not in PAPERS[number].confidential_pages
    ]

    for word in CONFIDENTIAL_WORDS:
        assert not [text for text in open_pages if word.lower() in text.lower()]


def test_careers_is_a_small_part_of_the_minutes(texts):
    for number in (1, 2, 3, 4):
        said = " ".join(texts[number].values()).lower()

        assert said.count("career") <= 25
        assert len(said.split()) > 1000


def test_fourteen_areas_five_of_them_campuses():
    kinds = Counter(area["kind"] for area in FACTS["areas"])

    assert kinds == {"campus": 5, "curriculum": 6, "service": 3}


def test_every_role_has_a_person_with_an_address_kept_for_examples():
    people = [person for person in FACTS["people"].values() if "role" in person]

    assert len({person["role"] for person in people}) == 10
    assert all(person["email"].endswith(".example") for person in people)


def test_all_34_dimensions_are_in_a_state():
    levels = Counter(claim["level"] for claim in CLAIMS)

    assert [claim["dimension"] for claim in CLAIMS] == [d.code for d in builtin().dimensions]
    assert levels == {"below": 1, 1: 3, 2: 14, 3: 12, 4: 3, "not_claimed": 1}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["dimension"])
def test_a_claim_names_published_levels_and_gives_a_reason(claim):
    dimension = builtin().dimension(claim["dimension"])
    published = {level.level for level in dimension.levels}

    assert {claim["level"], claim["last_year"], claim["target"]} <= {
        *published,
        "below",
        "not_claimed",
    }
    assert claim["target"] in published
    assert claim["level"] == "not_claimed" or len(claim["reason"].split()) >= 25


def test_about_80_citations_half_of_them_key_and_three_a_claim_at_most():
    key = [dimension for dimension, citation in CITATIONS if citation.get("key")]

    assert 76 <= len(CITATIONS) <= 84
    assert 0.45 <= len(key) / len(CITATIONS) <= 0.55
    assert max(Counter(key).values()) <= 3


@pytest.mark.parametrize(("dimension", "citation"), CITATIONS)
def test_a_quote_stands_exactly_once_where_its_citation_says(dimension, citation, texts):
    paper = PAPERS[citation["document"]]
    place = citation["section"] if paper.format == "docx" else citation["page"]

    assert paper.format != "scan"
    assert place not in paper.confidential_pages
    assert texts[paper.number][place].count(citation["quote"]) == 1, dimension


@pytest.mark.parametrize(("dimension", "citation"), CITATIONS)
def test_a_citation_names_a_statement_of_the_level_it_speaks_for(dimension, citation):
    statement = builtin().statement(citation["statement"])

    assert statement.code.startswith(f"{dimension}/{citation['level']}/")
    assert citation["shows"].strip()


def test_the_papers_cited_are_not_those_that_must_match_nothing():
    cited = {citation["document"] for _, citation in CITATIONS}

    assert not cited & set(COLLEGE["match_nothing"])
    assert set(PAPERS) - cited <= {3, 23, *COLLEGE["match_nothing"]}


def test_governance_is_claimed_at_4_while_the_minutes_only_noted_the_report(texts):
    claim = _claim("1.5")

    assert claim["level"] == 4
    assert 4 in {citation["document"] for citation in claim["citations"]}
    assert "annual careers report for 2025/26 be noted" in texts[4][3]
    assert "There were no questions" in texts[4][3]


def test_employer_engagement_is_claimed_at_2_while_its_evidence_speaks_for_3():
    judged = [each for each in CONTENT["review"]["judgements"] if each["dimension"] == "5.1"]
    verdicts = [each for each in CONTENT["review"]["verdicts"] if each["dimension"] == "5.1"]

    assert _claim("5.1")["level"] == 2
    assert judged[0]["level"] == 3
    assert {(each["outcome"], each["level"]) for each in verdicts} == {("supports_level", 3)}


def test_one_page_is_cited_in_five_dimensions():
    cited_in = defaultdict(set)
    for dimension, citation in CITATIONS:
        cited_in[citation["document"], citation.get("page")].add(dimension)

    assert len(cited_in[6, 2]) == 5


def test_6_2_is_claimed_below_the_lowest_level_that_is_published():
    assert builtin().dimension("6.2").lowest_level == 2
    assert _claim("6.2")["level"] == "below"


def test_one_claim_has_no_evidence():
    without = [
        claim["dimension"]
        for claim in CLAIMS
        if claim["level"] != "not_claimed" and not claim["citations"]
    ]

    assert without == ["3.3"]


def test_the_open_review_has_verdicts_on_quotes_that_are_cited():
    quotes = defaultdict(list)
    for dimension, citation in CITATIONS:
        quotes[dimension].append(citation["quote"])

    for verdict in CONTENT["review"]["verdicts"]:
        begins = verdict["quote_begins"]
        outcome = Outcome(verdict["outcome"])
        assert sum(quote.startswith(begins) for quote in quotes[verdict["dimension"]]) == 1, begins
        assert verdict.get("reason") or not outcome.needs_reason
        assert (outcome is Outcome.SUPPORTS_LEVEL) == ("level" in verdict)


def test_the_open_review_has_judgements_and_marks_on_statements_of_the_claimed_level():
    judgements = CONTENT["review"]["judgements"]

    for judgement in judgements:
        claimed = _claim(judgement["dimension"])["level"]
        assert judgement.get("reason") or judgement["level"] == claimed
        for code, mark in judgement["marks"].items():
            assert builtin().statement(code).code.startswith(f"{judgement['dimension']}/")
            assert CoverageMark(mark)
    assert 5 <= len(judgements) < len(CLAIMS)


def test_last_years_assessment_is_closed_and_this_years_is_open():
    assert [(year["name"], year["state"]) for year in COLLEGE["years"]] == [
        ("2025/26", "closed"),
        ("2026/27", "open"),
    ]
    review = COLLEGE["review"]
    assert review["starts_on"] <= FACTS["today"] <= review["ends_on"]
    assert FACTS["today"] == date(2026, 11, 23)


def test_outsiders_declare_interests_and_none_of_them_bars():
    kinds = {interest["kind"] for interest in COLLEGE["interests"]}

    assert kinds <= {"neighbour", "trio_partner", "same_hub", "acquaintance"}


def _claim(dimension: str) -> dict:
    return next(claim for claim in CLAIMS if claim["dimension"] == dimension)


@pytest.mark.parametrize("format_", ["pdf", "docx"])
@pytest.mark.parametrize(
    "said",
    [
        "#let it = $be$ as [typed] <here> @all ~ `tick` \\ // no comment",
        'Curly ’ and straight \' quotes, "double" too',
        "A well-timed, two-year-old office affix – fit",
        "£3.2m at 8 per cent; 1,750 m² *not closed",
    ],
)
def test_text_is_set_as_it_was_typed_whatever_the_typesetter_would_make_of_it(said, format_):
    source = PAPER_SOURCE.format(format=format_, said=said)
    paper = papers.parse(source)

    text = pdf_pages(paper)[0] if format_ == "pdf" else sections(paper)["Heading"]

    assert words(said) in text


def test_lists_tables_and_faces_are_read_from_markdown():
    blocks = papers.blocks(
        "## Two\n\nText with **bold** and *leaning* words:\n- one\n- two\n  more\n\n"
        "1. first\n\n| A | B |\n|---|---|\n| c | d |\n\n\\pagebreak\n\nEnd"
    )

    heading, paragraph, bullets, numbers, table, page_break, end = blocks
    assert heading == papers.Heading(2, "Two")
    assert [run.text for run in paragraph.runs if run.bold or run.italic] == ["bold", "leaning"]
    assert [item[0].text for item in bullets.items] == ["one", "two more"]
    assert (bullets.ordered, numbers.ordered) == (False, True)
    assert [[cell[0].text for cell in row] for row in table.rows] == [["A", "B"], ["c", "d"]]
    assert page_break == papers.PageBreak()
    assert end.runs[0].text == "End"


def test_a_paper_of_another_format_is_refused():
    paper = papers.parse(PAPER_SOURCE.format(format="odt", said="Text"))

    with pytest.raises(ValueError, match="pdf, docx or scan, not odt"):
        rendering.render(paper)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["dimension"])
def test_the_college_marks_each_required_statement_of_the_level_it_claims(claim):
    level = builtin().dimension(claim["dimension"]).level(claim["level"])
    required = {each.code for each in level.statements if not each.optional} if level else set()
    marks = claim.get("marks", {})

    assert set(marks) == required
    assert {CoverageMark(mark) for mark in marks.values()} <= set(CoverageMark)
    assert CoverageMark.NOT_SHOWN not in marks.values() or claim["best_fit"]


@pytest.mark.parametrize("number", COLLEGE["match_nothing"])
def test_a_paper_about_roofs_or_leave_matches_nothing_in_the_model(number):
    matcher = Matcher(builtin(), builtin_keywords())
    file = rendering.render(PAPERS[number])
    read = WordFile(file) if PAPERS[number].format == "docx" else PdfFile(file)

    pages = [read.piece(ordinal).text for ordinal in range(1, len(read) + 1)]

    assert [matcher.match(page).abstained for page in pages] == [True] * len(pages)


def test_two_files_are_revisions_of_one_document_and_share_its_title():
    for pair in COLLEGE["revisions"]:
        first, then = PAPERS[pair["first"]], PAPERS[pair["then"]]

        assert (first.title, first.event_date) == (then.title, then.event_date)
