"""The words that plans use, in bokmål, nynorsk and English: lead-ins, labels, heads of columns.

A lead-in is a phrase that says what follows («Slik vil vi ha det», «Strategiar», "We will").
Each pattern matches a whole phrase: in lower case, white space folded, without number and colon.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from planvev.ingest.recognise.labels import ACTION_LABELS, GOAL_LABELS, STRATEGY_LABELS


class Leads(StrEnum):
    """What a lead-in leads to."""

    GOAL = "goal"
    STRATEGY = "strategy"
    ACTION = "action"
    VISION = "vision"
    VALUE = "value"
    APPROACH = "approach"
    OTHER = "other"
    """A list of something else: challenges, indicators, plans; no goals."""
    CITED = "cited"
    """Goals of others: the nation's, the county's, the UN's."""
    MIXED = "mixed"
    """«Mål og strategier»: what follows tells for itself."""


_WE: Final = r"(?:vi|me|kommunen|fylkeskommunen|[\w.-]+(?: og [\w.-]+)? kommune|fellesskapet)"
_WILL: Final = r"(?:skal|vil|må|bør|ønsker|ønskjer)"
_GOAL_WORD: Final = (
    r"(?:hoved|hovud|del|under|resultat|effekt|periode|samfunns|virksomhets|program|tjeneste|"
    r"kvalitets|klima|utviklings|samferdsels|miljø|delo?mråde|langtids|hovedo?mråde)?-?"
    r"(?:mål|målet|måla|målene|målsetting|målsettinga|målsettingen|målsettinger|målsettingar|"
    r"målsetning|målsetninger|målsetjing|målsetjingar|målformulering|målformuleringer)"
)
_ADJECTIVE: Final = (
    r"(?:våre?|vårt|kommunens|kommunen sine?|overordnede?|overordnet|overordna|langsiktige?|"
    r"kortsiktige?|strategiske?|lokale?|felles|sentrale?|viktige|viktigste|konkrete?|aktuelle|"
    r"prioriterte|generelle?|nye|hoved|særskilte|følgende|følgjande|tverrgående|gjennomgående|"
    r"kommunale|planens|planen sine|disse|desse|mulige|moglege|foreslåtte|politiske)"
)
_NO_SENTENCE: Final = r"(?:(?!\b(?:er|har|skal|blir|vert|kan|is|are|has|have|can)\b)[^.!?]){0,80}"
_FOR: Final = (
    r"(?: (?:for|i|innan|innen|innenfor|mot|fram mot|frem mot|fram til|frem til|til|på|ved|"
    rf"knyttet til|knytt til|20\d\d)\b{_NO_SENTENCE}| \(.{{0,60}}\))?"
)
_STRATEGY_WORD: Final = (
    r"(?:hoved|hovud|del|areal|utviklings|gjennomførings|satsings|samfunns|innsats)?-?"
    r"(?:strategi|strategien|strategier|strategiar|strategiene|strategiane)"
)

