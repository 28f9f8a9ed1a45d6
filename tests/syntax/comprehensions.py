[a for a in b]
[a for a, b in c if d if e]
[a for b in c for a in b if a]
{a for a in b}
{a: b for a, b in c}
(a for a in b)
[a async for a in b]
[await a for a in b]
[a if b else c for a in d]
[[a for a in b] for b in c]
[lambda: a for a in lambda: b, c]
[a for a in b if (c := a)]
[(a, b) for a in c]
[a for a.b[0] in c]
{**a, "b": [c for c in d]}
sum(a for a in b if a)
