"""What a board is told of its area, as a page of charts and as the same numbers in a file."""

import csv
import io

from flask import Blueprint, Response, render_template, request

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import charts
from referrals.services import figures
from referrals.services.figures import Figures

bp = Blueprint("figures", __name__)


@bp.get("/reports/board")
@needs(Verb.LIST)
def board() -> str:
    found = _found()
    return render_template(
        "oversight/figures.html",
        found=found,
        drawn=[charts.drawn(row) for row in found.charts if charts.tells(row)],
        untold=[row.what for row in found.charts if not charts.tells(row)],
    )


@bp.get("/reports/board.csv")
@needs(Verb.LIST)
def board_csv() -> Response:
    found = _found()
    out = io.StringIO()
    written = csv.writer(out)
    written.writerow(["area", "people", "period", "table", "category", "count"])
    for chart in found.charts:
        for line in (*chart.lines, None):
            label, count = (line.label, line.count) if line else ("Total", chart.total)
            number = charts.NOT_SHOWN if count is None else count
            written.writerow(
                [found.area_name, found.people, found.period_label, chart.what, label, number]
            )
    name = f"board-{found.area}-{found.period}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def _found() -> Figures:
    return figures.figures(current_actor(), request.args.get("period"), request.args.get("area"))
