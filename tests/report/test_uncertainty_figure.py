"""Pictures of the uncertainty study: written, with titles of axes and their units."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest

from dacaidc_xl.report import uncertainty_figure
from dacaidc_xl.studies.uncertainty import uncertainty

NAMES = ["retrofit_share", "sorbent_price_usd_per_kg"]


@pytest.fixture(scope="module")
def study():
    return uncertainty(states=["VT", "TX", "WV"], draws=12, names=NAMES)


@pytest.fixture
def drawn(monkeypatch):
    kept = []
    monkeypatch.setattr(uncertainty_figure, "_save", lambda figure, path: kept.append(figure))
    yield kept
    plt.close("all")


def test_axes_have_titles_with_units(study, drawn, tmp_path):
    uncertainty_figure.draw_tornado(study, tmp_path / "t.png", "TX")
    uncertainty_figure.draw_percentiles(study, tmp_path / "p.png")
    for figure in drawn:
        titles = [axis.get_xlabel() for axis in figure.axes]
        assert titles[0] == "Net removal [t/yr]"
        assert titles[1] == "Removal ratio [-]"
        assert titles[2].startswith("Cost per tonne of net removal [USD/t]")
    tornado = drawn[0].axes[2]
    labels = [label.get_text() for label in tornado.get_yticklabels()]
    assert labels[0] == "sorbent_price_usd_per_kg [USD/kg]"


def test_a_cost_that_is_always_infinite_is_said(study, drawn, tmp_path):
    uncertainty_figure.draw_percentiles(study, tmp_path / "p.png")
    texts = [text.get_text() for text in drawn[0].axes[2].texts]
    assert texts == ["infinite"]


def test_a_state_without_any_finite_cost_draws_all_the_same(tmp_path):
    made = uncertainty(states=["WV"], draws=4, names=NAMES)
    for draw in (uncertainty_figure.draw_tornado, uncertainty_figure.draw_percentiles):
        path = tmp_path / f"{draw.__name__}.png"
        draw(made, path)
        assert path.read_bytes().startswith(b"\x89PNG")
