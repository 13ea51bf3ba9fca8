"""The residents' week in other ways to write it: NumPy, AgentPy, mesa-frames, each held to equal the engine."""

from .measuring import peers

__all__ = ["peers"]
