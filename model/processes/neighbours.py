"""Who a resident's neighbours are: a small world (Watts & Strogatz 1998).

Six live close by: three on either side on a ring through the community, which lies contiguous in the columns, so that
they are found by counting. One is drawn from the community, one from farther away. In a community of fewer than seven
residents the ring passes some of them more than once.
"""

from __future__ import annotations

CLOSE = (-3, -2, -1, 1, 2, 3)
"""Steps along the ring to the six neighbours who live close by."""
