"""How much CO2 the waste heat of AI data centers would remove by direct air capture."""
