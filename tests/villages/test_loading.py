"""The loader against the real files and against files that a register might send next year."""

import csv
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from casework.models import AuditEvent
from villages import loading
from villages.models import District, Office, Village


@pytest.fixture
def files(tmp_path):
    """The real files, changed: ``files(edit)`` applies ``edit`` to the rows of villages and returns the folder."""
    tables = {}
    for name in ("districts", "villages"):
        with (loading.DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.DictReader(file))

    def write(edit):
        edit({row["code"]: row for row in tables["villages"]}, tables["villages"])
        for name, rows in tables.items():
            with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        return tmp_path

    return write


def test_the_files_are_loaded_as_they_are(city):
    rows = loading._read(loading.DATA / "villages.csv")

    assert Village.objects.count() == len(rows)
    assert Village.objects.current().count() == sum(not row["valid_to"] for row in rows)
    assert District.objects.count() == len(loading._read(loading.DATA / "districts.csv"))


def test_a_second_load_changes_nothing(city):
    before = list(Village.objects.values_list())

    report = loading.load()

    assert report.lines == []
    assert report.unchanged == len(city)
    assert list(Village.objects.values_list()) == before


def test_a_divided_village_leads_to_its_successors(city):
    sinseol, yongdu, yongsin = (city[code] for code in ("1123051500", "1123053300", "1123053600"))

    assert yongsin.is_closed
    assert set(yongsin.successors.all()) == {sinseol, yongdu}
    assert set(sinseol.predecessors.all()) == {yongsin}


def test_two_merged_villages_close_and_their_center_serves_the_new_one(city, files):
    old = [city["1111067000"], city["1111068000"]]
    center = Office.objects.create(kind="village_center", name_ko="창신 마을센터", district=old[0].district)
    center.villages.set(old)

    def merge(rows, table):
        for village in old:
            rows[village.code] |= {"valid_to": "2026-11-01", "successor_codes": "1111099900"}
        table.append(rows["1111069000"] | {
            "code": "1111099900", "name_ko": "창신동", "name_en": "Changsin-dong", "valid_from": "2026-11-01",
        })  # fmt: skip

    report = loading.load(files(merge))

    new = Village.objects.get(code="1111099900")
    for village in old:
        village.refresh_from_db()
        assert village.valid_to == date(2026, 11, 1)
        assert list(village.successors.all()) == [new]
    assert new in center.villages.all()
    assert report.counts == {"added": 1, "closed": 2, "successors": 2, "served on": 1}
    assert AuditEvent.objects.filter(verb="village.updated").count() == 2


def test_a_place_with_a_new_code_keeps_its_row(city, files):
    oksu = city["1120064500"]

    report = loading.load(files(lambda rows, table: rows["1120064500"].update(code="1120099900")))

    again = Village.objects.get(name_ko=oksu.name_ko)
    assert again.pk == oksu.pk
    assert (again.code, again.former_codes) == ("1120099900", ["1120064500"])
    assert report.counts == {"new code": 1}


def test_a_renamed_village_is_found_by_its_new_name(city, files):
    loading.load(files(lambda rows, table: rows["1120064500"].update(name_ko="한강동", name_en="Hangang-dong")))

    village = Village.objects.get(code="1120064500")
    assert village.name_ko == "한강동"
    assert " 한강 " in village.search
    assert "옥수" not in village.search


def test_a_village_missing_from_the_file_is_reported_and_left(city, files):
    report = loading.load(files(lambda rows, table: table.remove(rows["1120064500"])))

    assert report.counts == {"not in the file, left as it is": 1}
    assert Village.objects.get(code="1120064500").is_current


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"successor_codes": "1"}, "successor 1 is not in the file"),
        ({"district_code": "1"}, "district 1 is not in the file"),
        ({"name_ko": ""}, "name_ko is empty"),
        ({"valid_from": "2026-02-30"}, "day is out of range"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "ends before it begins"),
        ({"code": "1111051500"}, "code 1111051500 stands 2 times"),
        ({"successor_codes": "1120064500"}, "succeeds itself"),
    ],
)
def test_a_file_that_contradicts_itself_writes_nothing(db, files, change, complaint):
    with pytest.raises(CommandError, match=complaint):
        call_command("load_places", folder=files(lambda rows, table: rows["1120064500"].update(change)))

    assert not District.objects.exists()


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_places")
    call_command("load_places")

    assert "nothing changed" in capsys.readouterr().out
