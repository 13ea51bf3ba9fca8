"""A city from a CSV file."""

import pytest

from cogov.scenarios import ScenarioError, load, loads, size, to_csv, to_toml, write

HEAD = "district,kind,name,grids,persons,agents\n"
STREETS = """\
district,street,kind,name,grids,persons,agents
东区,,urban,新村,4,1200,240
东区,,urban,桥头,3,900,180
花垣,,rural,十八洞,2,450,90
"""
ROWS = HEAD + "东区,urban,新村,4,1200,240\n东区,urban,桥头,3,900,180\n花垣,rural,十八洞,2,450,90\n"


@pytest.fixture
def city(tmp_path):
    def make(content, file="city.csv", more=""):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "city.csv").write_bytes(data)
        path = tmp_path / "mine.toml"
        path.write_text(f'schema_version = 2\n[scenario]\n[world.city]\ncommunities_file = "{file}"\n{more}', "utf-8")
        return path

    return make


def said(path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return [line.split("/")[-1] for line in str(caught.value).split("\n")]


def test_a_city_is_read(city):
    scenario = load(city(ROWS))
    assert [place.name for place in scenario.settings.world.city.places] == ["新村", "桥头", "十八洞"]
    assert size(scenario.settings).residents == 510
    assert size(scenario.settings).districts == 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + ROWS.encode(),
        ROWS.replace("\n", "\r\n"),
        "区县,类型,名称,网格数,人口,主体数\n东区,城市,新村,4,1200,240\n东区,城市,桥头,3,900,180\n花垣,农村,十八洞,2,450,90\n",
        "agents,persons,grids,name,kind,district\n240,1200,4,新村,urban,东区\n180,900,3,桥头,urban,东区\n\n"
        "90,450,2,十八洞,rural,花垣\n,,,,,\n",
    ],
    ids=["byte order mark", "CRLF", "Chinese titles", "other order, empty rows"],
)
def test_forms_of_one_city(city, content):
    assert load(city(content)).digest == load(city(ROWS)).digest


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (ROWS.encode("gbk"), ["city.csv:2: is not UTF-8 (it looks like GBK); save it again as UTF-8"]),
        (
            HEAD + "a,urbn,b,x,5,5\na,urban,c,1\na,urban,d,5,9,4\n,urban,e,0,9,1.5\n",
            [
                'city.csv:2: kind: "urbn" is not one of the choices; allowed urban, rural; did you mean urban',
                'city.csv:2: grids: "x" is not a whole number; allowed a whole number between 1 and 10000',
                "city.csv:3: has 4 columns where the first line has 6",
                "city.csv:4: d: 4 agents cannot people 5 grids",
                "city.csv:5: district: the name is empty; allowed text of 1 to 80 characters",
                "city.csv:5: grids: 0 is too small; allowed a whole number between 1 and 10000",
                'city.csv:5: agents: "1.5" is not a whole number; allowed a whole number between 1 and 10000000',
            ],
        ),
        (
            "district;kind;name;grids;persons;agents\n",
            ["city.csv:1: columns are separated by ;; allowed commas"],
        ),
        (
            "district,kind,nme,grids,persons,agents\n",
            [
                'city.csv:1: unknown column "nme"; allowed district, street, kind, name, grids, persons, agents; '
                "did you mean name",
                "city.csv:1: the column name is missing",
            ],
        ),
        (HEAD, ["city.csv: lists no communities"]),
        ("", ["city.csv: is empty; allowed district, street, kind, name, grids, persons, agents"]),
        (
            HEAD + "a,urban,b,1,5,5\na,rural,c,1,5,5\na,urban,b,1,5,5\n",
            [
                'city.csv:4: world.city.places.2: "b" of "a" is listed twice (line 2)',
            ],
        ),
        (HEAD + 'a,urban,"b,1,5,5\n', ["city.csv:2: not valid CSV: unexpected end of data"]),
    ],
)
def test_rows_that_are_wrong(city, content, lines):
    assert said(city(content)) == lines


def test_lines_count_through_quoted_line_ends(city):
    content = HEAD + '"a\nb",urban,c,1,5,5\nd,urban,e,f,5,5\n'
    assert said(city(content)) == [
        "city.csv:2: district: a name may not hold control, direction or invisible characters; "
        "allowed text of 1 to 80 characters",
        'city.csv:4: grids: "f" is not a whole number; allowed a whole number between 1 and 10000',
    ]


def test_the_file_must_be_beside(city, tmp_path):
    where = "; allowed a CSV file in the same folder"
    key = "mine.toml:4: world.city.communities_file: "
    assert said(city(ROWS, "cities.csv")) == [f'{key}there is no file "cities.csv"{where}; did you mean city.csv']
    with pytest.raises(ScenarioError, match="is not in the same folder"):
        load(city(ROWS, "../city.csv"))
    assert said(city(ROWS, more="places = [{district='a',kind='urban',name='b',grids=1,persons=25,agents=5}]")) == [
        f"{key}communities are listed here and in a file; allowed one of both"
    ]
    with pytest.raises(ScenarioError, match="a text without a file cannot name a file beside it"):
        loads('schema_version = 2\n[scenario]\n[world.city]\ncommunities_file = "city.csv"')


def test_places_in_toml_are_checked_alike():
    with pytest.raises(ScenarioError) as caught:
        loads(
            "schema_version = 2\n[scenario]\n"
            "[[world.city.places]]\ndistrict='a'\nkind='urban'\nname='b'\ngrids=3\npersons=9\nagents=2\n"
            "[[world.city.places]]\ndistrict='a'\nkind='rural'\nname='c'\ngrids=1\npersons=9\n",
            "town.toml",
        )
    assert str(caught.value).split("\n") == [
        "town.toml:3: world.city.places.0: 2 agents cannot people 3 grids",
        "town.toml:10: world.city.places.1.agents: is missing; allowed a whole number between 1 and 10000000",
    ]


def test_a_city_is_written_and_read_back(city, tmp_path):
    scenario = load(city(ROWS))
    assert loads(to_toml(scenario)).digest == scenario.digest
    assert to_csv(scenario) == STREETS
    many = load(city(HEAD + "".join(f"d,urban,c{number},1,25,5\n" for number in range(1500))))
    write(many, tmp_path / "whole.toml")
    assert (tmp_path / "whole-communities.csv").exists()
    assert load(tmp_path / "whole.toml").digest == many.digest
    assert len(loads(to_toml(many)).settings.world.city.places) == 1500
