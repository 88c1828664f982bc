"""Names of people in a form that can be compared: Chinese in full, a surname with a title, or in letters."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.importing.people.hanzi import (
    COMPOUND_SURNAMES,
    HAN,
    blurred_sound,
    folded,
    plain_sound,
    surname_sound,
    syllable,
)

Kind = Literal["han", "title", "latin", ""]

_TITLES: Final = re.compile(
    r"(?:总经理|副总经理|董事长|副总裁|副总|总监|总裁|经理|老师|先生|女士|小姐|太太|夫人|主任|主管|老板娘|老板|会计|厂长|院长|校长|"
    r"科长|处长|局长|部长|行长|店长|站长|所长|队长|书记|医生|大夫|教授|律师|师傅|阿姨|叔叔|大哥|大姐|同学|总|工|董|哥|姐|叔|姨|局|处)$"
)
_FAMILIAR: Final = re.compile(r"^[小老](?=.$)")
_HONORIFICS: Final = frozenset(
    ("mr", "mrs", "ms", "miss", "mdm", "dr", "prof", "sir", "madam", "mme", "herr", "frau")
)
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "phd", "md", "esq"))
_BRACKETS: Final = re.compile(r"[(\[【（].*?[)\]】）]")
_HAN_ONLY: Final = re.compile(f"[^{HAN}]")
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """One name, taken apart.

    kind: han = in full · title = a surname and perhaps a title (王总, Mr Wang) · latin = in letters · "" = unknown.
    surname, given: simplified characters, or "" · sound: surname, then given name, in plain pinyin · tokens: the words
    of a name in letters, as written · sounds: what a name in letters may sound like, in either order · key: what two
    spellings of one name share, the simplified characters or the words in any order · blurred: the sound, blurred.
    """

    kind: Kind = ""
    surname: str = ""
    given: str = ""
    surname_sound: str = ""
    sound: str = ""
    tokens: tuple[str, ...] = ()
    sounds: frozenset[str] = frozenset()
    key: str = field(init=False, default="")
    blurred: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Work out what every comparison asks for."""
        key = " ".join(sorted(self.tokens)) if self.kind == "latin" else self.surname + self.given
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "blurred", blurred_sound(self.sound))

    @property
    def blocks(self) -> frozenset[str]:
        """Give the sounds under which the same name may be found, blurred; none for a surname alone."""
        if self.kind == "latin":
            return frozenset(map(blurred_sound, self.sounds))
        return frozenset((self.blurred,)) if self.kind == "han" else frozenset()


UNKNOWN: Final = Name()


def read_name(text: str) -> Name:
    """Take a name apart; text of any kind, "" = unknown."""
    clean = unicodedata.normalize("NFKC", text).strip()
    outside = _BRACKETS.sub(" ", clean).strip() or clean
    han = folded(_HAN_ONLY.sub("", outside))
    letters = _words(outside)
    if not han:
        return _in_letters(letters)
    return _in_characters(han, mixed=bool(letters))


def _words(text: str) -> list[str]:
    base = unicodedata.normalize("NFKD", text.lower().replace("ü", "v"))
    base = "".join(c for c in base if not unicodedata.combining(c))
    return [
        word.replace("'", "").replace("’", "")
        for word in _LETTERS.findall(_HAN_SPAN.sub(" ", base))
    ]


_HAN_SPAN: Final = re.compile(f"[{HAN}]+")


def _in_characters(han: str, *, mixed: bool) -> Name:
    bare = _TITLES.sub("", han)
    # 王总 is a surname with a title; 总 alone, or a name that ends like a title (易工 is both), is taken as it stands.
    titled = bool(bare) and bare != han
    bare = bare or han
    bare = bare if titled else _FAMILIAR.sub("", bare)
    familiar = bare != han and not titled
    surname = bare[:2] if bare[:2] in COMPOUND_SURNAMES else bare[:1]
    given = bare[len(surname) :]
    sound = surname_sound(surname)
    if not given:
        alone = titled or familiar or mixed or surname in COMPOUND_SURNAMES
        return Name("title" if alone else "han", surname, "", sound, sound)
    return Name("han", surname, given, sound, sound + "".join(map(syllable, given)))


def _in_letters(words: list[str]) -> Name:
    tokens = tuple(word for word in words if word not in _HONORIFICS and word not in _SUFFIXES)
    if not tokens:
        return UNKNOWN
    plain = [plain_sound(token) for token in tokens]
    if len(tokens) == 1 and words[0] in _HONORIFICS:
        return Name("title", "", "", plain[0], plain[0], tokens)
    sounds = frozenset(("".join(plain), "".join((plain[-1], *plain[:-1]))))
    return Name("latin", "", "", "", plain[-1], tokens, sounds)
