"""What is installed: three packages and nothing else, owned by nobody else."""

from importlib.metadata import PackageNotFoundError, distribution, packages_distributions

import pytest

NAME = "followup-pipeline"
PACKAGES = ("pipeline", "schemas", "reports")


@pytest.fixture
def files():
    try:
        return [str(path) for path in distribution(NAME).files]
    except PackageNotFoundError:
        pytest.skip("the project is not installed; run the README's test command")


def test_the_wheel_holds_just_the_three_packages(files):
    tops = {path.split("/")[0] for path in files if not path.startswith("..")}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_no_other_distribution_owns_their_names(files):
    assert files
    owners = packages_distributions()
    assert {name: set(owners[name]) for name in PACKAGES} == {name: {NAME} for name in PACKAGES}


def test_packs_templates_and_demo_data_are_in_it(files):
    for wanted in (
        "pipeline/methods/packs/trade.yaml",
        "pipeline/demo_data/customers_zh.xlsx",
        "pipeline/demo_data/customers_en.xlsx",
        "pipeline/demo_data/untidy_zh.xlsx",
        "pipeline/demo_data/untidy_en.xlsx",
    ):
        assert wanted in files
    assert any(path.startswith("reports/templates/") for path in files)
