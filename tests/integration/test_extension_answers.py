"""What code of one's own gives back and cannot stand: a sentence with file, line, name and what is allowed."""

import re

import pytest

from cogov.experiments.execution.runs import RunError, RunSpec, run_one
from cogov.model import GovernanceModel, Simulation
from cogov.model.agents import GovernmentBody
from cogov.model.answer import UnknownName, WrongAnswer
from cogov.model.extensions.source import ExtensionError
from cogov.model.whole_week import CutShortError
from cogov.scenarios import ScenarioError, load

HEAD = """
import numpy as np

from cogov.model.agents import Citizen, Committee, Enterprise, GovernmentBody, MassOrganisation, PartyBody
from cogov.model.agents import SocialOrganisation
from cogov.model.agents.actor import Actor
from cogov.model.extension import Extension, after, before, column, data, indicator, lever, parameter, stream

"""
SCENARIO = """
schema_version = 2

[scenario]
name = "own"
extends = "synergy"
uses = ["own.py"]

[run]
weeks = 6

[world.city]
urban_districts = 1
streets_per_district = 1
communities_per_street = 2
townships_per_county = 1
villages_per_township = 1
agents_per_grid = 10

[rules.goals]
rule = "party_led"
strength = 0.8
"""


def write(folder, text, name="own"):
    (folder / "own.py").write_text(HEAD + text, "utf-8")
    file = folder / f"{name}.toml"
    file.write_text(SCENARIO, "utf-8")
    return file


def line_of(folder, word):
    return 1 + (folder / "own.py").read_text("utf-8").split(word)[0].count("\n")


def refused(file):
    """Run a scenario that fails; what it says, in both languages."""
    with pytest.raises((RunError, ScenarioError)) as told:
        run_one(RunSpec("own", load(file).settings))
    said = told.value.args[0] if isinstance(told.value, RunError) else told.value.sentence
    return str(said), said.say("zh")


DECISIONS = [
    ("Committee", "accepts(self, case, luck)", "None", "gives nothing", "True or False"),
    ("Committee", "accepts(self, case, luck)", "0.7", "gives 0.7", "True or False"),
    ("Committee", "accepts(self, case, luck)", "'yes'", "gives 'yes'", "True or False"),
    ("Committee", "puts_before_residents(self, case)", "[]", "gives []", "True or False"),
    ("Committee", "passes_on_to(self, case, right, knows, which)", "None", "gives nothing", "a body of this city"),
    ("Committee", "passes_on_to(self, case, right, knows, which)", "self.place", "gives <Community>", "a body of this"),
    ("Committee", "hands_back_to(self, case)", "'committee'", "gives 'committee'", "a body of this city"),
    ("Committee", "order_queue(self, queue)", "queue[:-1]", "gives []", "the same cases"),
    ("Committee", "order_queue(self, queue)", "None", "gives nothing", "the same cases"),
    ("Committee", "urgency(self, case)", "float('nan')", "gives nan", "a finite number"),
    ("GovernmentBody", "overtime_under(self, load)", "-0.5", "gives -0.5", "at least 0"),
    ("GovernmentBody", "buys_services(self)", "1e9", "gives 1000000000.0", "those that it has left"),
    ("Network", "asks(self, case, resource)", "self", "gives <OwnGovernmentBody>", "case.community.candidates"),
    ("PartyBody", "tell_priorities(self, community)", "[0.5, 0.5]", "gives [0.5, 0.5]", "five shares"),
    ("PartyBody", "tell_priorities(self, community)", "[0.5] * 5", "gives [0.5, 0.5", "add up to 1"),
    ("PartyBody", "chooses_helper(self, case, resource, owner, asked)", "owner", "gives", "candidates"),
    ("PartyBody", "hears_of(self, case, luck)", "np.array([True])", "gives array(1,)", "True or False"),
    ("MassOrganisation", "mobilises(self)", "1.5", "gives 1.5", "from 0 to 1"),
    ("MassOrganisation", "mobilises(self)", "True", "gives True", "from 0 to 1"),
    ("SocialOrganisation", "paid_share(self)", "'half'", "gives 'half'", "from 0 to 1"),
    ("Enterprise", "joins(self, case, resource)", "self.willingness", "gives 0.", "True or False"),
    ("Citizen", "turnout(self)", "None", "gives nothing", "a number"),
    ("Citizen", "willing_to_serve(self)", "float('nan')", "gives nan", "not nan"),
    ("Citizen", "neighbours_pull(self)", "None", "gives nothing", "a number"),
    ("Citizen", "accepts_proposal(self, distance, heard)", "0.3", "gives 0.3", "True or False"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "asked", "given", "said", "allowed"), DECISIONS)
