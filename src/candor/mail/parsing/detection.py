"""Guessing the charset of unlabelled 8-bit bytes, most of which are headers: a name, a subject, a handful of
letters.

Statistics over long texts fail on those. So every candidate decodes the bytes, and the one whose characters
look most like somebody's writing wins: letters that its languages use often, capitals only where words begin,
no stray signs.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import re

_SAMPLE_BYTES = 2_048
_PUNCTUATION = frozenset("–—‘’‚“”„…•«»‹›€£§°©®™·¡¿、。，！？：；（）【】《》「」・ー　№ªº½²³´\xa0")
_CAPITAL_WITHIN_WORD = re.compile(r"[a-z](?=([^\W\d_\x00-\x7f]))|[^\W\d_\x00-\x7f](?=([^\W\d_]))")
_WORDS_WITH_HIGH_BYTES = re.compile(rb"[^\s<>]{0,40}[\x80-\xff]+[^\s<>]{0,40}")
_SCRIPTS_MIXED = re.compile(r"[A-Za-z][^\W\d_\x00-\x7f]|[^\W\d_\x00-\x7f][A-Za-z]")
_ACCENTS_ALONE = re.compile(r"[^\W\d_\x00-\x7f]{3,}")
_SURE = 0.6
_RARELY_USED = 0.7  # Russian mail was KOI8-R and then Windows-1251, hardly ever ISO-8859-5
_ENOUGH_FOR_STATISTICS = 40


class _Script(enum.Enum):
    LATIN = "accented letters among plain ones"
    OTHER = "words in another alphabet with capitals"
    CAPITALLESS = "words in an alphabet without capitals"
    IDEOGRAMS = "two bytes for each character"


@dataclasses.dataclass(frozen=True, slots=True)
class _Candidate:
    """A codec, how its writing looks, and the characters that texts in it are full of.

    Of ideograms there are too many to list: those whose first byte is at most `frequent_to` are the frequent ones, in
    the order of the standards.
    """

    codec: str
    script: _Script
    common: frozenset[str]
    frequent_to: int = 0


def _letters(text: str) -> frozenset[str]:
    return frozenset(text + text.upper())


_WESTERN = _letters("äöüßéèêëàâáãåæçñíìîïóòôõøúùûœÿ")
_CENTRAL = _letters("ąćęłńóśźżáčďéěíňřšťúůýžőűäöüßăâîșțđ")
_TURKISH = _letters("şğıçöüâîû") | {"İ"}
_CYRILLIC = _letters("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ")
_GREEK = _letters("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς")
_HEBREW = frozenset("אבגדהוזחטיכךלמםנןסעפףצץקרשת")
_ARABIC = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء")
_KANA = frozenset(chr(code) for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FD)))
_CHINESE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动"
    "面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战"
    "向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题"
    "活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放"
    "强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运订单请帮忙您购买客服退款发票价格"
    "們來為國說時會對過後裡經還進樣開從實無與長機動關點業將兩間問應戰頭體見產話給門東聲員論處義幾認條氣題變總電數報結報務場計期資許統區決馬書則聽達強難權"
    "訂單請幫購買發票價確認專業註冊香港公司"
)
_KOREAN = frozenset(
    "이다는을를의에고하가은로지도한어리사기대자인시스정나서아니해보수들부제전일안녕요주문상성구장라비문동원있것그만여조유과공무면모마게오선계신세화소연우관"
    "미년와위적국바러적중심업용내발생트개단영경분진체실현행의회물습받았었합세감드립니까입십시했"
)
_JAPANESE = frozenset(
    "日一大年人会本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨問合件注文様株式社"
)

_CANDIDATES = (
    _Candidate("cp1252", _Script.LATIN, _WESTERN),
    _Candidate("cp1250", _Script.LATIN, _CENTRAL),
    _Candidate("iso8859-2", _Script.LATIN, _CENTRAL),
    _Candidate("cp1254", _Script.LATIN, _TURKISH),
    _Candidate("cp1251", _Script.OTHER, _CYRILLIC),
    _Candidate("koi8-u", _Script.OTHER, _CYRILLIC),
    _Candidate("iso8859-5", _Script.OTHER, _CYRILLIC),
    _Candidate("cp1253", _Script.OTHER, _GREEK),
    _Candidate("cp1255", _Script.CAPITALLESS, _HEBREW),
    _Candidate("cp1256", _Script.CAPITALLESS, _ARABIC),
    _Candidate("cp932", _Script.IDEOGRAMS, _KANA | _JAPANESE, 0x97),
    _Candidate("euc_jp", _Script.IDEOGRAMS, _KANA | _JAPANESE, 0xCF),
    _Candidate("gb18030", _Script.IDEOGRAMS, _CHINESE, 0xD7),
    _Candidate("big5hkscs", _Script.IDEOGRAMS, _CHINESE, 0xC6),
    _Candidate("cp949", _Script.IDEOGRAMS, _KOREAN, 0xC8),
)


def detect(data: bytes) -> str:
    """Name the likeliest codec of 8-bit `data` that is not UTF-8. Always names one that Python knows."""
    return _detect(b" ".join(_WORDS_WITH_HIGH_BYTES.findall(data[: 8 * _SAMPLE_BYTES]))[:_SAMPLE_BYTES])


@functools.lru_cache(maxsize=256)
def _detect(sample: bytes) -> str:
    scored = [
        (score, -order, candidate.codec)
        for order, candidate in enumerate(_CANDIDATES)
        if (score := _score(sample, candidate))
    ]
    best, _, codec = max(scored, default=(0.0, 0, "cp1252"))
    if best >= _SURE or sum(byte > 127 for byte in sample) < _ENOUGH_FOR_STATISTICS:
        return codec
    return _by_statistics(sample) or codec


def _score(sample: bytes, candidate: _Candidate) -> float:
    """How much the sample looks like writing in this charset: up to 1, and 0 where it cannot be decoded."""
    text = sample.decode(candidate.codec, "ignore" if len(sample) == _SAMPLE_BYTES else "replace")
    foreign = [character for character in text if character > "\x7f"]
    if not foreign or "\ufffd" in text:
        return 0.0
    points = sum(_worth(character, candidate) for character in foreign)
    score = (points - _oddities(text, candidate.script)) / len(foreign)
    return max(0.0, score * (_RARELY_USED if candidate.codec == "iso8859-5" else 1.0))


def _worth(character: str, candidate: _Candidate) -> float:
    if character in candidate.common:
        return 1.0
    if character in _PUNCTUATION:
        return 0.7
    if candidate.script is _Script.IDEOGRAMS:
        encoded = character.encode(candidate.codec, "replace")
        return 0.6 if len(encoded) == 2 and 0x88 <= encoded[0] <= candidate.frequent_to else -0.2
    return 0.2 if character.isalpha() else -1.0


def _oddities(text: str, script: _Script) -> float:
    """What nobody writes: capitals within words, two alphabets in one word, words of accented letters alone."""
    odd = 0.0
    if script in (_Script.LATIN, _Script.OTHER) and not text.isupper():
        odd += sum(_is_capital_within_word(match) for match in _CAPITAL_WITHIN_WORD.finditer(text))
    if script is _Script.LATIN:
        odd += sum(len(match[0]) for match in _ACCENTS_ALONE.finditer(text))
    elif script is not _Script.IDEOGRAMS:
        odd += sum(1 for _ in _SCRIPTS_MIXED.finditer(text))
    return odd


def _is_capital_within_word(match: re.Match[str]) -> bool:
    return match[0].islower() and (match[1] or match[2]).isupper()


def _by_statistics(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # imported here: it costs 30 ms, and most messages never need it

    try:
        best = from_bytes(sample, cp_exclusion=["utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32"], steps=3).best()
    except Exception:  # noqa: BLE001 a guess on hostile bytes; failing to guess is an ordinary outcome
        return None
    return best.encoding if best else None
