"""Pictures: every axis has a title with its unit, and what is drawn is the study."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.report import county_figure, figure_style, hourly_figure, pathway_figure
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.pathway import pathway


@pytest.fixture
def drawn(monkeypatch):
    """Keep the figures that would be written."""
    kept = []
    for module in (county_figure, hourly_figure, pathway_figure):
        monkeypatch.setattr(module, "save", lambda figure, path: kept.append(figure))
    yield kept
    for figure in kept:
        figure_style.plotting().close(figure)


def test_the_bars_of_the_hourly_picture_are_the_differences(drawn, tmp_path):
    study = hourly("base_2023", states=["ND", "AZ"])
    hourly_figure.draw_hourly(study, tmp_path / "h.png")
    captured = drawn[0].axes[0]
    heights = sorted(bar.get_height() for bar in captured.patches)
    assert heights == pytest.approx(sorted(study["hourly"]["captured_difference_pct"]))
    for axis, unit in zip(drawn[0].axes, ("[%]", "[kt/yr]", "[USD/t]"), strict=True):
        assert axis.get_ylabel().endswith(unit)
    assert "ordered" in drawn[0].axes[-1].get_xlabel()


def test_the_lines_of_the_pathway_picture_are_medians(drawn, tmp_path):
    study = pathway(2030, "cambium2024_midcase", states=["TX", "VA", "WV"])
    pathway_figure.draw_pathway(study, tmp_path / "p.png")
    left, right = drawn[0].axes
    (line,) = left.get_lines()
    expected = study["pathway"].groupby("year")["net_removal_t_per_yr"].median() / 1e3
    np.testing.assert_allclose(line.get_ydata(), expected)
    assert left.get_ylabel().endswith("[kt/yr]")
    assert right.get_ylabel().endswith("[of 3]")
    assert left.get_xlabel() == right.get_xlabel() == "Year"


def test_the_map_colors_every_county_by_its_value(drawn, tmp_path):
    study = counties("base_2023", states=["DE"])
    county_figure.draw_counties(study, tmp_path / "c.png")
    panels = [axis for axis in drawn[0].axes if axis.get_title()]
    assert [axis.get_title()[axis.get_title().index("[") :] for axis in panels] == [
        "[kt/yr]",
        "[%]",
        "[2024 USD/t captured]",
    ]
    values = set(panels[0].collections[0].get_array().compressed().round(9))
    expected = study["counties"]["reference_captured_t_per_yr"] / 1e3
    assert values == set(expected.round(9))


def test_a_picture_is_a_file_and_the_same_again(tmp_path):
    study = pathway(2030, "cambium2024_midcase", states=["TX"])
    files = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in files:
        pathway_figure.draw_pathway(study, path)
    assert files[0].read_bytes()[:4] == b"\x89PNG"
    assert files[0].read_bytes() == files[1].read_bytes()
