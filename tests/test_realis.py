"""Reality of predicates, on frozen parses."""

import pytest

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.governors import PLACES, Governors
from dragoman.grammar.realis import realis_of
from dragoman.lexicon import load_tables

LIGHT = frozenset({"hold", "make", "launch", "impose", "host", "resume"})
REALITIES = {"planned", "demanded", "hypothetical", "negated"}
CASES = [
    # text, predicate, realis, deciding words
    ("Norway attacked Serbia.", "attacked", "actual", []),
    ("Norway has attacked Serbia.", "attacked", "actual", []),
    ("Norway will attack Serbia.", "attack", "planned", ["will"]),
    ("Norway is going to attack Serbia.", "attack", "planned", ["going"]),
    ("The two ministers are to meet on Monday.", "meet", "planned", ["are"]),
    ("Norway is ready to hold talks with Serbia.", "talks", "planned", ["ready"]),
    ("Norway plans to sign the deal.", "sign", "planned", ["plans"]),
    ("Norway threatened to attack Serbia.", "attack", "planned", ["threatened"]),
    ("Norway's threat to invade Serbia worried the envoy.", "invade", "planned", ["threat"]),
    ("Norway threatened sanctions against Serbia.", "sanctions", "planned", ["threatened"]),
    ("The planned talks with Serbia will begin on Monday.", "talks", "planned", ["planned"]),
    ("The talks with Serbia will begin on Monday.", "talks", "planned", ["will"]),
    ("Norway said it would send troops.", "send", "planned", ["would"]),
    ("Norway sent troops to fight the rebels.", "fight", "planned", ["to"]),
    ("Norway called on Serbia to withdraw its troops.", "withdraw", "demanded", ["called"]),
    ("Norway urged Serbia to withdraw.", "withdraw", "demanded", ["urged"]),
    ("Norway urged Serbia to withdraw.", "urged", "actual", []),
    ("Norway demanded that Serbia withdraw.", "withdraw", "demanded", ["demanded"]),
    ("Norway wants Serbia to withdraw.", "withdraw", "demanded", ["wants"]),
    ("Norway wants to withdraw.", "withdraw", "planned", ["wants"]),
    ("Serbia must withdraw its troops, Norway said.", "withdraw", "demanded", ["must"]),
    ("Norway called for talks with Serbia.", "talks", "demanded", ["called"]),
    ("Norway's call for talks was ignored.", "talks", "demanded", ["call"]),
    ("Serbia may attack Norway.", "attack", "hypothetical", ["may"]),
    ("Norway would attack if Serbia moved.", "attack", "hypothetical", ["would"]),
    ("If the rebels attacked the town, Norway would answer.", "attacked", "hypothetical", ["If"]),
    ("It is possible that Norway attacked Serbia.", "attacked", "hypothetical", ["possible"]),
    ("Norway fears that Serbia attacked the town.", "attacked", "hypothetical", ["fears"]),
    ("Fears of an attack grew in Norway.", "attack", "hypothetical", ["Fears"]),
    ("Norway did not sign the deal.", "sign", "negated", ["not"]),
    ("Norway has never attacked Serbia.", "attacked", "negated", ["never"]),
    ("Norway did not sign or ratify the treaty.", "ratify", "negated", ["not"]),
    ("Norway did not sign the treaty but attacked Serbia.", "attacked", "actual", []),
    ("Norway refused to sign the deal.", "sign", "negated", ["refused"]),
    ("Norway denied attacking Serbia.", "attacking", "negated", ["denied"]),
    # what stands beside a denial, a threat or a demand is none of it
    ("Norway denied the report after attacking Serbia.", "attacking", "actual", []),
    ("Norway denied the report after the attack on Serbia.", "attack", "actual", []),
    ("Norway denied involvement despite the arrest of ten officers.", "arrest", "actual", []),
    ("The opposition denied him a victory by rejecting the deal.", "rejecting", "actual", []),
    ("Norway threatened Serbia by massing troops in Kenya.", "massing", "actual", []),
    ("Norway threatened Serbia after signing the deal with Kenya.", "signing", "actual", []),
    ("Norway demanded an apology by arresting ten officers.", "arresting", "actual", []),
    ("Norway insisted on attacking Serbia.", "attacking", "demanded", ["insisted"]),
    ("Norway called for attacking Serbia.", "attacking", "demanded", ["called"]),
    (
        "Bosnia demanded a truce before allowing the convoy in.",
        "allowing",
        "demanded",
        ["demanded"],
    ),
    # what a speaker lacks denies nothing of what they say
    ("Trump claimed without evidence that Iran attacked Serbia.", "attacked", "actual", []),
    ("He said without proof that Iran had bombed the plant.", "bombed", "actual", []),
    (
        "Trump accused Iran, claiming without evidence that it attacked Serbia.",
        "attacked",
        "actual",
        [],
    ),
    ("There is no evidence that Iran bombed the plant.", "bombed", "negated", ["no"]),
    (
        "Norway waited without evidence that Iran bombed the plant.",
        "bombed",
        "negated",
        ["without"],
    ),
    ("Norway left without signing the deal.", "signing", "negated", ["without"]),
    ("Norway prevented Serbia from attacking the town.", "attacking", "negated", ["prevented"]),
    ("Norway held no talks with Serbia.", "talks", "negated", ["no"]),
    ("Neither side signed the deal.", "signed", "negated", ["Neither"]),
    ("Norway ruled out talks with Serbia.", "talks", "negated", ["ruled"]),
    ("Norway has no plans to attack Serbia.", "attack", "negated", ["no"]),
    ("Norway did not fail to sign the deal.", "sign", "actual", []),
    ("Norway promised to withdraw and sign the deal.", "sign", "planned", ["promised"]),
    ("The envoy did not say that Serbia attacked Norway.", "attacked", "actual", []),
    ("The envoy promised that Serbia would withdraw.", "withdraw", "planned", ["would"]),
    ("Norwegian troops were poised to attack the port.", "attack", "planned", ["poised"]),
    ("The demand that Norway recall the envoy was ignored.", "recall", "demanded", ["demand"]),
    ("Norway ought to recall its envoy.", "recall", "demanded", ["ought"]),
    (
        "Had the rebels fired on the town, Norway would have answered.",
        "fired",
        "hypothetical",
        ["Had"],
    ),
    ("Any attack on Norway would be answered.", "attack", "hypothetical", ["Any"]),
    (
        "There was speculation that Norway attacked the port.",
        "attacked",
        "hypothetical",
        ["speculation"],
    ),
    ("Norway stopped short of recalling its envoy.", "recalling", "negated", ["short"]),
    ("It is not true that Norway attacked the port.", "attacked", "negated", ["not"]),
    ("It is true that Norway attacked the port.", "attacked", "actual", []),
    ("Not one soldier fired on the crowd.", "fired", "negated", ["Not"]),
    ("Norway can no longer expel the envoy.", "expel", "negated", ["longer"]),
    ("Norway forgot to recall its envoy.", "recall", "negated", ["forgot"]),
    ("It was not the army that attacked the port.", "attacked", "negated", ["not"]),
    ("It was Norway that attacked the port.", "attacked", "actual", []),
    ("Soldiers who attacked the port were arrested.", "attacked", "actual", []),
    (  # whose "Reports" is tagged as a verb
        (
            "Estonia opposes any talks with Russia, its foreign minister said. "
            "Reports that Estonia closed its border are false, the minister added."
        ),
        "closed",
        "negated",
        ["false"],
    ),
]


