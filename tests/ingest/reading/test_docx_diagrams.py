"""SmartArt in a Word file is read once, where it stands."""

import pytest

from ingest.reading.docx import WordFile
from tests.ingest.reading.making import docx, paragraph, run
from tests.ingest.reading.making_slides import changed, part_of

DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "word/_rels/document.xml.rels"


def text(holder, words):
    return f'<{holder}><a:p xmlns:a="{A}"><a:r><a:t>{words}</a:t></a:r></a:p></{holder}>'


def with_diagram(parts):
    graphic = f'<dgm:relIds xmlns:dgm="{DGM}" xmlns:r="{R}" r:dm="model"/>'
    data = docx(
        paragraph(run("Before") + f"<w:r><w:drawing>{graphic}</w:drawing></w:r>")
        + paragraph(run("After"))
    )
    links = "".join(
        f'<Relationship Id="{name}" Type="{R}/{name}" Target="{name}.xml"/>' for name in parts
    )
    listed = part_of(data, RELATIONSHIPS).replace("</Rel", f"{links}</Rel")
    return changed(
        data, {RELATIONSHIPS: listed}, {f"word/{name}.xml": part for name, part in parts.items()}
    )


MODEL = (
    f'<dgm:dataModel xmlns:dgm="{DGM}"><dgm:ptLst><dgm:pt modelId="1">{text("dgm:t", "plan")}'
    f'</dgm:pt></dgm:ptLst><x xmlns:dsp="{DSP}"><dsp:dataModelExt relId="drawing"/></x>'
    "</dgm:dataModel>"
)
DRAWING = (
    f'<dsp:drawing xmlns:dsp="{DSP}"><dsp:spTree><dsp:sp><dsp:nvSpPr/>'
    f"{text('dsp:txBody', 'drawn')}</dsp:sp></dsp:spTree></dsp:drawing>"
)


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ({"model": MODEL, "drawing": DRAWING}, ["Before", "drawn", "After"]),
        ({"model": MODEL}, ["Before", "plan", "After"]),
        ({}, ["Before", "After"]),
    ],
)
def test_a_diagram_is_read_as_drawn_or_from_its_points(parts, lines):
    assert WordFile(with_diagram(parts)).piece(1).text.split("\n") == lines
