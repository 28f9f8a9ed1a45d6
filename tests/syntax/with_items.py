with a: pass
with a as b: pass
with a as b, c as d.e: pass
with a, b: pass
with (a): pass
with (a as b): pass
with (a, b): pass
with (a as b, c as d,): pass
with (
    a.b(c) as d,  # comment
    e,
):
    pass
with (a) as b: pass
with (a, b) as c: pass
with a as (b, c): pass
with (yield) as a: pass
with a() as [b, *c]: pass
async with a as b: pass
async with (a as b, c): pass
