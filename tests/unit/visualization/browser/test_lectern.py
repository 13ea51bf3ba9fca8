from cogov.visualization.browser.lectern import Lectern, LecternState

STAGE, CONSOLE = object(), object()


def test_a_page_hears_what_another_said_and_never_itself():
    lectern = Lectern()
    lectern.put(LecternState("a", 1), STAGE)
    assert lectern.told_by_another(STAGE) is None
    assert lectern.told_by_another(CONSOLE) == LecternState("a", 1)
    lectern.put(LecternState("a", 2), CONSOLE)
    assert lectern.told_by_another(STAGE) == lectern.state == LecternState("a", 2)


def test_the_same_again_is_no_change():
    lectern = Lectern()
    lectern.put(LecternState("a"), STAGE)
    version = lectern.version
    lectern.put(LecternState("a"), CONSOLE)
    assert lectern.version == version
    assert lectern.told_by_another(STAGE) is None
