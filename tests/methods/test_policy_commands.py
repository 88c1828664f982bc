"""policies list, show, check: what a sales manager reads."""

import json

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.methods import pack_names


def run(*args):
    return CliRunner().invoke(main, ["policies", *args])


def test_list_names_every_pack_with_its_tiers():
    outcome = run("list", "--lang", "zh")
    assert outcome.exit_code == 0
    assert [line.split()[0] for line in outcome.output.splitlines()] == list(pack_names())
    assert "VIP O M Y N" in outcome.output
    assert json.loads(run("list", "--json", "--lang", "en").output)[0]["tiers"] == ["A", "B", "C"]


@pytest.mark.parametrize("name", pack_names())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_show_prints_every_pack_in_both_languages(name, lang):
    outcome = run("show", name, "--lang", lang)
    assert outcome.exit_code == 0, outcome.output
    assert ("重点客户.至少" if lang == "zh" else "key_accounts.least") in outcome.output
    assert json.loads(run("show", name, "--lang", lang, "--json").output)["pack"] == name


def test_show_says_what_the_source_says():
    shown = run("show", "retail", "--lang", "zh").output
    assert "≥ 80,000" in shown
    assert "3万~5万空档" in shown
    assert "每 3 个月" in shown
    assert "用于" not in shown
    prospect = run("show", "prospect", "--lang", "en").output
    assert "every 90 day(s) (default)" in prospect
    assert "everybody else: Prospect Pile" in prospect


def test_check_accepts_a_good_file_and_names_what_is_wrong_in_a_bad_one(tmp_path):
    good, bad = tmp_path / "our.yaml", tmp_path / "bad.yaml"
    good.write_text("extends: abc\ntiers: {B: {cadence: {days: 5}}}\n", encoding="utf-8")
    bad.write_text("extends: abc\ntiers: {B: {cadence: {days: soon}}}\n", encoding="utf-8")
    assert (
        run("check", str(good), "--lang", "zh").output
        == "our.yaml：没有问题。三要素 ABC 分级法（苹果法则）：A B C\n"
    )
    wrong = run("check", str(bad), "--lang", "en")
    assert wrong.exit_code == 5
    assert (
        wrong.stderr == "bad.yaml:2: tiers.B.cadence.days: must be a whole number of 1 or more.\n"
    )
