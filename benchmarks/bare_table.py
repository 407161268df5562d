"""A bare Textual table as large as our ranking; with "solving" as second argument HiGHS runs beside it, without end."""

import sys
from threading import Thread

from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROWS = int(sys.argv[1])


def solve() -> None:
    """Knapsacks with forty constraints, one after another: nearly all the time is spent in HiGHS."""
    import highspy
    import numpy as np

    random = np.random.default_rng(1)
    while True:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        items = np.arange(400, dtype=np.int32)
        for _item in items:
            solver.addVar(0, 1)
            solver.changeColIntegrality(_item, highspy.HighsVarType.kInteger)
            solver.changeColCost(_item, -float(random.uniform(1, 2)))
        for _row in range(40):
            weights = random.uniform(1, 2, len(items))
            solver.addRow(-highspy.kHighsInf, float(weights.sum() / 3), len(items), items, weights)
        solver.run()


class Bare(App[None]):
    """Nothing but the table."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Ten columns, as the ranking has them."""
        table = self.query_one(DataTable)
        table.add_columns(*(f"Column {number}" for number in range(10)))
        table.add_rows(
            [row + 1, "·", f"Park {row:05d}", "PFO", "in the plan", 2025, "0.743", "██████", "350.0", "350.0"]
            for row in range(ROWS)
        )
        table.focus()
        if "solving" in sys.argv:
            Thread(target=solve, daemon=True).start()


Bare().run()
