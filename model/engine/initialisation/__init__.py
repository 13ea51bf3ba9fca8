"""The first week: the city is founded as section 5 of ``model/ODD.md`` says; :mod:`.city` founds it."""
