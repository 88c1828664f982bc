"""A workbook file opened for reading: checked before anything parses it, then served part by part."""

import hashlib
import posixpath
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from pipeline.errors import UnreadableWorkbookError
from pipeline.settings.limits import DEFAULT_LIMITS, MB, RATIO_FROM, Limits, exceeded, limits_for
from pipeline.workbook.file.archive import DamagedZipError, Member, read_directory, unpacked_chunks
from pipeline.workbook.file.markup import TOKEN, broken_xml, doctype_refused, local, parse_xml
from pipeline.workbook.file.passwords import encrypted, is_encrypted, unlocked
from pipeline.workbook.file.sniff import EMPTY, name_of_bytes, name_of_zip
from schemas.texts import Text

_STRICT: Final = "http://purl.oclc.org/ooxml"
_ELEMENT: Final = re.compile(rb"<[A-Za-z_:]|<\0[A-Za-z_:]\0|\0<\0[A-Za-z_:]")
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE|<\0!\0D\0|\0<\0!\0D", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS: Final = frozenset(
    {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
)
"""What spreadsheet programs declare; a parser asked for any other name may fail in its own way."""
_PARSED: Final = (".xml", ".rels")
_PROLOG: Final = 65_536
"""Nothing but blanks, comments and a DOCTYPE can stand before the first element: no honest part has so many."""


class SheetPart(NamedTuple):
    """One worksheet: its name, its part, and visible, hidden or veryHidden; position counts all sheets from 0."""

    name: str
    part: str
    state: str
    position: int


