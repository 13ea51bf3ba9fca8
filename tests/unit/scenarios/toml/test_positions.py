"""Lines of keys."""

from cogov.scenarios.toml.positions import key_lines

TEXT = '''# a comment = 1
top = 1
"quo.ted" = """
[not.a.table]
x = 1
"""
[a.b]   # [c]
c.d = 2
'lit' = [ 1, [2,
  3], { e = 4, f.g = [5] },
]
[[events]]
week = 1
[events.rules.goals]
strength = "]"
[[events]]
week = 2
[[events.list]]
x = 1
'''


def test_every_key_has_its_line():
    lines = key_lines(TEXT)
    assert lines["top",] == 2
    assert lines["quo.ted",] == 3
    assert ("not",) not in lines
    assert lines["a", "b"] == 7
    assert lines["a", "b", "c", "d"] == 8
    assert lines["a", "b", "lit"] == 9
    assert lines["a", "b", "lit", 1, 1] == 10
    assert lines["a", "b", "lit", 2, "e"] == 10
    assert lines["a", "b", "lit", 2, "f", "g", 0] == 10
    assert lines["events", 0] == 12
    assert lines["events", 0, "rules", "goals", "strength"] == 15
    assert lines["events", 1, "week"] == 17
    assert lines["events", 1, "list", 0, "x"] == 19


def test_text_that_is_no_toml_ends_the_scan():
    for text in ("=", "[", "a", "a=", "a=[", "a={", "a={b", "]]", '"', "a = 'x"):
        key_lines(text)
