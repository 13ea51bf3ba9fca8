"""The folder of a sweep: what was asked, what is done, and every number traceable to what made it.

=====================  ==================================================================================
``manifest.json``      what was asked: study, resolved scenario, digests, versions
``design.parquet``     one row for each point: its factors, and the digest of its settings
``ledger.jsonl``       one line for each pair of parts that was committed, written last
``runs/*.parquet``     one row for each attempt: status, seed, digest, times, means of the last year (float64)
``series/*.parquet``   one row for each run and week, float32
``table.parquet``      made at the end, in the order of the design: the same bytes however the sweep went
=====================  ==================================================================================
"""