_PHRASES: Final[tuple[tuple[Leads, str], ...]] = (
    # What is of another kind though it names goals or strategies.
    (
        Leads.CITED,
        r"(?:(?:fns?|fn's|fn sine|de forente nasjoners?) )?(?:\d+ )?"
        r"(?:bærekraft|berekraft)(?:s|ig(?:e|heits)?)?-?"
        r"(?: utviklings)?mål(?:ene|a)?(?: .{0,60})?",
    ),
    (
        Leads.CITED,
        r"(?:relevante |aktuelle |prioriterte |tilhørende )?(?:fns?|fn's|fn sine|un)\b.{0,60}"
        r"(?:mål|mål(?:ene|a)|goals)(?: .{0,60})?",
    ),
    (
        Leads.CITED,
        r"(?:nasjonale|regionale|statlige|statlege|internasjonale|fylkeskommunale|"
        r"fylkeskommunens|nasjonal|regional|national|regional|global|fylkesplanens|"
        r"kommuneplanens|samfunnsdelens|kommuneplanen sine|samfunnsdelen sine) "
        r"(?:og (?:nasjonale|regionale|lokale|internasjonale) )?(?:\w+ ){0,2}"
        r"(?:mål|måla|målene|målsettinger|målsettingar|strategier|strategiar|føringer|føringar|"
        r"forventninger|forventningar|rammer|goals|objectives|strategies|guidelines)(?: .{0,80})?",
    ),
    (
        Leads.CITED,
        r"(?:mål|målene|måla|strategier|strategiar|føringer|føringar|goals|objectives)(?: og \w+)?"
        r" (?:i|fra|frå|in|from|of) (?:the )?(?:\w+ ){0,3}(?:kommuneplan\w*|samfunnsdel\w*|"
        r"fylkesplan\w*|regional\w* plan\w*|municipal master plan|other plans|andre plan\w*|"
        r"overordn\w+ plan\w*)(?: .{0,60})?",
    ),
    (
        Leads.CITED,
        r"(?:overordnede|overordna|sentrale|statlige|statlege) "
        r"(?:føringer|føringar|rammer|retningslinjer)(?: .{0,60})?",
    ),
    (
        Leads.OTHER,
        r"(?:strategi|strategy|plan|tiltak) (?:for|of) (?:medvirkning\w*|medverknad\w*|"
        r"kommunikasjon|informasjon|gjennomføring\w*|participation|communication|"
        r"innbyggermedvirkning)(?: .{0,60})?",
    ),
    (
        Leads.MIXED,
        r"(?:\w+ )?(?:mål|visjon|visjonar|vision|goals|objectives|satsings?områder?|"
        r"satsingsområde|verdier|verdiar|strategi|strategier|strategiar|overordnede mål|"
        r"hovedmål|hovudmål|delmål)(?:, [\w ]{1,30})*,? "
        r"(?:og|and|med|samt) (?:\w+ ){0,2}(?:mål|delmål|strategi|strategier|strategiar|strategies|"
        r"tiltak|actions|measures|verdier|verdiar|values|hovedmål|hovudmål|goals|objectives|"
        r"satsingsområder?|innsatsområder?|satsings?område|handlingsplan|strategisk\w* \w+|"
        r"prioriteringer|prioriteringar|virkemidler|verkemiddel|visjon|vision|ambisjoner)" + _FOR,
    ),
    (
        Leads.OTHER,
        r"(?:sentrale |store |viktige |viktigste |våre |noen |lokale |status,? |status og |de )*"
        r"(?:utfordringer|utfordringar|utfordringene|utfordringsbilde\w*|muligheter|moglegheiter|"
        r"styrker|styrkar|svakheter|veikskapar|trusler|truslar|status|nåsituasjon\w*|nosituasjon\w*|"
        r"dagens situasjon|bakgrunn|bakteppe|innledning|innleiing|forord|føreord|sammendrag|"
        r"samandrag|måleindikatorer|indikatorer|indikatorar|resultatindikatorer|måltall|"
        r"styringsindikatorer|suksesskriterier|kriterier|kjennetegn|kjenneteikn|planer|planar|"
        r"relevante planer|lovverk|lover|lovgrunnlag|definisjoner|definisjonar|begreper|omgrep|"
        r"ordforklaringer|kilder|kjelder|referanser|vedlegg|medvirkning|medverknad|innspill|"
        r"innspel|høring|høyring|økonomi|økonomiske konsekvenser|rapportering|evaluering|"
        r"ansvar|ansvarlig|ansvarleg|roller|aktører|samarbeidspartnere|samarbeidspartnarar|"
        r"deltakere|mandat|metode|planprosess\w*|organisering|fakta|faktagrunnlag|"
        r"kunnskapsgrunnlag|statistikk|utviklingstrekk|trender|konsekvenser|konsekvensar|"
        r"drivere|drivkrefter|hovedtrekk|challenges|opportunities|background|introduction|"
        r"preface|summary|indicators|status quo|current situation|references|definitions|"
        r"veien videre|vegen vidare|oppfølging(?: av planen)?|oppfølgjing(?: av planen)?|"
        r"gjennomføring|"
        r"rullering|framdrift|fremdrift|forankring|follow-up|implementation|next steps|timeline|"
        r"strengths|weaknesses|threats|risks|appendix|participation|process|facts|"
        r"hvorfor[\w ]{0,40}|kvifor[\w ]{0,40}|why[\w ]{0,40}|dette vet vi|"
        r"dette veit vi|kva veit vi|hva vet vi|her er vi i dag|slik er det i dag|"
        r"where we are(?: today| now)?|målgruppe|målgrupper|målgruppene|tilhørende dokumenter)"
        r"(?: (?:og|and) [\w ]{1,40})?" + _FOR,
    ),
    # Goals.
    (
        Leads.GOAL,
        rf"(?:{_ADJECTIVE} ){{0,3}}{_GOAL_WORD}(?: vårt| våre| mitt)?{_FOR}",
    ),
    (
        Leads.GOAL,
        r"(?:slik (?:vil|skal|ønsker|ønskjer) (?:vi|me) (?:at )?(?:ha|det skal) "
        r"(?:det|være|vere|bli)|"
        r"slik skal det (?:være|vere|bli)|slik vil (?:vi|me) ha [\w ]{1,30}|"
        r"slik er [\w ]{1,40} i 20\d\d|"
        r"(?:dette|det|her) (?:vil|skal|ønsker|ønskjer) (?:vi|me) "
        r"(?:oppnå|ha|være|vere|få til|nå)|"
        r"(?:dette er|vårt|vårt overordnede) målet?(?: vårt)?|"
        r"ønsket (?:tilstand|situasjon|utvikling|framtid|fremtid|resultat)|"
        r"ønskt (?:tilstand|situasjon|utvikling)|ønska (?:tilstand|situasjon|utvikling)|"
        r"målbilde\w*|målbilete\w*|fremtidsbilde\w*|framtidsbilde\w*|framtidsbilete\w*|"
        r"(?:våre? )?ambisjon(?:en|er|ar|ene)?|"
        r"(?:hva|kva) (?:vil|ønsker|ønskjer|skal) (?:vi|me)(?: (?:oppnå|ha))?|"
        r"(?:hvor|kor|kvar) (?:vil|skal|ønsker|ønskjer) (?:vi|me)(?: (?:hen|være|vere|til))?|"
        r"dit (?:vil|skal) (?:vi|me)|(?:vi|me) (?:vil|skal) (?:oppnå|nå|ha som mål)(?: at)?)"
        r"(?: (?:i|innen|innan|mot|fram mot|frem mot) .{1,40})?",
    ),
    (
        Leads.GOAL,
        r"(?:our |overall |main |long-term |strategic |key |overarching |the |primary |these )*"
        r"(?:sub-?)?(?:goals?|objectives?|aims?|ambitions?|desired outcomes?|outcomes)"
        r"(?: (?:for|in|of|towards|until|by) .{1,80})?",
    ),
    (
        Leads.GOAL,
        r"(?:this is )?(?:what|where|how) we (?:want|wish|aim)(?: (?:to (?:be|achieve|go|get|see)|"
        r"it(?: to be)?))?(?: .{1,30})?|what we (?:will|want to|shall) achieve|"
        r"we (?:want|aim) to achieve|by 20\d\d we want",
    ),
    # Strategies.
    (
        Leads.STRATEGY,
        rf"(?:{_ADJECTIVE} ){{0,3}}{_STRATEGY_WORD}"
        rf"(?: og (?:grep|satsinger|satsingar|innsats|innsatser|virkemidler|verkemiddel|"
        rf"arbeidsmåter|arbeidsmåtar|prioriteringer|prioriteringar))?{_FOR}",
    ),
    (
        Leads.STRATEGY,
        r"(?:slik (?:vil|skal) (?:vi|me) (?:gjøre|gjere) det|"
        r"slik (?:gjør|gjer|får|når|skal|skaper|skapar|kommer|kjem|jobber|jobbar|arbeider|"
        r"arbeidar|vil|lykkes|lukkast|løser|løyser) (?:vi|me|kommunen)\b[\w ]{0,50}|"
        r"(?:dette|det|her) (?:vil|skal|må) (?:vi|me|kommunen)(?: (?:gjøre|gjere|jobbe|arbeide|"
        r"satse|prioritere|ta tak i)[\w ]{0,30})?|dette (?:gjør|gjer) (?:vi|me)|"
        r"hvordan|korleis|how|innsats|innsatsen|strategisk retning|strategiske retninger|"
        r"strategiske retningar|(?:dette|det) (?:innebærer|inneber|betyr|medfører) (?:at )?"
        r"(?:vi|me|kommunen) (?:skal|vil|må)|"
        r"(?:veien|vegen|vei|veg) (?:dit|til mål(?:et)?|mot målet)|"
        r"(?:hvordan|korleis) (?:skal |vil |kan )?(?:vi |me )?(?:når|nå|oppnår|oppnå|få|får|gjør|"
        r"gjer|gjøre|gjere|komme|kommer|kjem)[\w ]{0,40}|"
        r"(?:hvordan|korleis) (?:skal|vil|kan) (?:vi|me|kommunen)\b[\w ]{0,50}|"
        r"(?:hva|kva) (?:skal|vil|må|gjør|gjer) (?:vi|me|kommunen) (?:gjøre|gjere)[\w ]{0,40}|"
        r"(?:satsinger|satsingar|satsninger|innsatser|innsatsar|retningsvalg|retningsval|veivalg|"
        r"vegval|prioriteringer|prioriteringar|hovedprioriteringer|virkemidler|verkemiddel|"
        r"hovedgrep|viktige grep|arbeidsmåte|arbeidsmåter|arbeidsmåtar|retningslinjer|"
        r"retningsliner|strategiske valg|"
        r"strategiske val|strategiske føringer)(?: (?:for|i|fram|frem|mot|til) .{1,60})?)",
    ),
    (
        Leads.STRATEGY,
        rf"(?:derfor |difor |da |i planperioden |i perioden )?"
        rf"(?:{_WE} {_WILL}|{_WILL} {_WE})(?: (?:derfor|difor|også|òg|særlig|særleg|i perioden|"
        rf"i planperioden|arbeide for|jobbe for|arbeide med|jobbe med|prioritere|satse på|"
        rf"bidra til|sørge for|sørgje for|legge vekt på|leggje vekt på|gjøre|"
        rf"gjere))*(?: (?:å|at))?",
    ),
    (
        Leads.STRATEGY,
        rf"for å (?:nå|oppnå|lykkes|lukkast|få til|innfri|realisere|møte|gjennomføre|sikre|"
        rf"komme|klare|styrke|utvikle|få|skape|følge|følgje)\b.{{0,100}}\b"
        rf"(?:{_WILL} {_WE}|{_WE} {_WILL})"
        rf"(?: .{{0,40}})?",
    ),
    (Leads.STRATEGY, r"for å (?:nå|oppnå|innfri|realisere) (?:dette|målet|måla|målene|delmålet)"),
    (
        Leads.STRATEGY,
        r"(?:our |main |key |the |proposed |priority )*(?:strategies|strategy|approach|approaches|"
        r"priorities|how we (?:will |shall |are going to )?(?:get there|do it|achieve[\w ]{0,30}|"
        r"work|go about it|succeed|reach[\w ]{0,30}))(?: (?:for|in|to|towards) .{1,60})?",
    ),
    (
        Leads.STRATEGY,
        r"(?:to (?:achieve|reach|meet|get|accomplish|realise|realize|succeed)\b.{0,80},? )?"
        r"(?:therefore,? )?(?:(?:we|the municipality|the council|[\w.-]+ (?:municipality|council)) "
        r"(?:will|shall|must|are going to|is going to|intends? to|aims? to|commits? to)|"
        r"how will we[\w ]{0,30}|this is how we[\w ]{0,30}|what we will do[\w ]{0,20})"
        r"(?: (?:therefore|also|work to))?",
    ),
    # Actions.
    (
        Leads.ACTION,
        rf"(?:{_ADJECTIVE} ){{0,3}}(?:hoved|del|enkelt|klima|oppfølgings)?-?"
        rf"(?:tiltak|tiltaka|tiltakene|tiltaksliste|tiltaksplan|aksjoner|aksjonar|handlinger|"
        rf"handlingar|aktiviteter|aktivitetar|handlingsplan|handlingsprogram|oppgaver|oppgåver)"
        rf"{_FOR}",
    ),
    (
        Leads.ACTION,
        r"(?:our |main |key |the |planned |priority |concrete |proposed )*(?:actions?|measures?|"
        r"initiatives?|activities|action plan|tasks)(?: (?:for|in|to|towards|until) .{1,60})?",
    ),
    # Vision, values, approaches.
    (
        Leads.VISION,
        r"(?:vår |vårt |kommunens |kommunen sin |our |the |felles )?"
        r"(?:visjon|visjonen|visjonen vår|visjonen vår|vision|vision statement)"
        r"(?: (?:for|fram|frem|mot|of|i) .{1,60})?",
    ),
    (
        Leads.VALUE,
        r"(?:våre |kommunens |kommunen sine |felles |our |core |the |shared |de |følgende )*"
        r"(?:grunn|kjerne|organisasjons|basis)?(?:verdi|verdier|verdiar|verdiene|verdiane|"
        r"verdigrunnlag|verdigrunnlaget|values)(?: våre| vår)?"
        rf"(?: (?:for|i|of)\b{_NO_SENTENCE})?",
    ),
    (
        Leads.APPROACH,
        r"(?:våre |felles |seks |fem |fire |tre |sju |åtte )*strategisk\w* (?:hovedgrep|hovudgrep|"
        r"grep)(?: .{0,40})?",
    ),
)

