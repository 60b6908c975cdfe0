"""Copies the benchmark's files with the rows of the transactions in a random, repeatable order.
usage: pay_shuffle.py FROM TO"""

import os
import shutil
import sys

import numpy as np
import pyarrow.parquet as pq

source, target = sys.argv[1], sys.argv[2]
os.makedirs(target, exist_ok=True)
for name in ("payees", "products", "assign"):
    shutil.copy(f"{source}/{name}.parquet", f"{target}/{name}.parquet")
table = pq.read_table(f"{source}/txn.parquet")
order = np.random.default_rng(7).permutation(table.num_rows)
pq.write_table(table.take(order), f"{target}/txn.parquet", compression="zstd", row_group_size=500_000)
