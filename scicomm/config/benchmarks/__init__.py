"""Benchmarks: each measures one promise in one run and is runnable alone; results go to docs/benchmarks.md and .json."""
