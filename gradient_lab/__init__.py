"""Watch any Keras 3 model while its own `fit` trains it: the part of Gradient Lab for your own program.

It needs Keras and NumPy, and nothing of the lab itself.
"""

from gradient_lab.watch import Watch

__all__ = ["Watch"]
