"""Letters without what people vary: width, case, accents, script of another alphabet, traditional characters."""

import re
import unicodedata
from pathlib import Path

DATA = Path(__file__).with_name("data")
_ALPHABETS = {
    **dict(zip("абвгдеёзийклмнопрстуфыэіґўјћαβγδεζηικλμνξοπρσςτυφω", "abvgdeeziyklmnoprstufyeigujcavgdeziiklmnxoprsstyfo", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
    **{"ї": "yi", "є": "ye", "љ": "lj", "њ": "nj", "ђ": "dj", "џ": "dz", "θ": "th", "χ": "ch", "ψ": "ps"},
    **dict.fromkeys("ъь", ""),
}
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
_SIGNS = str.maketrans("", "", "™℠®©")
_PUNCTUATION = {**dict.fromkeys("'’‘`´ʼ", ""), "＆": "&", "–": "-", "—": "-", "·": " ", "・": " ", "（": "(", "）": ")"}


def _decomposed() -> dict[str, str]:
    """Accented letters of the Latin, Greek and Cyrillic blocks by their bare letter."""
    found = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x400), *range(0x400, 0x460), *range(0x1E00, 0x2000)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare != chr(code):
            found[chr(code)] = _ALPHABETS.get(bare, bare)
    return found


def _simplified() -> dict[str, str]:
    traditional, simple = (DATA / "simplified.txt").read_text(encoding="utf-8").split()
    return dict(zip(traditional, simple, strict=True))


_LOOKALIKES = str.maketrans("авсеһіјкмнорѕтухԁԛԝӏαικνορυχ", "abcehijkmhopstyxdqwlaikvopux")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN, _OTHER = re.compile("[a-z]"), re.compile("[\u0370-\u052f]")
_TABLE = str.maketrans({**_decomposed(), **_ALPHABETS, **_LETTERS, **_PUNCTUATION, **_simplified()})
_ELISION = re.compile(r"\b(l)['’‘`´ʼ](?=[aeiouyhâàéèêëîïôùûœæ])")
_QUOTES = str.maketrans({"'": "", "`": ""})
PINYIN = {
    ord(character): f"{syllable} "
    for syllable, characters in (line.split() for line in (DATA / "pinyin.txt").read_text(encoding="utf-8").splitlines())
    for character in characters
}


def fold(text: str) -> str:
    """Return a text in lower case and plain letters; Chinese in simplified characters. Folding twice changes nothing."""
    if text.isascii():
        lower = text.lower()
        return (_ELISION.sub(r"\1 ", lower) if "l'" in lower else lower).translate(_QUOTES)
    folded = unmasked(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()))
    folded = _ELISION.sub(r"\1 ", folded).translate(_TABLE)
    if folded.isascii() or not any(unicodedata.combining(c) for c in folded):
        return folded
    return "".join(c for c in folded if not unicodedata.combining(c))


def unmasked(text: str) -> str:
    """Return a text in small letters whose words are of one alphabet: in a Latin word, letters that only look Latin become what they look like.

    No language mixes alphabets within a word, so who does wants one company to pass for another.
    """
    return _WORD.sub(lambda found: found[0].translate(_LOOKALIKES) if _LATIN.search(found[0]) else found[0], text) if _OTHER.search(text) else text


def is_chinese(text: str) -> bool:
    """Tell whether a folded text has characters of Chinese, Japanese or Korean."""
    return not text.isascii() and any("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" or c >= "\U00020000" for c in text)


def pinyin(text: str) -> str:
    """Return simplified characters as toneless syllables, each with a blank behind it, by their commonest reading."""
    return text.translate(PINYIN)


def squeezed(word: str) -> str:
    """Return a word without the second letter of a spelled-out umlaut, and x as other alphabets spell it: Mueller, Müller; Yandeks, Yandex."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("aa", "a").replace("ks", "x")
