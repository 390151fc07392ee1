"""Letters as they are said: one by one, by the names that recognisers write, by the words of spelling alphabets."""

from agent.safety.redaction.tokens import key
from graphs.understanding.hindi.contacts import LETTERS

_ALPHABET = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo "
    "sierra tango uniform victor whiskey xray yankee zulu alfa juliett whisky"
)
NATO = {word: word[0] for word in _ALPHABET.split()}
"""The words of the international spelling alphabet (ICAO)."""
LETTERS_BY_WORD = frozenset(NATO)
_NAMES = """
    a ay aye; e ee; i eye; b bee; c see cee sea; d dee; f ef eff; g gee; h aitch; j jay; k kay; l el ell; m em; n en;
    p pee; q queue cue kyu; r ar are; s ess; t tee tea; u you; v vee; x ex eks; y why wai; z zed zee jed
"""
NAMES = {word: row.split()[0] for row in _NAMES.split(";") for word in row.split()[1:]}
"""What recognisers write for letters; ordinary words, so they count only among other letters."""
NATIVE = {key(word): letter for word, letter in LETTERS.items()}
"""The names of Roman letters in Devanagari."""
_BANKS_LISTED = """
    SBIN HDFC ICIC UTIB PUNB BARB CNRB KKBK YESB IDIB UBIN BKID IOBA IDFB INDB FDRL MAHB UCBA CBIN PSIB RATN SIBL KVBL
    KARB CSBK DCBL JAKA TMBL AUBL BDBL ESFB USFB UJVN NSPB AIRP PYTM IPOS HSBC CITI SCBL DBSS DEUT BNPA ANDB ORBC CORP
    ALLA SYNB VIJB IBKL COSB SRCB SVCB ABHY APBL APGB
"""
BANKS = frozenset(_BANKS_LISTED.lower().split())
"""The first letters of the larger banks' branches."""