def test_a_decision_that_gives_what_is_none_is_refused(tmp_path, kind, asked, given, said, allowed):
    name = asked.partition("(")[0]
    mechanism, kind = ("peer", "GovernmentBody") if kind == "Network" else ("hub", kind)
    file = write(
        tmp_path,
        f"class Own{kind}({kind}):\n    def {asked}:\n        return {given}\n\n\n"
        f"class Own(Extension):\n    en, zh = 'own', '自定'\n    kinds = (Own{kind},)\n",
    )
    file.write_text(f'{file.read_text("utf-8")}\n[rules.mechanism]\nrule = "{mechanism}"\n', "utf-8")
    english, chinese = refused(file)
    assert f"own.py, line {line_of(tmp_path, f'def {name}')}: Own{kind}.{name} {said}" in english
    assert allowed in english
    assert f"own.py 第 {line_of(tmp_path, f'def {name}')} 行：Own{kind}.{name} " in chinese
    assert "应" in chinese
    assert not re.search(r"is needed|Error", chinese)


def test_what_is_asked_inside_the_extension_is_looked_at_too(tmp_path):
    text = (
        "class OwnCommittee(Committee):\n    def accepts(self, case, luck):\n        return None\n\n\n"
        "class Own(Extension):\n    kinds = (OwnCommittee,)\n\n    @after('route', edition='agents')\n"
        "    def ask(self, model):\n        model.communities[0].committee.accepts(model.cases[0], 0.5)\n"
    )
    english, _ = refused(
        write(tmp_path, text.replace("@after('route'", "@before('happen'").replace("model.cases[0]", "None"))
    )
    assert "OwnCommittee.accepts gives nothing" in english


def test_a_kind_without_extension_is_looked_at_too():
    class Silent(GovernmentBody):
        def accepts(self, case, luck):
            pass

    model = GovernanceModel(rng=1, kinds={"government": Silent})
    with pytest.raises(WrongAnswer, match=r"test_extension_answers\.py, line \d+: Silent\.accepts gives nothing"):
        [model.step() for _ in range(10)]


def test_what_a_decision_may_give_goes_through(tmp_path):
    """Also numbers of NumPy, and what the class of the model gives."""
    text = (
        "class OwnCommittee(Committee):\n    def accepts(self, case, luck):\n        return np.bool_(luck < 0.5)\n\n"
        "    def urgency(self, case):\n        return np.float64(1.0)\n\n"
        "    def order_queue(self, queue):\n        return tuple(super().order_queue(queue))\n\n"
        "    def passes_on_to(self, case, right, knows, which):\n"
        "        return super().passes_on_to(case, right, knows, which)\n\n\n"
        "class OwnParty(PartyBody):\n    def tell_priorities(self, community):\n"
        "        return np.array(super().tell_priorities(community))\n\n"
        "    def chooses_helper(self, case, resource, owner, asked):\n"
        "        return super().chooses_helper(case, resource, owner, asked)\n\n\n"
        "class Own(Extension):\n    kinds = (OwnCommittee, OwnParty)\n"
    )
    assert run_one(RunSpec("own", load(write(tmp_path, text)).settings)).digest


def test_what_a_decision_leaves_behind_is_looked_at(tmp_path):
    text = (
        "class OwnCommittee(Committee):\n    def accepts(self, case, luck):\n        {value}\n"
        "        return False\n\n\nclass Own(Extension):\n    kinds = (OwnCommittee,)\n"
    )
    for value, said in (
        ("self.success = float('nan')", "body.willingness is nan in row"),
        ("case.community.cohesion = 9.0", "community.cohesion is"),
    ):
        assert f"own.py: after its decisions {said}" in refused(write(tmp_path, text.format(value=value)))[0]
    english, chinese = refused(write(tmp_path, text.format(value="self.willingness = None")))
    assert "own.py: the week cannot be lived with what its decisions gave: TypeError" in english
    assert "own.py：凭其决定无法度过这一周" in chinese


# ---- columns, processes, indicators, data

