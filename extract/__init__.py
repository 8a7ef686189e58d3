"""Extraction: from the text of an article to what it reports."""
