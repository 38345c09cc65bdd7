"""Makes new source text live in loaded modules, as a change that can be undone."""

from mulligan.execution.code_change import CodeChange
from mulligan.execution.live_module import LiveModule
from mulligan.execution.plan import ModulePlan, Plan, StatementPlan

__all__ = ["CodeChange", "LiveModule", "ModulePlan", "Plan", "StatementPlan"]
