"""Whom pronouns, offices and short names refer back to, on frozen parses; sentences are ours."""

import pytest

from dragoman.actors import find_mentions, resolve
from dragoman.grammar.mentioned import Mentioned
from dragoman.statements import find_statements

REFERRED = [
    # text, the words, the actor's id, the rule
    ("Norwegian troops left.", "Norwegian troops", "~norwegian-troops.NOR", "described"),
    ("Norway opened the border. The country had closed it.", "country", "NOR", "in-view"),
    ("Hamas threatened Israel. The group later withdrew.", "group", "hamas", "in-view"),
    (
        "The minister, Anna Berg, spoke. Berg left early.",
        "Berg",
        "~anna-berg..minister",
        "short-name",
    ),
    (
        "Foreign Minister Anna Berg of Norway spoke. She left early.",
        "She",
        "~anna-berg.NOR.minister",
        "pronoun-female",
    ),
    (
        "Foreign Minister Anna Berg of Norway spoke. The minister left early.",
        "minister",
        "~anna-berg.NOR.minister",
        "office",
    ),
    (
        "The Serbian foreign ministry protested. The foreign ministry said no more.",
        "foreign ministry",
        "~serbian-foreign-ministry.SRB",
        "same-words",
    ),
    # a capital tells whose government, officials and forces are in it, and not whose guests
    ("The government in Berlin condemned Serbia.", "government", "DEU", "located"),
    ("Authorities in Baghdad arrested ten protesters.", "Authorities", "IRQ", "located"),
    ("The military in Khartoum condemned Ethiopia.", "military", "~military.SDN", "located"),
    ("A minister in Munich condemned Serbia.", "minister", None, None),
    ("Ministers in London condemned Russia.", "Ministers", None, None),
    ("An ambassador in Berlin condemned Serbia.", "ambassador", None, None),
    ("Diplomats in Vienna met Iran.", "Diplomats", None, None),
    ("An official in Brussels criticised Hungary.", "official", None, None),
    ("A Western official in Kabul condemned Pakistan.", "Western official", None, None),
    ("Norway and Serbia said that they would talk.", "they", "NOR", "joint-subject"),
    ("Kenya expelled the envoy. The White House said it was ready.", "it", "USA", "pronoun-thing"),
    ("Kenya warned Norway and Serbia and asked them to meet.", "them", "NOR", "joint-object"),
    (
        "Norway fears the Taliban, and it is banned in the country.",
        "it",
        "taliban",
        "pronoun-thing",
    ),
    ("It is clear that Norway will talk.", "It", None, None),
    ("Six Norwegians were held.", "Six Norwegians", "~six-norwegians.NOR", "described"),
    (
        "Iran's Revolutionary Guards left. The Guards had stayed a year.",
        "Guards",
        "irgc",
        "surname",
    ),
    ("Serb forces left.", "Serb forces", "~serb-forces.SRB", "described"),
    (
        "On Monday the Norwegian and Serbian ministers met.",
        "Norwegian and Serbian ministers",
        "~norwegian-ministers.NOR",
        "described",
    ),
    (
        "Norway fears the Taliban. The Islamic movement rules Kabul.",
        "Islamic movement",
        "taliban",
        "in-view",
    ),
    ("Hong Kong banned the march. The government gave no reason.", "government", "HKG", "in-view"),
    (
        "The Dockers' Federation called a strike. The federation wants more pay.",
        "federation",
        "~dockers-federation",
        "same-head",
    ),
    (
        "Norwegian troops crossed the river. The soldiers burned a village.",
        "soldiers",
        "~norwegian-troops.NOR",
        "same-head",
    ),
    (
        "Nordal Airlines will hire. Anna Berg joined Nordal in 2019.",
        "Nordal",
        "~nordal-airlines",
        "short-name",
    ),
    (
        "President Aleksandr Gromov met Anna Berg. Alexander Gromov then left.",
        "Alexander Gromov",
        "~aleksandr-gromov..president",
        "short-name",
    ),
    (
        "Hamas demanded that Norway free the men. It threatened a strike.",
        "It",
        "hamas",
        "pronoun-thing",
    ),
    (
        "Norway met Angela Merkel and her aides.",
        "her",
        "angela-merkel",
        "pronoun-female",
    ),
    (
        "Norway met Greek Prime Minister Alexis Tsipras. The Greek premier smiled.",
        "Greek premier",
        "alexis-tsipras",
        "office",
    ),
    (
        "Norway met Alexis Tsipras. The Greek leader smiled.",
        "Greek leader",
        "alexis-tsipras",
        "leader",
    ),
    ("Norway sent a plane. The plane turned back. It crashed.", "It", None, None),
    ("Norway met Serbia. It was reported that Serbia left.", "It", None, None),
    ("Norway warned Serbia. It is a crisis.", "It", None, None),
    ("Norway is calm because it is ready to talk.", "it", "NOR", "pronoun-thing"),
    ("It was Norway that fired.", "It", None, None),
    ("Hamas made it hard to talk.", "it", None, None),
    ("Norway lost a ship near Malta, and a storm broke it.", "it", None, None),
    ("Hamas and its allies left.", "its", "hamas", "pronoun-thing"),
    (
        "Norway warned the United Nations. Hamas, too, heard its foreign minister speak.",
        "its",
        "NOR",
        "pronoun-thing",
    ),
    ("A driver met Anna Berg. Mayor Olaf Lund said he knew.", "he", "~olaf-lund..mayor", None),
    ("Mayor Olaf Lund met a suspect. A lawyer defended him before he left.", "he", None, None),
    ("Angela Merkel met Vladimir Putin. She smiled.", "She", "angela-merkel", None),
    (
        "Mayor Monika Berg met Mayor Joachim Lund. He smiled.",
        "He",
        "~joachim-lund..mayor",
        "pronoun-male",
    ),
    ("Residents saw Norwegian troops. They waved.", "They", None, None),
    ("Norway met Barack Obama. She smiled.", "She", None, None),
    (
        "Colin Powell left. The secretary of state smiled.",
        "secretary of state",
        "colin-powell",
        "role-in-view",
    ),
    ("Senator Anna Berg left. The tycoon smiled.", "tycoon", "~anna-berg..senator", "role-in-view"),
    (
        "Deputy Mayor Olaf Lund met Mayor Anna Berg. The mayor smiled.",
        "mayor",
        "~anna-berg..mayor",
        "office",
    ),
    ("Sen. Anna Berg spoke. The senator left.", "senator", "~anna-berg..senator", "office"),
    (
        "Prime Minister Anna Berg met Justice Minister Olaf Lund. The minister left.",
        "minister",
        "~olaf-lund..minister",
        "office",
    ),
    (
        "Foreign Minister Anna Berg met Defence Minister Olaf Lund. The foreign minister left.",
        "foreign minister",
        "~anna-berg..minister",
        "office",
    ),
    (
        "Norway met Alexis Tsipras. The Greek army chief smiled.",
        "Greek army chief",
        "~greek-army-chief.GRC@r09428a93",
        "described",
    ),
    ("Norway and Serbia met in Malta. They signed.", "They", "NOR", "joint-subject"),
    ("Serbia thanked Norway for its help.", "its", "NOR", "pronoun-thing"),
    (
        "Norway met Bill Clinton and Hillary Clinton. Mrs Clinton smiled.",
        "Mrs Clinton",
        "hillary-clinton",
        "surname",
    ),
    ("Niger is calm. The junta left.", "junta", "NER", "in-view"),
    (
        "Foreign Secretary Anna Berg met Home Secretary Olaf Lund. The home secretary left.",
        "home secretary",
        "~olaf-lund..secretary",
        "office",
    ),
    (
        "Senator Anna Lund left. Marco Rubio backed the bill. The senator spoke.",
        "senator",
        "marco-rubio",
        "role-in-view",
    ),
    (
        "Minister Anna Lund left. Marco Rubio backed the bill. The minister spoke.",
        "minister",
        "~anna-lund..minister",
        "office",
    ),
    (
        "Marco Rubio met envoys. Reporters waited. The tycoon spoke.",
        "tycoon",
        "marco-rubio",
        "role-in-view",
    ),
    ("Goa's government fell.", "Goa's government", "~goa-s-government.IND", "described"),
    ("The Rubio campaign met Marco Rubio.", "Rubio campaign", "~rubio-campaign.USA", "described"),
    (
        "The Rubio campaign met Marco Rubio. The campaign left.",
        "campaign",
        "~rubio-campaign.USA",
        "same-words",
    ),
    ("An Iraq veteran left.", "Iraq veteran", "~iraq-veteran.IRQ@r9beaf5ce", "described"),
    ("Rapper Karl West left. West spoke.", "West", "~karl-west", "short-name"),
    ("Maria dela Vega spoke. Vega left.", "Vega", "~maria-dela-vega", "short-name"),
    (
        "Joe Biden left. Norway's chief, Anna Berg, met Angela Merkel. She left.",
        "She",
        "~anna-berg.NOR.chief",
        "pronoun-female",
    ),
    (
        'Joe Biden said no.\n\nMarco Rubio called the deal void. "It is bad," he added.',
        "he",
        "marco-rubio",
        "pronoun-male",
    ),
    (
        'Marco Rubio said no.\n\n"It is bad," he added.',
        "he",
        "marco-rubio",
        "pronoun-male",
    ),
    ("Norway strengthened its forces in Kenya.", "its forces", "NOR", "its-own"),
    ("Norway, whose troops had crossed the river, left.", "whose troops", "NOR", "its-own"),
    ("A Norwegian envoy said his government would talk.", "his government", "NOR", "its-own"),
    (
        "Norway said its parliament would vote.",
        "its parliament",
        "~norway-s-parliament.NOR",
        "its-own",
    ),
    (
        "Five al-Qaeda leaders died.",
        "Five al-Qaeda leaders",
        "~five-al-qaeda-leaders",
        "described",
    ),
    (
        "The Albanians of southern Serbia marched.",
        "Albanians of southern Serbia",
        "~albanians-of-southern-serbia.SRB",
        "described",
    ),
    (
        "Norway and Serbia fought. They withdrew their troops.",
        "their troops",
        "NOR",
        "its-own",
    ),
    (
        "Hamas left. Norway stood by its support of the government of Kenya.",
        "its",
        "NOR",
        "pronoun-thing",
    ),
    (
        "President Carl Valencia spoke. Valencia left early.",
        "Valencia",
        "~carl-valencia..president",
        "short-name",
    ),
    (
        "President Ali Mir-Mohammadi spoke. Mir-Mohammadi left.",
        "Mir-Mohammadi",
        "~ali-mir-mohammadi..president",
        "short-name",
    ),
    ("Jacques Chirac ended the levy during his presidency.", "his presidency", None, None),
]


