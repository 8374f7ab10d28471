"""Who is named and who is meant, on frozen parses; sentences are ours."""

import pytest

from dragoman.actors import find_mentions, resolve
from dragoman.actors.clusters import may_be_one
from dragoman.actors.entities import born_id
from dragoman.actors.names import Names, fold, slug
from dragoman.actors.phrases import words_of
from dragoman.grammar.mentioned import Mentioned
from dragoman.lexicon import load_tables
from dragoman.statements import find_statements

MEANT = [
    # text, the words, the actor's id, the rule
    ("Norway condemned Serbia.", "Norway", "NOR", "table"),
    ("Moscow condemned the raid.", "Moscow", "RUS", "seat"),
    ("The talks took place in Moscow.", "Moscow", "~moscow.RUS", "seat-as-place"),
    ("Norwegian troops left.", "Norwegian troops", "~norwegian-troops.NOR", "described"),
    ("The Norwegian government fell.", "Norwegian government", "NOR", "government"),
    ("The government of Norway fell.", "government of Norway", "NOR", "government"),
    ("Pro-Russian rebels shelled the town.", "Pro-Russian rebels", None, None),
    ("Norway opened the border. The country had closed it.", "country", "NOR", "in-view"),
    ("Hamas fighters left.", "Hamas fighters", "hamas", "its-people"),
    ("Hamas threatened Israel. The group later withdrew.", "group", "hamas", "in-view"),
    (
        "Norway's Defence Minister Anna Berg met Serbia's envoy.",
        "Norway's Defence Minister Anna Berg",
        "~anna-berg.NOR.minister",
        "title",
    ),
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
        "Secretary of State Anna Berg spoke.",
        "Secretary of State Anna Berg",
        "~anna-berg..secretary",
        "title",
    ),
    (
        "Iran's Revolutionary Guards left. The Guards had stayed a year.",
        "Guards",
        "irgc",
        "surname",
    ),
    ("Serb forces left.", "Serb forces", "~serb-forces.SRB", "described"),
    (
        "Norway signed a deal with Serbia. The two countries will trade.",
        "two countries",
        "NOR",
        "parties",
    ),
    (
        "On Monday the Norwegian and Serbian ministers met.",
        "Norwegian and Serbian ministers",
        "~norwegian-ministers.NOR",
        "described",
    ),
    ("South Americans voted.", "South Americans", "south-americans", "table"),
    (
        "Norway fears the Taliban. The Islamic movement rules Kabul.",
        "Islamic movement",
        "taliban",
        "in-view",
    ),
    ("Hong Kong banned the march. The government gave no reason.", "government", "HKG", "in-view"),
    ("The mayor of London spoke.", "London", "~london.GBR", "seat-as-place"),
    ("The Norwegians won.", "Norwegians", "NOR", "people"),
    ("NORWAY CONDEMNS RAID\n\nA raid failed.", "NORWAY", "NOR", "table"),
    (
        "Norway would answer, the Foreign Ministry said.",
        "Foreign Ministry",
        "~foreign-ministry.NOR",
        "proper",
    ),
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
    ("Norway's Supreme Court met. The highest court is calm.", "highest court", None, None),
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
    ("Senator Anna Berg left. The general smiled.", "general", None, None),
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
    (
        "Norway, Serbia and Malta met. Syria said the three countries had signed.",
        "three countries",
        "NOR",
        "parties",
    ),
    (
        "Mayor Anna Berg met Mayor Olaf Lund. The two politicians left.",
        "two politicians",
        "~anna-berg..mayor",
        "parties",
    ),
    ("Norway and Serbia met in Malta. They signed.", "They", "NOR", "joint-subject"),
    ("Serbia thanked Norway for its help.", "its", "NOR", "pronoun-thing"),
    ("Soviet tanks left. Moscow condemned the raid.", "Moscow", "SUN", "seat"),
    ("Rebels loyal to Moscow left.", "Moscow", "RUS", "seat"),
    ("The rebels entered Kabul.", "Kabul", "~kabul.AFG", "seat-as-place"),
    (
        "Norway met Bill Clinton and Hillary Clinton. Mrs Clinton smiled.",
        "Mrs Clinton",
        "hillary-clinton",
        "surname",
    ),
    ("Norway met Bill Clinton and Hillary Clinton. Clinton smiled.", "Clinton", None, None),
    ("Norway fears the EU. The rescue mission left.", "rescue mission", None, None),
    ("Niger is calm. The junta left.", "junta", "NER", "in-view"),
    ("Norway is calm. The provincial government left.", "provincial government", None, None),
    ("Hamas left. The Yellow movement stayed.", "Yellow movement", None, None),
    ("Mayor Anna Berg left Norway. Olaf Lund was elected mayor.", "mayor", None, None),
    ("Mayor Anna Berg left Norway. A friend served as the mayor.", "mayor", None, None),
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
    ("Marco Rubio met Ben Carson. Reporters waited. The tycoon spoke.", "tycoon", None, None),
    ("Marco Rubio left. The widow of a soldier spoke.", "widow of a soldier", None, None),
    ("Governor Anna Berg left. Olaf Lund ran for governor.", "governor", None, None),
    ("Marco Rubio met Joe Biden in Norway. The two left.", "two", "marco-rubio", "parties"),
    ("Serbia's neighbouring countries left.", "Serbia's neighbouring countries", None, None),
    ("The Kabul government fell.", "Kabul government", "AFG", "government"),
    ("Goa's government fell.", "Goa's government", "~goa-s-government.IND", "described"),
    ("Several foreign ministers in Cairo left.", "Several foreign ministers", None, None),
    ("Rioters in Cairo left.", "Rioters", "~rioters.EGY", "located"),
    ("The Rubio campaign met Marco Rubio.", "Rubio campaign", "~rubio-campaign.USA", "described"),
    (
        "The Rubio campaign met Marco Rubio. The campaign left.",
        "campaign",
        "~rubio-campaign.USA",
        "same-words",
    ),
    ("An Iraq War veteran left.", "Iraq War veteran", None, None),
    ("An Iraq veteran left.", "Iraq veteran", "~iraq-veteran.IRQ@r9beaf5ce", "described"),
    (
        "Indonesia said its security minister Wirawan was hurt. Wirawan left.",
        "its security minister",
        "~wirawan.IDN.minister",
        "apposition",
    ),
    ("Police met rapper Karl West. West spoke.", "Karl West", "~karl-west", "proper"),
    ("Rapper Karl West left. West spoke.", "West", "~karl-west", "short-name"),
    ("Police met rapper Karl West. Critics of the West left.", "Critics of the West", None, None),
    ("Maria dela Vega spoke. Vega left.", "Vega", "~maria-dela-vega", "short-name"),
    (
        "The House Oversight Committee met. The House voted.",
        "House",
        None,
        None,
    ),
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
        "The House of Commons met. The foreign ministry in Oslo condemned the raid.",
        "foreign ministry",
        "~foreign-ministry.NOR",
        "located",
    ),
    ("The Senate met. The ministry said no more.", "ministry", None, None),
    (
        "A spokesman for President George W. Bush, Erik Moe, spoke.",
        "spokesman for President George W. Bush",
        "~erik-moe",
        "apposition",
    ),
    ("The Norwegian Labour Party won.", "Labour Party", "~labour-party.NOR", "by-context"),
    (
        "The Voice of Norway reported it.",
        "Voice of Norway",
        "~voice-of-norway",
        "proper",
    ),
    (
        "Talks between Norway and Serbia failed. The leaders could not agree.",
        "leaders",
        "NOR",
        "parties",
    ),
    (
        (
            "Norway fought Serbia. Norway shelled Serbia. Serbia bombed Norway. Kenya "
            "rested. Anna Berg slept. Erik Moe slept. Anna Berg rose. A nurse, a friend of both "
            "countries, spoke."
        ),
        "countries",
        "NOR",
        "parties",
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
        "Serbia left. Norway praised the government and people of Kenya.",
        "government",
        "KEN",
        "government",
    ),
    (
        'His rival Anna Berg spoke. "We will not recognise the vote," Berg said.',
        "We",
        None,
        None,
    ),
    (
        "Tens of thousands of students marched in Oslo.",
        "Tens of thousands of students",
        "~tens-of-thousands-of-students.NOR",
        "located",
    ),
    (
        "Rwandan rebels demanded the removal of President Erik Moe.",
        "President Erik Moe",
        "~erik-moe.RWA.president",
        "title",
    ),
    (
        "Mohamed Ahmed Sheikh Ali spoke.",
        "Mohamed Ahmed Sheikh Ali",
        "~mohamed-ahmed-sheikh-ali..sheikh",
        "proper",
    ),
    (
        "President Carl Valencia spoke. Valencia left early.",
        "Valencia",
        "~carl-valencia..president",
        "short-name",
    ),
    (
        "Former president of France Jacques Chirac died.",
        "Former president of France Jacques Chirac",
        "jacques-chirac",
        "apposition",
    ),
    (
        "President Ali Mir-Mohammadi spoke. Mir-Mohammadi left.",
        "Mir-Mohammadi",
        "~ali-mir-mohammadi..president",
        "short-name",
    ),
    ("Hamas fought Israel. The anti-war movement grew.", "anti-war movement", None, None),
    ("Jacques Chirac ended the levy during his presidency.", "his presidency", None, None),
]