@pytest.fixture(scope="module")
def governors():
    return Governors.read(load_tables("en").governors, load_tables("en").words)


@pytest.mark.parametrize(("text", "predicate", "realis", "deciding"), CASES)
def test_reality_is_read_off_the_governing_words(
    parsed, governors, text, predicate, realis, deciding
):
    token = next(t for t in parsed(text).doc if t.text == predicate)
    kind, tokens = realis_of(token, arguments_of(token, LIGHT).carrier, governors)
    assert (kind, [t.text for t in tokens]) == (realis, deciding)


def governed():
    """Each sentence of the table with its deed, and whether its entry must decide about it."""
    for row in load_tables("en").governors:
        for sentences, decides in ((row.match, True), (row.no_match, False)):
            for sentence in sentences:
                before, deed, after = sentence.split("*")
                yield pytest.param(
                    before + deed + after, len(before), row, decides, id=f"{row.id}: {sentence}"
                )


@pytest.mark.parametrize(("text", "at", "row", "decides"), [*governed()])
def test_each_entry_of_the_table_decides_about_its_own_sentences(
    parsed, governors, text, at, row, decides
):
    deed = next(t for t in parsed(text).doc if t.idx == at)
    realis, words = realis_of(deed, arguments_of(deed, LIGHT).carrier, governors)
    if row.effect in REALITIES:
        assert (realis == row.effect) is decides, words
    else:
        assert (realis != "actual") is decides, words


def test_every_entry_of_the_table_has_sentences_and_a_word_has_one_effect_in_a_place():
    rows = load_tables("en").governors
    assert all(row.match and row.no_match and row.note for row in rows)
    for place in PLACES:
        keys = [key for row in rows for key in getattr(row, place)]
        assert sorted(keys) == sorted(set(keys)), place
