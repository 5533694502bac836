"""How fast is this machine now? Absolute goals hold for 41 ms; multiply a measured time by 41 / calibrate()."""

import time


def calibrate() -> float:
    """Return the milliseconds of a fixed pure-Python loop, best of three."""

    def once() -> float:
        start, x = time.perf_counter(), 0
        for i in range(1_000_000):
            x = (x * 31 + i) & 0xFFFF
        return (time.perf_counter() - start) * 1e3

    return min(once() for _ in range(3))