CONTEXTS = [
    ("Voters in Georgia and in Atlanta waited.", "Georgia", "~georgia.USA"),
    ("Georgia condemned Russia.", "Georgia", "GEO"),
    ("Georgian troops left Atlanta. Georgia is at peace.", "Georgia", "GEO"),
    ("Congo votes. Brazzaville is calm.", "Congo", "COG"),
    ("Congo votes. Kinshasa is calm.", "Congo", "COD"),
    ("The fire destroyed Moscow, Texas.", "Moscow", "~moscow.USA"),
    ("The European Union met. Brussels condemned the raid.", "Brussels", "eu"),
    ("The European Union met in Brussels.", "Brussels", "brussels"),
    ("Belgium denied it. Brussels condemned the raid.", "Brussels", "BEL"),
    ("Washington condemned the raid.", "Washington", "USA"),
    ("Mayor Harold Washington spoke.", "Mayor Harold Washington", "~harold-washington..mayor"),
    ("Jordan condemned the raid.", "Jordan", "JOR"),
    ("Mayor Jordan Lund condemned it.", "Mayor Jordan Lund", "~jordan-lund..mayor"),
    ("Turkey condemned the raid.", "Turkey", "TUR"),
    ("The fire destroyed Turkey, Texas.", "Turkey", "~turkey.USA"),
    ("Chad condemned the raid.", "Chad", "TCD"),
    ("Mayor Chad Lund condemned it.", "Mayor Chad Lund", "~chad-lund..mayor"),
    ("Niger condemned the raid.", "Niger", "NER"),
    ("Gunmen raided Niger State.", "Niger State", "~niger-state"),
    ("Macedonia condemned the raid.", "Macedonia", "MKD"),
    ("Farmers left Macedonia for Thessaloniki.", "Macedonia", "~macedonia.GRC"),
]


