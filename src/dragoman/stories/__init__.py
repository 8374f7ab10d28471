"""Rows and texts of many reports -> what they share: copies, utterances, stories, sources."""