_COMPILED: Final = tuple((leads, re.compile(phrase)) for leads, phrase in _PHRASES)
PHRASE_MAX: Final = 140
"""Characters of the longest lead-in; what is longer is not looked at."""

_HEAD_NUMBER: Final = re.compile(r"[\d.]+[.):]?\s+|[a-zæøå][.)]\s+|(?:kap(?:ittel)?\.? \d+:? )")
_TAIL: Final = re.compile(r"[\s:.…*–-]+$")


@lru_cache(maxsize=4096)
def leads_to(phrase: str) -> Leads | None:
    """Return what a whole phrase leads to, None where it is no lead-in.

    phrase: as printed, with or without number and colon.

    >>> leads_to("6.1.1 SLIK VIL VI HA DET:"), leads_to("Strategiar"), leads_to("Vi bor her")
    (<Leads.GOAL: 'goal'>, <Leads.STRATEGY: 'strategy'>, None)
    """
    if len(phrase) > PHRASE_MAX or ". " in _HEAD_NUMBER.sub("", phrase.strip(), count=1):
        return None
    folded = " ".join(phrase.lower().split()).strip('*_ «»"')
    folded = _TAIL.sub("", _HEAD_NUMBER.sub("", folded, count=1)).rstrip("?!")
    if not folded:
        return None
    for leads, pattern in _COMPILED:
        if pattern.fullmatch(folded):
            return leads
    return None


