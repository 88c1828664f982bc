"""Elements found in bytes: a sheet's rows are passed over at one go, but never past where they end."""

import pytest

from pipeline.workbook.file.markup import child_spans, root_span

HEAD, TAIL = b'<worksheet><dimension ref="A1"/>', b"<pageMargins/></worksheet>"


@pytest.mark.parametrize(
    "rows",
    [
        b'<sheetData><row r="1"><c r="A1"/></row></sheetData>',
        b'<sheetData a=">"><row r="1"/></sheetData  >',
        b"<sheetData/>",
        b"<sheetData></sheetData>",
        b"<sheetData><row><!-- </sheetData> --></row></sheetData>",
        b"<sheetData><row><c><![CDATA[</sheetData>]]></c></row></sheetData>",
        b"<sheetData><?x </sheetData>?></sheetData>",
        b"<sheetData><sheetData></sheetData></sheetData>",
    ],
)
def test_rows_end_where_their_own_tag_closes(rows):
    data = HEAD + rows + TAIL
    root = root_span(data)
    assert (root.start, root.end) == (0, len(data))
    spans = child_spans(data, root.inner, root.close)
    assert [data[span.start : span.end] for span in spans] == [
        b'<dimension ref="A1"/>',
        rows,
        b"<pageMargins/>",
    ]
    assert [span.name for span in spans] == ["dimension", "sheetData", "pageMargins"]
    assert spans[1].is_short == (rows == b"<sheetData/>")


def test_a_tag_that_only_begins_like_the_rows_is_no_end():
    data = b"<x:sheetData><x:row/><x:c><x:sheetDataX></x:sheetDataX></x:c></x:sheetData><x:end/>"
    assert [span.name for span in child_spans(data)] == ["sheetData", "end"]
