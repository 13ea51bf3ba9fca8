"""Others who could do the same work, each with requirements of its own: the part says so where one is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from ..section import Section


def peers() -> Section:
    """Time the residents' week in JAX beside the engine's."""
    if find_spec("jax") is None:
        return Section(
            "Beside JAX on the processor",
            "JAX is not installed: `pip install -r benchmarks/peers/requirements.txt` brings it.",
            ("city",),
            (),
        )
    from .beside_jax import beside_jax

    return beside_jax()
