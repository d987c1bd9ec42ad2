"""How near two spellings are: the one door to rapidfuzz, whose measures every rule on likely duplicates shares."""


def closeness(one: str, other: str) -> float:
    """Return the Jaro-Winkler likeness of two texts, 0 (nothing in common) to 1 (equal); a common beginning counts more."""
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(one, other)


def slips(one: str, other: str) -> int:
    """Return how many slips of the hand part two texts: a letter left out, put in, taken for another, or two changed places."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)
