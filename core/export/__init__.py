"""What can be taken home of an experiment: code that needs nothing of this project.

`script` is a Python program in plain Keras and scikit-learn that repeats the run, `notebook` the same in
cells with explanations.
"""

from core.export.notebook import notebook
from core.export.script import script

__all__ = ["notebook", "script"]
