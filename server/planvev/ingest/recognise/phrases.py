"""The phrases that lead on to goals, strategies and all else, in bokmål, nynorsk and English.

Each pattern matches a whole phrase: in lower case, white space folded, without number and colon.
The first that matches decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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
    r"kvalitets|klima|utviklings|retnings|tilstands|innsats|tema|samferdsels|miljø|delo?mråde|langtids|hovedo?mråde)?-?"
    r"(?:mål|målet|måla|målene|målsetting|målsettinga|målsettingen|målsettinger|målsettingar|"
    r"målsetning|målsetninger|målsetjing|målsetjingar|målformulering|målformuleringer)"
)
_ADJECTIVE: Final = (
    r"(?:våre?|vårt|kommunens|kommunen sine?|overordnede?|overordnet|overordna|langsiktige?|"
    r"kortsiktige?|strategiske?|lokale?|felles|sentrale?|viktige|viktigste|konkrete?|aktuelle|"
    r"prioriterte|generelle?|nye|hoved|særskilte|følgende|følgjande|tverrgående|gjennomgående|"
    r"kommunale|tilhørende|tilhøyrande|planens|planen sine|disse|desse|mulige|moglege|"
    r"foreslåtte|politiske)"
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

PHRASES: Final[tuple[tuple[Leads, str], ...]] = (
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
    (Leads.STRATEGY, r"(?:tiltak ?/ ?strategi\w*|strategi\w* ?/ ?tiltak|strategiske tiltak)"),
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
        r"(?:(?:hoved|hovud)?utfordring(?:er|ar)|utfordringene|utfordringsbilde\w*|muligheter|moglegheiter|"
        r"styrker|styrkar|svakheter|veikskapar|trusler|truslar|status|nåsituasjon\w*|nosituasjon\w*|"
        r"dagens situasjon|bakgrunn|bakteppe|innledning|innleiing|forord|føreord|sammendrag|"
        r"samandrag|måleindikatorer|indikatorer|indikatorar|resultatindikatorer|måltall|"
        r"styringsindikatorer|"
        r"(?:vi|me) (?:har )?(?:lyktes|lykkes|lukkast|lukkes) når|"
        r"suksesskriterier|kriterier|kjennetegn|kjenneteikn|planer|planar|"
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
        r"(?:hvem|kven|who)[\w ]{0,40}|(?:tegn|teikn|kjennetegn|kjenneteikn) på[\w ]{0,40}|"
        r"slik måler (?:vi|me)[\w ]{0,40}|hvorfor[\w ]{0,40}|kvifor[\w ]{0,40}|"
        r"why[\w ]{0,40}|dette vet vi|"
        r"dette veit vi|kva veit vi|hva vet vi|her er vi i dag|slik er det i dag|"
        r"where we are(?: today| now)?|målgruppe|målgrupper|målgruppene|tilhørende dokumenter)"
        r"(?: (?:og|and) [\w ]{1,40})?" + _FOR,
    ),
    # Goals.
    (
        Leads.GOAL,
        rf"(?:det |dei |de )?(?:{_ADJECTIVE} ){{0,3}}{_GOAL_WORD}(?: vårt| våre| mitt)?{_FOR}"
        r"(?: er(?: at| å)?)?",
    ),
    (
        Leads.GOAL,
        r"(?:(?:hvordan|korleis) (?:vil|skal|ønsker|ønskjer) (?:vi|me) (?:at )?(?:ha det|det skal "
        r"(?:være|vere|bli))|"
        r"slik (?:vil|skal|ønsker|ønskjer) (?:vi|me) (?:at )?(?:ha|det skal) "
        r"(?:det|være|vere|bli)|"
        r"slik skal [\w-]+(?: kommune)? (?:være|vere|bli)|slik vil (?:vi|me) ha [\w ]{1,30}|"
        r"slik vil (?:vi|me) at .{1,40} skal (?:være|vere|bli)|"
        r"slik (?:ønsker|ønskjer) (?:vi|me) det|(?:vi|me) (?:vil|ønsker|ønskjer) at|"
        r"(?:dette|det) (?:ønsker|ønskjer) (?:vi|me)|(?:hva|kva) er målet(?: vårt)?|"
        r"slik er [\w ]{1,40} i 20\d\d|"
        r"(?:det|dette|hva|kva) (?:vi|me) (?:vil|skal|ønsker|ønskjer) (?:å )?"
        r"(?:oppnå|ha|få til|nå)|"
        r"(?:dette|det|her) (?:vil|skal|ønsker|ønskjer) (?:vi|me) "
        r"(?:oppnå|ha|være|vere|få til|nå)|"
        r"(?:dette er|vårt|vårt overordnede) målet?(?: vårt)?|"
        r"ønsket (?:tilstand|situasjon|utvikling|framtid|fremtid|resultat)|"
        r"ønskt (?:tilstand|situasjon|utvikling)|ønska (?:tilstand|situasjon|utvikling)|"
        r"målbilde\w*|målbilete\w*|fremtidsbilde\w*|framtidsbilde\w*|framtidsbilete\w*|"
        r"(?:våre? )?ambisjon(?:en|er|ar|ene)?|"
        r"(?:hva|kva) (?:vil|ønsker|ønskjer|skal) (?:vi|me)(?: (?:oppnå|ha))?|"
        r"(?:hvor|kor|kvar) (?:vil|skal|ønsker|ønskjer) (?:vi|me)(?: (?:hen|være|vere|til))?|"
        r"(?:dit|hit|der) (?:vil|skal|ønsker|ønskjer) (?:vi|me)|"
        r"(?:vi|me) (?:vil|skal) (?:oppnå|nå|ha som mål)(?: at)?)"
        r"(?: 20\d\d| (?:i|innen|innan|mot|fram mot|frem mot) .{1,40})?",
    ),
    (Leads.GOAL, r"(?:innen|innan|i) 20\d\d (?:er|har) (?:vi|me|kommunen|[\w-]+(?: kommune)?)"),
    (
        Leads.GOAL,
        r"(?:our |overall |main |long-term |strategic |key |overarching |the |primary |these )*"
        r"(?:sub[- ]?)?(?:goals?|objectives?|aims?|ambitions?|"
        r"desired (?:outcomes?|future|state)|outcomes)"
        r"(?: (?:for|in|of|towards|until|by) .{1,80})?",
    ),
    (
        Leads.GOAL,
        r"(?:this is )?(?:what|where|how) we (?:want|wish|aim)(?: (?:to (?:be|achieve|go|get|see)|"
        r"it(?: to be)?))?(?: .{1,30})?|what we (?:will|want to|shall) achieve|"
        r"we (?:want|aim) to achieve|by 20\d\d we want|"
        r"(?:what|where) do we want (?:to (?:be|go|achieve|get|see)|for [\w ]{1,30})",
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
        r"(?:hva|kva) (?:gjør|gjer) (?:vi|me|kommunen)|"
        r"(?:hva|kva) (?:må|skal) (?:til|gjøres|gjerast)(?: for .{1,40})?|"
        r"(?:dette|det) (?:krever|krev|forutsetter|føreset)(?: at (?:vi|me|kommunen)"
        r"(?: skal| må)?)?|(?:ved|gjennom)(?: å)?|"
        r"(?:(?:dette|det|her) )?(?:prioriterer|satser|satsar) (?:vi|me|kommunen)(?: på)?|"
        r"(?:vi|me|kommunen) (?:prioriterer|satser på|satsar på|bidrar)(?: å| ved å| gjennom å)?|"
        r"(?:dette|det|målet|målene|måla|vi|me)(?: (?:skal|vil|kan|vi|me|kommunen|oppnår|oppnå|"
        r"gjør|gjøre|gjer|gjere|når|nå|nås|nåast|oppnås|oppnåast|får|få|til|målet|målene|måla|"
        r"dette|det|best)){1,5} (?:ved|gjennom)(?: å)?|"
        r"(?:strategiske |våre |viktige )?(?:satsinger|satsingar|satsninger|innsatser|innsatsar|"
        r"retningsvalg|retningsval|veivalg|"
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
        r"(?:strategic )?(?:priorities|choices)|how do we (?:get there|do it|achieve[\w ]{0,30})|"
        r"what will we do|"
        r"how we (?:will |shall |are going to )?(?:get there|do it|achieve[\w ]{0,30}|"
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
