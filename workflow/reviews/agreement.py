"""How far two sides judged alike, in words; a coefficient only where there are enough. Pure."""

from collections import Counter
from collections.abc import Sequence

# Below this many pairs a coefficient says more about chance than about people.
FEWEST_FOR_KAPPA = 30

Pairs = Sequence[tuple[int, int]]


def in_words(pairs: Pairs) -> str:
    """`5 of 7 the same, all within one level.` Empty where nothing was judged twice."""
    if not pairs:
        return ""
    same = sum(first == second for first, second in pairs)
    if same == len(pairs):
        return "All the same." if same > 1 else "The same."
    near = sum(abs(first - second) <= 1 for first, second in pairs)
    within = "all" if near == len(pairs) else f"{near} of {len(pairs)}"
    return f"{same} of {len(pairs)} the same, {within} within one level."


def kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa, unweighted; None below 30 pairs and where chance alone explains all."""
    if len(pairs) < FEWEST_FOR_KAPPA:
        return None
    total = len(pairs)
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    observed = sum(first == second for first, second in pairs) / total
    expected = sum(firsts[level] * seconds[level] for level in firsts) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
