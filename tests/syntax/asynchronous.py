async def f():
    async for a in b:
        await c
    else:
        pass
    async with a as b, c:
        pass
    x = [a async for a in b if await c]
    y = {a: b async for a in c}
    z = (a async for a in b)
    return await f()
