"""The `lms` command with a planted fault: python -m bench.faulting.serving MUTANT serve …"""

from __future__ import annotations

import sys

from bench.faulting.mutants import PLANT
from lms.cli import main

if __name__ == "__main__":
    PLANT[sys.argv[1]]()
    main(sys.argv[2:])