def resolved(parse):
    return resolve(parse, find_mentions(parse)).mentions


@pytest.mark.parametrize(("text", "words", "actor", "rule"), REFERRED)
def test_words_refer_back_to_an_actor_by_a_rule(parsed, text, words, actor, rule):
    found = [m for m in resolved(parsed(text)) if m.span.quote == words]
    assert found, f"no mention {words!r}"
    assert found[0].actor == actor
    if rule is not None:
        assert rule in {m.rule for m in found}


@pytest.mark.parametrize(
    ("text", "words", "born"),
    [
        ("A minister in Berlin condemned Serbia.", "minister", "~minister.DEU@"),
        (
            "A senior official in Washington criticised Israel.",
            "senior official",
            "~senior-official.USA@",
        ),
    ],
)
def test_somebody_in_a_capital_is_of_its_state(parsed, text, words, born):
    found = next(m for m in resolved(parsed(text)) if m.span.quote == words)
    assert found.actor.startswith(born)


def test_a_joint_pronoun_is_one_mention_for_each(parsed):
    parse = parsed("Norway and Serbia said that they would talk.")
    mentions = resolved(parse)
    they = next(t for t in parse.doc if t.text == "they")
    everyone = Mentioned(parse.doc, mentions).everyone(they)
    assert [m.actor for m in everyone] == ["NOR", "SRB"]
    assert len({m.id for m in everyone}) == 2


def test_somebody_only_described_is_no_namesake_in_another_report(parsed):
    ids = {
        next(m.actor for m in resolved(parsed(text)) if m.kind == "role")
        for text in ("A Norwegian diplomat spoke.", "A Norwegian diplomat left.")
    }
    assert len(ids) == 2
    assert all(actor.startswith("~norwegian-diplomat.NOR@r") for actor in ids)


def test_a_name_may_come_before_its_full_form(parsed):
    text = "Berg warns Serbia\nForeign Minister Anna Berg of Norway spoke."
    first = next(m for m in resolved(parsed(text)) if m.span.start == 0)
    assert first.name == "Anna Berg"
    assert first.antecedent.quote == "Foreign Minister Anna Berg"


def test_nobody_speaks_of_himself_as_he(parsed):
    """Whom "he" in a quotation means is anybody but its speaker."""
    parse = parsed('Nicolas Sarkozy said of Jacques Chirac, "He was true."')
    mentions = find_mentions(parse)
    said = resolve(parse, mentions, find_statements(parse, mentions)).mentions
    assert next(m.actor for m in said if m.span.quote == "He") == "jacques-chirac"