PROCESSES = [
    ("city['resident.trust'] = [0.1, 0.2]", "resident.trust has the shape (", "形状"),
    ("city['resident.trust'] = 'high'", "resident.trust takes numbers; what is written is 'high'", "只接受数"),
    ("city['resident.trust'] = None", "resident.trust takes numbers; what is written is None", "只接受数"),
    ("city['resident.trust'] = [[0.1], [0.1, 0.2]]", "resident.trust takes numbers", "只接受数"),
    ("city['resident.trust'] = float('nan')", "resident.trust would hold what is no number", "不是数"),
    ("city['case.decided'] = 0.5", "case.decided takes True or False", "True 或 False"),
    ("city['case.decided'] = 'no'", "case.decided takes numbers", "只接受数"),
    ("self.news = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]", "self.news has the shape (", "形状"),
    ("self.news = 'bad'", "self.news takes numbers; what is written is 'bad'", "只接受数"),
    ("self.news = None", "self.news takes numbers; what is written is None", "只接受数"),
    ("self.luck(city['resident.trust'])", "draws are asked for by whole numbers", "整数键"),
    ("return city['resident.trust']", "writes columns by name and returns nothing", "不返回任何值"),
    ("yield", "writes columns by name and returns nothing", "不返回任何值"),
    ("city.count('resdent')", "'resdent' is no kind of thing that is counted; resident perhaps?", "是否指 resident"),
    ("self.carried('car', city)", "'car' is no number of this extension; care perhaps?", "是否指 care"),
    ("self.at('carr', None)", "'carr' is no number of this extension; care perhaps?", "是否指 care"),
    ("self.actors_by_kind['centre']", "'centre' is no kind of actor of this extension", "不是此扩展带来的主体"),
    ("self.neews[0] = 1.0", "'neews' is no part of this extension; news perhaps?", "是否指 news"),
    ("city['resident.trst']", "resident.trust perhaps?", "是否指 resident.trust"),
]  # fmt: skip


@pytest.mark.parametrize(("does", "said", "told"), PROCESSES)
def test_a_process_that_writes_what_cannot_stand_is_refused(tmp_path, does, said, told):
    text = (
        "class Own(Extension):\n    news = column('community')\n    luck = stream()\n"
        "    care = lever(0.5, en='care', zh='关怀')\n\n"
        f"    @after('close')\n    def spread(self, city):\n        {does}\n"
    )
    english, chinese = refused(write(tmp_path, text))
    here = "@after" if "return" in does or does == "yield" else does
    assert f"own.py, line {line_of(tmp_path, here)}: " in english
    assert said in english
    assert told in chinese
    assert not re.search(r"Error|Fault|perhaps|writes", chinese)


@pytest.mark.parametrize(("does", "said"), [
    ("model.people.trust = np.zeros(3)", "resident.trust has the shape (3,), and needs"),
    ("model.people.trust[:] = 2.0", "resident.trust is 2 in row 0, and lies between 0 and 1"),
    ("model.bodies[0].willingness = 'much'", "body.willingness takes numbers; what is written is"),
    ("model.communities[0].pledge = float('nan')", "community.pledge is nan in row 0"),
    ("model.extension('owm')", "'owm' is no extension that the scenario uses; own perhaps?"),
    ("return model", "it returns nothing"),
])  # fmt: skip
def test_a_process_of_agents_that_leaves_what_cannot_stand_is_refused(tmp_path, does, said):
    text = (
        f"class Own(Extension):\n    @after('close', edition='agents')\n    def spread(self, model):\n        {does}\n"
    )
    english, _ = refused(write(tmp_path, text))
    here = "extension(" if "extension(" in does else "@after"
    assert f"own.py, line {line_of(tmp_path, does if here == 'extension(' else here)}: {said}" in english.replace(
        "spread gives <GovernanceModel>; ", ""
    )


@pytest.mark.parametrize("edition", ["both", "agents"])
@pytest.mark.parametrize(("given", "said"), [
    ("None", "gives nothing"), ("'0.5'", "gives '0.5'"), ("[0.5]", "gives [0.5]"),
    ("np.array([0.5])", "gives array(1,)"),
    ("True", "gives True"), ("float('nan')", "gives nan"), ("1.5", "gives 1.5"), ("1j", "gives 1j"),
])  # fmt: skip
def test_an_indicator_that_gives_no_number_is_refused(tmp_path, given, said, edition):
    text = (
        f"class Own(Extension):\n    @indicator(0.0, 1.0, 'share', en='Mine', zh='自定', edition='{edition}')\n"
        f"    def mine(self, city):\n        return {given}\n"
    )
    english, chinese = refused(write(tmp_path, text))
    assert f"own.py, line {line_of(tmp_path, '@indicator')}: mine {said}" in english
    assert "one number from 0 to 1 is needed" in english
    assert "应为 0 至 1 之间的一个数" in chinese


