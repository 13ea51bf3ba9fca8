import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.explanation.attribution import attribute_changes, combine, pieces, plan
from cogov.scenarios import load


def keys(before, after, **options):
    return [piece.key for piece in pieces(before, after, **options)]


def test_equal_settings_have_no_pieces(settings_of):
    assert keys(settings_of(), settings_of()) == []


def test_levers_stand_alone_and_rules_take_their_table_along(settings_of):
    change = {
        "rules": {
            "goals": {"rule": "command", "strength": 0.5},
            "administration": {"law": 0.5, "command": 0.5},
            "deliberation": {"inclusiveness": 0.4},
        }
    }
    assert keys(settings_of(), settings_of(change)) == [
        "rules.goals", "rules.deliberation.inclusiveness", "rules.administration.command", "rules.administration.law",
    ]  # fmt: skip


def test_many_changes_are_told_by_table():
    before, after = load("fragmented").settings, load("synergy").settings
    found = keys(before, after)
    assert len(found) <= 12
    assert keys(before, after, most=7) == [
        f"rules.{table}"
        for table in ("goals", "resources", "mechanism", "party_building", "deliberation", "participation",
                      "administration")
    ]  # fmt: skip


def test_no_pieces_are_before_and_all_are_after(settings_of, coordinated):
    flood = {"events": [{"week": 3, "surge": {"types": ["safety"], "factor": 5.0, "weeks": 2}}]}
    cut = {"events": [{"week": 6, "capacity": {"actors": ["government"], "factor": 0.5, "weeks": 9}}]}
    other = {"behaviour": {"lapse": {"patience": 9.0}}, "world": {"actors": {"capacity_scale": 2.0}}}
    for before, after in [
        (settings_of(), settings_of(coordinated, other, flood)),
        (settings_of(flood), settings_of(cut, coordinated)),
        (settings_of(flood, coordinated), settings_of(other)),
    ]:
        for most in (12, 3):
            found = pieces(before, after, most=most)
            assert combine(before, after, []) == before
            assert combine(before, after, found) == after


def test_effects_are_those_of_runs_with_the_piece_put_in_and_taken_out(settings_of):
    before = settings_of()
    lever, law = {"participation": {"volunteer_service": 0.9}}, {"administration": {"law": 0.9}}
    after = settings_of({"rules": lever}, {"rules": law})

    def final(*changes):
        return run_one(RunSpec("", settings_of(*({"rules": change} for change in changes)))).final["trust"]

    found = attribute_changes(before, after, indicator="trust")
    service, legal = found.effects
    assert service.piece.key == "rules.participation.volunteer_service"
    assert found.total.mean == pytest.approx(final(lever, law) - final(), abs=1e-12)
    assert service.alone.mean == pytest.approx(final(lever) - final(), abs=1e-12)
    assert service.without.mean == pytest.approx(final(lever, law) - final(law), abs=1e-12)
    parts = service.alone.mean + legal.alone.mean + found.together.mean
    assert parts == pytest.approx(found.total.mean, abs=1e-12)


def test_a_single_change_is_the_whole(settings_of):
    found = attribute_changes(settings_of(), settings_of({"rules": {"administration": {"law": 0.9}}}), replicates=3)
    (law,) = found.effects
    assert law.alone == law.without == found.total
    assert found.together.mean == pytest.approx(0.0, abs=1e-12)
    assert found.total.n == 3


def test_each_run_is_made_once(settings_of):
    planned = plan(settings_of(), settings_of({"rules": {"administration": {"law": 0.9}}}), replicates=2)
    assert len(planned.runs()) == 4
    told = []
    attribute_changes(planned.before, planned.after, replicates=2, on_run=lambda done, all_: told.append((done, all_)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_piece_that_cannot_stand_alone_is_left_open(settings_of):
    issues = {"world": {"issues": {"noise": {"domain": "harmony", "share": 1.0}}}}
    surge = {"events": [{"week": 2, "surge": {"types": ["noise"], "factor": 3.0, "weeks": 2}}]}
    found = attribute_changes(settings_of(), settings_of(issues, surge))
    effects = {effect.piece.key: effect for effect in found.effects}
    assert effects["events.0"].alone is None
    assert effects["events.0"].without is not None
    assert effects["world.issues"].alone is not None
    assert effects["world.issues"].without is None
    assert found.together is None


def test_runs_of_other_lengths_are_refused(settings_of):
    with pytest.raises(ValueError, match="26 and 9 weeks"):
        plan(settings_of(), settings_of({"run": {"weeks": 9}}))
