"""Where this checkout is: the suite runs from it and nowhere else."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
