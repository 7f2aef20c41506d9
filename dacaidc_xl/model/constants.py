"""Constants of nature and of the calendar: nothing here is a choice that a user may question."""

ZERO_CELSIUS_K = 273.15
"""0 degC in kelvin, by definition [K]."""

GAS_CONSTANT_J_PER_MOL_K = 8.314462618
"""Molar gas constant, CODATA 2018 [J/(mol K)]; fitted isotherms bring their own rounding."""

WATER_MOLAR_MASS_KG_PER_MOL = 0.018015268
"""Molar mass of water, IAPWS-95 [kg/mol]."""

HOURS_PER_YEAR = 8760.0
"""Hours of the model's year, without leap day [h]."""

KJ_PER_KWH = 3600.0
"""Kilojoules in a kilowatt-hour, by definition; also joules per kilogram in a kWh/t [kJ/kWh]."""

KG_PER_T = 1000.0
"""Kilograms in a metric ton."""

KW_PER_MW = 1000.0
"""Kilowatts in a megawatt."""