def test_an_indicator_may_give_numbers_of_numpy(tmp_path):
    text = (
        "class Own(Extension):\n    @indicator(0.0, 9.0, 'share', en='Mine', zh='自定')\n"
        "    def mine(self, city):\n        return np.array(self.week, dtype=np.int64)\n"
    )
    assert run_one(RunSpec("own", load(write(tmp_path, text)).settings)).series[:, -1].tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("annotated", "given", "said"), [
    ("", "None", "read gives nothing"),
    ("", "iter(text)", "it can be read only once"),
    (" -> dict[str, float]", "[1.0]", "read gives [1.0]; it is declared to return dict"),
    (" -> 'np.ndarray'", "text", "read gives '1 2'; it is declared to return ndarray"),
])  # fmt: skip
def test_a_reader_of_data_that_gives_no_data_is_refused(tmp_path, annotated, given, said):
    (tmp_path / "rain.txt").write_text("1 2", "utf-8")
    text = (
        f"def read(text){annotated}:\n    return {given}\n\n\n"
        "class Own(Extension):\n    rain = data('rain.txt', read)\n\n"
        "    @after('close')\n    def spread(self, city):\n        pass\n"
    )
    english, _ = refused(write(tmp_path, text))
    assert f"own.py, line {line_of(tmp_path, 'def read')}: " in english
    assert said in english


@pytest.mark.parametrize(
    ("annotated", "given"), [(" -> 'np.ndarray'", "np.array([1.0])"), (" -> 'Unknown'", "text"), (" -> Any", "text")]
)
def test_a_reader_of_data_may_give_what_it_says(tmp_path, annotated, given):
    (tmp_path / "rain.txt").write_text("1 2", "utf-8")
    text = (
        f"from typing import Any\n\n\ndef read(text){annotated}:\n    return {given}\n\n\n"
        "class Own(Extension):\n    rain, plain = data('rain.txt', read), data('rain.txt', str)\n\n"
        "    @after('close')\n    def spread(self, city):\n        assert self.plain == '1 2'\n"
    )
    assert run_one(RunSpec("own", load(write(tmp_path, text)).settings)).digest


@pytest.mark.parametrize(("declared", "said"), [
    ("news = column('comunity')", "'comunity' is no choice here; community perhaps? There are resident"),
    ("@after('clos')\n    def f(self, city): pass", "'clos' is no choice here; close perhaps? There are happen"),
    ("@after('close', edition='agent')\n    def f(self, city): pass", "'agent' is no choice here; agents perhaps?"),
    ("@indicator(en='Mine', edition='agent')\n    def f(self, city): pass", "'agent' is no choice here"),
    ("@indicator(en='Mine', group='stat')\n    def f(self, city): pass", "'stat' is no choice here"),
])  # fmt: skip
def test_a_choice_that_there_is_not_is_refused_with_the_nearest(tmp_path, declared, said):
    english, chinese = refused(write(tmp_path, f"class Own(Extension):\n    {declared}\n"))
    assert f"own.py, line {line_of(tmp_path, declared.splitlines()[0])}: {said}" in english
    assert "不是此处的选项" in chinese


def test_actors_are_at_home_in_places(tmp_path):
    text = (
        "class Centre(Actor):\n    kind = 'centre'\n\n    @classmethod\n"
        "    def at_home(cls, model):\n        return {given}\n\n\n"
        "class Own(Extension):\n    actors = (Centre,)\n"
    )
    for given in ("None", "model.bodies"):
        assert "Centre.at_home gives" in refused(write(tmp_path, text.format(given=given)))[0]


def test_an_extension_that_there_is_not_is_named_with_the_nearest(tmp_path):
    file = write(tmp_path, "class Own(Extension):\n    @after('close')\n    def f(self, city): pass\n")
    model = GovernanceModel(str(file))
    with pytest.raises(UnknownName, match="'onw' is no extension that the scenario uses; own perhaps"):
        model.extension("onw")
    with pytest.raises(UnknownName, match="there are -"):
        GovernanceModel(rng=1).extension("own")
    with pytest.raises(ExtensionError, match="week"):
        raise ExtensionError("week")


@pytest.mark.parametrize("edition", ["agents", "compiled"])
def test_a_city_whose_week_was_cut_short_goes_on_no_more(tmp_path, edition):
    """What follows half a week is no run's, and nothing in it would show that."""
    text = (
        f"WEEKS = []  # of {edition}\n\n\nclass Own(Extension):\n    @after('route')\n    def f(self, city):\n"
        "        WEEKS.append(city)\n        if len(WEEKS) == 3:\n            raise KeyboardInterrupt\n"
    )
    settings = load(write(tmp_path, text)).settings
    city = GovernanceModel(settings, register_citizens=False) if edition == "agents" else Simulation(settings)
    city.step()
    city.step()
    with pytest.raises(KeyboardInterrupt):
        city.step()
    with pytest.raises(CutShortError, match="week 2 was cut short") as cut:
        city.step()
    assert "第 2 周" in cut.value.args[0].say("zh")
