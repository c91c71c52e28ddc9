"""Whether a data set of the catalogue can be used, whatever its source."""

from __future__ import annotations

from core.data.sources import fetched_tables, images
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.images import Availability


def availability(key: str) -> Availability:
    """Whether the data set `key` can be used. Looks for files only, so it returns at once.

    The first time that a set is not here, the download host is asked in the background; until it has
    answered, the set counts as one to be downloaded. Sets that come with the lab are always here.
    """
    return fetched_tables.availability(key) if key in FETCHED else images.availability(key)
