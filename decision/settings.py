"""Changes to a programme from outside: ``rules.a8.active=true``, ``budget.total=25000``; see :func:`apply`."""

from __future__ import annotations

from decision.files.changes import apply as apply

__all__ = ["apply"]
