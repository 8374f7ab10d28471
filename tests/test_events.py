"""Events: patterns, roles, reality, on frozen parses."""

from __future__ import annotations

import pytest

from event_rows import TABLES, events_of, names, statement_over


def test_a_deed_that_leads_back_to_itself_ends(parsed):
    text = "The union filed a lawsuit aimed at changing the law barring students from voting."
    assert [event.type for event in events_of(parsed(text))] == ["ACCUSE"]


EXAMPLES = [(entry.id, text) for entry in TABLES.events for text in entry.match]


COUNTER_EXAMPLES = [(entry.id, text) for entry in TABLES.events for text in entry.no_match]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES)
def test_a_pattern_finds_its_own_sentences(parsed, rule, text):
    assert rule in [event.rule for event in events_of(parsed(text))]


@pytest.mark.parametrize(("rule", "text"), COUNTER_EXAMPLES)
def test_a_pattern_leaves_other_sentences_alone(parsed, rule, text):
    assert rule not in [event.rule for event in events_of(parsed(text))]


ROLES = [
    # text, type, source, target
    ("Norway condemned Serbia.", "ACCUSE", ["Norway"], ["Serbia"]),
    ("Serbia was condemned by Norway.", "ACCUSE", ["Norway"], ["Serbia"]),
    ("Norway and Kenya condemned Serbia.", "ACCUSE", ["Norway", "Kenya"], ["Serbia"]),
    ("Norway's condemnation of Serbia was sharp.", "ACCUSE", ["Norway"], ["Serbia"]),
    ("Two editors were arrested on Monday.", "COERCE", [], ["Two editors"]),
    ("Israeli air strikes on Gaza went on.", "ASSAULT", ["Israel"], ["Gaza Strip"]),
    ("Norway rejected the plan of Serbia.", "REJECT", ["Norway"], ["Serbia"]),
    ("Norway rejected a U.S. request.", "REJECT", ["Norway"], ["United States"]),
    ("Norway condemned the attack on a church.", "ACCUSE", ["Norway"], []),
    ("Norway rejected an offer made by Serbia.", "REJECT", ["Norway"], ["Serbia"]),
    ("Norway and Serbia held talks.", "CONSULT", ["Norway"], ["Serbia"]),
    ("Norway held talks with Serbia.", "CONSULT", ["Norway"], ["Serbia"]),
    ("Norway threatened to attack Serbia.", "THREATEN", ["Norway"], ["Serbia"]),
    ("Norway is willing to withdraw its troops from Kenya.", "AGREE", ["Norway"], ["Kenya"]),
    ("Norway urged Serbia to free the editors.", "REQUEST", ["Norway"], ["Serbia"]),
    ("Norway gave 3 million euros to help Kenya.", "AID", ["Norway"], ["Kenya"]),
    ("Amnesty International put out a report accusing Serbia of torture.", "ACCUSE",
     ["Amnesty International"], ["Serbia"]),
    ("Twelve people were killed in an attack by Hamas.", "ASSAULT", ["Hamas"], ["Twelve people"]),
    # where troops are sent is where, and not whom
    ("Norway deployed troops in Kenya.", "MOBILIZE", ["Norway"], []),
    ("Norway sent soldiers into the streets of Oslo.", "MOBILIZE", ["Norway"], []),
    # behind a thing: its participle, its clause, a clause that its preposition opens
    ("Norway lifted sanctions imposed on Kenya.", "CONCEDE", ["Norway"], ["Kenya"]),
    ("Norway rejected a plan drawn up by Kenya.", "REJECT", ["Norway"], ["Kenya"]),
    ("Norway reiterated its demand that Kenya ease the sanctions.", "REQUEST", ["Norway"],
     ["Kenya"]),
    ("Norway insisted on its demand that Kenya free the editors.", "REQUEST", ["Norway"],
     ["Kenya"]),
    ("Norway launched an investigation into whether Kenya helped the rebels.", "ACCUSE",
     ["Norway"], ["Kenya"]),
    ("Norway set a deadline for Kenya to make reforms.", "THREATEN", ["Norway"], ["Kenya"]),
    ("Norway gave approval for Kenya to deliver aid.", "CONCEDE", ["Norway"], ["Kenya"]),
    # a thing of several: whoever is not the source
    ("Norway demanded that its European Union partners refuse to recognise Serbia.", "REQUEST",
     ["Norway"], ["European Union"]),
    ("Norway complained to the United Nations over two Kenyan air raids.", "ACCUSE", ["Norway"],
     ["Kenya"]),
    # whoever a condition asks to act, and not the source's own people
    ("Norway threatened to recall its envoy unless Kenya frees the editors.", "THREATEN",
     ["Norway"], ["Kenya"]),
    # where a deed bites, unless it is done to people
    ("Norwegian troops attacked an army base in Kenya.", "ASSAULT", ["Norwegian troops"],
     ["Kenya"]),
    ("Norway launched air strikes in the Gaza Strip.", "ASSAULT", ["Norway"], ["Gaza Strip"]),
    ("The Norwegian government lifted the curfew in Oslo.", "CONCEDE", ["Norway"], ["Oslo"]),
    ("Norwegian police arrested two editors in Oslo.", "COERCE", ["Norwegian police"],
     ["two editors"]),
    ("The army carried out an attack against a military target in Kenya.", "ASSAULT", ["army"],
     ["Kenya"]),
    ("Norway has agreed to a ceasefire in eastern Ukraine.", "AGREE", ["Norway"], ["Ukraine"]),
    ("Kenyan rebels detonated a bomb in the Norwegian capital Oslo.", "ASSAULT",
     ["Kenyan rebels"], ["Oslo"]),
    ("Norway declared a state of emergency in Norway.", "COERCE", ["Norway"], ["Norway"]),
    ("The rebels threatened to resume their raids in Kenya.", "THREATEN", ["rebels"], ["Kenya"]),
    ("Norway is ready to contribute troops to a peacekeeping force in Kenya.", "AGREE",
     ["Norway"], ["peacekeeping force", "Kenya"]),
    # what stands before what stands before a deed
    ("Recent US drone attacks killed two rebels.", "ASSAULT", ["United States"], ["two rebels"]),
    ("The army began a major offensive against the rebels.", "ASSAULT", ["army"], ["rebels"]),
    # an object behind what it is called
    ("Norway denounced as an ugly crime Serbia's suppression of the Kenyan unrest.", "ACCUSE",
     ["Norway"], ["Serbia"]),
    # who acts through things, and who speaks through what is issued
    ("Norwegian army bulldozers demolished Kenyan homes.", "ASSAULT", ["Norway"], ["Kenya"]),
    ("The Norwegian government issued a declaration demanding that Kenya pay.", "REQUEST",
     ["Norway"], ["Kenya"]),
    ("Norwegian shopkeepers called off a strike after talks with the Kenyan government.",
     "CONCEDE", ["Norwegian shopkeepers"], ["Kenya"]),
    # who agrees with whom goes before what they agree on
    ("Norway and Kenya agreed to share information on Serbia.", "AGREE", ["Norway"], ["Kenya"]),
    ("Norway and Kenya agreed with Serbia on a plan.", "AGREE", ["Norway", "Kenya"], ["Serbia"]),
]  # fmt: skip


