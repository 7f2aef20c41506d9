"""Draws of uncertain quantities: from random numbers between 0 and 1 to values of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.parameters import Parameters, find_parameter, parameter_table
from dacaidc_xl.studies.settings import tvsa_settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

METHODS = ("monte_carlo", "latin_hypercube", "sobol")
DISTRIBUTIONS = ("uniform", "triangular")
HOURS_GROUP = "hours"
"""Group of the parameter table that acts in the hourly study alone."""
SCALE_CHOICES = ("retrofit_share",)
"""Ranges that are a choice of how much to build, not doubt about a value: drawn only by name.

By default all halls are fitted, and a smaller share is a smaller plant."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A parameter with its uncertainty range.

    Attributes
    ----------
    name, unit : str
        As in the parameter table.
    low, center, high : float
        Range, and the value of the run, held inside the range.
    """

    name: str
    unit: str
    low: float
    center: float
    high: float

    @property
    def one_sided(self) -> bool:
        """Whether the value of the run is an end of the range, so that all draws lie beside it."""
        return self.center in (self.low, self.high)

    def values(self, unit: Floats, distribution: str) -> Floats:
        """Give the values at cumulative probabilities.

        Parameters
        ----------
        unit : ndarray
            Cumulative probability, 0 to 1.
        distribution : str
            ``uniform`` over the range, or ``triangular`` with its peak at the center.

        Returns
        -------
        ndarray
            Values in the parameter's unit, same shape.

        Examples
        --------
        >>> life = Uncertain("sorbent_life_yr", "yr", 0.5, 1.5, 5.0)
        >>> life.values(np.array([0.0, 0.5, 1.0]), "uniform")
        array([0.5 , 2.75, 5.  ])
        """
        if distribution == "uniform":
            made = self.low + unit * (self.high - self.low)
        else:
            from scipy import stats

            width = self.high - self.low
            peak = (self.center - self.low) / width
            made = stats.triang.ppf(unit, peak, loc=self.low, scale=width)
        # Rounding must not carry a value over a hard bound that is also the range's end.
        return np.asarray(np.clip(made, self.low, self.high), dtype=float)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something of which one of several is drawn, each as likely as the others.

    Attributes
    ----------
    name : str
        ``sorbent`` or ``grid``.
    options : tuple of str
        What is drawn from.
    """

    name: str
    options: tuple[str, ...]

    def values(self, unit: Floats) -> Indices:
        """Give indices into the options at cumulative probabilities.

        Examples
        --------
        >>> Choice("grid", ("base_2023", "2030")).values(np.array([0.0, 0.49, 0.5, 1.0]))
        array([0, 0, 1, 1])
        """
        count = len(self.options)
        return np.minimum((unit * count).astype(np.int64), count - 1)


@dataclass(frozen=True, slots=True)
class Draws:
    """Values of a number of draws.

    Attributes
    ----------
    values : mapping of str to ndarray
        Parameter to its value in each draw, shape (draw,).
    sorbents, grids : tuple of str
        Sorbents, and scenarios whose grid is taken; empty where the run's own holds.
    sorbent, grid : ndarray of int
        Index into them of each draw, shape (draw,); zeros where nothing is drawn.
    """

    values: Mapping[str, Floats]
    sorbents: tuple[str, ...]
    grids: tuple[str, ...]
    sorbent: Indices
    grid: Indices

    def __len__(self) -> int:
        return self.sorbent.size


def uncertain_parameters(
    parameters: Parameters, names: Sequence[str] = (), sorbent_drawn: bool = False
) -> tuple[tuple[Uncertain, ...], tuple[str, ...]]:
    """Give the parameters that have an uncertainty range, in the order of the table.

    Parameters
    ----------
    parameters : Parameters
        Values of the run; they are the centers.
    names : sequence of str
        Only these. By default all that have a range, but those of the group ``hours``, those
        of `SCALE_CHOICES` and those that the user has set.
    sorbent_drawn : bool
        Whether the sorbent is drawn as well: its row then gives the numbers that are blank in
        the parameter table, and they are not drawn by default.

    Returns
    -------
    parameters : tuple of Uncertain
    warnings : tuple of str
        Centers that were moved to the end of their range.

    Raises
    ------
    InputError
        Unknown name, or a parameter without a range or of the group ``hours``.

    Examples
    --------
    >>> found, _ = uncertain_parameters(Parameters.of(), ["sorbent_life_yr"])
    >>> found[0].low, found[0].center, found[0].high
    (0.5, 1.5, 5.0)
    """
    table = parameter_table()
    asked = {find_parameter(name, "parameter").name for name in names}
    tvsa = tvsa_settings(parameters)
    found: list[Uncertain] = []
    warnings: list[str] = []
    for name, row in table.items():
        low, high = row.range_of(parameters.parameter_set)
        ranged = low is not None and high is not None and low < high and row.group != HOURS_GROUP
        if not ranged:
            if name in asked:
                drawable = [
                    r.name for r in table.values() if r.low is not None and r.group != HOURS_GROUP
                ]
                raise InputError(
                    "parameter",
                    name,
                    "a parameter that has an uncertainty range and is not of the group hours",
                    nearest_choice(name, drawable),
                )
            continue
        of_the_sorbent = sorbent_drawn and parameters[name] is None
        by_name_only = name in parameters.overrides or name in SCALE_CHOICES or of_the_sorbent
        if (asked and name not in asked) or (not asked and by_name_only):
            continue
        assert low is not None and high is not None
        # A blank value is that of the sorbent's row.
        used = getattr(tvsa, name) if parameters[name] is None else parameters.number(name)
        center = float(used)
        if not low <= center <= high:
            warnings.append(
                f"{name} = {center:g} {row.unit} is outside its uncertainty range {low:g} to "
                f"{high:g}; draws peak at the nearer end"
            )
        found.append(Uncertain(name, row.unit, low, min(max(center, low), high), high))
    return tuple(found), tuple(warnings)


