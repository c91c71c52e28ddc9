"""How fast the lab is, beside what people would use otherwise: ``python -m bench`` lists the benchmarks.

Nothing here asserts anything: a benchmark measures and prints. docs/performance.md explains each line.
"""