WORDS_OR_FORCE = [
    ("Britain was attacked by France for its refusal to share the data.", ["ACCUSE"]),
    ("The White House attacked China over its handling of the virus.", ["ACCUSE"]),
    ("Iran attacked the European Union for failing to protect the deal.", ["ACCUSE"]),
    ("Turkey attacked Greece's refusal to extradite the officers.", ["ACCUSE"]),
    ("In a speech to parliament, Norway's foreign minister attacked Serbia.", ["ACCUSE"]),
    ("The think tank attacked the government's policy on migration.", ["ACCUSE"]),
    ("Rights groups attacked Norway over its treatment of migrants.", ["ACCUSE"]),
    ("Kerry assaulted the record of the president.", ["ACCUSE"]),
    ("Putin fired back at the United States.", ["ACCUSE"]),
    ("The prime minister came under attack over his handling of the crisis.", ["ACCUSE"]),
    ("The Senate killed the minister's plan.", ["REJECT"]),
    ("Iraq attacked Kuwait for its oil.", ["ASSAULT"]),
    ("Israel attacked Iran over its nuclear programme.", ["ASSAULT"]),
    ("Iran attacked Israel in response to the killing of a general.", ["ASSAULT"]),
    ("Israeli jets attacked Lebanon over the refusal to free the soldiers.", ["ASSAULT"]),
    ("Kenya was attacked by al-Shabab for its refusal to leave Somalia.", ["ASSAULT"]),
    ("A man attacked the minister over the price of bread.", ["ASSAULT"]),
    ("Protesters attacked the embassy over the verdict.", ["ASSAULT"]),
    ("Police beat Navalny in Moscow.", ["ASSAULT"]),
    ("Navalny was beaten in prison.", ["ASSAULT"]),
    ("Trump beat Clinton in Wisconsin.", []),
    ("Macron beat Le Pen in the second round.", []),
    ("Erdogan was beaten by Imamoglu in Istanbul.", []),
    ("Federer beat Nadal in Melbourne.", []),
    ("Obama hit Romney over his taxes.", []),
    ("The minister was ambushed by reporters.", []),
]


