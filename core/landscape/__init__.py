"""The loss of a real network around the ways that optimizers take on it.

A question, answered in parts: the runs are trained by the lab's engine, then their loss is computed on a
plane of weights (Li et al. 2018, arXiv:1712.09913), and how sharp it is along the ways (Cohen et al. 2021,
arXiv:2103.00065).
"""