class Relation(NamedTuple):
    """One relationship of a part: id, last word of its type, target part (or address where it is external)."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Seal:
    """That a file is encrypted: the password that opened it, and the digest of its bytes as they stand on the disk."""

    password: str = field(repr=False)
    sha256: str


@dataclass(eq=False)
class Package:
    """A checked workbook file in memory. `path` may have changed since; `data` has not.

    data: the zip's bytes, unlocked · seal: None where the file opens without a password.
    """

    path: Path
    data: bytes
    members: tuple[Member, ...]
    comment: bytes
    limits: Limits = DEFAULT_LIMITS
    cache: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was scanned once, by kind and sheet."""
    seal: Seal | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls, path: Path, limits: Limits = DEFAULT_LIMITS, password: str | None = None
    ) -> "Package":
        """Read a workbook file once and check that it may be parsed.

        Takes:  password: for a file that needs one; None = the user's, see pipeline.workbook.file.passwords.
        Raises: UnreadableWorkbookError, saying what the file really is and how to mend it; OSError as it comes.
        """
        size = path.stat().st_size
        if size > limits.file_mb * MB:
            raise exceeded(limits, "file_mb", size // MB)
        data = path.read_bytes()
        if not is_encrypted(data):
            return cls.from_bytes(path, data, limits)
        inside, password = unlocked(path, data, password)
        package = cls.from_bytes(path, inside, limits)
        package.seal = Seal(password, hashlib.sha256(data).hexdigest())
        return package

    def opened_again(self, path: Path) -> "Package":
        """Open another version of this workbook, with the same limits and password."""
        return self.open(path, self.limits, self.seal.password if self.seal else None)

    def with_data(self, data: bytes) -> "Package":
        """Give the package with other content, checked like any."""
        package = self.from_bytes(self.path, data, self.limits)
        package.seal = self.seal
        return package

    def sealed(self, data: bytes) -> bytes:
        """Give new content as it has to stand on the disk: encrypted again where the file was."""
        return encrypted(data, self.seal.password) if self.seal else data

    @classmethod
    def from_bytes(cls, path: Path, data: bytes, limits: Limits = DEFAULT_LIMITS) -> "Package":
        """Check a workbook that has been read already; like `open`."""
        limits = limits_for(limits, len(data))
        if not data.startswith(b"PK\3\4"):
            raise UnreadableWorkbookError(name_of_bytes(data) if data else EMPTY)
        try:
            members, comment = read_directory(data, limits)
        except DamagedZipError as error:
            raise UnreadableWorkbookError(name_of_bytes(data)) from error
        _check_members(members, limits)
        package = cls(path, data, tuple(members), comment, limits)
        package._check_content()
        return package

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the file on the disk, in hex."""
        return self.seal.sha256 if self.seal else hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return len(self.data)

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        return {member.name.lower(): member for member in self.members}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all members, in order, with forward slashes."""
        return tuple(member.name for member in self.members)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part; case does not matter."""
        return name.lower() in self._by_name

    def member(self, name: str) -> Member:
        """Give a member's directory entry.

        Raises: UnreadableWorkbookError where there is no such part.
        """
        try:
            return self._by_name[name.lower()]
        except KeyError:
            raise _missing_part(name) from None

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; its checksum is proven when the last piece has come."""
        member, start = self.member(name), time.process_time()
        for piece in unpacked_chunks(self.data, member):
            yield piece
            if (seconds := int(time.process_time() - start)) > self.limits.seconds:
                raise exceeded(self.limits, "seconds", seconds, member.name)

    def read(self, name: str) -> bytes:
        """Unpack a whole part; but for rows and shared texts it is one that will be taken apart whole.

        Raises: UnreadableWorkbookError where it is missing or damaged, or too much to be taken apart.
        """
        data = b"".join(self.chunks(name))
        if not self._has_many_rows(name):
            check_tree(data, self.limits, name)
        return data

    def _has_many_rows(self, name: str) -> bool:
        return name.lower().endswith("sharedstrings.xml") or "/worksheets/" in name.lower()

    # --- what the workbook says of itself

    @cached_property
    def workbook_part(self) -> str:
        """The name of the workbook's main part."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and relation.target in self:
                return self.member(relation.target).name
        raise UnreadableWorkbookError(name_of_zip(set(self._by_name)))

    @cached_property
    def _workbook(self) -> Any:
        return parse_xml(self.read(self.workbook_part))

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Give the relationships of a part ("" = of the package)."""
        name = relations_part(part)
        if name not in self:
            return ()
        return tuple(
            Relation(
                item.get("Id", ""),
                item.get("Type", "").rpartition("/")[2],
                item.get("Target", "")
                if item.get("TargetMode") == "External"
                else _resolve(part, item.get("Target", "")),
                item.get("TargetMode") == "External",
            )
            for item in parse_xml(self.read(name))
        )

    def related(self, part: str, kind: str) -> list[str]:
        """Give the parts of one kind that a part refers to and that are there, by their names in the file."""
        targets = [r.target for r in self.relations(part) if r.kind == kind and not r.is_external]
        return [self.member(target).name for target in targets if target in self]

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets in the order of their tabs; chart and dialog sheets are left out but counted by the index."""
        by_id = {r.id: r for r in self.relations(self.workbook_part)}
        found = []
        listed = [item for child in self._workbook if local(child) == "sheets" for item in child]
        for index, item in enumerate(listed):
            relation = by_id.get(
                next((value for key, value in item.items() if key.endswith("}id")), "")
            )
            if relation is not None and relation.kind == "worksheet" and relation.target in self:
                part = self.member(relation.target).name
                found.append(
                    SheetPart(item.get("name", ""), part, item.get("state", "visible"), index)
                )
        return tuple(found)

    def sheet(self, name: str) -> SheetPart:
        """Give a worksheet by its name; KeyError where there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @cached_property
    def all_sheet_names(self) -> tuple[str, ...]:
        """The names of all sheets, chart and dialog sheets too."""
        return tuple(
            item.get("name", "")
            for child in self._workbook
            if local(child) == "sheets"
            for item in child
        )

    @cached_property
    def defined_names(self) -> tuple[tuple[str, int | None, str], ...]:
        """The defined names: name, index of the sheet it is local to (None = the workbook), what it refers to."""
        listed = [
            item for child in self._workbook if local(child) == "definedNames" for item in child
        ]
        return tuple(
            (
                item.get("name", ""),
                int(i) if (i := item.get("localSheetId", "")).isdecimal() else None,
                item.text or "",
            )
            for item in listed
        )

    def _settings(self, element: str) -> dict[str, str]:
        return next((dict(child.attrib) for child in self._workbook if local(child) == element), {})

    @cached_property
    def date1904(self) -> bool:
        """Whether days are counted from 1904 instead of 1900."""
        return is_true(self._settings("workbookPr").get("date1904"))

    @cached_property
    def structure_is_locked(self) -> bool:
        """Whether the workbook's protection forbids adding sheets."""
        return is_true(self._settings("workbookProtection").get("lockStructure"))

    @cached_property
    def revisions_are_locked(self) -> bool:
        """Whether the sharing of a legacy shared workbook is protected itself."""
        return is_true(self._settings("workbookProtection").get("lockRevision"))

    @cached_property
    def is_strict(self) -> bool:
        """Whether the workbook uses the namespaces of strict OOXML."""
        return _STRICT in self._workbook.tag

    @cached_property
    def is_signed(self) -> bool:
        """Whether a digital signature covers the file: any edit would break it."""
        return any(r.kind == "origin" and r.target in self for r in self.relations("")) or any(
            name.startswith("_xmlsignatures/") and not name.endswith("/") for name in self._by_name
        )

    @cached_property
    def is_shared(self) -> bool:
        """Whether the file keeps the change log of a legacy shared workbook."""
        return any(
            r.kind in {"revisionHeaders", "usernames"} for r in self.relations(self.workbook_part)
        )

    def _check_content(self) -> None:
        for member in self.members:
            if member.name.lower().endswith(_PARSED):
                self._check_declaration(member)
        # Rows are proven when they are read; whatever else a reader may parse is proven here, pictures are not.
        deferred = {sheet.part for sheet in self.sheets}
        for member in self.members:
            if member.name not in deferred and member.name.lower().endswith(_PARSED):
                deque(self.chunks(member.name), maxlen=0)
        if not deferred:
            raise UnreadableWorkbookError(
                Text(
                    "工作簿里没有可读的工作表。请用 Excel 或 WPS 打开检查,另存为 .xlsx 后再试",
                    "The workbook has no worksheet that can be read. Check it in Excel or WPS, save it as .xlsx, and try again",
                )
            )

    def _check_declaration(self, member: Member) -> None:
        """Look as far as the first element: a DOCTYPE can only stand before it."""
        head = b""
        for piece in unpacked_chunks(self.data, member):
            head += piece[:8192] if not head else piece
            if _ELEMENT.search(head):
                break
            if len(head) > _PROLOG:
                raise broken_xml()
        if _DOCTYPE.search(head):
            raise doctype_refused()
        declared = _DECLARED.match(head.removeprefix(b"\xef\xbb\xbf"))
        if declared and declared[1].lower() not in _ENCODINGS:
            raise broken_xml()


def is_true(value: str | None) -> bool:
    """Read a boolean of the file format."""
    return value in {"1", "true", "on"}


def relations_part(part: str) -> str:
    """Give the name of the part that holds a part's relationships."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _resolve(part: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    joined = (
        target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
    )
    return posixpath.normpath(joined).lstrip("/")


def _check_members(members: list[Member], limits: Limits) -> None:
    names = [member.name.lower() for member in members]
    if len(set(names)) < len(names):
        raise UnreadableWorkbookError(
            Text(
                "压缩包里有重名的部件,无法确定哪一个有效。请用 Excel 或 WPS 打开并另存为 .xlsx",
                "Two parts of the file have the same name, so it is unclear which counts. Open it in Excel or WPS and save it as .xlsx",
            )
        )
    for member in members:
        if ".." in member.name.split("/") or any(character < " " for character in member.name):
            raise _odd_name()
    total = sum(member.size for member in members)
    if total > limits.unpacked_mb * MB:
        raise exceeded(limits, "unpacked_mb", total // MB)
    for member in members:
        if member.size > limits.part_mb * MB:
            raise exceeded(limits, "part_mb", member.size // MB, member.name)
        ratio = -(-member.size // max(member.packed_size, 1))
        if member.size > RATIO_FROM and ratio > limits.ratio:
            raise exceeded(limits, "ratio", ratio, member.name)


def check_tree(data: bytes, limits: Limits, name: str) -> None:
    """Check that a part may be taken apart whole.

    Raises: UnreadableWorkbookError where it is too large, has too many elements, or nests them too deeply.
    """
    if len(data) > limits.tree_mb * MB:
        raise exceeded(limits, "tree_mb", len(data) // MB, name)
    tags = data.count(b"<")
    if tags > 2 * limits.elements:
        raise exceeded(limits, "elements", tags // 2, name)
    if tags > limits.depth and _is_deeper(data, limits.depth):
        raise exceeded(limits, "depth", limits.depth + 1, name)


def _is_deeper(data: bytes, allowed: int) -> bool:
    depth = deepest = 0
    for token in TOKEN.finditer(data):
        if token[2] is None:
            continue
        if token[1]:
            depth -= 1
        elif not token[3].endswith(b"/"):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > allowed:
                return True
    return False


def _odd_name() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            "工作簿里有名字不正常的内部部件(含“..”或控制字符),为安全起见不打开。请用 Excel 或 WPS 打开并另存为 .xlsx",
            'The workbook has a part with an odd name (".." or control characters) and is not opened for safety. '
            "Open it in Excel or WPS and save it as .xlsx",
        )
    )


def _missing_part(name: str) -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        Text(
            f"工作簿缺少内部部件 {name}。请用 Excel 或 WPS 打开修复并另存为 .xlsx",
            f"The workbook lacks its part {name}. Open it in Excel or WPS, let it repair the file, and save it as .xlsx",
        )
    )
