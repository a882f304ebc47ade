"""The layers around a reading process in words: on, missing, and what to do about it."""

from ingest.reading import confinement, layers

EVERY = {
    confinement.NETWORK_NAMESPACE,
    confinement.LANDLOCK_FILES,
    confinement.MEMORY,
    confinement.CPU,
    confinement.NO_FILES_WRITTEN,
    confinement.NO_CORE,
    confinement.NO_PROCESSES,
    confinement.ENDS_WITH_HOST,
}


def missing(names):
    return [layer.words for layer in layers.explain(names) if not layer.is_on]


def test_with_all_of_them_nothing_is_missing():
    found = layers.explain(EVERY)

    assert all(layer.is_on for layer in found)
    assert layers.conclude(found).endswith("is on.")


def test_either_way_out_of_the_network_will_do():
    without = EVERY - {confinement.NETWORK_NAMESPACE}

    assert missing(without) == ["It reaches no network"]
    assert missing(without | {confinement.LANDLOCK_NETWORK}) == []


def test_each_that_is_missing_says_what_to_do():
    found = layers.explain(())

    assert not any(layer.is_on for layer in found)
    assert all(layer.advice.endswith(".") for layer in found)
    assert layers.conclude(found).startswith(f"{len(found)} layers are missing")
    assert layers.conclude(layers.explain(EVERY - {confinement.CPU})).startswith("One layer is")
