"""Hold engine and reference together for many settings: ``python -m tests.reference.many [FIRST [COUNT]]``."""

from __future__ import annotations

import sys

from .agreement import Agreement, Disagreement, agree
from .generating import settings_of


def main(first: int = 0, count: int = 200) -> int:
    """Print what was compared, the seeds that disagree and the largest difference; return how many disagree."""
    total, failed = Agreement(), []
    for seed in range(first, first + count):
        try:
            found = agree(settings_of(seed))
        except Disagreement as difference:
            failed.append(seed)
            print(f"seed {seed}: {difference}", flush=True)
            continue
        total.weeks += found.weeks
        total.values += found.values
        total.problems += found.problems
        if found.largest > total.largest:
            total.largest, total.where = found.largest, f"{found.where} of seed {seed}"
    print(f"settings: {count}, seeds {first} to {first + count - 1}; disagreeing: {len(failed)} {failed or ''}")
    print(f"compared: {total.weeks} weeks, {total.problems} problems, {total.values} values")
    print(f"largest difference: {total.largest:.3g} ({total.where})")
    return len(failed)


if __name__ == "__main__":
    sys.exit(min(1, main(*(int(word) for word in sys.argv[1:]))))
