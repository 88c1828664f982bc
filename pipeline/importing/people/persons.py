"""Two names of people held against each other: one composite comparison, weighed by how common the names are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from pipeline.importing.people.findings import NOTHING, Finding, Found, rare, weight
from pipeline.importing.people.hanzi import blurred_sound, plain_sound, syllable
from pipeline.importing.people.names import Name

# How often each is found between two spellings of one person's name. Shipped, never learned: on Chinese lists
# estimation from the list itself takes people of one name for one person (evidence.md §5).
_M_HAN: Final = {Found.SAME: 0.85, Found.SOUNDS: 0.05, Found.ALIKE: 0.02, Found.ONE_CHARACTER: 0.05}
_M_SURNAME, _M_DIFFERENT = 0.01, 0.003
_M_TITLE, _M_TITLE_DIFFERENT = 0.95, 0.03
_M_PINYIN, _M_PINYIN_ALIKE, _M_PINYIN_PART = 0.8, 0.05, 0.15
_M_WORD, _M_WORD_ALIKE, _M_INITIAL, _M_WORD_OTHER, _M_WORD_MORE = 0.8, 0.15, 0.1, 0.03, 0.2
_STRENGTH: Final = 1000.0
_FAVOURED: Final = 3.0
"""Surname and given name are not independent: a name is this much more common than its parts say."""
_OTHER_CHARACTER: Final = 0.04
"""Chance that two given names of one surname share all but a character."""
_SYLLABLE: Final = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|ia|ie|iu|ua|uo|ui|un|ue|er|a|o|e|i|u))"
)
_ONE_SYLLABLE: Final = re.compile(_SYLLABLE)
_SYLLABLES: Final = re.compile(f"{_SYLLABLE}{{1,3}}")
_ENGLISH_ALL_THE_SAME: Final = frozenset(
    [
        "anna",
        "ann",
        "annie",
        "ben",
        "bella",
        "dan",
        "dana",
        "dean",
        "diana",
        "gina",
        "hanna",
        "ian",
        "jane",
        "jean",
        "june",
        "ken",
        "lena",
        "leo",
        "lena",
        "lina",
        "linda",
        "lisa",
        "liam",
        "lee",
        "mia",
        "may",
        "mina",
        "nina",
        "nana",
        "rena",
        "rita",
        "sean",
        "susan",
        "tina",
        "wendy",
        "helen",
        "ella",
        "emma",
        "eden",
        "ada",
    ]
)


class Persons:
    """Compares names, knowing how often each part occurs in all of them.

    Takes:   every name of the lists, once a record.
    """

    def __init__(self, names: Iterable[tuple[Name, int]]) -> None:
        """Count the names and their parts; names: each with how often it occurs."""
        self._keys: Counter[str] = Counter()
        self._sounds: Counter[str] = Counter()
        self._surnames: Counter[str] = Counter()
        self._characters: Counter[str] = Counter()
        self._syllables: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        for name, count in names:
            self._count(name, count)
        self._han = self._surnames.total()
        self._given, self._given_sounds = self._characters.total(), self._syllables.total()
        self._letters = self._words.total()

    def _count(self, name: Name, count: int) -> None:
        if name.kind == "latin":
            for word in name.tokens:
                self._words[word] += count
        if name.kind in {"han", "title"}:
            self._surnames[name.surname_sound] += count
        if name.kind == "han":
            self._keys[name.key] += count
            self._sounds[name.sound] += count
            for character in name.given:
                self._characters[character] += count
                self._syllables[syllable(character)] += count

    def compare(self, one: Name, other: Name) -> Finding:
        """Hold two names against each other; symmetric."""
        if not one.kind or not other.kind:
            return NOTHING
        if (other.kind, other.key, other.sound) < (one.kind, one.key, one.sound):
            one, other = other, one
        match one.kind, other.kind:
            case "han", "han":
                return self._in_characters(one, other)
            case "han", "latin":
                return self._across(one, other)
            case "latin", "latin":
                return self._in_letters(one.tokens, other.tokens)
            case _:
                return self._titled(one, other)

    def _surname_share(self, sound: str) -> float:
        return (self._surnames[sound] + 1.0) / (self._han + 150.0)

    def _common(self, name: Name, *, by_sound: bool) -> float:
        share = self._surname_share(name.surname_sound) * _FAVOURED
        for character in name.given:
            if by_sound:
                share *= (self._syllables[syllable(character)] + 2.0) / (self._given_sounds + 600.0)
            else:
                share *= (self._characters[character] + 1.0) / (self._given + 800.0)
        count = self._sounds[name.sound] if by_sound else self._keys[name.key]
        return rare(count, self._han, min(share, 0.05), _STRENGTH)

    def _in_characters(self, one: Name, other: Name) -> Finding:
        if one.key == other.key:
            return Finding(
                Found.SAME, weight(_M_HAN[Found.SAME], self._common(one, by_sound=False))
            )
        if one.sound == other.sound:
            return Finding(
                Found.SOUNDS, weight(_M_HAN[Found.SOUNDS], self._common(one, by_sound=True))
            )
        surname = self._surname_share(one.surname_sound)
        if one.blurred == other.blurred:
            return Finding(
                Found.ALIKE, weight(_M_HAN[Found.ALIKE], 2 * self._common(one, by_sound=True))
            )
        if _one_character(one, other):
            return Finding(
                Found.ONE_CHARACTER, weight(_M_HAN[Found.ONE_CHARACTER], _OTHER_CHARACTER * surname)
            )
        if one.surname_sound == other.surname_sound:
            return Finding(Found.SURNAME, weight(_M_SURNAME, surname))
        return Finding(Found.DIFFERENT, weight(_M_DIFFERENT, 1.0))

    def _titled(self, one: Name, other: Name) -> Finding:
        """Compare where at least one is a surname with a title."""
        mine, yours = _surname_sounds(one), _surname_sounds(other)
        if {one.kind, other.kind} == {"title", "latin"} and len(one.tokens) + len(
            other.tokens
        ) == 1:
            return NOTHING  # 王总 against Kevin
        if mine & yours and (not one.surname or not other.surname or one.surname == other.surname):
            return Finding(
                Found.TITLE, weight(_M_TITLE, self._surname_share(next(iter(mine & yours))))
            )
        return Finding(Found.DIFFERENT, weight(_M_TITLE_DIFFERENT, 1.0))

    def _across(self, han: Name, latin: Name) -> Finding:
        """Compare characters with letters: 曾伟 with Zeng Wei, Wei Zeng, Zengwei, Kevin Zeng."""
        if han.sound in latin.sounds:
            return Finding(Found.PINYIN, weight(_M_PINYIN, self._common(han, by_sound=True)))
        if any(_nearly(han.blurred, blurred_sound(sound)) for sound in latin.sounds):
            return Finding(
                Found.ALIKE, weight(_M_PINYIN_ALIKE, 4 * self._common(han, by_sound=True))
            )
        if len(han.given) > 1 and any(_one_syllable(han, sound) for sound in latin.sounds):
            surname = self._surname_share(han.surname_sound)
            return Finding(
                Found.ONE_CHARACTER, weight(_M_HAN[Found.ONE_CHARACTER], _OTHER_CHARACTER * surname)
            )
        return (
            self._one_word(han, latin.tokens[0])
            if len(latin.tokens) == 1
            else self._other_words(han, latin)
        )

    def _other_words(self, han: Name, latin: Name) -> Finding:
        """Compare 王伟 with Kevin Wang, W. Wang, Wang Fang."""
        surname = self._surname_share(han.surname_sound)
        plain = [plain_sound(token) for token in latin.tokens]
        if han.surname_sound not in (plain[0], plain[-1]):
            return Finding(Found.DIFFERENT, weight(_M_DIFFERENT, 1.0))
        rest = "".join(latin.tokens[:-1] if plain[-1] == han.surname_sound else latin.tokens[1:])
        initials = "".join(syllable(character)[:1] for character in han.given)
        if rest != initials and _chinese(rest):
            return Finding(Found.SURNAME, weight(_M_SURNAME, surname))
        return Finding(Found.PART, weight(_M_PINYIN_PART, surname))

    def _one_word(self, han: Name, word: str) -> Finding:
        """Compare 王伟 with one word: Kevin says nothing of him; Libin, which can be read as Chinese, is another."""
        if han.given and plain_sound(word) == "".join(map(syllable, han.given)):
            return Finding(
                Found.PART, weight(_M_PINYIN_PART, 10 * self._common(han, by_sound=True))
            )
        return Finding(Found.DIFFERENT, weight(_M_DIFFERENT, 1.0)) if _chinese(word) else NOTHING

    def _word_share(self, word: str) -> float:
        return rare(self._words[word], self._letters, 1 / 3000, _STRENGTH)

    def _in_letters(self, one: Sequence[str], other: Sequence[str]) -> Finding:
        if "".join(sorted(one)) == "".join(sorted(other)) or "".join(one) == "".join(other):
            return Finding(
                Found.SAME, sum(weight(_M_WORD, self._word_share(word)) for word in set(one))
            )
        left, right = list(one), list(other)
        score, alike, full = 0.0, False, 0
        for word in one:
            if word in right:
                left.remove(word)
                right.remove(word)
                score += weight(_M_WORD, self._word_share(word))
                full += 1
        for word in sorted(left):
            best = max(
                right,
                key=lambda candidate: (JaroWinkler.similarity(word, candidate), candidate),
                default="",
            )
            if not best or not (_initial(word, best) or _words_alike(word, best)):
                continue
            left.remove(word)
            right.remove(best)
            if _initial(word, best):
                score += weight(_M_INITIAL, 0.06)
            else:
                alike = True
                full += 1
                score += weight(_M_WORD_ALIKE, 0.003 + 3 * self._word_share(word))
        both, more = min(len(left), len(right)), abs(len(left) - len(right))
        score += both * weight(_M_WORD_OTHER, 1.0) + more * weight(_M_WORD_MORE, 1.0)
        if both:
            return Finding(Found.SURNAME if full else Found.DIFFERENT, score)
        if more or not full:
            return Finding(Found.PART if full else Found.DIFFERENT, score)
        return Finding(Found.ALIKE if alike else Found.PART, score)


def _one_character(one: Name, other: Name) -> bool:
    """Tell whether two full names are one character apart: another one, one more, or two in the other order."""
    longest = max(len(one.key), len(other.key))
    least = 3  # 王伟 and 王明 are two names; 王建国 and 王建军 may be one mistyped, or brothers
    return longest >= least and OSA.distance(one.key, other.key, score_cutoff=1) <= 1


def _one_syllable(han: Name, letters: str) -> bool:
    """Tell whether letters read as this name but for one syllable of its given name: 王建国 and Wang Jianjun."""
    syllables = [han.surname_sound, *map(syllable, han.given)]
    for place in range(1, len(syllables)):
        before, after = "".join(syllables[:place]), "".join(syllables[place + 1 :])
        other = letters[len(before) : len(letters) - len(after)]
        if (
            letters.startswith(before)
            and letters.endswith(after)
            and _ONE_SYLLABLE.fullmatch(other)
        ):
            return True
    return False


def _surname_sounds(name: Name) -> frozenset[str]:
    if name.kind == "latin":
        return frozenset(map(plain_sound, (name.tokens[0], name.tokens[-1])))
    return frozenset((name.surname_sound or name.sound,))


def _nearly(one: str, other: str) -> bool:
    """Tell whether two readings may be one mistyped: in short ones, one letter makes another name."""
    return one == other or (
        min(len(one), len(other)) > 9 and OSA.distance(one, other, score_cutoff=1) <= 1  # noqa: PLR2004 -- letters
    )


def _chinese(letters: str) -> bool:
    readable = letters.replace("lv", "lu").replace("nv", "nu")
    return readable not in _ENGLISH_ALL_THE_SAME and bool(_SYLLABLES.fullmatch(readable))


def _initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[:1] == other[:1]


def _words_alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < 3:  # noqa: PLR2004 -- letters: al and el are two words
        return False
    edits = OSA.distance(one, other, score_cutoff=3)
    return edits <= (1 if shorter < 6 else 2) or JaroWinkler.similarity(one, other) >= 0.9  # noqa: PLR2004 -- letters; measured
