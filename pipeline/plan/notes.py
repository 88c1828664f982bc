"""What a user should know about a write beside its cells: what was left out, what the consent did, what is not locked."""

from collections.abc import Iterator, Sequence

from pipeline.workbook.file.package import Package
from pipeline.workbook.patching.obstacles import (
    Obstacle,
    describe,
    describe_shut_out,
    touched_sheets,
)
from pipeline.workbook.reading.scan import scan_sheet
from schemas.plan import Plan
from schemas.sheets import OwnedSheet
from schemas.texts import Text

_UNSIGNED = Text(
    "写入会使数字签名失效，签名已按 --insist signature 移除；运行前的备份仍带签名",
    "Writing breaks the digital signature: it is removed, as --insist signature says; the backup from before is still signed",
)
_UNSHARED = Text(
    "共享工作簿的共享已按 --insist shared 结束，修订记录已移除；需要时请在 Excel 里重新共享",
    "The sharing of the workbook ends and its change log goes, as --insist shared says; share it again in Excel if needed",
)
_OPEN_BESIDE = Text(
    "工作簿有打开密码，备份也一样；但旁边的网页和台账（.followup）不加密，里面有客户资料，请妥善保管",
    "The workbook needs a password, and so do its backups; the page and the ledger (.followup) beside it are not "
    "encrypted and hold customers' data: keep them safe",
)
_LOCKED = Text(
    "{sheets} 受保护：锁定的单元格已按 --insist locked 写入，保护不变",
    "{sheets} is protected: locked cells are written, as --insist locked says; the protection stays",
)
_LEFT_LOCKED = Text("没有写锁定的单元格：{why}", "Locked cells were not written: {why}")
_STRUCTURE = Text(
    "工作簿结构受保护：自动表已按 --insist locked 添加，保护不变",
    "The workbook's structure is protected: sheets are added, as --insist locked says; the protection stays",
)


def notes_on_writing(
    package: Package, plan: Plan, blocked: Sequence[Obstacle], shut_out: Sequence[OwnedSheet]
) -> list[Text]:
    """Say what comes of writing a plan.

    Takes: blocked, shut_out: the cells that could not be written, the sheets that could not be added; neither is in the plan.
    """
    locked = [obstacle for obstacle in blocked if obstacle.code == "locked"]
    notes = [_LEFT_LOCKED.fill(why=describe(locked[0]))] if locked else []
    notes += [describe_shut_out(shut_out)] if shut_out else []
    notes += [] if plan.is_empty else _consents(package, plan)
    return [*notes, _OPEN_BESIDE] if package.seal else notes


def _consents(package: Package, plan: Plan) -> Iterator[Text]:
    """Tell what the user agreed to and the file needs."""
    if package.is_signed:
        yield _UNSIGNED
    if package.is_shared:
        yield _UNSHARED
    protected = [sheet for sheet in touched_sheets(plan) if scan_sheet(package, sheet).is_protected]
    if protected and "locked" in plan.insisted:
        yield _LOCKED.fill(sheets="、".join(protected))
    if package.structure_is_locked and plan.sheets and "locked" in plan.insisted:
        yield _STRUCTURE
