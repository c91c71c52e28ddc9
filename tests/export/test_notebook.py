"""A notebook runs from top to bottom as Jupyter runs it, and is explained in the reader's language."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from core.export import notebook
from core.export.table_code import FILE, table_file
from tests.export.cases import experiment, table
from ui.language import translator

pytestmark = pytest.mark.engine


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_notebook_runs_and_shows_its_losses(tmp_path: Path) -> None:
    chosen = experiment({"dataset": table(), "test_split": 0.2, "metrics": ("f1",), "epochs": 2})
    (tmp_path / FILE).write_bytes(table_file(chosen.dataset))
    made = nbformat.reads(notebook(chosen, translator("ko")), as_version=4)
    nbformat.validate(made)
    said = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    assert "훈련" in said and "training" not in said
    NotebookClient(made, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in made.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not any(output.output_type == "error" for output in outputs)
    assert "val_loss" in outputs[-1].data["text/plain"]
