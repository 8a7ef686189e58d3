"""The shipped tables keep their promises, and the check notices when one is broken."""

from __future__ import annotations

import shutil

import pytest

import gazetteer
from gazetteer import check
from gazetteer.tables import DATA


def test_every_promise_of_the_tables_holds():
    findings = check.run()
    assert findings.failed == []
    assert len(findings.checked) >= len(check.CHECKS)


@pytest.fixture(scope="module")
def gaz():
    return gazetteer.load()


def test_the_public_lists_are_complete(gaz):
    kinds = [place.kind for place in gaz.places.values()]
    assert kinds.count("community") == 7250
    assert sum(place.id.startswith("G") for place in gaz.places.values()) > 4000
    assert {level: sum(place.level == level for place in gaz.places.values()) for level in check.COUNTS} == check.COUNTS


def test_a_paired_geonames_row_gives_its_spellings_and_its_id_to_the_community(gaz):
    place = gaz.places["C1003"]  # المسلمية
    assert place.geonameid == 166563
    assert "G166563" not in gaz.places
    assert {name.source for name in gaz.names("C1003")} >= {"ocha", "geonames"}


def test_a_city_and_its_areas_share_a_key_and_stay_apart(gaz):
    levels = {gaz.places[id_].level: id_ for id_ in gaz.by_key["حلب"]}
    assert levels["city"] == "C1007"
    assert levels["governorate"] == "SY02"
    assert gaz.by_key["حلب"][0] == "C1007"


def test_levels_follow_rank_population_and_the_exceptions(gaz):
    assert gaz.places["C1202"].level == "city"  # الباب, seat of its district
    assert gaz.places["C3916"].level == "town"  # سراقب, seat of its sub-district
    assert gaz.places["C1015"].level == "village"  # خان طومان
    assert gaz.places["C2318"].level in ("village", "town")
    assert gaz.places["C1002"].level == "neighbourhood"  # مخيم اليرموك: an exception
    assert gaz.places["C1002"].city == "C1001"


def test_known_defects_of_the_public_lists_are_handled(gaz):
    spellings = {name.name for place_id in ("C1001", "C5993", "C3871") for name in gaz.names(place_id)}
    assert not spellings & {"ديمهشق", "دهمهشىق", "دهرعا", "محافظة إدلب"}
    muzayrib = next(place for place in gaz.places.values() if place.name_ar in ("المزيريب", "مزيريب") and place.governorate == "SY12")
    assert "الشرك" not in {name.name for name in gaz.names(muzayrib.id)}
    assert gaz.places["G1726"].kind == "abandoned"
    assert "G167636" not in gaz.places  # Ma'agan lies outside Syria


def test_an_area_is_nominal_and_says_how_wide_it_is(gaz):
    governorate = gaz.places["SY09"]
    assert governorate.area_pcodes == ("SY09",)
    assert governorate.precision_km > 80


def test_version_names_the_release_and_the_contents(gaz):
    release, _, digest = gaz.version.partition("-")
    assert release.count(".") == 1
    assert len(digest) == 8


def test_unknown_ids_are_refused_by_name(gaz):
    with pytest.raises(gazetteer.GazetteerError, match="C0000"):
        gaz.names("C0000")


@pytest.mark.parametrize(
    ("table", "change", "noticed_by", "said"),
    [
        ("places.csv", ("C1015,خان طومان", "C1016,خان طومان"), check.check_ids, "given 2 times"),
        ("places.csv", ("village,community,36.11", "village,community,16.11"), check.check_positions, "outside Syria's box"),
        ("places.csv", (",SY02,SY0200,SY020000,,C1015", ",SY02,SY0700,SY020000,,C1015"), check.check_areas, "not one in the other"),
        (
            "places.csv",
            ("C1015,خان طومان,Khan tuman,village,community,36.1", "C1015,خان طومان,Khan tuman,village,community,36.9"),
            check.check_areas,
            "outside its sub-",
        ),
        ("names.csv", ("C1015,خان طومان,official,ocha,خان طومان", "C1015,خان طومان,official,ocha,خانطومان"), check.check_names, "has the key"),
        ("names.csv", ("C1015,خان طومان,official,ocha", "C1015,خان طومان,official,nobody"), check.check_used, "'nobody' is not described"),
        ("sources.toml", ('licence = "CC BY 3.0 IGO"', 'licence = ""'), check.check_passport, "has no licence"),
    ],
)
def test_the_check_notices(tmp_path, table, change, noticed_by, said):
    old, new = change
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    text = (folder / table).read_text("utf-8")
    assert old in text
    (folder / table).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    failed = check.run(folder, (check.check_passport, noticed_by)).failed
    assert any(said in problem for problem in failed), failed[:5]
    assert table == "sources.toml" or any("sha256" in problem for problem in failed)


def test_a_missing_table_says_how_to_get_it(tmp_path):
    with pytest.raises(gazetteer.GazetteerError, match=r"places\.csv is missing"):
        gazetteer.load(folder=tmp_path)
