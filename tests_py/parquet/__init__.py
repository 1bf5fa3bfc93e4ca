"""Tests of the Parquet sink."""
