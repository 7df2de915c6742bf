"""Drafting unit grids: a first proposal for a community that a planner can start from."""

from wanmi.grids.draft.drafter import Draft, draft
from wanmi.grids.draft.report import Report
from wanmi.grids.draft.site import Rules, Site

__all__ = ["Draft", "Report", "Rules", "Site", "draft"]