@pytest.mark.parametrize(("text", "words", "actor"), CONTEXTS)
def test_the_report_says_which_of_two_senses_a_name_has(parsed, text, words, actor):
    assert [m.actor for m in resolved(parsed(text)) if m.span.quote == words] == [actor]


PAIRS = [
    ("Sergei Lavrov", "Sergey Lavrov", True),
    ("Lavrov", "Sergei Lavrov", False),
    ("Ivan Petrovich Markov", "Ivan Pavlovich Markov", False),
    ("Ministry of Defence", "Defense Ministry", True),
    ("Democratic Front of Norland", "DFN", True),
    ("Hassan Karim", "Hussein Karim", False),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_two_names_may_be_one_actors(one, other, same):
    assert may_be_one(one, other, load_tables("en")) is same
    assert may_be_one(other, one, load_tables("en")) is same


def resolved(parse):
    return resolve(parse, find_mentions(parse)).mentions


@pytest.mark.parametrize(("text", "words", "actor", "rule"), MEANT)
def test_words_mean_an_actor_by_a_rule(parsed, text, words, actor, rule):
    found = [m for m in resolved(parsed(text)) if m.span.quote == words]
    assert found, f"no mention {words!r}"
    assert found[0].actor == actor
    if rule is not None:
        assert rule in {m.rule for m in found}


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


def test_two_people_of_one_surname_are_never_merged(parsed):
    text = "President Anna Berg met Minister Olaf Berg of Norway. Berg smiled."
    mentions = resolved(parsed(text))
    named = {m.actor for m in mentions if m.kind == "title"}
    assert len(named) == 2
    assert [m.actor for m in mentions if m.span.quote == "Berg"] == [None]


def test_a_name_may_come_before_its_full_form(parsed):
    text = "Berg warns Serbia\nForeign Minister Anna Berg of Norway spoke."
    first = next(m for m in resolved(parsed(text)) if m.span.start == 0)
    assert first.name == "Anna Berg"
    assert first.antecedent.quote == "Foreign Minister Anna Berg"


def test_affiliations_carry_office_body_and_words(parsed):
    parse = parsed("Norway's Defence Minister Anna Berg met Serbia's envoy.")
    (row,) = resolve(parse, find_mentions(parse)).affiliations
    assert (row.person.name, row.office, row.body.name) == (
        "Anna Berg",
        "Defence Minister",
        "Norway",
    )
    assert row.evidence[0].quote == "Norway's Defence Minister"


def test_spans_quote_and_mentions_are_ordered(parsed):
    parse = parsed("Norway's Defence Minister Anna Berg met Serbia's envoy.")
    mentions = find_mentions(parse)
    assert all(parse.text[m.span.start : m.span.end] == m.span.quote for m in mentions)
    assert [m.span.start for m in mentions] == sorted(m.span.start for m in mentions)
    assert all(m.actor is None for m in mentions)


def test_every_name_of_the_tables_is_found_where_it_stands():
    tables = load_tables("en")
    names = Names(tables)
    for row in tables.actors:
        for words in (row.name, *row.aliases):
            found = names.at(fold(f"{words}."), 0)
            assert found is not None, words
            assert row.id in {sense.actor for sense in found.senses}, words


def test_word_lists_are_read_once():
    tables = load_tables("en")
    assert words_of(tables) is words_of(tables)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"), ("U.S.", "u-s"), ("Élysée", "elysee")],
)
def test_slugs_are_plain(name, expected):
    assert slug(name) == expected


def test_folding_keeps_length():
    text = "Erdoğan’s “Élysée” — naïve\u00a0Ångström"
    assert len(fold(text)) == len(text)


def test_born_ids_hold_name_country_and_office():
    assert born_id("Anna Berg", "NOR", "minister") == "~anna-berg.NOR.minister"
    assert born_id("Kandahar", None) == "~kandahar"


def test_nobody_speaks_of_himself_as_he(parsed):
    """Whom "he" in a quotation means is anybody but its speaker."""
    parse = parsed('Nicolas Sarkozy said of Jacques Chirac, "He was true."')
    mentions = find_mentions(parse)
    said = resolve(parse, mentions, find_statements(parse, mentions)).mentions
    assert next(m.actor for m in said if m.span.quote == "He") == "jacques-chirac"
