"""The lab's own routes, a module for each thing that is asked for."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

PREFIXES = (
    "/lab/runs/",
    "/lab/sweeps",
    "/lab/propagation",
    "/lab/landscape",
    "/lab/play",
    "/lab/health",
    "/lab/watch",
)
"""How the paths of all `lab_routes` begin."""


def lab_routes() -> Sequence[BaseRoute]:
    """All of them. They bring NumPy and the database, so they are loaded when first asked for."""
    import core  # noqa: F401  # as a whole first: see `ui.lifespan`
    from ui.routes.health import health_routes
    from ui.routes.landscape import landscape_routes
    from ui.routes.past import past_routes
    from ui.routes.play import play_routes
    from ui.routes.propagation import propagation_routes
    from ui.routes.row_maps import row_maps_routes
    from ui.routes.runs import run_routes
    from ui.routes.sweeps import sweep_routes
    from ui.routes.watch import watch_routes

    return [
        *run_routes(),
        *past_routes(),
        *row_maps_routes(),
        *sweep_routes(),
        *propagation_routes(),
        *landscape_routes(),
        *play_routes(),
        *health_routes(),
        *watch_routes(),
    ]
