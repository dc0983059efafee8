"""The KRDS crispy pack: a form in Python is a KRDS form that says what it wants."""

import re

import pytest
from django import forms
from django.template import Context, Template

from seoul_portal.styleguide import FILLED, WRONG, EveryField, samples
from seoul_portal.widgets import DateInput


def crispy(form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def piped(form) -> str:
    return Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))


@pytest.mark.parametrize("render", [crispy, piped])
@pytest.mark.parametrize("data", [None, WRONG])
def test_every_id_that_a_field_refers_to_is_on_the_page_once(render, data):
    text = render(EveryField(data))
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for names in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', text):
        assert set(names.split()) <= set(ids)
    assert set(re.findall(r'<label for="([^"]+)"', text)) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_every_wrong_field_stands_in_the_summary_with_a_way_to_it():
    form = EveryField(WRONG)
    text = crispy(form)
    summary = text[text.index("data-error-summary") : text.index("</ul>")]
    assert set(re.findall(r'href="#id_(\w+?)(?:_0)?"', summary)) == set(form.errors)


def test_chosen_select_is_printed_as_complete():
    assert "krds-form-select completed" in piped(EveryField(initial=FILLED))
    assert "krds-form-select completed" not in piped(EveryField())


def test_optional_fields_say_so_and_required_ones_need_not():
    class Two(forms.Form):
        must = forms.CharField(label="must")
        may = forms.CharField(label="may", required=False)

    text = piped(Two())
    assert re.search(r"may\s*<span class=\"p-optional\">", text)
    assert text.count("p-optional") == 1


def test_file_makes_the_form_send_files():
    class Photo(forms.Form):
        photo = forms.FileField()

    assert 'enctype="multipart/form-data"' in crispy(Photo())


def test_date_speaks_the_browsers_language_whatever_the_page_speaks():
    from datetime import date

    class Day(forms.Form):
        day = forms.DateField(widget=DateInput, initial=date(2026, 3, 14), localize=True)

    assert re.search(r'type="date"[^>]*value="2026-03-14"', piped(Day()))


def test_cell_of_a_table_has_a_name():
    template = "{% load crispy_forms_tags %}{% crispy formset helper %}"
    shown = samples()
    text = Template(template).render(Context({"formset": shown["table_formset"], "helper": shown["table_helper"]}))
    assert 'aria-label="항목"' in text
