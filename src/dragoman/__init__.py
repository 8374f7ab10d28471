"""dragoman: political news in, an auditable record out."""

__version__ = "0.1.0"
