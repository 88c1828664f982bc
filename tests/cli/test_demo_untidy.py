"""The demo begins with a file as a stranger has it: how it goes in, what was understood, a result for everybody."""

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.jobs.start import UNTIDY
from schemas.columns import CUSTOMERS

TOP_ROWS, CUSTOMERS_THERE = 4, 24


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_untidy_workbook_comes_first_and_everybody_gets_a_tier_or_question_and_a_date(
    tmp_path, lang
):
    result = CliRunner().invoke(main, ["demo", str(tmp_path), "--lang", lang])
    assert result.exit_code in (0, 1), result.output
    path = tmp_path / f"{UNTIDY.pick(lang)}.xlsx"
    lines = result.stdout.splitlines()
    assert lines[1].split() == f'followup adopt "{path}"'.split()
    assert lines[2].startswith(f'  followup run "{path}"')
    assert len(lines[3 : lines.index("")]) <= 12  # ten of the reading, tiers, due
    page = openpyxl.load_workbook(path).worksheets[0]
    headers = [cell.value for cell in page[TOP_ROWS]]
    cells = {key: headers.index(CUSTOMERS[key].header(lang)) for key in ("tier_reason", "next_due")}
    rows = list(page.iter_rows(TOP_ROWS + 1, TOP_ROWS + CUSTOMERS_THERE, values_only=True))
    assert all(row[cells["tier_reason"]] for row in rows)
    undated = [row for row in rows if not row[cells["next_due"]]]
    assert undated == []
