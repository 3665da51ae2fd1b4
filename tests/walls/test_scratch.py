import pytest
pytestmark = pytest.mark.django_db
def test_a(academy):
    import time
    from tests.walls.objects import World, models_of_units, MAKERS
    from tests.walls.addresses import patterns, filled, LEFT_OUT
    t=time.time()
    w=World(academy); print('world',time.time()-t)
    print([m._meta.label for m in models_of_units() if m not in MAKERS])
    n=0
    for a in patterns():
        if a.name in LEFT_OUT: continue
        try: n+=len(filled(a,w))
        except LookupError as e: print(e)
    print(n)
