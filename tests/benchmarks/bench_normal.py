"""CPU time of bringing 200,000 rows × 15 columns into normal form, beside the libraries called once a cell; cards kept beside vobject.

Run: python tests/benchmarks/bench_normal.py [rows]
"""

import contextlib
import random
import sys
import time
from pathlib import Path

import email_validator
import phonenumbers
import vobject

from pipeline.importing.files.vcards import read_vcards
from pipeline.understanding.cells import normalise_column
from schemas.columns import CUSTOMERS

CARDS = Path(__file__).parents[1] / "importing" / "cases" / "vcards"
CHANCE = random.Random(7)  # noqa: S311 -- the same list each time


def columns(rows: int) -> dict[str, list[str]]:
    pick, among = CHANCE.choice, CHANCE.randrange
    lines = ("021-6", "0755-8", "010-6", "0574-8")
    return {
        "phone": [
            f"1{pick('3578')}{among(10**9):09d}" if among(3) else f"{pick(lines)}{among(10**7):07d}"
            for _ in range(rows)
        ],
        "email": [f"user{among(10**6)}@mail{among(2000)}.com" for _ in range(rows)],
        "name": [
            f"{pick('王李张刘陈')}{chr(0x4E00 + among(3000))}{chr(0x4E00 + among(3000))}"
            for _ in range(rows)
        ],
        "contact_person": [
            f"{pick('王李张刘陈')}{chr(0x4E00 + among(3000))}女士" for _ in range(rows)
        ],
        "city": [pick(("上海市", "广东省深圳市", "苏州")) for _ in range(rows)],
        "last_contact": [f"20{among(10, 26)}/{among(1, 13)}/{among(1, 29)}" for _ in range(rows)],
        "birthday": [
            f"19{among(50, 99)}-{among(1, 13):02d}-{among(1, 29):02d}" for _ in range(rows)
        ],
        "spend": [f"{among(10**6):,}.00" for _ in range(rows)],
        "address": [f"南京路{among(10**6)}号" for _ in range(rows)],
        "customer_id": [f"C{row:06d}" for row in range(rows)],
        "wechat": [f"wx{among(10**7)}" for _ in range(rows)],
        "industry": ["建材"] * rows,
        "source": ["阿里"] * rows,
        "need": ["有"] * rows,
        "labels": ["老客户"] * rows,
    }


def spent(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def phones_one_by_one(cells: list[str]) -> None:
    for cell in cells:
        with contextlib.suppress(phonenumbers.NumberParseException):
            phonenumbers.is_valid_number(phonenumbers.parse(cell, "CN"))


def addresses_one_by_one(cells: list[str]) -> None:
    for cell in cells:
        email_validator.validate_email(cell, check_deliverability=False)


def kept_by_vobject(data: bytes) -> int:
    count = 0
    try:
        for _ in vobject.readComponents(data.decode("utf-8", "replace")):
            count += 1
    except Exception:  # noqa: BLE001 -- what it raises is what is measured: the cards after that are lost
        return count
    return count


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    cells = columns(rows)
    total = 0.0
    print(f"{rows:,} rows\n\n| column | CPU s |\n|---|---|")
    for key, column in cells.items():
        took = spent(lambda key=key, column=column: normalise_column(CUSTOMERS[key], column))
        total += took
        print(f"| {key} | {took:.2f} |")
    print(f"| all {len(cells)} | {total:.2f} |")
    part = rows // 20
    print(
        f"| phonenumbers, one call a cell | {spent(lambda: phones_one_by_one(cells['phone'][:part])) * 20:.2f} |"
    )
    print(
        f"| email-validator, one call a cell | {spent(lambda: addresses_one_by_one(cells['email'][:part])) * 20:.2f} |"
    )
    print("\n| file of cards | cards | kept | kept by vobject |\n|---|---|---|---|")
    for path in sorted(CARDS.glob("*.vcf")):
        data = path.read_bytes()
        print(
            f"| {path.stem} | {data.upper().count(b'BEGIN:VCARD')} | {len(read_vcards(path.name, data).rows)} | {kept_by_vobject(data)} |"
        )


if __name__ == "__main__":
    main()
