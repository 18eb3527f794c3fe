"""Extraction on many machines: a Dask cluster extracts, its client reads the articles and writes shards.

Nothing but ``store.cluster.engine`` uses Dask, which comes with the extra ``pressbox[cluster]``.
"""
