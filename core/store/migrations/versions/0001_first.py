"""The tables as they were when versions were first written: whatever is missing of them is made up."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: every store of before opens as it is."""
