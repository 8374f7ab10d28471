"""The second vote: a linear model of what an event's words tell, beside what its pattern says."""