_NUMBER_WORD: Final = (
    r"\d{1,2}|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|two|three|four|five|six|seven|eight|nine|ten"
)
_SENTENCES: Final[tuple[tuple[Leads, re.Pattern[str]], ...]] = (
    (
        Leads.CITED,
        re.compile(
            r"\b(?:gjengitt|gjengis|gjengir|gjeve att|attgjeve|hentet fra|henta frå|sitert|"
            r"restated|quoted from|taken from|bærekraftsmål\w*|nasjonale mål\w*)\b"
        ),
    ),
    (
        Leads.GOAL,
        re.compile(
            rf"\b(?:følgende|følgjande|disse|desse|{_NUMBER_WORD}|these|the following|sine?|våre|"
            r"overordnede|overordna|har|er|our|has|som|satt|sett|definert)"
            r"(?: [\w-]+){0,3}? (?:\w+)?(?:mål|målene|måla|målsettinger|målsettingar|"
            r"goals|objectives)(?: [\w,-]+){0,9}$"
        ),
    ),
    (
        Leads.STRATEGY,
        re.compile(
            r"\b(?:skal|vil|må|will|shall|must) (?:vi|me|kommunen|[\w-]+ kommune|we|"
            r"the municipality)(?: [\w,-]+){0,4}$"
            r"|\b(?:vi|me|kommunen|[\w-]+ kommune|we|the municipality|municipality) "
            r"(?:skal|vil|må|will|shall|must)(?: [\w,-]+){0,4}$"
        ),
    ),
    (
        Leads.STRATEGY,
        re.compile(
            rf"\b(?:følgende|følgjande|disse|desse|{_NUMBER_WORD}|these|the following|sine|våre)"
            r"(?: [\w-]+){0,3}? (?:\w+)?(?:strategier|strategiar|strategiene|strategies|"
            r"satsinger|satsingar|prioriteringer|prioriteringar)(?: [\w,-]+){0,7}$"
        ),
    ),
    (
        Leads.ACTION,
        re.compile(
            rf"\b(?:følgende|følgjande|disse|desse|{_NUMBER_WORD}|these|the following|aktuelle)"
            r"(?: [\w-]+){0,3}? (?:\w+)?(?:tiltak|tiltakene|tiltaka|actions|measures)"
            r"(?: [\w,-]+){0,7}$"
        ),
    ),
    (
        Leads.VALUE,
        re.compile(
            r"\b(?:grunn|kjerne)?(?:verdier|verdiar|verdiene|verdiane|values)(?: [\w,-]+){0,3}$"
        ),
    ),
)
_OTHER_HEADS: Final = re.compile(
    r"\b(?:\w*(?:temaer|tema|områder|område)|planer|planar|utfordringer|utfordringar|themes|areas|plans|"
    r"challenges|kapitler|deler|dokumenter|punkter|spørsmål|indikatorer|indikatorar)$"
)


