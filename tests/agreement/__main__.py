"""Hold both editions together for many cities: ``python -m tests.agreement [COUNT [FIRST]]``."""

from __future__ import annotations

import sys

from .cities import draw_settings
from .comparing import Agreement, Disagreement, agree


def main(count: int = 300, first: int = 0) -> int:
    """Tell what was compared, the cities that disagree and the largest difference; return how many disagree."""
    total, apart = Agreement(), []
    for seed in range(first, first + count):
        try:
            total.add(agree(draw_settings(seed)))
        except Disagreement as difference:
            apart.append(seed)
            print(f"city {seed}: {difference}", flush=True)
    print(f"cities: {count}, from {first} to {first + count - 1}; disagreeing: {len(apart)} {apart or ''}")
    print(f"compared: {total.weeks} weeks, {total.cases} cases, {total.values} values")
    print(f"largest difference: {total.largest:.3g} ({total.where})")
    return len(apart)


if __name__ == "__main__":
    sys.exit(min(1, main(*(int(word) for word in sys.argv[1:]))))
