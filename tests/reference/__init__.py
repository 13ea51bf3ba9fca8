"""The model once more, as plain Mesa objects: written from ``model/ODD.md``, without a look at the kernels.

One :class:`~.citizen.Citizen` per resident and one :class:`~.organisation.Organisation` per organisation, each with
methods named by what it does; problems, grids, communities and districts are objects too. It is slow and meant to be
read. Start with :meth:`.city.City.step`, the week. ``test_agreement.py`` holds the engine against it, week by week.
"""
