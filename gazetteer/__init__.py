"""The gazetteer: every place a Syrian report names, and what is not known about it."""

from gazetteer.index import Gazetteer, Risk, load
from gazetteer.places import Candidate, GazetteerError, Name, Place, RasdError
from gazetteer.search import SearchResult

__all__ = ["Candidate", "Gazetteer", "GazetteerError", "Name", "Place", "RasdError", "Risk", "SearchResult", "load"]
