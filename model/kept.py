"""Compiled kernels on disk: each in one file, named by all that it was made from, with a digest of what is in it.

Numba's own cache knows a kernel by the time, size and text of its file. So it compiles everything again after a change
of a comment, and nothing after a change of a constant in another file; and it reads what is there unlooked at, so that
a torn file ends every later process. Here

* the name tells everything that a kernel depends on (:mod:`.content`): its own code, that of all kernels it calls,
  constants, types of arguments, the processor, the compiler and its options. Equal names, equal machine code, whoever
  wrote it; nothing is ever out of date, and no index can disagree with what it lists;
* the content begins with its digest, looked at before anything else: 5 MB of kernels take some 5 ms, of the second and
  more that loading them takes. What does not agree, or does not load, is set aside, and the kernel compiled again;
* kernels that come with the package are compiled for a processor as all of the last ten years are, which a name tells
  as it tells any other; they are looked for where a processor is one, after those that were compiled for it itself;
* a file is written beside its place and renamed. Of two processes that compile one kernel the later wins, with the
  same. Where nothing can be written the kernel is compiled by each process, and runs all the same.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import platform
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, cast

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
from numba import config as numba_config
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from .blas import put_off_blas
from .content import content, is_installed
from .kernel_cache import cache_folders, is_safe, shipped_folder

SUFFIX, ASIDE = ".kernel", ".damaged"
_MAGIC = b"cogov kernel 1\n"
_PACKAGE = __name__.rpartition(".")[0]
_OPTIONS = (
    "BOUNDSCHECK", "OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "ENABLE_AVX", "DISABLE_INTEL_SVML", "USING_SVML",
    "DEBUGINFO_DEFAULT", "LLVM_REFPRUNE_PASS", "DISABLE_PERFORMANCE_WARNINGS",
)  # fmt: skip
"""Settings of Numba, mostly from the environment, that change machine code."""

PORTABLE = "x86-64-v3"
"""``NUMBA_CPU_NAME`` of the kernels that come with the package; ``NUMBA_CPU_FEATURES`` is empty."""
_FEATURES = (
    "cx16", "popcnt", "sahf", "sse3", "sse4.1", "sse4.2", "ssse3", "avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt",
    "movbe", "xsave",
)  # fmt: skip
"""What such a processor can do."""

_NAMED = 3  # things that a kernel refers to, in a message

_log = logging.getLogger("cogov.kernels")


class Damaged(Exception):
    """A file is not as it was written."""


class Kept:
    """What Numba asks for a kernel before it compiles it, and hands it to afterwards.

    Parameters
    ----------
    kernel : numba dispatcher
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._enabled = True
        function = kernel.py_func
        module = function.__module__.removeprefix(f"{_PACKAGE}.")
        self.name = re.sub(r"[^\w.]", "", f"{module}.{function.__qualname__}")
        self._made_from = ""

    @property
    def cache_path(self) -> str:
        """The folder that is tried first."""
        return str(cache_folders()[0])

    @property
    def made_from(self) -> str:
        """Digest of everything that the kernel depends on, types of arguments aside; known once all is imported."""
        if not self._made_from:
            result = content(self._kernel, _examine)
            if result.unseen:
                told = ", ".join(result.unseen[:_NAMED]) + (", …" if len(result.unseen) > _NAMED else "")
                raise TypeError(f"kernel {self.name} refers to what cannot be looked into: {told}")
            self._made_from = hashlib.sha256(f"{result.digest} {_compiler()}".encode()).hexdigest()
        return self._made_from

    def prefix(self) -> str:
        """Return how names of the kernel's files begin."""
        return f"{self.name}-{self.made_from[:20]}-"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled kernel for some types of arguments; None if it is to be compiled."""
        if not self._enabled:
            return None
        put_off_blas()
        target_context.refresh()
        target = target_context.codegen().magic_tuple()
        paths = [folder / self._file(sig, target) for folder in cache_folders()]
        if runs_shipped():
            paths.append(shipped_folder() / self._file(sig, (target[0], PORTABLE, "")))
        for path in paths:
            try:
                body = load_content(path)
                return cast(Any, CompileResult)._rebuild(target_context, *pickle.loads(body))
            except OSError:  # mostly: there is none
                continue
            except Exception as error:
                set_aside(path)
                about = "" if isinstance(error, Damaged) else f" ({type(error).__name__}: {error})"
                _log.warning(
                    "The compiled kernel %s on disk was damaged%s; it was set aside, and is compiled again",
                    self.name, about,
                )  # fmt: skip
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled kernel, if some folder takes it."""
        if not self._enabled or data.library.has_dynamic_globals or any(not each.can_cache for each in data.lifted):
            return
        body = dumps(data._reduce())
        failure = None
        for folder in cache_folders():
            # Beside the sources they serve whoever may read these: one user installs and compiles, another runs.
            mode = 0o777 if folder == cache_folders()[0] else 0o700
            try:
                folder.mkdir(mode=mode, parents=True, exist_ok=True)
                if is_safe(folder):
                    write(folder / self._file(sig, data.codegen.magic_tuple()), body)
                    return
            except OSError as error:
                failure = failure or error
        _tell_unkept(str(failure))

    def enable(self) -> None:
        """Keep kernels from here on."""
        self._enabled = True

    def disable(self) -> None:
        """Keep none."""
        self._enabled = False

    def flush(self) -> None:
        """Delete what is kept of this kernel."""
        for folder in cache_folders():
            for path in folder.glob(f"{self.name}-*{SUFFIX}"):
                with suppress(OSError):
                    path.unlink()

    def _file(self, sig: Any, target: tuple[str, str, str]) -> str:
        variant = hashlib.sha256(repr((str(sig), target)).encode()).hexdigest()
        return f"{self.prefix()}{variant[:20]}{SUFFIX}"


