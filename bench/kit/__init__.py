"""What the benchmarks share: the data, the fit, the figures. Nothing of it is shipped."""
