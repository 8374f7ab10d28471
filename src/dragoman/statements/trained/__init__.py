"""The trained engine: a model of cues, rankers of speakers and contents, and their certainty."""
