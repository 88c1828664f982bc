"""What must happen to a file as a whole before a plan can be written into it, and is done to a copy in memory.

A digital signature and the change log of a legacy shared workbook go, where the plan insists. All other members keep
their very bytes.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pipeline.workbook.file.archive import Content, Member, packed_bytes, write_archive
from pipeline.workbook.file.markup import apply_edits, attributes, child_spans, root_span
from pipeline.workbook.file.package import Package, relations_part
from schemas.plan import Plan

_TYPES: Final = "[Content_Types].xml"
_SIGNATURE_FOLDER: Final = "_xmlsignatures/"
_SIGNATURE_TYPE: Final = "digital-signature"
_SIGNING: Final = frozenset({"origin", "signature", "certificate"})
_SHARING: Final = frozenset({"revisionHeaders", "revisionLog", "usernames"})
_Test = Callable[[Mapping[str, str]], bool]


def prepared(package: Package, plan: Plan) -> Package:
    """Give the package that a plan is written into: the same where nothing stands in the way, else a mended copy.

    Takes: a plan that is not refused. The copy is kept with the package; its path, limits and password are the same.
    """
    key = ("prepared", frozenset(plan.insisted))
    if key not in package.cache:
        work = _Overhaul(package)
        if package.is_signed and "signature" in plan.insisted:
            work.remove(
                _signature_parts(package),
                "",
                lambda said: _SIGNATURE_TYPE in said.get("ContentType", ""),
            )
        if package.is_shared and "shared" in plan.insisted:
            work.remove(_sharing_parts(package), package.workbook_part, lambda _: False)
        package.cache[key] = work.done()
    found: Package = package.cache[key]
    return found


def is_proven(package: Package, copy: Package) -> bool:
    """Tell whether a prepared copy has the sheets of the file and every member that had to stay, in order, to the byte."""
    if copy is package:
        return True
    may_go = _signature_parts(package) | _sharing_parts(package)
    kept = [
        member for member in package.members if member.name in copy or member.name not in may_go
    ]
    if copy.names != tuple(member.name for member in kept) or copy.sheets != package.sheets:
        return False
    referrers = ("", package.workbook_part)
    registers = {name.lower() for name in (_TYPES, *map(relations_part, referrers))}
    return all(_names_the_rest(package, copy, part) for part in referrers) and all(
        old.name.lower() in registers
        or packed_bytes(package.data, old) == packed_bytes(copy.data, new)
        for old, new in zip(kept, copy.members, strict=True)
    )


def _names_the_rest(package: Package, copy: Package, referrer: str) -> bool:
    """Tell whether a part of the copy refers to all that it referred to before and that is still there."""
    before = package.relations(referrer)
    return copy.relations(referrer) == tuple(
        r for r in before if r.target in copy or r.target not in package
    )


class _Overhaul:
    """Gathers the parts that go, and the new bytes of the registers that name them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._gone: set[str] = set()
        self._fresh: dict[str, bytes] = {}

    def remove(self, parts: set[str], referrer: str, types: _Test) -> None:
        """Take parts out, and what names them: relationships of the referrer, and content types, also those asked for."""
        lower = {name.lower() for name in parts}
        ids = {r.id for r in self._package.relations(referrer) if r.target.lower() in lower}
        self._drop(relations_part(referrer), lambda said: said.get("Id") in ids)
        self._drop(
            _TYPES,
            lambda said: said.get("PartName", "").lstrip("/").lower() in lower or types(said),
        )
        self._gone |= parts

    def done(self) -> Package:
        """Give the copy; the package itself where nothing had to be done."""
        if not self._fresh:
            return self._package
        old = self._package
        members = [member for member in old.members if member.name not in self._gone]

        def content(member: Member) -> Content:
            return [self._fresh[member.name]] if member.name in self._fresh else None

        target = io.BytesIO()
        write_archive(old.data, members, content, old.comment, target)
        return old.with_data(target.getvalue())

    def _register(self, name: str) -> tuple[str, bytes]:
        name = self._package.member(name).name
        return name, self._fresh.get(name) or self._package.read(name)

    def _drop(self, register: str, is_dropped: _Test) -> None:
        name, data = self._register(register)
        root = root_span(data)
        spans = [
            s
            for s in child_spans(data, root.inner, root.close)
            if is_dropped(attributes(s.attributes))
        ]
        self._fresh[name] = apply_edits(data, [(span.start, span.end, b"") for span in spans])


def _signature_parts(package: Package) -> set[str]:
    """Give the signatures, their origin and certificates, and the relationships among them."""
    folder = {name for name in package.names if name.lower().startswith(_SIGNATURE_FOLDER)}
    return folder | set(_reached(package, "", _SIGNING))


def _sharing_parts(package: Package) -> set[str]:
    """Give the change log and the list of users of a legacy shared workbook."""
    return set(_reached(package, package.workbook_part, _SHARING))


def _reached(package: Package, start: str, kinds: frozenset[str]) -> Iterator[str]:
    """Give the parts that are reached by relationships of some kinds only, and the relationships of all of them."""
    waiting, seen = [start], {start}
    while waiting:
        part = waiting.pop()
        for relation in package.relations(part):
            target = relation.target
            if (
                relation.kind not in kinds
                or relation.is_external
                or target not in package
                or target in seen
            ):
                continue
            seen.add(target)
            waiting.append(target)
            yield package.member(target).name
            if relations_part(target) in package:
                yield package.member(relations_part(target)).name
