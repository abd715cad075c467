"""A samfunnsdel of some thirty pages for a municipality that does not exist, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

TITLE = "Kommuneplanens samfunnsdel 2026–2038"
MUNICIPALITY = "Lyngvatn kommune"
HEADER = "Lyngvatn kommune | Kommuneplanens samfunnsdel 2026–2038"
VISION = "Sammen skaper vi levende bygder"


@dataclass(frozen=True)
class SubGoal:
    """A sub-goal with its number, wording, background and strategies."""

    number: str
    text: str
    background: tuple[str, ...]
    strategies: tuple[str, ...]


@dataclass(frozen=True)
class MainGoal:
    """A main goal: the heading of its chapter, its number, wording, background, sub-goals.

    facts: a list in its background that is none of strategies.
    """

    theme: str
    number: str
    text: str
    background: tuple[str, ...]
    facts: tuple[str, ...]
    sub_goals: tuple[SubGoal, ...]


@dataclass(frozen=True)
class Measure:
    """A row of the table of measures."""

    goal: str
    text: str
    responsible: str
    deadline: str


_THEMES = (
    (
        "Trygg oppvekst",
        "Alle barn og unge i Lyngvatn opplever mestring og tilhørighet",
        (
            (
                "Barnehager og skoler har kompetente voksne som ser hvert enkelt barn",
                "barnehage og skole",
                (
                    "Styrke grunnbemanningen i barnehagene i de minste bygdene",
                    "Gi alle nyansatte lærere veiledning det første arbeidsåret",
                    "Utvikle felles rutiner for overgangen mellom barnehage og skole",
                ),
            ),
            (
                "Familier får hjelp tidlig og på tvers av tjenestene",
                "tidlig innsats",
                (
                    "Samle helsestasjon, barnevern og PPT under samme tak",
                    "Tilby foreldreveiledning til alle familier med barn under to år",
                    "Bruke ungdomsrådet som høringsinstans i saker som angår unge",
                    "Innføre en fast kontaktperson for familier med sammensatte behov",
                ),
            ),
            (
                "Ungdom har trygge møteplasser i hele kommunen",
                "fritid og møteplasser",
                (
                    "Åpne skolebyggene for lag og foreninger på kveldstid",
                    "Etablere en utstyrssentral for gratis utlån av sportsutstyr",
                    "Støtte arrangementer som er planlagt av ungdom selv",
                ),
            ),
        ),
    ),
    (
        "Levende bygder",
        "Lyngvatn er et attraktivt sted å bo og drive næring i hele livet",
        (
            (
                "Bygdesentrene er samlingspunkt med varierte boliger og tjenester",
                "stedsutvikling",
                (
                    "Legge til rette for flere små leiligheter nær butikk og buss",
                    "Ruste opp torget på Strandbrygga sammen med grunneierne",
                    "Prioritere gående og syklende ved utbedring av sentrumsgatene",
                ),
            ),
            (
                "Næringslivet har tilgang på areal og kompetanse",
                "næringsutvikling",
                (
                    "Regulere nye næringsareal langs fylkesveien ved Tangen",
                    "Inngå avtaler om lærlingplasser med lokale bedrifter",
                    "Følge opp gründere med ett kontaktpunkt i kommunen",
                    "Markedsføre ledige lokaler på kommunens nettsider",
                ),
            ),
            (
                "Kulturlivet er mangfoldig og åpent for alle",
                "kultur og frivillighet",
                (
                    "Sikre øvingslokaler til kor og korps i alle tre bygder",
                    "Formidle lokalhistorien gjennom skilting av gamle ferdselsveier",
                    "Forenkle søknadsskjemaene for kulturmidler",
                ),
            ),
        ),
    ),
    (
        "Grønn omstilling",
        "Lyngvatn tar vare på naturen og kutter klimagassutslipp",
        (
            (
                "Klimagassutslippene er halvert innen 2035",
                "klima og energi",
                (
                    "Bytte ut kommunens biler med utslippsfrie kjøretøy",
                    "Stille klimakrav i alle store anskaffelser",
                    "Energieffektivisere kommunale bygg bygget før 1990",
                ),
            ),
            (
                "Naturmangfoldet er styrket i vassdrag og skog",
                "naturmangfold",
                (
                    "Kartlegge og fjerne fremmede arter langs elva",
                    "Gjenåpne lukkede bekker der det bygges nytt",
                    "Innføre arealregnskap og mål om arealnøytralitet",
                ),
            ),
            (
                "Samfunnet er forberedt på mer ekstremvær",
                "beredskap",
                (
                    "Oppdatere helhetlig risiko- og sårbarhetsanalyse hvert fjerde år",
                    "Øve på flom og skred sammen med nabokommunene",
                    "Kreve lokal overvannshåndtering i alle nye planer",
                    "Bygge opp reservekraft ved helsetunet og brannstasjonen",
                ),
            ),
        ),
    ),
    (
        "Åpen og effektiv kommune",
        "Innbyggerne møter en kommune som lytter og leverer",
        (
            (
                "Medvirkning skjer tidlig og i former som passer for flere",
                "medvirkning",
                (
                    "Gjennomføre årlige folkemøter i hver bygd",
                    "Ta i bruk digitale innspillskart i alle planprosesser",
                    "Skrive vedtak og brev i klart språk",
                ),
            ),
            (
                "Kommunen er en arbeidsplass der folk vil være",
                "arbeidsgiverpolitikk",
                (
                    "Arbeide systematisk for heltidskultur i helse og omsorg",
                    "Gi ledere opplæring i oppfølging av sykefravær",
                    "Rekruttere gjennom samarbeid med videregående skole",
                ),
            ),
            (
                "Økonomien er bærekraftig og gir handlingsrom",
                "økonomistyring",
                (
                    "Bygge opp disposisjonsfondet til åtte prosent av inntektene",
                    "Vedlikeholde bygg etter en rullerende tiårsplan",
                    "Vurdere interkommunalt samarbeid før nye stillinger opprettes",
                ),
            ),
        ),
    ),
)
_BACKGROUND = (
    "Kommunen har de siste ti årene sett tydelige endringer innen {0}. Folketallet er stabilt, "
    "men alderssammensetningen endrer seg, og behovene er ikke de samme i alle tre bygder. "
    "Arbeidet med planprogrammet viste at innbyggerne er opptatt av nærhet, forutsigbarhet og "
    "av å bli hørt når løsningene utformes. Statistikken fra fylket peker i samme retning som "
    "innspillene.",
    "Innen {0} er det mange som bidrar. Lag og foreninger, næringsliv, nabokommuner og "
    "fylkeskommune har alle en rolle, og kommunen er ofte den som samler trådene. Erfaringene "
    "fra forrige planperiode er at små og tydelige grep gir størst virkning når de følges opp "
    "over tid. Det krever at økonomiplanen og årsbudsjettet henger sammen med denne planen.",
    "Utfordringsbildet for {0} ble drøftet i fire åpne møter vinteren 2025. Deltakerne trakk "
    "særlig fram lange avstander, få møteplasser og usikker tilgang på fagfolk. Samtidig var "
    "mange stolte av dugnadsånden og av hvor raskt ting kan skje når kommune og innbyggere drar"
    " i samme retning. Kunnskapsgrunnlaget er samlet i et eget vedlegg som oppdateres hvert år.",
    "Forskning og erfaring fra andre distriktskommuner tilsier at {0} må ses i sammenheng med "
    "arealbruk, transport og folkehelse. Endringer på ett område får følger for et annet, og "
    "derfor er planen skrevet på tvers av sektorene. Kommunedirektøren rapporterer på status i "
    "årsmeldingen, og kommunestyret tar stilling til eventuelle justeringer hvert andre år.",
    "Medvirkningen om {0} har vært bred. Ungdomsrådet, eldrerådet og rådet for personer med "
    "funksjonsnedsettelse har hatt temaet oppe på hvert sitt møte, og skolene har brukt det i "
    "undervisningen. Mange innspill gjelder små ting i hverdagen, som lys langs gangveier, åpne "
    "dører og noen å spørre. Andre gjelder store valg som kommunen må ta sammen med andre.",
    "Arbeidet med {0} skjer innenfor rammer som endrer seg raskt. Rentenivå, energipriser og "
    "tilgang på arbeidskraft påvirker hva som er mulig, og staten stiller nye krav hvert år. "
    "Kommunen har et lite handlingsrom og er avhengig av å prioritere tydelig. Planen gir derfor "
    "ikke svar på alt, men peker ut det som er viktigst å få til i perioden.",
)
_FACTS = (
    "{0} prosent av innbyggerne er over 67 år",
    "Andelen som pendler ut har økt med {0} prosent",
    "Tre av fire svarer at de trives godt eller svært godt",
)
FACTS_LEAD = "Dette forteller tallene:"
FOLLOW_UP = (
    "Planen følges opp gjennom handlingsdelen, som rulleres hvert år sammen med økonomiplanen. "
    "Kommunedirektøren legger fram en samlet rapport om måloppnåelse ved årsskiftet.",
    "Temaplaner og områdeplaner skal vise hvordan de bidrar til målene i samfunnsdelen. Der det er "
    "motstrid, går samfunnsdelen foran eldre planer.",
)
INTRODUCTION = (
    "Kommuneplanens samfunnsdel er kommunens overordnede styringsdokument. Den viser hvilken "
    "retning kommunestyret ønsker for lokalsamfunnet de neste tolv årene, og den legger "
    "grunnlaget for arealdelen, temaplanene og økonomiplanen.",
    "Planen er bygd opp rundt fire satsingsområder. Hvert område har ett hovedmål og tre "
    "delmål, og under hvert delmål står strategiene som beskriver hvordan kommunen vil arbeide.",
    "Arbeidet startet med planstrategien i 2024. Planprogrammet lå ute til offentlig ettersyn i"
    " seks uker, og det kom inn 42 innspill fra innbyggere, lag, bedrifter og offentlige "
    "myndigheter.",
)
FOOTNOTE = "Tallene er hentet fra kommunens egne beregninger og er avrundet."


def main_goals() -> tuple[MainGoal, ...]:
    """Return the four main goals with their three sub-goals each."""
    goals = []
    for number, (theme, text, parts) in enumerate(_THEMES, 1):
        sub_goals = tuple(
            SubGoal(
                f"{number}.{place}",
                wording,
                tuple(piece.format(topic) for piece in _BACKGROUND),
                strategies,
            )
            for place, (wording, topic, strategies) in enumerate(parts, 1)
        )
        background = tuple(piece.format(theme.lower()) for piece in _BACKGROUND)
        facts = tuple(fact.format(10 + number) for fact in _FACTS)
        goals.append(MainGoal(theme, str(number), text, background, facts, sub_goals))
    return tuple(goals)


def measures() -> Iterator[Measure]:
    """Yield the rows of the table of measures: one for each sub-goal."""
    for goal in main_goals():
        for place, sub_goal in enumerate(goal.sub_goals):
            yield Measure(
                f"{sub_goal.number} {sub_goal.text}",
                f"Utarbeide årlig handlingsplan for delmål {sub_goal.number}",
                ("Oppvekst", "Samfunnsutvikling", "Kommunedirektøren")[place],
                str(2026 + place),
            )
