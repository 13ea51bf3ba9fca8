"""A folder of results as a research object (RO-Crate 1.1): what each file is, and which program made it how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .results import Results

_FILES = {
    "manifest.json": ("What was asked: study, resolved scenario, digests, versions", "application/json"),
    "design.parquet": ("One row for each point of the design", "application/vnd.apache.parquet"),
    "ledger.jsonl": ("Which parts are whole, with their SHA-256, and which runs they hold", "application/jsonl"),
    "table.parquet": ("One row for each run: factors and means of the last year", "application/vnd.apache.parquet"),
    "table.csv": ("The same as table.parquet", "text/csv"),
    "summary.json": ("Counts, precision reached, what common random numbers gained", "application/json"),
    "study.toml": ("The study as it was written", "application/toml"),
    "scenario.toml": ("The scenario that all runs share, resolved", "application/toml"),
    "effects.svg": ("What each factor changes", "image/svg+xml"),
    "effects.zh.svg": ("What each factor changes, in Chinese", "image/svg+xml"),
}


def crate(results: Results) -> dict[str, Any]:
    """Return the metadata of a folder, as JSON-LD."""
    manifest, folder = results.manifest, results.folder
    origin = manifest["provenance"]
    there = [name for name in _FILES if (folder / name).exists()]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": manifest["title"]["en"],
        "alternateName": manifest["title"]["zh"],
        "description": manifest["question"]["en"],
        "datePublished": origin["time"][:10],
        "license": "Not stated: these results belong to those who made them",
        "hasPart": [{"@id": name} for name in (*there, "runs/", "series/")],
        "variableMeasured": list(manifest["outcomes"]),
        "mentions": {"@id": "#sweep"},
    }
    program = {
        "@id": "#cogov",
        "@type": "SoftwareApplication",
        "name": "cogov",
        "version": origin["versions"]["cogov"],
        "identifier": f"sha256:{manifest['identity']['code']}",
        "softwareRequirements": [f"{name} {version}" for name, version in origin["versions"].items()],
        **({"codeRepository": f"git commit {origin['git']['commit']}"} if origin["git"] else {}),
    }
    action = {
        "@id": "#sweep",
        "@type": "CreateAction",
        "name": " ".join(origin["command"]) or f"sweep {results.name}",
        "instrument": {"@id": "#cogov"},
        "object": [{"@id": name} for name in ("study.toml", "scenario.toml") if name in there],
        "result": {"@id": "./"},
        "startTime": origin["time"],
    }
    files = [_file(folder / name, *_FILES[name]) for name in there]
    folders = [
        {"@id": "runs/", "@type": "Dataset", "name": "One row for each attempt: status, seed, digest, times, means"},
        {"@id": "series/", "@type": "Dataset", "name": "One row for each run and week, float32"},
    ]
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [descriptor, root, program, action, *files, *folders],
    }


def _file(path: Path, about: str, kind: str) -> dict[str, Any]:
    return {
        "@id": path.name,
        "@type": "File",
        "name": about,
        "encodingFormat": kind,
        "contentSize": str(path.stat().st_size),
    }