@cache
def runs_shipped() -> bool:
    """Tell whether kernels that came with the package are looked for: some did, and the processor is as they want."""
    config: Any = numba_config
    return (
        shipped_folder().is_dir()
        and config.CPU_NAME is None
        and platform.machine().lower() in ("x86_64", "amd64")
        and all(llvm.get_host_cpu_features().get(each, False) for each in _FEATURES)
    )


def kept_files() -> Iterator[Path]:
    """Yield the files of kernels that this process may load."""
    for folder in cache_folders():
        yield from sorted(folder.glob(f"*{SUFFIX}"))
    if runs_shipped():
        yield from sorted(shipped_folder().glob(f"*{SUFFIX}"))


def load_content(path: Path) -> bytes:
    """Return what was written to a file.

    Raises
    ------
    Damaged
        If it is not as it was written.
    OSError
        If it cannot be read, or somebody else may have put it there.
    """
    data = path.read_bytes()
    if not is_safe(path.parent):
        raise PermissionError(f"others may write to {path.parent}")
    head, body = data[: len(_MAGIC) + 32], data[len(_MAGIC) + 32 :]
    if head != _MAGIC + hashlib.sha256(body).digest():
        raise Damaged("it is not as it was written")
    return body


def write(path: Path, body: bytes) -> None:
    """Write a file with its digest, whole or not at all."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(_MAGIC + hashlib.sha256(body).digest() + body)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def set_aside(path: Path) -> None:
    """Rename a file that cannot be used, so that it can be looked at."""
    with suppress(OSError):
        path.replace(path.with_name(path.name + ASIDE))


@cache
def _tell_unkept(why: str) -> None:
    _log.warning("Compiled kernels cannot be kept on disk (%s); each process compiles them for itself", why)


def _examine(module: str) -> bool:
    return module.startswith(_PACKAGE) or not is_installed(module)


@cache
def _compiler() -> str:
    config: Any = numba_config  # its settings are made when it is imported, unseen by type checkers
    options = {name: getattr(config, name, None) for name in _OPTIONS}
    versions = (sys.version_info[:2], numba.__version__, llvmlite.__version__, np.__version__, platform.machine())
    return repr((versions, options))
