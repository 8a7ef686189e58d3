"""A user's own places and spellings: merged at load, kept apart, refused with line and reason."""

from __future__ import annotations

import pickle

import pytest

import gazetteer
from gazetteer.overlay import COLUMNS, add_place, add_row, add_spelling
from gazetteer.places import GazetteerError

HEADER = ",".join(COLUMNS) + "\n"


@pytest.fixture
def overlay(tmp_path):
    def write(*rows, header=HEADER):
        path = tmp_path / "mine.csv"
        path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
        return path

    return write


def test_own_places_and_spellings_are_found(overlay):
    path = overlay("U-post-12,نقطة الخزان,الخزان|خزان الماء,Water tank,facility,36.10,37.05,0.5,SY02,", "C1015,,خان تومان,,,,,,,")
    gaz = gazetteer.load(overlay=path)
    assert gaz.search("خزان الماء")[0].place.id == "U-post-12"
    assert gaz.places["U-post-12"].source == "overlay"
    assert gaz.search("خان تومان")[0].place.id == "C1015"
    assert "U-post-12" not in gazetteer.load().places
    assert gaz.version.startswith(gazetteer.load().version + "+")


def test_a_worker_process_gets_the_same_overlay(overlay):
    path = overlay("U-post-12,نقطة الخزان,,Water tank,facility,36.10,37.05,0.5,SY02,")
    assert "U-post-12" in pickle.loads(pickle.dumps(gazetteer.load(overlay=path))).places  # noqa: S301  # our own bytes


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("U-a,مكان,,Place,facility,37.05,36.10,0.5,SY02,", None),
        ("U-a,مكان,,Place,facility,40.0,36.10,0.5,SY02,", "lat 40.0 is not between"),
        ("U-a,مكان,,Place,facility,36.1,x,0.5,SY02,", "lon 'x' is not a number"),
        ("U-a,مكان,,Place,facility,,,0.5,SY02,", "lat, lon and precision_km are needed"),
        ("U-a,مكان,,Place,hamlet,36.1,37.0,0.5,SY02,", "unknown level 'hamlet'"),
        ("U-a,,,Place,facility,36.1,37.0,0.5,SY02,", "name_ar is empty"),
        ("C99999,,اسم,,,,,,,", "'C99999' is none of our places"),
        ("C1015,,؟؟,,,,,,,", "has no letters"),
        ("U-a,مكان,Place,facility,36.1,37.0,0.5,SY02,", "10 cells expected"),
    ],
)
def test_errors_name_the_line(overlay, row, said):
    path = overlay("C1015,,خان تومان,,,,,,,", row)
    if said is None:
        gazetteer.load(overlay=path)
        return
    with pytest.raises(gazetteer.GazetteerError, match=r"mine\.csv line 3") as refused:
        gazetteer.load(overlay=path)
    assert said in str(refused.value)


def test_a_wrong_header_says_which_to_write(overlay):
    with pytest.raises(gazetteer.GazetteerError, match="id,name_ar,names"):
        gazetteer.load(overlay=overlay("a,b", header="id,name\n"))


def test_a_missing_overlay_is_refused(tmp_path):
    with pytest.raises(gazetteer.GazetteerError, match="no such file"):
        gazetteer.load(overlay=tmp_path / "none.csv")


def test_a_row_can_be_added_and_a_bad_one_changes_nothing(tmp_path):
    path, known = tmp_path / "mine.csv", gazetteer.load().places
    add_row(path, {"id": "U-a", "name_ar": "نقطة, الخزان", "level": "facility", "lat": "36.1", "lon": "37.0", "precision_km": "1"}, known)
    add_row(path, {"id": "C1015", "names": "خان تومان"}, known)
    before = path.read_bytes()
    with pytest.raises(gazetteer.GazetteerError, match=r"lat 3\.6 is not between"):
        add_row(path, {"id": "U-b", "name_ar": "نقطة", "level": "facility", "lat": "3.6", "lon": "37.0", "precision_km": "1"}, known)
    with pytest.raises(gazetteer.GazetteerError, match="no column 'latitude'"):
        add_row(path, {"id": "U-b", "latitude": "36.1"}, known)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    assert gazetteer.load(overlay=path).search("نقطة الخزان")[0].place.id == "U-a"


def test_a_place_and_a_spelling_are_added_with_ids_of_their_own(tmp_path):
    path = tmp_path / "mine.csv"
    gaz = gazetteer.load()
    assert add_place(path, gaz, "حرش الصنوبر الكبير", (36.63, 35.93), level="natural") == "U-1"
    add_spelling(path, gaz, "C1015", "خان تومانه")
    again = gazetteer.load(overlay=path)
    assert add_place(path, again, "تلة الرمل الغربية", (36.64, 35.93)) == "U-2"
    assert again.places["U-1"].governorate == "SY07"
    assert again.search("خان تومانه")[0].place.id == "C1015"


@pytest.mark.parametrize(
    ("place_id", "name", "said"),
    [("C1015", "خان طومان", "already has the spelling"), ("C0", "اسم", "none of our places"), ("U-1", "اسم", "place of your own")],
)
def test_a_spelling_that_says_nothing_new_or_belongs_nowhere_is_refused(tmp_path, place_id, name, said):
    with pytest.raises(GazetteerError, match=said):
        add_spelling(tmp_path / "mine.csv", gazetteer.load(), place_id, name)
    assert not (tmp_path / "mine.csv").exists()


def test_a_place_outside_syria_is_refused(tmp_path):
    with pytest.raises(GazetteerError, match="no governorate of Syria"):
        add_place(tmp_path / "mine.csv", gazetteer.load(), "أنطاكية", (36.16, 36.2))


def test_an_overlay_in_another_encoding_is_refused_and_a_mark_before_utf_8_is_not(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(HEADER.encode() + "C1015,,خان تومان,,,,,,,\n".encode("cp1256"))
    with pytest.raises(GazetteerError, match=r"mine\.csv after line 0: cannot be read .* save it as CSV in UTF-8"):
        gazetteer.load(overlay=path)
    path.write_text(HEADER + "C1015,,خان تومان,,,,,,,\n", encoding="utf-8-sig")
    gaz = gazetteer.load(overlay=path)
    assert gaz.search("خان تومان")[0].place.id == "C1015"
    add_spelling(path, gaz, "C3871", "ادلبب")
    assert gazetteer.Gazetteer(gazetteer.tables.DATA, path).search("ادلبب")[0].place.id == "C3871"


def test_half_a_character_is_refused_and_the_file_stays(overlay):
    path = overlay("C1015,,خان تومان,,,,,,,")
    before = path.read_bytes()
    with pytest.raises(GazetteerError, match="half a character"):
        add_row(path, {"id": "C1015", "names": "خان \ud800"}, gazetteer.load().places)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]
