"""What is no event: ordinary news, works and games, on frozen parses."""

from __future__ import annotations

import pytest

from dragoman.events import find_events
from event_rows import TABLES, events_of

NOTHING = [
    # sport
    "The striker scored two goals in the final against Brazil.",
    "Arsenal beat Chelsea 2-1 in the league on Saturday.",
    "The coach praised his players after the match.",
    "The defender was shown a red card and left the pitch.",
    "Spain will meet France in the semi-final of the tournament.",
    "The champion defended her title in Madrid.",
    "The club signed a midfielder on a three-year deal.",
    "The sprinter won the gold medal in the 100 metres.",
    "The team attacked well in the second half.",
    "The batsman hit four boundaries in the last over.",
    "The referee awarded a penalty to the home side.",
    "The driver took the lead on the final lap of the race.",
    "The boxer knocked out his opponent in round three.",
    "The fans celebrated the victory at the stadium.",
    "The swimmer broke the world record at the championship.",
    # business
    "Shares rose two per cent in early trading.",
    "The bank raised its forecast for growth.",
    "The firm launched a new phone on Tuesday.",
    "Oil prices fell to their lowest level in a year.",
    "The company reported a profit of two million dollars.",
    "The carmaker recalled ten thousand cars over faulty brakes.",
    "The airline cancelled twenty flights because of fog.",
    "The price of bread rose again in March.",
    "Investors expect a strong quarter.",
    "The dollar gained against the yen.",
    "The shop opened its doors at nine.",
    "The factory makes shoes and bags.",
    "The board met demand with a second plant.",
    "The startup raised money to build batteries.",
    "The index closed at a record high.",
    # weather and accidents
    "Heavy rain hit the coast on Monday.",
    "The storm killed ten people.",
    "Two people were killed in a crash on the road.",
    "Floods threatened the town.",
    "The earthquake struck at dawn.",
    "Snow blocked the road to the valley.",
    "Forecasters warned of strong winds.",
    "The fire destroyed three houses.",
    "The heat wave will last until Friday.",
    "A bridge collapsed after the flood.",
    "The river rose by two metres.",
    "The fog lifted in the afternoon.",
    # culture and daily life
    "The band released its third album.",
    "The film tells the story of a young painter.",
    "The museum shows works by local artists.",
    "The novel won a prize last year.",
    "The singer cancelled her tour because of illness.",
    "The festival opened with a concert.",
    "The actor received good reviews for the play.",
    "The chef gave a talk on soups.",
    "The recipe calls for two eggs.",
    "She called her mother from the station.",
    "The children visited the zoo.",
    "The book is about a war between two families of birds.",
    "He took the bus to work.",
    # science
    "The virus attacks the lungs.",
    "The study demonstrated an effect of sleep on memory.",
    "Scientists found a new species of frog.",
    "The drug blocks an enzyme in the liver.",
    "The telescope captured an image of a distant star.",
    "The team tested the vaccine on mice.",
    "The glacier is retreating.",
    # plain speech and lasting states
    "The minister said the weather was fine.",
    "They discussed the film.",
    "Unrest was reported in the north.",
    "The report needed no investigation.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_ordinary_news_makes_no_event(parsed, text):
    assert [(event.rule, event.trigger.quote) for event in events_of(parsed(text))] == []


PARTIES = [
    # text, types: private parties count only beside a public one, players and games never
    ("A Norwegian singer condemned the Kenyan government.", ["ACCUSE"]),
    ("A Norwegian singer condemned her cousin.", []),
    ("The airline sued its supplier.", []),
    ("Norway sued the airline.", ["ACCUSE"]),
    ("Norwegian police shot a footballer.", ["ASSAULT"]),
    ("Norwegian police arrested a footballer.", ["COERCE"]),
    ("Norway thanked its goalkeeper.", []),
    ("Norway seized half of the Serbian island.", ["COERCE"]),
    ("Norway surrendered the first half.", []),
    ("Critics slammed the musical.", []),
    ("The Norwegian king praised the novel.", ["SUPPORT"]),
    ("A storm destroyed the Kenyan embassy.", []),
]


@pytest.mark.parametrize(("text", "kinds"), PARTIES)
def test_a_deed_is_of_politics_by_its_parties(parsed, text, kinds):
    assert [event.type for event in events_of(parsed(text))] == kinds


def test_no_text_and_no_mentions_make_no_event(parsed):
    parse = parsed("Norway attacked Serbia.")
    assert find_events(parse, tables=TABLES, engine="rules") == ()


WORKS = [
    ("In the novel the rebels stormed the Kenyan palace.", 0),
    ("The film shows how rebels attacked a Kenyan base.", 0),
    ("The villain in the series kidnapped a Kenyan judge.", 0),
    ("Kenya banned the film.", 1),
    ("Rebels attacked a Kenyan base in the north.", 1),
]


@pytest.mark.parametrize(("text", "rows"), WORKS)
def test_what_a_work_tells_is_no_event(parsed, text, rows):
    assert len(events_of(parsed(text))) == rows


GAMES = [
    ("Norway attacked Serbia in midfield all evening.", 0),  # one sure word
    ("Norway attacked Serbia from the first whistle in the final.", 1),  # elections have both
    ("Norway attacked Serbia from the whistle, and the coach praised his striker.", 0),
    ("The opposition accused Norway of fraud in the second round and denied its defeat.", 1),
]


@pytest.mark.parametrize(("text", "rows"), GAMES)
def test_words_of_sport_weigh_by_how_sure_they_are(parsed, text, rows):
    assert len(events_of(parsed(text))) == rows