@lru_cache(maxsize=4096)
def sentence_leads_to(sentence: str) -> Leads | None:
    """Return what a sentence that ends in a colon leads to.

    >>> sentence_leads_to("Fjordbyen har 10 hovedmål:"), sentence_leads_to("Vi bor i disse:")
    (<Leads.GOAL: 'goal'>, None)
    """
    folded = " ".join(sentence.lower().split())
    if not folded.endswith(":") or len(folded) > 400:
        return None
    last = re.split(r"(?<=[.!?]) ", folded)[-1].rstrip(": ")
    whole = leads_to(last)
    if whole:
        return whole
    if _OTHER_HEADS.search(last):
        return Leads.OTHER
    for leads, pattern in _SENTENCES:
        if pattern.search(folded if leads is Leads.CITED else last):
            return leads
    return None


_LABELLED: Final = re.compile(
    rf"(?:{'|'.join(re.escape(word) for word in (*GOAL_LABELS, *STRATEGY_LABELS, *ACTION_LABELS))})"
    r"\s*(?:nr\.? ?)?[#\d]"
)


def is_lead_in(line: str) -> bool:
    """Tell whether a line is a lead-in or opens with a numbered label, whose repeats mean nothing.

    line: in lower case; digits may be written as #.
    """
    text = line.replace("#", "1")
    return leads_to(text) is not None or bool(_LABELLED.match(text))
