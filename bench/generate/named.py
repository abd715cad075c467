"""Actors and target groups that the generated plans name, and their graphs."""

from __future__ import annotations

from typing import Final, NamedTuple

from bench.generate.terms import A, GraphSink, Term, code, iri, name, text, thing
from bench.generate.words import slug


class Named(NamedTuple):
    """An actor or group. phrase: how the plans write it."""

    phrase: str
    iri: Term
    is_group: bool


_ACTORS: Final[dict[str, str]] = {
    "business": "næringslivet; lokale bedrifter; gårdbrukerne; utbyggerne; varehandelen; "
    "reiselivsbedriftene; havbruksnæringen; byggebransjen; gründermiljøene",
    "education-and-research": "universitetet; høgskolen; skolene; barnehagene; fagskolen; "
    "de videregående skolene; forskningsmiljøene; kunnskapsmiljøene",
    "state-agency": "NAV; politiet; staten; Statens vegvesen; Husbanken; helseforetaket",
    "regional-authority": "fylkeskommunen; kollektivselskapet",
    "other-municipality": "nabokommunene; andre kommuner; storbykommunene",
    "municipal-body": "eldrerådet; ungdomsrådet; fastlegene; helsestasjonene; kulturskolen; "
    "folkebiblioteket; brannvesenet",
    "civil-society": "frivillige organisasjoner; idrettslagene; velforeningene; "
    "frivilligsentralen; turlagene; menighetene; pasientforeningene; borettslagene",
    "culture": "kulturlivet; kunstnerne; museene; korpsene",
    "media": "lokalavisene",
    "social-partners": "fagforeningene; arbeidsgiverne",
    "several-sectors": "samarbeidspartnerne; andre aktører; private aktører",
}
_GROUPS: Final[dict[str, str]] = {
    "": "innbyggerne; barn og unge; voksne; eldre; familiene; studentene; ansatte; "
    "personer med nedsatt funksjonsevne; personer med minoritetsbakgrunn; framtidige generasjoner; "
    "utsatte grupper; brukerne; tilflytterne; kvinner; menn; pårørende; framtidige innbyggere",
    "barn og unge": "småbarn; skoleelever; ungdommer; lærlinger; unge uten arbeid",
    "skoleelever": "førsteklassinger; elever med særskilte behov",
    "eldre": "hjemmeboende eldre; beboere på sykehjem; nypensjonerte",
    "familiene": "barnefamilier; aleneforeldre; fosterfamilier",
    "personer med nedsatt funksjonsevne": "rullestolbrukere; hørselshemmede; synshemmede",
    "personer med minoritetsbakgrunn": "innvandrere; flyktninger; asylsøkere; samer",
    "utsatte grupper": "personer med lav inntekt; personer uten bolig; personer med rusproblemer",
    "ansatte": "ledere; helsearbeidere; lærere",
}
_SCHEME: Final = thing("group")


def actors() -> list[Named]:
    """Return the actors, the often named first."""
    by_kind = [names.split("; ") for names in _ACTORS.values()]
    rows = [kind[place] for place in range(9) for kind in by_kind if place < len(kind)]
    return [Named(phrase, thing(f"actor/{slug(phrase)}"), False) for phrase in rows]


def groups() -> list[Named]:
    """Return the target groups, the often named first."""
    rows = [phrase for names in _GROUPS.values() for phrase in names.split("; ")]
    return [Named(phrase, thing(f"group/{slug(phrase)}"), True) for phrase in rows]


def write_actors(sink: GraphSink) -> None:
    """Write the actors that all municipalities name."""
    for kind, phrases in _ACTORS.items():
        for phrase in phrases.split("; "):
            write_actor(sink, thing(f"actor/{slug(phrase)}"), kind, phrase)


def write_actor(sink: GraphSink, actor: Term, kind: str, label: str) -> None:
    """Write one actor. kind: a notation of the codelist actor-kind."""
    sink.block(
        actor,
        [
            (A, name("pv", "Actor")),
            (name("pv", "actorKind"), code("actor-kind", kind)),
            (name("rdfs", "label"), text(label)),
        ],
    )


def write_groups(sink: GraphSink) -> None:
    """Write the target groups with their scheme."""
    label = name("skos", "prefLabel")
    sink.block(_SCHEME, [(A, name("skos", "ConceptScheme")), (label, text("målgrupper"))])
    for broader, phrases in _GROUPS.items():
        for phrase in phrases.split("; "):
            above = (
                (name("skos", "broader"), thing(f"group/{slug(broader)}"))
                if broader
                else (name("skos", "topConceptOf"), _SCHEME)
            )
            sink.block(
                thing(f"group/{slug(phrase)}"),
                [
                    (A, name("pv", "TargetGroup")),
                    (name("skos", "inScheme"), _SCHEME),
                    above,
                    (label, text(phrase)),
                ],
            )


_LOS: Final = (
    "skole-og-utdanning; grunnskole; voksenopplaring; hoyere-utdanning; naringsutvikling; kultur; "
    "natur-klima-og-miljo; medvirkning; familie-og-barn; energi; planer; folkehelse; "
    "naturforvaltning; avfallshandtering; trafikk-og-transport; helse-og-omsorg; omsorgstjenester; "
    "integrering; arbeid; inntekt; bygg-og-eiendom; botilbud; handel-og-service; arbeidsliv; "
    "samfunnssikkerhet-og-beredskap; kultur-idrett-og-fritid"
)
THEMES: Final = tuple(iri(f"https://psi.norge.no/los/tema/{theme}") for theme in _LOS.split("; "))
"""Themes of the public sector's vocabulary Los, as the goals of real plans have them."""
