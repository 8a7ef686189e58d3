"""Who "we" are in a text in the first person: a headline such as "بيان من المركز الإعلامي لقوات X" says it for the body."""

from __future__ import annotations

from dataclasses import replace

from extract.word_lists import word_set
from extract.words import Mentions
from extract.zones import ZoneReading

_STATEMENT = word_set("texts_of_a_speaker") | word_set("offices_that_speak")


def in_voice(body: ZoneReading, headline: ZoneReading) -> ZoneReading:
    """Give the body with its speaker's own men (قواتنا) on the one side that the headline names as speaking; unchanged where it names none or several."""
    if not any(actor.ref == "speaker" and not actor.actors for actor in body.actors):
        return body
    told = [source.codes for source in headline.sources if source.kind == "party" and source.party]
    if not told and any(not _STATEMENT.isdisjoint(word.forms) for word in headline.words):
        told = [actor.actors for actor in headline.actors if actor.kind in {"name", "force"} and actor.actors]
    if len(set(told)) != 1:
        return body
    return replace(body, actors=Mentions([actor._replace(actors=told[0]) if actor.ref == "speaker" and not actor.actors else actor for actor in body.actors]))
