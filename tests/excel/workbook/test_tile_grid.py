"""Every state has a tile of its own, on the right side of its neighbors."""

from __future__ import annotations

from dacaidc_xl.excel.workbook.tile_grid import COLUMNS, ROWS, tiles
from dacaidc_xl.reference.geography import states


def test_each_state_has_one_tile_of_its_own():
    assert set(tiles()) == {state.abbr for state in states()}
    assert len(set(tiles().values())) == len(tiles())
    assert all(row < ROWS and column < COLUMNS for row, column in tiles().values())


def test_tiles_lie_as_the_states_do():
    where = tiles()
    assert where["WA"][0] < where["OR"][0] < where["CA"][0]
    assert where["CA"][1] < where["CO"][1] < where["VA"][1]
    assert where["ME"][0] < where["NY"][0] < where["VA"][0] < where["FL"][0]
    assert where["TX"][0] > where["OK"][0] > where["KS"][0]