@pytest.mark.parametrize(("text", "kinds"), WORDS_OR_FORCE)
def test_words_are_no_force_and_a_victory_at_the_polls_is_none(parsed, text, kinds):
    assert [event.type for event in events_of(parsed(text))] == kinds


ORDERED = [
    ("The International Court of Justice ordered Israel to halt its offensive.", "REQUEST"),
    ("Israel was ordered by the court to halt its offensive.", "REQUEST"),
    ("The UN Security Council ordered Iran to suspend its enrichment of uranium.", "REQUEST"),
    ("A Norwegian court ordered Serbia to stop the deportation of ten workers.", "REQUEST"),
    ("The court ordered the ministry to close the camp.", "REQUEST"),
    ("The United States ordered China to close its consulate in Houston.", "COERCE"),
    ("Egypt ordered Al Jazeera to stop broadcasting.", "COERCE"),
    ("The court ordered the radio station to close.", "COERCE"),
    ("The judge ordered the general arrested.", "COERCE"),
]


@pytest.mark.parametrize(("text", "kind"), ORDERED)
def test_a_state_is_asked_and_whom_the_orderer_rules_is_coerced(parsed, text, kind):
    assert next(event.type for event in events_of(parsed(text))) == kind


NOBODY_NAMED = [
    ("A blast shook the Russian embassy in Kabul.", ["Russian embassy"]),
    ("The Italian consulate was hit by a blast.", ["Italian consulate"]),
    ("A drone attack on Kuwait's main refinery started a fire.", ["Kuwait"]),
    ("A suspected drone attack on Abu Dhabi started a fire.", ["United Arab Emirates"]),
    ("A gas blast shook the Norwegian parliament.", None),
    ("An earthquake damaged the Italian consulate.", None),
    ("An explosion damaged ten houses in Norway.", None),
    ("Lightning started a fire at a Saudi oil plant.", None),
]


@pytest.mark.parametrize(("text", "target"), NOBODY_NAMED)
def test_a_weapon_needs_no_hand_and_an_accident_has_none(parsed, text, target):
    found = [(e.type, names(e.source), names(e.target)) for e in events_of(parsed(text))]
    assert found == ([("ASSAULT", [], target)] if target else [])


JOINED = [
    ("Finland joined NATO.", ["COOPERATE"]),
    ("Russia joined the World Trade Organization.", ["COOPERATE"]),
    ("Finland will join NATO.", ["AGREE"]),
    ("The general joined the army.", []),
    ("The company joined the European Union's list.", []),
    ("The Norwegian joined Liverpool.", []),
]


