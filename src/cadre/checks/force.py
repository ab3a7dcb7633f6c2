"""Force checks: posts have pledges, people may serve and are counted once, and somebody leads."""

from __future__ import annotations

from cadre.checks import burden, filling, lead, limits, posts, rung, trade, transfer

RULES = (
    *posts.RULES,
    *lead.RULES,
    *limits.RULES,
    *transfer.RULES,
    *rung.RULES,
    *filling.RULES,
    *burden.RULES,
    *trade.RULES,
)

CHECKS = (
    *posts.CHECKS,
    *lead.CHECKS,
    *limits.CHECKS,
    *transfer.CHECKS,
    *rung.CHECKS,
    *filling.CHECKS,
    *burden.CHECKS,
    *trade.CHECKS,
)
