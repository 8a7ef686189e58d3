"""Converters from the publishers' own formats to the intermediate tables that `gazetteer.build` reads."""
