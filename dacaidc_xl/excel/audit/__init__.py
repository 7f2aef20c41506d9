"""The sheet Audit: the chain from inputs to net removal and cost as live formulas."""

from __future__ import annotations

from dacaidc_xl.excel.audit.blocks import AUDIT_BLOCKS
from dacaidc_xl.excel.audit.sheet import write_audit

__all__ = ["AUDIT_BLOCKS", "write_audit"]
