"""`make bench` and `make soak`: figures of speed, memory and safety, for docs/benchmarks.md."""