def check_draws(method: str, count: int) -> None:
    """Refuse a method that is unknown, and a number of draws that it cannot take.

    Raises
    ------
    InputError
        Unknown method; fewer than two draws; a Sobol sequence that is no power of two.

    Examples
    --------
    >>> check_draws("sobol", 1000)
    Traceback (most recent call last):
    dacaidc_xl.errors.InputError: draws: 1000 is not valid; expected a power of two for \
method sobol. Did you mean '1024'?
    """
    if method not in METHODS:
        expected = f"one of {', '.join(METHODS)}"
        raise InputError("method", method, expected, nearest_choice(method, METHODS))
    if count < 2:
        raise InputError("draws", count, "at least 2 draws")
    if method == "sobol" and count & (count - 1):
        nearest = 2 ** round(float(np.log2(count)))
        raise InputError("draws", count, "a power of two for method sobol", str(nearest))


def unit_sample(method: str, count: int, dimensions: int, seed: int) -> Floats:
    """Give random numbers between 0 and 1, one column a dimension.

    Parameters
    ----------
    method : str
        ``monte_carlo`` (independent), ``latin_hypercube`` (each column has one number in each
        of ``count`` equal intervals) or ``sobol`` (the design of Saltelli on a scrambled Sobol
        sequence, from which indices can be computed).
    count : int
        Draws; for ``sobol`` the base sample, a power of two.
    dimensions : int
        Columns.
    seed : int
        The same seed gives the same numbers.

    Returns
    -------
    ndarray
        Shape (count, dimensions); for ``sobol`` (count x (dimensions + 2), dimensions), in
        groups of A, one A with a column of B for each dimension, and B.

    References
    ----------
    .. [1] McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245,
       doi:10.2307/1268522
    .. [2] Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270,
       doi:10.1016/j.cpc.2009.09.018

    Examples
    --------
    >>> unit_sample("latin_hypercube", 4, 1, 1).round(2).ravel().tolist()
    [0.08, 0.46, 0.84, 0.67]
    """
    check_draws(method, count)
    if method == "monte_carlo":
        return np.random.default_rng(seed).random((count, dimensions))
    if method == "latin_hypercube":
        from scipy.stats import qmc

        sampler = qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed))
        return np.asarray(sampler.random(count))
    from dacaidc_xl.studies.sobol_indices import saltelli

    return saltelli(dimensions, count, seed)


def draws_of(
    unit: Floats,
    uncertain: Sequence[Uncertain],
    choices: Sequence[Choice],
    distribution: str,
) -> Draws:
    """Turn random numbers into values of the parameters and choices.

    Parameters
    ----------
    unit : ndarray
        Numbers from 0 to 1, shape (draw, parameters and choices).
    uncertain : sequence of Uncertain
        What the first columns are.
    choices : sequence of Choice
        What the columns behind them are.
    distribution : str
        ``uniform`` or ``triangular``.

    Returns
    -------
    Draws

    Raises
    ------
    InputError
        Unknown distribution.

    Examples
    --------
    >>> made = draws_of(np.array([[0.25]]), [Uncertain("a", "-", 0.0, 1.0, 4.0)], [], "uniform")
    >>> made.values["a"]
    array([1.])
    """
    if distribution not in DISTRIBUTIONS:
        expected = f"one of {', '.join(DISTRIBUTIONS)}"
        nearest = nearest_choice(distribution, DISTRIBUTIONS)
        raise InputError("distribution", distribution, expected, nearest)
    values = {u.name: u.values(unit[:, i], distribution) for i, u in enumerate(uncertain)}
    options: dict[str, tuple[str, ...]] = {"sorbent": (), "grid": ()}
    taken = {name: np.zeros(len(unit), dtype=np.int64) for name in options}
    for column, choice in enumerate(choices, start=len(uncertain)):
        options[choice.name] = choice.options
        taken[choice.name] = choice.values(unit[:, column])
    return Draws(values, options["sorbent"], options["grid"], taken["sorbent"], taken["grid"])