@pytest.mark.parametrize(("text", "kinds"), JOINED)
def test_a_state_that_becomes_a_member_cooperates(parsed, text, kinds):
    assert [event.type for event in events_of(parsed(text))] == kinds


VICTIMS = [
    ("Norway condemned Alexei Navalny's poisoning.", []),
    ("Norway condemned Alexei Navalny's arrest by the Russian government.", ["Russia"]),
    ("Norway condemned Israel's killing of two boys.", ["Israel"]),
]


@pytest.mark.parametrize(("text", "target"), VICTIMS)
def test_whom_a_deed_was_done_to_is_not_condemned_for_it(parsed, text, target):
    events = [e for e in events_of(parsed(text)) if e.type == "ACCUSE"]
    assert [[role.name for role in e.target] for e in events] == [target]


def test_a_pronoun_takes_up_the_thing_of_the_clause_above(parsed):
    text = "Russia seized Ukrainian ships after firing on them near Crimea."
    assert {role.name for e in events_of(parsed(text)) for role in e.target} == {"Ukraine"}


@pytest.mark.parametrize(("text", "kind", "source", "target"), ROLES)
def test_roles_are_who_acts_and_who_is_acted_upon(parsed, text, kind, source, target):
    found = [event for event in events_of(parsed(text)) if event.type == kind]
    assert [(names(e.source), names(e.target)) for e in found] == [(source, target)]


SETTLED = [
    # text, type, realis
    ("Norway attacked Serbia.", "ASSAULT", "actual"),
    ("Norway will attack Serbia.", "ASSAULT", "planned"),
    ("Norway will meet the Serbian president.", "AGREE", "planned"),
    ("Norway will release the Serbian prisoners.", "AGREE", "planned"),
    ("Norway decided to release the Serbian prisoners.", "RETREAT", "planned"),
    ("Norway said it would lift the ban on Serbian goods.", "AGREE", "planned"),
    ("Norway said it would impose sanctions on Serbia.", "THREATEN", "planned"),
    ("Norway will impose sanctions on Serbia.", "SANCTION", "planned"),
    ("Kenya said that Norway would impose sanctions on Serbia.", "SANCTION", "planned"),
    ("Norway did not sign the treaty with Serbia.", "SUPPORT", "negated"),
    ("Norway will not sign the treaty with Serbia.", "REJECT", "actual"),
    ("Norway does not recognise the Serbian government.", "REJECT", "actual"),
    ("Norway may attack Serbia.", "ASSAULT", "hypothetical"),
    ("Thousands marched in Oslo to demand talks with Serbia.", "REQUEST", "actual"),
]


@pytest.mark.parametrize(("text", "kind", "realis"), SETTLED)
def test_what_is_to_come_and_what_is_refused_follow_the_manual(parsed, text, kind, realis):
    assert (kind, realis) in [(e.type, e.realis) for e in events_of(parsed(text))]


def test_a_demand_is_made_and_what_it_demands_is_open(parsed):
    found = events_of(parsed("Norway urged Serbia to release the prisoners."))
    assert [(e.type, e.realis) for e in found] == [("REQUEST", "actual"), ("RETREAT", "demanded")]


PART_OF_THE_ROW = [
    # text, type of the only row
    ("Norway threatened to attack Serbia.", "THREATEN"),
    ("Norway refused to meet the envoy.", "REJECT"),
    ("Norway rejected a request to release the Serbian prisoners.", "REJECT"),
    ("Norway welcomed the decision to release the prisoners.", "SUPPORT"),
    ("Norway condemned a Serbian plan to annex the island.", "ACCUSE"),
    ("Norway lifted sanctions imposed on Kenya.", "CONCEDE"),
    ("Norway threatened to recall its envoy unless Kenya frees the editors.", "THREATEN"),
    ("Thousands of miners marched in Oslo to demand better pay.", "PROTEST"),
    ("Thousands of miners marched in Oslo, demanding reforms.", "PROTEST"),
]


@pytest.mark.parametrize(("text", "kind"), PART_OF_THE_ROW)
def test_what_a_deed_is_about_is_part_of_its_row(parsed, text, kind):
    assert [event.type for event in events_of(parsed(text))] == [kind]


PURPOSES = [
    ("Norway asked for a meeting to discuss the dam.", ["REQUEST"]),
    ("Norway demanded a meeting to discuss the raid.", ["REQUEST"]),
    ("Norway held a meeting to condemn Kenya.", ["CONSULT", "ACCUSE"]),
    ("Kenyan police used tear gas to disperse the marchers.", ["ASSAULT"]),
]


@pytest.mark.parametrize(("text", "kinds"), PURPOSES)
def test_what_a_meeting_or_force_is_for_is_part_of_it(parsed, text, kinds):
    assert [event.type for event in events_of(parsed(text))] == kinds


def test_what_people_did_is_no_part_of_what_is_done_to_them(parsed):
    found = events_of(parsed("Norway freed the rebels who attacked Kenya."))
    assert [event.type for event in found] == ["RETREAT", "ASSAULT"]


def test_an_event_inside_a_content_names_the_statement(parsed):
    parse = parsed("Norway attacked Serbia, the minister said.")
    statement = statement_over(parse, "Norway attacked Serbia", "the minister")
    (event,) = events_of(parse, (statement,))
    assert event.said_in == (statement.id,)


def test_who_says_that_another_must_asks_for_it(parsed):
    asked, deed = sorted(
        events_of(parsed("Serbia must withdraw its troops, the Norwegian minister said.")),
        key=lambda event: event.type,
    )
    assert (asked.type, asked.realis, asked.said_in) == ("REQUEST", "actual", ())
    assert (names(asked.source), names(asked.target)) == (["Norwegian minister"], ["Serbia"])
    assert (deed.type, deed.realis) == ("RETREAT", "demanded")


def test_a_place_is_where_and_not_whom(parsed):
    (event,) = events_of(parsed("Norway deployed troops in Kenya."))
    assert event.where is not None
    assert (event.where.name, event.where.country) == ("Kenya", "KEN")


def test_there_is_a_pattern_for_every_type_and_lemmas_in_plenty():
    assert {entry.type for entry in TABLES.events} == {row.id for row in TABLES.plover}
    assert len({(entry.pos, lemma) for entry in TABLES.events for lemma in entry.lemmas}) >= 1000
    assert len(TABLES.events) >= 1000


def test_required_recipients_follow_the_manual():
    due = {row.id for row in TABLES.plover if row.recipient == "required"}
    assert due == {"AID", "COOPERATE", "SANCTION"}


CONTROLLED = [
    ("Norway called on Serbia to withdraw its troops.", "RETREAT", "Serbia"),
    ("Norway put pressure on Serbia to free the editor.", "RETREAT", "Serbia"),
    ("Norway used the summit to thank Serbia.", "SUPPORT", "Norway"),
    ("Norway ordered Serbian troops to attack the port.", "ASSAULT", "Serbian troops"),
]


@pytest.mark.parametrize(("text", "kind", "source"), CONTROLLED)
def test_an_infinitive_is_done_by_whom_its_governor_means(parsed, text, kind, source):
    sources = [role.name for e in events_of(parsed(text)) if e.type == kind for role in e.source]
    assert sources == [source]


def test_a_town_that_is_taken_is_where_and_not_whom(parsed):
    (event,) = events_of(parsed("Rebels overran Oslo."))
    assert event.target == ()


def test_a_pronoun_that_points_to_nobody_fills_no_role(parsed):
    (event,) = events_of(parsed("Norway praised it as a bold step."))
    assert event.target == ()


def test_every_row_quotes_the_text_and_comes_out_the_same_twice(parsed):
    for _, text in EXAMPLES[::7]:
        parse = parsed(text)
        found = events_of(parse)
        assert found == events_of(parse)
        for event in found:
            for span in (event.trigger, event.clause, *event.evidence):
                assert text[span.start : span.end] == span.quote
            assert len(event.trigger.quote.split()) <= 13
            assert 0 <= event.score <= 1
